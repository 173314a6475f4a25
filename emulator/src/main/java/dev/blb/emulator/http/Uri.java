package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INVALID_URI;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the path and query of a request. Only percent escapes are decoded: a plus stays a plus [wire]. */
final class Uri {
    private Uri() {}

    /** The decoded segments of a path such as {@code /v1/blb}. */
    static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
            segments.add(decode(segment));
        }
        return segments;
    }

    /** The decoded query: the first value of each key, a missing value as the empty text. */
    static Map<String, String> query(String rawQuery) {
        Map<String, String> query = new LinkedHashMap<>();
        if (rawQuery.isEmpty()) {
            return query;
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.putIfAbsent(key(pair), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String key(String pair) {
        int equals = pair.indexOf('=');
        return decode(equals < 0 ? pair : pair.substring(0, equals));
    }

    /** A key that a query has more than once. */
    static Optional<String> repeated(String rawQuery) {
        Set<String> keys = new HashSet<>();
        return Stream.of(rawQuery.split("&", -1))
                .map(Uri::key)
                .filter(key -> !key.isEmpty() && !keys.add(key))
                .findFirst();
    }

    /** The text that percent escapes over UTF-8 stand for, or InvalidURI. */
    static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.write(bytes[i]);
                continue;
            }
            int high = i + 1 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw INVALID_URI.with("It has a percent sign that two hex digits do not follow.");
            }
            decoded.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw INVALID_URI.with("Its percent escapes are not UTF-8.");
        }
    }
}
