package dev.blb.emulator.schema;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Members;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The wanted page of a list: where it starts and how long it may be [meta][seed].
 *
 * <p>Pages are read by key, one row more than wanted, so that their cost depends on the page and not on what is stored.
 *
 * @param marker the marker of the page's first item, or the empty text for the first page; inclusive
 * @param maxKeys the page size, 1 to 1000; a size out of that range counts as 1000 (assumption [m8])
 */
public record Paging(String marker, int maxKeys) {
    /** The largest and the default page size [meta]. */
    public static final int MAX_KEYS = 1000;

    /** The query parameters of every list with pages. */
    public static final Schema PARAMETERS =
            Schema.of(text("marker"), integer("maxKeys").or(MAX_KEYS));

    /** The page that the query asks for. */
    public static Paging of(Members query) {
        int wanted = query.integer("maxKeys");
        return new Paging(query.optionalText("marker").orElse(""), wanted < 1 || wanted > MAX_KEYS ? MAX_KEYS : wanted);
    }

    /** How many rows to read: one more than the page holds, to see whether another page follows. */
    public int limit() {
        return maxKeys + 1;
    }

    /**
     * The groups of the marker by its pattern, or empty if none was given.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if the marker is none of this list (assumption [m8])
     */
    public Optional<Matcher> markerAs(Pattern pattern, String example) {
        if (marker.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(marker);
        if (!matcher.matches()) {
            throw INVALID_PARAMETER.at(
                    "marker",
                    "is \"%s\"; allowed is the marker or nextMarker of an earlier page of this list, such as %s",
                    marker,
                    example);
        }
        return Optional.of(matcher);
    }

    /** The number in a marker such as {@code blb-05FA0CCE}; 0 if none was given. */
    public long numberAfter(String prefix) {
        return markerAs(Pattern.compile(prefix + "-([0-9A-Fa-f]{8})"), prefix + "-0000001A")
                .map(matcher -> Long.parseLong(matcher.group(1), 16))
                .orElse(0L);
    }

    /** The marker of a number: the prefix and eight upper-case hex digits [seed]. */
    public static String marker(String prefix, long number) {
        return String.format(Locale.ROOT, "%s-%08X", prefix, number);
    }

    /** The page out of the rows that {@link #limit()} let through. */
    public <T> Page<T> cut(List<T> rows, Function<T, String> markerOf) {
        boolean truncated = rows.size() > maxKeys;
        List<T> items = truncated ? rows.subList(0, maxKeys) : rows;
        return new Page<>(
                items,
                items.isEmpty() ? "" : markerOf.apply(items.get(0)),
                truncated ? markerOf.apply(rows.get(maxKeys)) : null,
                truncated,
                maxKeys);
    }

    /**
     * A page of a list.
     *
     * @param marker the marker of the first item, or the empty text if there is none (assumption [m31]) or none is shown
     * @param nextMarker the marker of the next page's first item, or null if there is none [seed]
     */
    public record Page<T>(
            List<T> items, String marker, @Nullable String nextMarker, boolean isTruncated, int maxKeys) {
        /** The same as the first page of a list whose first page has the empty marker. */
        public Page<T> withoutMarker() {
            return new Page<>(items, "", nextMarker, isTruncated, maxKeys);
        }
    }
}
