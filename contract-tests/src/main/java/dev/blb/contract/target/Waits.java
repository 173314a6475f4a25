package dev.blb.contract.target;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Waits for effects of writes. The first read comes after the time that such an effect has taken so far in this run, the
 * next ones after pauses that double up to 2 seconds, until the patience of the run is over. Thread-safe.
 */
public final class Waits {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** What is waited for; each has a time that it has taken so far. */
    public enum Effect {
        /** A new instance becomes available. */
        CREATE,
        /** An instance that was written to becomes available again. */
        UPDATE,
        /** A released instance is gone. */
        RELEASE,
        /** What an answer shows becomes what was written. */
        CONTENT
    }

    private final Time time;
    private final Duration patience;
    private final Map<Effect, Duration> taken = new EnumMap<>(Effect.class);

    Waits(Duration patience, Time time) {
        this.patience = patience;
        this.time = time;
    }

    /** Repeats a read until it finds something; empty once the patience is over. */
    <T> Optional<T> until(Effect effect, Supplier<Optional<T>> read) {
        long start = time.nanos();
        // Content mostly shows at once: the wait for the status has come before it.
        if (effect != Effect.CONTENT) {
            time.pause(takenSoFar(effect));
        }
        Duration pause = FIRST_PAUSE;
        for (int reads = 1; ; reads++) {
            Optional<T> found = read.get();
            if (found.isPresent()) {
                learn(effect, Duration.ofNanos(time.nanos() - start), reads == 1);
                return found;
            }
            Duration left = time.left(patience, start);
            if (left.isNegative() || left.isZero()) {
                return found;
            }
            time.pause(pause.compareTo(left) < 0 ? pause : left);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Repeats reads and what they assert until it holds; the last failure is thrown once the patience is over. */
    public void eventually(Runnable read) {
        AssertionError[] last = new AssertionError[1];
        Optional<Boolean> held = until(Effect.CONTENT, () -> {
            try {
                read.run();
                return Optional.of(true);
            } catch (AssertionError failure) {
                last[0] = failure;
                return Optional.empty();
            }
        });
        if (held.isEmpty() && last[0] != null) {
            throw last[0];
        }
    }

    private synchronized Duration takenSoFar(Effect effect) {
        return taken.getOrDefault(effect, Duration.ZERO);
    }

    // A first read that succeeds says only that it did not take longer: try a shorter time next.
    private synchronized void learn(Effect effect, Duration took, boolean atFirstLook) {
        Duration before = takenSoFar(effect);
        taken.put(
                effect,
                atFirstLook
                        ? before.multipliedBy(3).dividedBy(4)
                        : before.plus(took).dividedBy(2));
    }
}
