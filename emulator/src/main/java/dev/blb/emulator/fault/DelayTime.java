package dev.blb.emulator.fault;

import dev.blb.emulator.api.DurationText;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an answer is held back, in real time: {@code 200ms}, {@code 100ms..2s} for an even distribution, or
 * {@code lognormal(300ms, 0.5)} for one with this median and this standard deviation of the logarithm. At most a minute.
 */
record DelayTime(Duration low, Duration high, double sigma) {
    static final String ALLOWED = "a length of time up to 60s such as 200ms, a range such as 100ms..2s, or"
            + " lognormal(300ms, 0.5): median and sigma, 0 to 5";

    static final DelayTime NONE = new DelayTime(Duration.ZERO, Duration.ZERO, 0);

    private static final Duration MAX = Duration.ofMinutes(1);
    private static final Pattern LOGNORMAL = Pattern.compile("lognormal\\(([^,]{1,20}), ?(\\d(?:\\.\\d{1,6})?)\\)");
    private static final double MAX_SIGMA = 5;

    /** Throws {@link IllegalArgumentException} for a text of another form. */
    static DelayTime parse(String text) {
        Matcher lognormal = LOGNORMAL.matcher(text);
        if (lognormal.matches()) {
            Duration median = DurationText.parse(lognormal.group(1), MAX);
            double sigma = Double.parseDouble(lognormal.group(2));
            if (sigma > MAX_SIGMA) {
                throw new IllegalArgumentException("sigma is out of range");
            }
            return new DelayTime(median, median, sigma);
        }
        String[] ends = text.split("\\.\\.", 2);
        Duration low = DurationText.parse(ends[0], MAX);
        Duration high = ends.length == 1 ? low : DurationText.parse(ends[1], MAX);
        if (high.compareTo(low) < 0) {
            throw new IllegalArgumentException("the range ends before it begins");
        }
        return new DelayTime(low, high, 0);
    }

    /** A time of this distribution, whole milliseconds. */
    Duration draw(RandomGenerator random) {
        double millis = sigma > 0
                ? low.toMillis() * Math.exp(sigma * random.nextGaussian())
                : low.toMillis() + random.nextDouble() * (high.toMillis() - low.toMillis());
        return Duration.ofMillis(Math.round(Math.min(millis, (double) MAX.toMillis())));
    }
}
