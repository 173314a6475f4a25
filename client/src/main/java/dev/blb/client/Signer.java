package dev.blb.client;

import dev.blb.client.internal.Required;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The signature {@code bce-auth-v1}: a pure function of request, credentials and time [doc:auth] [py] [go] [java]. */
public final class Signer {
    private static final Set<String> SIGNED_UNLISTED = Set.of("host", "content-length", "content-md5", "content-type");

    private Signer() {}

    /**
     * A signature and the text that it covers.
     *
     * @param canonicalRequest what was signed; compare it with the server's when a signature is refused
     * @param authorization the value of the {@code Authorization} header
     */
    public record Signature(String canonicalRequest, String authorization) {
        /** Refuses null by name. */
        public Signature {
            Required.notNull("canonicalRequest", canonicalRequest);
            Required.notNull("authorization", authorization);
        }
    }

    /**
     * Signs a request.
     *
     * @param method in capitals
     * @param uri path and query as they are sent; each escape is decoded once and encoded again, a plus stays a plus
     * @param headers the headers that are sent, names in any case; {@code host} includes a port that is not the default
     * @param signedHeaders the headers to sign and to list; when empty, those of {@code host}, {@code content-length},
     *     {@code content-md5}, {@code content-type} and {@code x-bce-*} that are there are signed and none is listed
     * @param credentials who signs
     * @param date goes into the signature in UTC, to the second
     * @param validity how long the signature holds, in whole seconds; the SDKs use 1800
     */
    public static Signature sign(
            String method,
            URI uri,
            Map<String, String> headers,
            Set<String> signedHeaders,
            Credentials credentials,
            Instant date,
            Duration validity) {
        Required.notNull("method", method);
        Required.notNull("uri", uri);
        Required.notNull("headers", headers);
        Required.notNull("signedHeaders", signedHeaders);
        Required.notNull("credentials", credentials);
        Required.notNull("date", date);
        Required.notNull("validity", validity);
        Set<String> listed = new TreeSet<>();
        signedHeaders.forEach(name -> listed.add(name.toLowerCase(Locale.ROOT)));
        String canonicalRequest = String.join(
                "\n",
                method,
                encodePath(decode(raw(uri.getRawPath()))),
                canonicalQuery(raw(uri.getRawQuery())),
                canonicalHeaders(headers, listed));
        String prefix = String.join(
                "/", "bce-auth-v1", credentials.accessKeyId(), timestamp(date), Long.toString(validity.toSeconds()));
        String signingKey = hmac(credentials.secretAccessKey(), prefix);
        return new Signature(
                canonicalRequest,
                String.join("/", prefix, String.join(";", listed), hmac(signingKey, canonicalRequest)));
    }

    /** The instant as the headers spell it: {@code 2024-01-02T03:04:05Z}. */
    static String timestamp(Instant date) {
        return date.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The text with all but unreserved characters escaped, also the slash. */
    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), "-._~");
    }

    private static String encodePath(byte[] path) {
        return encode(path, "-._~/");
    }

    private static String encode(byte[] bytes, String plain) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : bytes) {
            char character = (char) (octet & 0xff);
            if ((character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9')
                    || plain.indexOf(character) >= 0) {
                encoded.append(character);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private static String canonicalQuery(String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> parameter.split("=", 2))
                .map(pair -> new String[] {reencode(pair[0]), pair.length == 2 ? reencode(pair[1]) : ""})
                .filter(pair -> !pair[0].equals("authorization"))
                .map(pair -> pair[0] + "=" + pair[1])
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String canonicalHeaders(Map<String, String> headers, Set<String> listed) {
        Map<String, String> present = new TreeMap<>();
        headers.forEach((name, value) -> present.put(name.toLowerCase(Locale.ROOT), value.trim()));
        Stream<String> signed = listed.isEmpty()
                ? present.keySet().stream().filter(name -> SIGNED_UNLISTED.contains(name) || name.startsWith("x-bce-"))
                : listed.stream();
        return signed.map(name -> Map.entry(name, present.getOrDefault(name, "")))
                .filter(header -> !header.getValue().isEmpty())
                .map(header -> encode(header.getKey()) + ":" + encode(header.getValue()))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String reencode(String text) {
        return encode(decode(text), "-._~");
    }

    private static byte[] decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int index = 0; index < bytes.length; index++) {
            if (bytes[index] == '%'
                    && index + 2 < bytes.length
                    && HexFormat.isHexDigit(bytes[index + 1])
                    && HexFormat.isHexDigit(bytes[index + 2])) {
                decoded.write(HexFormat.fromHexDigit(bytes[index + 1]) << 4 | HexFormat.fromHexDigit(bytes[index + 2]));
                index += 2;
            } else {
                decoded.write(bytes[index]);
            }
        }
        return decoded.toByteArray();
    }

    private static String raw(@Nullable String part) {
        return part == null ? "" : part;
    }

    // The key of the second step is the hexadecimal text of the first, not its bytes.
    private static String hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }
}
