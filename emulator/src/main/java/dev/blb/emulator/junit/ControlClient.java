package dev.blb.emulator.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Calls control routes, and writes the JSON that they take: no library of JSON may be needed on the test's class path. */
final class ControlClient {
    /** Confines a call to an account: the emulator adds {@code ?account=}, and refuses what would change all accounts. */
    private static final String ACCOUNT_HEADER = "x-blb-account";

    /** What the paths of all control routes begin with; callers may leave it out. */
    private static final String ROOT = "/_blb/";

    /** The one path elsewhere. */
    private static final String METRICS = "/metrics";

    private static final String TOKEN_HEADER = "x-blb-control-token";

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int READ_TIMEOUT_MILLIS = 60_000;

    private final URI endpoint;

    private final String token;

    /** Calls an emulator whose control routes are locked by a token; the empty text for one that is not locked. */
    ControlClient(URI endpoint, String token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /**
     * The answer of a route.
     *
     * @param account the account that the call is confined to; the empty text for a call that may change all
     * @param path what follows {@code /_blb/}, {@code metrics}, or the whole path, with or without a slash at its begin, and with the query
     * @param body the empty text for none
     */
    String call(String account, String method, String path, String contentType, String body) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        String whole = "/" + relative;
        String route = whole.startsWith(ROOT) || whole.equals(METRICS) || whole.startsWith(METRICS + "?")
                ? whole
                : ROOT + relative;
        try {
            // java.net.http would make the first test wait for half a second more.
            HttpURLConnection call =
                    (HttpURLConnection) endpoint.resolve(route).toURL().openConnection(Proxy.NO_PROXY);
            call.setRequestMethod(method);
            call.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
            call.setReadTimeout(READ_TIMEOUT_MILLIS);
            call.setRequestProperty("Content-Type", contentType);
            if (!account.isEmpty()) {
                call.setRequestProperty(ACCOUNT_HEADER, account);
            }
            if (!token.isEmpty()) {
                call.setRequestProperty(TOKEN_HEADER, token);
            }
            if (!body.isEmpty()) {
                call.setDoOutput(true);
                try (OutputStream out = call.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
            }
            boolean refused = call.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
            String answer;
            try (InputStream in = refused ? call.getErrorStream() : call.getInputStream()) {
                answer = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (refused) {
                throw new ControlRefusal(method + " " + route, call.getResponseCode(), answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + endpoint + route + " failed", e);
        }
    }

    /** A text as a part of a path or query; {@code name} is for the message about null. */
    static String encoded(String name, @Nullable String text) {
        return URLEncoder.encode(given(name, text), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The value; throws {@link NullPointerException} with {@code <name> is null} if it is null. */
    static <T> T given(String name, @Nullable T value) {
        if (value == null) {
            throw new NullPointerException(name + " is null");
        }
        return value;
    }

    /** The JSON of texts, numbers, booleans, lists and maps. */
    static String json(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(member -> quoted(String.valueOf(member.getKey())) + ":" + json(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Iterable<?> list) {
            return StreamSupport.stream(list.spliterator(), false)
                    .map(ControlClient::json)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return quoted(value.toString());
    }

    private static String quoted(String text) {
        return text.chars()
                .mapToObj(c -> c < ' ' || c == '"' || c == '\\'
                        ? String.format(Locale.ROOT, "\\u%04x", c)
                        : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
