package dev.blb.emulator.asynchrony;

import dev.blb.emulator.api.ConsistencyDelay.Moment;
import dev.blb.emulator.api.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long something takes, as people write it: a length of time ({@code 5s}), a range out of which one is drawn
 * ({@code 3s..8s}), a number of reads ({@code 3 reads}), until somebody says so ({@code held}), or just as long as the
 * instance is creating or updating ({@code settled}).
 */
public final class Pace {
    /** What is allowed, for messages. */
    public static final String ALLOWED =
            "a length of time (0, 500ms, 5s), a range (3s..8s), a number of reads (3 reads), held or settled";

    private static final int MAX_READS = 1_000_000;
    private static final Pattern READS = Pattern.compile("(\\d{1,7}) reads?");

    /** At once. */
    public static final Pace AT_ONCE = parse("0");

    /** As long as the instance is creating or updating. */
    static final Pace AS_SETTLED = parse("settled");

    private final String text;
    private final Kind kind;
    private final Duration min;
    private final Duration max;
    private final int reads;

    private enum Kind {
        TIME,
        READS,
        HELD,
        AS_SETTLED
    }

    private Pace(String text, Kind kind, Duration min, Duration max, int reads) {
        this.text = text;
        this.kind = kind;
        this.min = min;
        this.max = max;
        this.reads = reads;
    }

    /** Exactly so long. */
    public static Pace of(Duration duration) {
        return duration.isZero() ? AT_ONCE : new Pace(duration.toMillis() + "ms", Kind.TIME, duration, duration, 0);
    }

    /**
     * Reads a pace.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Pace parse(String given) {
        String text = given.strip().toLowerCase(Locale.ROOT);
        Matcher matcher = READS.matcher(text);
        if (matcher.matches()) {
            int reads = Integer.parseInt(matcher.group(1));
            if (reads > MAX_READS) {
                throw new IllegalArgumentException(given + " are too many");
            }
            return new Pace(text, Kind.READS, Duration.ZERO, Duration.ZERO, reads);
        }
        if (text.equals("held") || text.equals("settled")) {
            return new Pace(text, text.equals("held") ? Kind.HELD : Kind.AS_SETTLED, Duration.ZERO, Duration.ZERO, 0);
        }
        int dots = text.indexOf("..");
        Duration min = DurationText.parse(dots < 0 ? text : text.substring(0, dots));
        Duration max = dots < 0 ? min : DurationText.parse(text.substring(dots + 2));
        if (max.compareTo(min) < 0) {
            throw new IllegalArgumentException(given + " ends before it begins");
        }
        return new Pace(text, Kind.TIME, min, max, 0);
    }

    /** The moment at which it is over, if it begins now. */
    Moment end(Instant now, DoubleSupplier chance, Moment settled) {
        return switch (kind) {
            case TIME -> {
                long span = max.toMillis() - min.toMillis();
                long drawn = min.toMillis() + (span == 0 ? 0 : (long) (chance.getAsDouble() * (span + 1)));
                yield drawn == 0 ? Moment.NOW : new Moment(now.toEpochMilli() + drawn, 0);
            }
            case READS -> new Moment(0, reads);
            case HELD -> Moment.HELD;
            case AS_SETTLED -> settled;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
