package dev.blb.contract.target;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a run asks.
 *
 * @param callsPerSecond calls per second over all threads; 0 means no limit
 * @param patience the longest time that anything is waited for, and that a call which fails in passing is repeated
 * @param connectTimeout the longest time to connect
 * @param readTimeout the longest pause between two packets of an answer
 */
public record Pace(double callsPerSecond, Duration patience, Duration connectTimeout, Duration readTimeout) {
    /** Calls per second to a target that is no emulator, if nothing else is said. No BLB page states a limit: assumption. */
    public static final double DEFAULT_RATE = 5;

    /** The patience, if nothing else is said. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

    /** The longest patience: waits are counted in nanoseconds, of which a long has those of 292 years. */
    private static final Duration LONGEST_PATIENCE = Duration.ofDays(7);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration SHORTEST_READ_TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|min|h|d)");

    /** A pace with the usual time-outs: an answer is awaited as long as the patience, but from 10 s to 60 s. */
    public static Pace of(double callsPerSecond, Duration patience) {
        long readMillis =
                Math.max(SHORTEST_READ_TIMEOUT.toMillis(), Math.min(READ_TIMEOUT.toMillis(), patience.toMillis()));
        return new Pace(callsPerSecond, patience, CONNECT_TIMEOUT, Duration.ofMillis(readMillis));
    }

    /** The pace that is usual for a target. */
    public static Pace usual(boolean emulator) {
        return of(emulator ? 0 : DEFAULT_RATE, DEFAULT_PATIENCE);
    }

    /**
     * Reads a rate: a number of calls per second, or {@code none}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static double rate(String text) {
        if (text.equals("none")) {
            return 0;
        }
        if (!text.matches("\\d{1,4}(\\.\\d{1,3})?") || Double.parseDouble(text) == 0) {
            throw new IllegalArgumentException(
                    "--rate is \"" + text + "\"; allowed is a number of calls per second above 0, such as 5, or none");
        }
        return Double.parseDouble(text);
    }

    /**
     * Reads a patience.
     *
     * @throws IllegalArgumentException if it is no length of time, zero, or longer than seven days
     */
    public static Duration patience(String text) {
        return duration("--patience", text, LONGEST_PATIENCE);
    }

    /**
     * Reads a length of time such as {@code 300ms}, {@code 90s}, {@code 2m}, {@code 12h} or {@code 7d}.
     *
     * @param option what it was given for, for the message
     * @param longest the longest that is allowed, in whole days
     * @throws IllegalArgumentException if it is none, zero, or longer
     */
    public static Duration duration(String option, String text, Duration longest) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            Duration length = length(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (!length.isZero() && length.compareTo(longest) <= 0) {
                return length;
            }
        }
        throw new IllegalArgumentException(option + " is \"" + text
                + "\"; allowed is a length of time above 0 such as 500ms, 90s, 2m, 12h or 7d, at most "
                + longest.toDays()
                + "d");
    }

    private static Duration length(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
