package dev.blb.emulator.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The signature bce-auth-v1 as pure functions [doc:auth][py][go][java]. Checked against the official signer's vectors. */
final class BceV1Signature {
    /** The headers that are signed where none are listed, as far as they are there, besides every x-bce-* [py]. */
    static final List<String> DEFAULT_HEADERS = List.of("host", "content-length", "content-md5", "content-type");

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final int BLOCK_BYTES = 64;
    private static final int INNER_PAD = 0x36;
    private static final int OUTER_PAD = 0x5c;

    private BceV1Signature() {}

    /** The key of the second step: 64 lower-case hex digits, used as text. */
    static String signingKey(String secret, String authStringPrefix) {
        return hmacHex(secret.getBytes(StandardCharsets.UTF_8), authStringPrefix);
    }

    /** The signature of a canonical request: 64 lower-case hex digits. */
    static String sign(String signingKey, String canonicalRequest) {
        return hmacHex(signingKey.getBytes(StandardCharsets.US_ASCII), canonicalRequest);
    }

    /** The canonical request over these header lines. */
    static String canonicalRequest(SignedRequest request, List<String> headerLines) {
        return request.method()
                + '\n'
                + encode(Uri.decode(request.rawPath()), true)
                + '\n'
                + canonicalQuery(request.rawQuery())
                + '\n'
                + String.join("\n", headerLines);
    }

    /** Every parameter but the signature itself, encoded anew and sorted; a missing value counts as empty. */
    static String canonicalQuery(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return "";
        }
        List<String> pairs = new ArrayList<>();
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = Uri.decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!pair.isEmpty() && !key.equals(Authentication.QUERY_PARAMETER)) {
                pairs.add(encode(key, false)
                        + '='
                        + (equals < 0 ? "" : encode(Uri.decode(pair.substring(equals + 1)), false)));
            }
        }
        Collections.sort(pairs);
        return String.join("&", pairs);
    }

    /** The headers that a signer signs who lists none. */
    static List<String> defaultNames(Map<String, String> headers) {
        return headers.keySet().stream()
                .filter(name -> DEFAULT_HEADERS.contains(name) || name.startsWith("x-bce-"))
                .collect(Collectors.toList());
    }

    /** The sorted lines of these headers, without those that are blank or not there. */
    static List<String> headerLines(Map<String, String> headers, Collection<String> names) {
        List<String> lines = new ArrayList<>(names.size());
        for (String name : names) {
            String value = headers.getOrDefault(name, "").trim();
            if (!value.isEmpty()) {
                lines.add(encode(name, false) + ':' + encode(value, false));
            }
        }
        Collections.sort(lines);
        return lines;
    }

    /** Percent-encodes all but letters, digits and {@code - . _ ~}, and the slash where it may stay. */
    static String encode(String text, boolean keepSlash) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            boolean stays = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0
                    || (c == '/' && keepSlash);
            if (stays) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return encoded.toString();
    }

    /** HMAC-SHA256 in lower-case hex. */
    static String hmacHex(byte[] key, String data) {
        byte[] digest = hmac(key, data);
        StringBuilder hex = new StringBuilder(2 * digest.length);
        for (byte each : digest) {
            hex.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
        }
        return hex.toString();
    }

    /** HMAC-SHA256 as RFC 2104 defines it. */
    static byte[] hmac(byte[] key, String data) {
        try {
            // javax.crypto.Mac would load all providers of cryptography while the emulator starts.
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? sha.digest(key) : key, BLOCK_BYTES);
            byte[] inner = padded(sha, block, INNER_PAD, data.getBytes(StandardCharsets.UTF_8));
            return padded(sha, block, OUTER_PAD, inner);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] padded(MessageDigest sha, byte[] block, int pad, byte[] data) {
        byte[] padded = new byte[BLOCK_BYTES];
        for (int i = 0; i < BLOCK_BYTES; i++) {
            padded[i] = (byte) (block[i] ^ pad);
        }
        sha.update(padded);
        return sha.digest(data);
    }
}
