package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.ACCESS_DENIED;
import static dev.blb.emulator.api.ApiError.INVALID_ACCESS_KEY_ID;
import static dev.blb.emulator.api.ApiError.REQUEST_EXPIRED;
import static dev.blb.emulator.api.ApiError.SIGNATURE_DOES_NOT_MATCH;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Credentials;
import dev.blb.emulator.time.EmulatorClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who signed a request. Checks in this order: shape, access key, expiry, signature (assumption [m22]). */
public final class Authentication {
    /** The query parameter of a pre-signed URL [doc:auth][go]. */
    static final String QUERY_PARAMETER = "authorization";

    /** The header, or the query parameter, with the session token of a temporary key [go][java]. */
    static final String SESSION_TOKEN = "x-bce-security-token";

    private static final Logger LOG = LoggerFactory.getLogger("dev.blb.emulator.signature");

    /** How far a request's date may be from the clock, either way [bce-spec]. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(30);

    private final AuthMode mode;
    private final Credentials credentials;
    private final Function<String, Optional<String>> declaredSecrets;
    private final EmulatorClock clock;
    private final Optional<String> pathPrefix;
    private final Consumer<String> log;

    /**
     * Checks in this mode against these keys by this clock.
     *
     * @param declaredSecrets the secret of an access key that was declared, which wins, or empty
     * @param pathPrefix the setting {@code --path-prefix}: what a client behind a gateway may have signed
     */
    public Authentication(
            AuthMode mode,
            Credentials credentials,
            Function<String, Optional<String>> declaredSecrets,
            EmulatorClock clock,
            Optional<String> pathPrefix) {
        this(mode, credentials, declaredSecrets, clock, pathPrefix, LOG::warn);
    }

    Authentication(
            AuthMode mode,
            Credentials credentials,
            Function<String, Optional<String>> declaredSecrets,
            EmulatorClock clock,
            Optional<String> pathPrefix,
            Consumer<String> log) {
        this.mode = mode;
        this.credentials = credentials;
        this.declaredSecrets = declaredSecrets;
        this.clock = clock;
        this.pathPrefix = pathPrefix;
        this.log = log;
    }

    /**
     * The access key that signed; {@link Accounts} knows which account it is of.
     *
     * @throws ApiException AccessDenied without an authorization (assumption [m21]), InvalidHTTPAuthHeader for a wrong shape,
     *     InvalidAccessKeyId, RequestExpired, SignatureDoesNotMatch
     */
    String accessKey(SignedRequest request) {
        if (mode == AuthMode.OFF) {
            return claimedKey(request);
        }
        Optional<String> text = text(request);
        Authorization authorization = Authorization.parse(text.orElseThrow(() -> ACCESS_DENIED.with(
                "The request is not signed: it has neither an Authorization header nor a query parameter authorization. An"
                        + " emulator that is started with --auth off needs no signature.")));
        if (mode == AuthMode.VERIFY) {
            String secret = declaredSecrets
                    .apply(authorization.accessKey())
                    .or(() -> credentials.secretOf(authorization.accessKey()))
                    .orElseThrow(() -> INVALID_ACCESS_KEY_ID.with(
                            "It is \"%s\"; known are %s.", authorization.accessKey(), credentials));
            checkTime(request, authorization);
            checkSignature(request, authorization, secret);
        }
        return authorization.accessKey();
    }

    private static Optional<String> text(SignedRequest request) {
        return Optional.of(request.header("authorization"))
                .filter(header -> !header.isBlank())
                .or(() -> Optional.ofNullable(Uri.query(request.rawQuery()).get(QUERY_PARAMETER)));
    }

    /** The access key that a request claims to be signed with, without a check; that of unsigned requests if it names none. */
    static String claimedKey(SignedRequest request) {
        return text(request).map(Authentication::keyIfReadable).orElse(Accounts.UNSIGNED);
    }

