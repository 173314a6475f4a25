package dev.blb.emulator.instance;

import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.ConsistencyDelay.Moment;
import dev.blb.emulator.instance.PendingChange.Change;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status of an instance over time. No timer runs: the status at any time is computed from the newest change and the
 * moments at which its effects become visible.
 *
 * @param base the status once no change is pending: {@code available}, or what the control route set, {@code paused} or
 *     {@code unavailable}
 * @param pending the newest change, or null if all of its effects were visible at once
 */
public record Lifecycle(String base, @Nullable PendingChange pending) {
    /** The base status of an instance that is neither paused nor unavailable. */
    public static final String AVAILABLE = "available";

    private static final String CREATING = "creating";
    private static final String UPDATING = "updating";

    /** Where an instance is shown. */
    public enum View {
        /** Calls that name it. */
        DETAIL,
        /** The instance list. */
        LIST
    }

    /** Without a pending change. */
    public static Lifecycle of(String base) {
        return new Lifecycle(base, null);
    }

    /** The same after a change whose effects become visible after this delay. */
    public Lifecycle after(Change change, ConsistencyDelay delay) {
        return delay.equals(ConsistencyDelay.NONE) ? of(base) : new Lifecycle(base, new PendingChange(change, delay));
    }

    /** The status that a view shows, or empty if it does not show the instance. */
    public Optional<String> status(View view, Instant now) {
        if (pending == null) {
            return Optional.of(base);
        }
        ConsistencyDelay delay = pending.delay();
        Moment moment = view == View.DETAIL ? delay.detail() : delay.list();
        boolean shown = moment.reached(now);
        boolean settled = delay.settle().reached(now);
        return switch (pending.change()) {
            case CREATED -> shown ? Optional.of(settled ? base : CREATING) : Optional.empty();
            case UPDATED -> Optional.of(shown && !settled ? UPDATING : base);
            case RELEASED -> shown ? Optional.empty() : Optional.of(settled ? base : UPDATING);
        };
    }

    /** The status that calls which name the instance show; for who controls the emulator also while they do not show it. */
    public String statusForControl(Instant now) {
        return status(View.DETAIL, now).orElse(isReleased() ? base : CREATING);
    }

    /** Whether a write must wait until the pending change is finished. */
    public boolean isBusy(Instant now) {
        return pending != null
                && (isReleased()
                        || !pending.delay().settle().reached(now)
                        || !pending.delay().writable().reached(now));
    }

    /** Whether the instance was released, whether or not it is still shown. */
    public boolean isReleased() {
        return pending != null && pending.change() == Change.RELEASED;
    }

    /** Whether the instance was released and no view shows it any more. */
    public boolean isGone(Instant now) {
        return pending != null
                && isReleased()
                && pending.delay().detail().reached(now)
                && pending.delay().list().reached(now);
    }

    /** The same without a change whose effects are all visible. */
    public Lifecycle current(Instant now) {
        return pending != null && !isReleased() && pending.delay().isOver(now) ? of(base) : this;
    }
}
