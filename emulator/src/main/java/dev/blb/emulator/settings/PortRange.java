package dev.blb.emulator.settings;

import dev.blb.emulator.api.NumberText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports next to each other.
 *
 * @param first the first one, 1 to 65535
 * @param last the last one, not below the first
 */
public record PortRange(int first, int last) {
    /** What is allowed, for messages. */
    static final String ALLOWED = "two ports from 1 to 65535, the smaller one first, such as 18000-18999";

    private static final Pattern FORM = Pattern.compile("(" + NumberText.COUNT + ")-(" + NumberText.COUNT + ")");

    /**
     * Reads a range such as {@code 18000-18999}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static PortRange parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("it is no range");
        }
        PortRange range = new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (range.first < 1 || range.last > 65535 || range.first > range.last) {
            throw new IllegalArgumentException("it is out of range");
        }
        return range;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
