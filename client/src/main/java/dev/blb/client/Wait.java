package dev.blb.client;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.internal.Required;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Polls a state with growing pauses, until it is the one that is waited for. */
record Wait(Pauses pauses) {
    /** How long a new instance may not be found; up to four seconds were observed after a create (assumption [m54]). */
    static final Duration MAY_BE_ABSENT = Duration.ofSeconds(30);

    /** The least time of a poll, also when the deadline is nearer or has passed. */
    private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

    // Besides the documented two, the codes that the Terraform provider treats as "not found" [tf].
    private static final Set<String> NOT_FOUND = Set.of(
            ErrorCode.INSTANCE_NOT_FOUND.value(),
            ErrorCode.LISTENER_NOT_FOUND.value(),
            "NotFound",
            "ResourceNotfound",
            "ResourceNotFound",
            "InstanceNotExist",
            "BlbNotFound",
            "ResourceNotExist",
            "NoSuchObject");

    /**
     * The result of one poll.
     *
     * @param value the result of the wait, or null while the state is another
     * @param state the state as text, for the failure
     * @param isFinal whether the state cannot become the one that is waited for
     */
    record Polled<T>(@Nullable T value, String state, boolean isFinal) {
        static <T> Polled<T> reached(T value, String state) {
            return new Polled<>(value, state, true);
        }

        static <T> Polled<T> pending(String state) {
            return new Polled<>(null, state, false);
        }

        static <T> Polled<T> unreachable(String state) {
            return new Polled<>(null, state, true);
        }
    }

    static boolean isNotFound(BlbException failure) {
        return failure instanceof ServiceFailure service
                && NOT_FOUND.contains(service.code().value());
    }

    Instant after(Duration limit) {
        return pauses.now().plus(Pauses.atMost100Years(Required.notNull("limit", limit)));
    }

    /** The result of the first poll that has one; a poll gets the time at which its calls end. */
    <T> T until(String wait, String blbId, Instant deadline, Function<Instant, Polled<T>> poll) {
        Required.id("blbId", blbId, "lb-");
        Required.notNull("deadline", deadline);
        pauses.requireOpen();
        Instant absentUntil = after(MAY_BE_ABSENT);
        boolean found = false;
        String state = "unknown";
        for (int polls = 1; ; polls++) {
            Polled<T> polled;
            ServiceFailure notFound = null;
            try {
                polled = poll.apply(end(deadline));
                found = true;
            } catch (ServiceFailure failure) {
                if (!isNotFound(failure)) {
                    throw failure;
                }
                notFound = failure;
                String code = failure.code().value();
                polled = found || !pauses.now().isBefore(absentUntil) ? Polled.unreachable(code) : Polled.pending(code);
            } catch (TransportFailure failure) {
                throw failure.isLate() ? passed(wait, blbId, deadline, state, failure) : failure;
            }
            state = polled.state();
            if (polled.value() != null) {
                return polled.value();
            }
            if (polled.isFinal()) {
                throw new WaitFailure(wait, blbId + " cannot reach the state any more", state, notFound);
            }
            if (!pauses.now().isBefore(deadline)) {
                throw passed(wait, blbId, deadline, state, notFound);
            }
            pauses.pause(pauses.afterPoll(polls, deadline), wait);
        }
    }

    private Instant end(Instant deadline) {
        Instant earliest = after(SHORTEST_POLL);
        return deadline.isAfter(earliest) ? deadline : earliest;
    }

    private static WaitFailure passed(
            String wait, String blbId, Instant deadline, String state, @Nullable BlbException cause) {
        return new WaitFailure(wait, blbId + " passed its deadline " + deadline, state, cause);
    }
}
