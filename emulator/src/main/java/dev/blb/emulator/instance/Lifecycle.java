package dev.blb.emulator.instance;

import dev.blb.emulator.api.Lag;
import dev.blb.emulator.api.Lag.Moment;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An instance's status over time. Nothing runs: a status at any time follows from what was done last and when its effects
 * show.
 *
 * @param base what an administrator switched it to: {@code available}, {@code paused} or {@code unavailable}
 * @param change what was done last
 * @param lag when the effects of that show
 */
public record Lifecycle(String base, Change change, Lag lag) {
    /** The base of what nobody has paused. */
    public static final String AVAILABLE = "available";

    private static final String CREATING = "creating";
    private static final String UPDATING = "updating";

    /** What was done to an instance. */
    public enum Change {
        /** Nothing whose effects are still to come. */
        NONE,
        CREATED,
        UPDATED,
        RELEASED
    }

    /** Where an instance is seen. */
    public enum Surface {
        /** Calls that name it. */
        DETAIL,
        /** The instance list. */
        LIST
    }

    /** An instance at rest. */
    public static Lifecycle settled(String base) {
        return new Lifecycle(base, Change.NONE, Lag.NONE);
    }

    /** The same after a change whose effects show with this lag. */
    public Lifecycle after(Change changed, Lag later) {
        return later.equals(Lag.NONE) ? settled(base) : new Lifecycle(base, changed, later);
    }

    /** The status that is seen there, or empty if the instance is not seen. */
    public Optional<String> seen(Surface surface, Instant now) {
        boolean sees = moment(surface).reached(now);
        boolean settled = lag.settled().reached(now);
        return switch (change) {
            case NONE -> Optional.of(base);
            case CREATED -> sees ? Optional.of(settled ? base : CREATING) : Optional.empty();
            case UPDATED -> Optional.of(sees && !settled ? UPDATING : base);
            case RELEASED -> sees ? Optional.empty() : Optional.of(settled ? base : UPDATING);
        };
    }

    /** Whether a write must wait until the last one has finished. */
    public boolean busy(Instant now) {
        return change == Change.RELEASED
                || !lag.settled().reached(now)
                || !lag.writable().reached(now);
    }

    /** Whether it was released and is seen nowhere any more. */
    public boolean gone(Instant now) {
        return change == Change.RELEASED
                && lag.detail().reached(now)
                && lag.list().reached(now);
    }

    /** The same after it was looked for there once more. */
    public Lifecycle afterRead(Surface surface) {
        return change == Change.NONE
                ? this
                : new Lifecycle(
                        base,
                        change,
                        new Lag(
                                lag.settled().afterRead(),
                                lag.writable().afterRead(),
                                surface == Surface.DETAIL ? lag.detail().afterRead() : lag.detail(),
                                surface == Surface.LIST ? lag.list().afterRead() : lag.list()));
    }

    private Moment moment(Surface surface) {
        return surface == Surface.DETAIL ? lag.detail() : lag.list();
    }

    /** The change with its moments as a text that {@link #parse} reads; null for none. */
    @Nullable
    String changeText() {
        return change == Change.NONE
                ? null
                : Stream.of(lag.settled(), lag.writable(), lag.detail(), lag.list())
                        .map(moment -> moment.atMillis() + "/" + moment.reads())
                        .collect(Collectors.joining(" ", change + " ", ""));
    }

    /** Reads what {@link #changeText} wrote. */
    static Lifecycle parse(String base, @Nullable String text) {
        if (text == null) {
            return settled(base);
        }
        String[] parts = text.split(" ", -1);
        return new Lifecycle(
                base,
                Change.valueOf(parts[0]),
                new Lag(moment(parts[1]), moment(parts[2]), moment(parts[3]), moment(parts[4])));
    }

    private static Moment moment(String text) {
        int slash = text.indexOf('/');
        return new Moment(Long.parseLong(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }
}
