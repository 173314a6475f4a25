package dev.blb.client.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.blb.client.internal.Required;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The members of a request by their names on the wire, in the order in which they were set. Immutable; only requests make
 * them, each with the members that its operation has.
 */
public final class Members {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9\\-_/.]{0,64}");

    static final Pattern STATUS_CLASSES = Pattern.compile("http_[1-5]xx(\\|http_[1-5]xx){0,4}");
    static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
    static final Members NONE = new Members(Map.of());

    private final Map<String, Object> values;

    private Members(Map<String, Object> values) {
        this.values = values;
    }

    /** The members as an unmodifiable map; values are texts, numbers, booleans, open enumerations, members and lists. */
    @JsonValue
    public Map<String, Object> asMap() {
        return values;
    }

    /** Whether the other has equal members. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Members members && members.values.equals(values);
    }

    /** A hash of the members. */
    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The members as {@code {name=value, …}}. */
    @Override
    public String toString() {
        return values.toString();
    }

    static Members ofListener(int listenerPort, int backendPort, Scheduler scheduler) {
        return NONE.with("listenerPort", Required.port("listenerPort", listenerPort))
                .with("backendPort", Required.port("backendPort", backendPort))
                .with("scheduler", scheduler);
    }

    Members with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, Required.notNull(name, value));
        return new Members(Collections.unmodifiableMap(more));
    }

    Members with(String name, Collection<?> list) {
        return with(name, (Object) Required.list(name, list));
    }

    Members withAll(Members others) {
        Members all = this;
        for (Map.Entry<String, Object> other : others.values.entrySet()) {
            all = all.with(other.getKey(), other.getValue());
        }
        return all;
    }

    Members withSome(String name, Collection<?> list) {
        return with(name, (Object) Required.some(name, list));
    }

    Members withName(String name) {
        return withPattern("name", name, NAME);
    }

    Members withDesc(String text) {
        return withBytes("desc", text, 0, 450);
    }

    Members withRange(String name, int value, int min, int max) {
        return with(name, Required.inRange(name, value, min, max));
    }

    Members withCharacters(String name, String text, int min, int max) {
        return with(name, characters(name, text, min, max));
    }

    Members withBytes(String name, String text, int min, int max) {
        Required.inRange(
                "length in bytes of " + name,
                Required.notNull(name, text).getBytes(StandardCharsets.UTF_8).length,
                min,
                max);
        return with(name, text);
    }

    Members withPattern(String name, String text, Pattern pattern) {
        if (!pattern.matcher(Required.notNull(name, text)).matches()) {
            throw new IllegalArgumentException(name + " \"" + text + "\" does not match " + pattern);
        }
        return with(name, text);
    }

    Members withMonths(String name, int months) {
        if (months < 1 || (months > 9 && months != 12 && months != 24 && months != 36)) {
            throw new IllegalArgumentException(name + " " + months + " is not 1..9, 12, 24 or 36 months");
        }
        return with(name, months);
    }

    static String characters(String name, String text, int min, int max) {
        Required.inRange(
                "length in characters of " + name,
                Required.notNull(name, text).codePointCount(0, text.length()),
                min,
                max);
        return text;
    }
}
