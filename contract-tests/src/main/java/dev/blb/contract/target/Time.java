package dev.blb.contract.target;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time as a run sees it: what elapses, and the only place that pauses. Thread-safe. */
interface Time {
    /** Nanoseconds since some moment. */
    long nanos();

    /** Pauses; throws at once when the thread is interrupted. */
    void sleep(Duration pause) throws InterruptedException;

    /** Real time. */
    static Time real() {
        return new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration pause) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        };
    }

    /** Pauses; an interruption leaves the case undecided. */
    default void pause(Duration pause) {
        try {
            if (!pause.isZero() && !pause.isNegative()) {
                sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Undecided("interrupted while waiting", e);
        }
    }

    /** What is left of a limit that began at this reading of {@link #nanos}; negative once it is over. */
    default Duration left(Duration limit, long since) {
        return limit.minusNanos(nanos() - since);
    }
}
