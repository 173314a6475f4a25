package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.ACCESS_DENIED;
import static dev.blb.emulator.settings.SettingsTable.ALLOWED_HOSTS;
import static dev.blb.emulator.settings.SettingsTable.CONTROL_TOKEN;
import static dev.blb.emulator.settings.SettingsTable.CORS_ORIGIN;

import dev.blb.emulator.api.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may call: a page of another site that is open in a developer's browser may not, unless its origin is allowed, and where a
 * control token is set, control routes serve only those who know it.
 */
final class Callers {
    static final String TOKEN_HEADER = "x-blb-control-token";

    /** What a name can never be on the public Internet, so that no foreign site can make it lead here [RFC 6761]. */
    private static final List<String> PRIVATE_SUFFIXES = List.of(".localhost", ".internal");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    private static final int MAX_SHOWN = 200;

    private final Set<String> hosts;
    private final Set<String> origins;
    private final Optional<byte[]> token;

    Callers(Settings settings) {
        this.hosts = Set.copyOf(settings.get(ALLOWED_HOSTS));
        this.origins = Set.copyOf(settings.get(CORS_ORIGIN));
        this.token = settings.get(CONTROL_TOKEN).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** A request as far as its signature covers it. */
    static SignedRequest signed(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        String query = request.getQueryString();
        return new SignedRequest(
                request.getMethod(),
                request.getRequestURI(),
                query == null ? "" : query,
                headers,
                TlsPort.isSecure(request));
    }

    /** The origin of an allowed page that sent a request, or empty. */
    Optional<String> allowedOrigin(SignedRequest request) {
        return Optional.of(request.header("origin")).filter(origins::contains);
    }

    /** Lets the page that sent a request read the answer, if its origin is allowed. */
    void allowOrigin(SignedRequest request, HttpServletResponse response) {
        Optional<String> origin = allowedOrigin(request);
        if (origin.isEmpty()) {
            return;
        }
        response.setHeader("Access-Control-Allow-Origin", origin.get());
        response.setHeader(
                "Access-Control-Expose-Headers",
                "x-bce-request-id, " + NearMisses.WARNING_HEADER + ", " + FaultFilter.HEADER);
        response.setHeader("Vary", "Origin");
        if (request.method().equals("OPTIONS")) {
            response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE");
            response.setHeader(
                    "Access-Control-Allow-Headers",
                    "authorization, content-type, x-bce-date, x-bce-security-token, x-bce-request-id, x-blb-account, "
                            + TOKEN_HEADER);
            response.setHeader("Access-Control-Max-Age", "600");
        }
    }

    /** Refuses what a foreign page sent. */
    void admitToApi(SignedRequest request) {
        String origin = request.header("origin");
        String site = request.header("sec-fetch-site");
        if ((origin.isEmpty() && site.isEmpty()) || origins.contains(origin)) {
            // No browser, or a page that is allowed.
            return;
        }
        if (site.equals("cross-site") || site.equals("same-site")) {
            throw ACCESS_DENIED.with(
                    "A web page of another site sent it (Sec-Fetch-Site is \"%s\"); allowed are those of --cors-origin.",
                    site);
        }
        if (!origin.isEmpty() && !origin.equals(request.scheme() + "://" + request.header("host"))) {
            throw ACCESS_DENIED.with(
                    "A web page of another site sent it (Origin is \"%s\"); allowed are those of --cors-origin.",
                    shown(origin));
        }
        requireKnownHost(request);
    }

    /** The same, for control routes, whoever sent it: the host's name must be one that no foreign site can have. */
    void admitToControl(SignedRequest request, boolean isHealth) {
        admitToApi(request);
        requireKnownHost(request);
        if (!isHealth && !knowsToken(request)) {
            throw ACCESS_DENIED.with(
                    "Control routes are locked; send the token of the setting --control-token in the header %s.",
                    TOKEN_HEADER);
        }
    }

    /**
     * The same for pages of the console, which hold nothing secret without the token. A link on another site may lead to them: it
     * opens a page, which that site cannot read.
     */
    void admitToConsole(SignedRequest request) {
        if (!request.header("sec-fetch-dest").equals("document")) {
            admitToApi(request);
        }
        requireKnownHost(request);
    }

    /** Whether control routes are locked. */
    boolean needsToken() {
        return token.isPresent();
    }

    /** Whether a request may pass the lock of control routes, if there is one. */
    boolean knowsToken(SignedRequest request) {
        return token.isEmpty() || isRight(request.header(TOKEN_HEADER));
    }

    private boolean isRight(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.orElseThrow());
    }

    private void requireKnownHost(SignedRequest request) {
        String name = request.hostName().toLowerCase(Locale.ROOT);
        boolean known = !name.contains(".")
                || name.startsWith("[")
                || IPV4.matcher(name).matches()
                || PRIVATE_SUFFIXES.stream().anyMatch(name::endsWith)
                // The cloud's own names are no foreign site's either.
                || request.cloudHost().isPresent()
                || hosts.contains(name)
                || hosts.contains("*");
        if (!known) {
            throw ACCESS_DENIED.with(
                    "Host is \"%s\"; allowed are addresses, localhost, names without a dot, those of the cloud's services and those of"
                            + " --allowed-hosts.",
                    shown(request.header("host")));
        }
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
