package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INVALID_HTTP_AUTH_HEADER;

import dev.blb.emulator.api.ApiException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A parsed authorization: {@code bce-auth-v1/accessKey/timestamp/expireSeconds/signedHeaders/signature}.
 *
 * @param prefix the first four parts as received, which the signing key is made from
 * @param signedHeaders the listed names; none means the default set
 */
record Authorization(
        String prefix,
        String accessKey,
        Instant timestamp,
        long expireSeconds,
        List<String> signedHeaders,
        String signature) {
    private static final String SHAPE =
            "bce-auth-v1/{accessKey}/{yyyy-MM-ddTHH:mm:ssZ}/{expireSeconds}/{signedHeaders}/{signature}";
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** A timestamp's length: the formatter also reads years of more digits, beyond which no expiry can be added. */
    private static final int TIMESTAMP_LENGTH = "2024-01-02T03:04:05Z".length();

    private static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9._-]{1,512}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,10}");

    /** One name; the list is not one pattern, since a repeated group uses the stack once for each repetition. */
    private static final Pattern HEADER = Pattern.compile("[!-.0-:<-@\\[-~]+");

    /** More than a request can have: the web server limits the size of all headers. */
    private static final int MAX_HEADERS = 200;

    /**
     * Reads an authorization.
     *
     * @throws ApiException InvalidHTTPAuthHeader that tells what is wrong with it
     */
    static Authorization parse(String text) {
        List<String> parts = List.of(text.trim().split("/", -1));
        if (parts.size() != 6) {
            throw wrong("It has " + parts.size() + " parts between slashes, not six");
        }
        if (!parts.get(0).equals("bce-auth-v1")) {
            throw wrong("It does not begin with bce-auth-v1");
        }
        if (!ACCESS_KEY.matcher(parts.get(1)).matches()) {
            throw wrong("Its access key is not of letters, digits, dot, - and _");
        }
        if (!SECONDS.matcher(parts.get(3)).matches()) {
            throw wrong("Its expireSeconds is no number of at most ten digits");
        }
        List<String> names =
                parts.get(4).isEmpty() ? List.of() : List.of(parts.get(4).split(";", -1));
        if (names.size() > MAX_HEADERS) {
            throw wrong("Its signedHeaders are " + names.size() + " names, more than " + MAX_HEADERS);
        }
        if (!names.stream().allMatch(name -> HEADER.matcher(name).matches())) {
            throw wrong("Its signedHeaders are not lower-case names joined by semicolons");
        }
        if (parts.get(5).isEmpty()) {
            throw wrong("Its signature is empty");
        }
        return new Authorization(
                String.join("/", parts.subList(0, 4)),
                parts.get(1),
                timestamp(parts.get(2), "Its timestamp"),
                Long.parseLong(parts.get(3)),
                names,
                parts.get(5));
    }

    /** An instant such as {@code 2024-01-02T03:04:05Z}. */
    static Instant timestamp(String text, String what) {
        if (text.length() != TIMESTAMP_LENGTH) {
            throw wrong(what + " is not like 2024-01-02T03:04:05Z");
        }
        try {
            return LocalDateTime.parse(text, TIMESTAMP).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw wrong(what + " is not like 2024-01-02T03:04:05Z");
        }
    }

    private static ApiException wrong(String what) {
        return INVALID_HTTP_AUTH_HEADER.with("%s; allowed is %s.", what, SHAPE);
    }
}
