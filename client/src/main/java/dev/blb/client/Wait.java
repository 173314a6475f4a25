package dev.blb.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waiting for a state by looking at it again and again, with growing pauses. */
record Wait(Pauses pauses) {
    /** How long what was just created may not be found; a create was seen to take four seconds (assumption [m54]). */
    private static final Duration MAY_BE_ABSENT = Duration.ofSeconds(30);

    // Besides the documented two, the codes that the Terraform provider takes for the same.
    private static final Set<String> ABSENCE = Set.of(
            ErrorCode.INSTANCE_NOT_FOUND.value(),
            ErrorCode.LISTENER_NOT_FOUND.value(),
            "NotFound",
            "ResourceNotfound",
            "ResourceNotFound",
            "InstanceNotExist",
            "BlbNotFound",
            "ResourceNotExist",
            "NoSuchObject");

    /** What one look found: the goal with its value, or a state that may or cannot lead there. */
    record Seen<T>(@Nullable T reached, String state, boolean hopeless) {
        static <T> Seen<T> goal(T value, String state) {
            return new Seen<>(value, state, false);
        }

        static <T> Seen<T> onTheWay(String state) {
            return new Seen<>(null, state, false);
        }

        static <T> Seen<T> deadEnd(String state) {
            return new Seen<>(null, state, true);
        }
    }

    static boolean isAbsence(BlbException failure) {
        return failure instanceof BlbException.ServiceFailure service
                && ABSENCE.contains(service.code().value());
    }

    Instant after(Duration limit) {
        return pauses.now().plus(limit);
    }

    <T> T until(String wait, String blbId, Instant deadline, Supplier<Seen<T>> look) {
        Instant absentUntil = after(MAY_BE_ABSENT);
        boolean found = false;
        for (int polls = 1; ; polls++) {
            Seen<T> seen;
            BlbException absence = null;
            try {
                seen = look.get();
                found = true;
            } catch (BlbException failure) {
                if (!(failure instanceof BlbException.ServiceFailure service) || !isAbsence(failure)) {
                    throw failure;
                }
                absence = failure;
                String code = service.code().value();
                seen = found || !pauses.now().isBefore(absentUntil) ? Seen.deadEnd(code) : Seen.onTheWay(code);
            }
            if (seen.reached() != null) {
                return seen.reached();
            }
            if (seen.hopeless()) {
                throw new WaitFailure(wait + " of " + blbId + " is hopeless", seen.state(), absence);
            }
            if (!pauses.now().isBefore(deadline)) {
                throw new WaitFailure(
                        wait + " of " + blbId + " reached its deadline " + deadline, seen.state(), absence);
            }
            pauses.pause(pauses.afterPoll(polls, deadline), wait);
        }
    }
}