    /** What a request has as its session token: in its header, its query, or both. */
    static Set<String> sessionTokens(SignedRequest request) {
        return Stream.of(
                        request.header(SESSION_TOKEN),
                        Uri.query(request.rawQuery()).getOrDefault(SESSION_TOKEN, ""))
                .filter(token -> !token.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String keyIfReadable(String text) {
        try {
            return Authorization.parse(text).accessKey();
        } catch (ApiException unreadable) {
            // Unsigned requests map to the default account, and without checks so do wrongly signed ones.
            return Accounts.UNSIGNED;
        }
    }

    /** The time that decides whether a request is too old, and where in the request it stands. */
    private record Dated(Instant time, String where) {}

    private void checkTime(SignedRequest request, Authorization authorization) {
        Instant now = clock.instant();
        Dated signed = new Dated(authorization.timestamp(), "the time in the signature");
        // A request without a date header has no other date than that of its signature, which may not be in the future.
        Optional<Dated> date = date(request)
                .or(() -> Optional.of(signed).filter(each -> each.time().isAfter(now)))
                .filter(each -> Duration.between(each.time(), now).abs().compareTo(MAX_SKEW) > 0);
        if (date.isPresent()) {
            throw expired(date.get(), now, "are 30 minutes");
        }
        if (now.isAfter(authorization.timestamp().plusSeconds(authorization.expireSeconds()))) {
            throw expired(signed, now, "is what the signature says, " + authorization.expireSeconds() + " seconds");
        }
    }

    /** The refusal: behind the sentence of the official pages, which shows the time that was judged [doc:error-code]. */
    private ApiException expired(Dated judged, Instant now, String allowed) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Duration since = Duration.between(judged.time(), second);
        return REQUEST_EXPIRED.with(
                "Timestamp date is %s. It is %s. The server's time is %s%s, %s %s; allowed %s.",
                judged.time(),
                judged.where(),
                second,
                clock.deviation()
                        .map(how -> " (" + how + ": moved by POST /_blb/clock; POST /_blb/reset?clock=true undoes it)")
                        .orElse(""),
                since.abs(),
                since.isNegative() ? "before it" : "after it",
                allowed);
    }

    /** The date of the request: x-bce-date, else Date. A Date that cannot be read counts as absent (assumption [m23]). */
    private static Optional<Dated> date(SignedRequest request) {
        if (!request.header("x-bce-date").isEmpty()) {
            return Optional.of(new Dated(
                    Authorization.timestamp(request.header("x-bce-date"), "The header x-bce-date"),
                    "that of the header x-bce-date"));
        }
        if (request.header("date").isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant time = ZonedDateTime.parse(request.header("date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(new Dated(time, "that of the header Date"));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void checkSignature(SignedRequest request, Authorization authorization, String secret) {
        String signingKey = BceV1Signature.signingKey(secret, authorization.prefix());
        List<String> names = authorization.signedHeaders().isEmpty()
                ? BceV1Signature.defaultNames(request.headers())
                : authorization.signedHeaders();
        // The Python SDK signs every x-bce-* header even when it lists others [a18].
        Set<String> withAllBce = new TreeSet<>(names);
        request.headers().keySet().stream()
                .filter(name -> name.startsWith("x-bce-"))
                .forEach(withAllBce::add);
        // A client whose endpoint ends in a slash sends //v1/blb, and signs that or /v1/blb [n17].
        List<SignedRequest> readings =
                request.rawPath().startsWith("//") ? List.of(request, request.withoutDoubledSlash()) : List.of(request);
        for (SignedRequest each : readings) {
            if (matches(signingKey, canonical(each, names), authorization)
                    || matches(signingKey, canonical(each, withAllBce), authorization)) {
                return;
            }
        }
        SignatureDiagnosis diagnosis = new SignatureDiagnosis(request, authorization, secret, credentials, pathPrefix);
        String explanation = diagnosis.explanation();
        log.accept(diagnosis.report(canonical(request, names), explanation));
        throw SIGNATURE_DOES_NOT_MATCH.with("%s The emulator's log shows the canonical request.", explanation);
    }

    private static String canonical(SignedRequest request, Collection<String> names) {
        return BceV1Signature.canonicalRequest(
                request, BceV1Signature.headerLines(request.headers(), new ArrayList<>(names)));
    }

    private static boolean matches(String signingKey, String canonicalRequest, Authorization authorization) {
        return MessageDigest.isEqual(
                BceV1Signature.sign(signingKey, canonicalRequest).getBytes(StandardCharsets.UTF_8),
                authorization.signature().getBytes(StandardCharsets.UTF_8));
    }
}
