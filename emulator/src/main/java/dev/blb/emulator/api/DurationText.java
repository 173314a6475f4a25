package dev.blb.emulator.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as people write it in settings: {@code 0}, {@code 500ms}, {@code 2s}, {@code 1m}, {@code 1h}, {@code 1d}, ISO-8601. */
public final class DurationText {
    /** What is allowed, for messages. */
    public static final String ALLOWED = "a length of time such as 0, 500ms, 2s, 1m, 1h, 1d or PT2S, at most 24h";

    private static final Duration MAX = Duration.ofHours(24);
    private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private DurationText() {}

    /**
     * The length that the text means, at least zero.
     *
     * @throws IllegalArgumentException if it is none that is allowed
     */
    public static Duration parse(String text) {
        return parse(text, MAX);
    }

    /** The same with another greatest length. */
    public static Duration parse(String text, Duration max) {
        if (NumberText.hasOther(text)) {
            throw new IllegalArgumentException(text + " has a number with a plus or with leading zeros");
        }
        return within(text, read(text), max);
    }

    /** The same for a stored text: an older version accepted numbers with a plus or with leading zeros. */
    public static Duration kept(String text) {
        return within(text, read(text), MAX);
    }

    private static Duration within(String text, Duration duration, Duration max) {
        if (duration.isNegative() || duration.compareTo(max) > 0) {
            throw new IllegalArgumentException(text + " is out of range");
        }
        return duration;
    }

    private static Duration read(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = SHORT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            try {
                return Duration.parse(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(text + " is no length of time", e);
            }
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
