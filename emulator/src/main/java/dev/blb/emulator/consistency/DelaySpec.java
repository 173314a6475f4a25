package dev.blb.emulator.consistency;

import dev.blb.emulator.api.ConsistencyDelay.Moment;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long something takes, as users write it: a duration ({@code 5s}), a range from which one is drawn ({@code 3s..8s}), a
 * number of reads ({@code 3 reads}), {@code held} until it is ended by hand, or {@code settled}: as long as the instance is
 * creating or updating.
 */
public final class DelaySpec {
    /** What is allowed, for messages. */
    public static final String ALLOWED =
            "a length of time (0, 500ms, 5s), a range (3s..8s), a number of reads (3 reads), held or settled";

    private static final int MAX_READS = 1_000_000;
    private static final Pattern READS = Pattern.compile("(\\d{1,7}) reads?");

    /** No delay. */
    public static final DelaySpec NONE = parse("0");

    /** As long as the instance is creating or updating. */
    static final DelaySpec SETTLED = parse("settled");

    private final String text;
    private final Form form;
    private final Duration min;
    private final Duration max;
    private final int reads;

    private enum Form {
        DURATION,
        READS,
        HELD,
        SETTLED
    }

    private DelaySpec(String text, Form form, Duration min, Duration max, int reads) {
        this.text = text;
        this.form = form;
        this.min = min;
        this.max = max;
        this.reads = reads;
    }

    /** Exactly this duration. */
    public static DelaySpec of(Duration duration) {
        return duration.isZero()
                ? NONE
                : new DelaySpec(duration.toMillis() + "ms", Form.DURATION, duration, duration, 0);
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException if it has none of the forms, a duration is longer than {@link DurationText} allows, or
     *     there are more than a million reads
     */
    public static DelaySpec parse(String given) {
        return parse(given, DurationText::parse);
    }

    /** The same for a stored text: an older version accepted numbers with a plus or with leading zeros. */
    static DelaySpec kept(String given) {
        return parse(given, DurationText::kept);
    }

    private static DelaySpec parse(String given, Function<String, Duration> duration) {
        String text = given.strip().toLowerCase(Locale.ROOT);
        Matcher matcher = READS.matcher(text);
        if (matcher.matches()) {
            int reads = Integer.parseInt(matcher.group(1));
            if (reads > MAX_READS) {
                throw new IllegalArgumentException(given + " are too many");
            }
            return new DelaySpec(text, Form.READS, Duration.ZERO, Duration.ZERO, reads);
        }
        if (text.equals("held") || text.equals("settled")) {
            return new DelaySpec(text, text.equals("held") ? Form.HELD : Form.SETTLED, Duration.ZERO, Duration.ZERO, 0);
        }
        int dots = text.indexOf("..");
        Duration min = duration.apply(dots < 0 ? text : text.substring(0, dots));
        Duration max = dots < 0 ? min : duration.apply(text.substring(dots + 2));
        if (max.compareTo(min) < 0) {
            throw new IllegalArgumentException(given + " ends before it begins");
        }
        return new DelaySpec(text, Form.DURATION, min, max, 0);
    }

    /**
     * The moment at which the delay ends if it begins now.
     *
     * @param random draws numbers from 0 (inclusive) to 1 (exclusive)
     * @param settled the moment at which the instance leaves creating or updating
     */
    Moment end(Instant now, DoubleSupplier random, Moment settled) {
        return switch (form) {
            case DURATION -> {
                long range = max.toMillis() - min.toMillis();
                long drawn = min.toMillis() + (range == 0 ? 0 : (long) (random.getAsDouble() * (range + 1)));
                // A later moment would never come.
                Instant end = EmulatorClock.notLater(now.plusMillis(drawn));
                yield drawn == 0 ? Moment.NOW : new Moment(end.toEpochMilli(), 0);
            }
            case READS -> new Moment(0, reads);
            case HELD -> Moment.HELD;
            case SETTLED -> settled;
        };
    }

    /** Whether there is no delay, however it is written. */
    public boolean isNone() {
        return (form == Form.DURATION && max.isZero()) || (form == Form.READS && reads == 0);
    }

    @Override
    public String toString() {
        return text;
    }
}
