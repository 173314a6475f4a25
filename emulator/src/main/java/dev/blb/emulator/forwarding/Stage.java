package dev.blb.emulator.forwarding;

import dev.blb.emulator.api.ConsistencyDelay.Moment;
import dev.blb.emulator.instance.Lifecycle;
import dev.blb.emulator.instance.PendingChange;
import dev.blb.emulator.traffic.Admission;
import dev.blb.emulator.traffic.Admission.Kind;
import java.time.Instant;

/**
 * What a load balancer's status means for its listeners.
 *
 * @param kind which plans hold
 * @param admission whether connections are taken; without a meaning where the plans before go on
 * @param changesAtMillis when the status changes by time alone, or {@link Long#MAX_VALUE} if it does not
 */
record Stage(Plans kind, Admission admission, long changesAtMillis) {
    /** Which plans hold. */
    enum Plans {
        /** Those of what is stored. */
        NEWEST,
        /** Those from before the last change, whose effects are still to come (assumption). */
        BEFORE,
        /** None: the load balancer is released. */
        NONE
    }

    /** The stage at a time. */
    static Stage of(Lifecycle lifecycle, Instant now) {
        PendingChange pending = lifecycle.pending();
        if (pending == null) {
            return newest(lifecycle);
        }
        Moment settle = pending.delay().settle();
        boolean settled = settle.reached(now);
        return switch (pending.change()) {
            case CREATED ->
                settled
                        ? newest(lifecycle)
                        : new Stage(
                                Plans.NEWEST,
                                new Admission(Kind.WAITING, "the load balancer is creating"),
                                atMillis(settle, now));
            case UPDATED ->
                settled ? newest(lifecycle) : new Stage(Plans.BEFORE, admission(lifecycle), atMillis(settle, now));
            case RELEASED ->
                new Stage(settled ? Plans.NONE : Plans.BEFORE, admission(lifecycle), atMillis(settle, now));
        };
    }

    private static Stage newest(Lifecycle lifecycle) {
        return new Stage(Plans.NEWEST, admission(lifecycle), Long.MAX_VALUE);
    }

    /** What holds once the last change has taken effect. */
    private static Admission admission(Lifecycle lifecycle) {
        return lifecycle.base().equals(Lifecycle.AVAILABLE)
                ? Admission.OPEN
                : new Admission(Kind.REFUSING, "the load balancer is " + lifecycle.base());
    }

    private static long atMillis(Moment moment, Instant now) {
        return moment.atMillis() <= now.toEpochMilli() ? Long.MAX_VALUE : moment.atMillis();
    }
}
