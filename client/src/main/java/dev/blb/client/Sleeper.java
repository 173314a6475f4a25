package dev.blb.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A pause between two attempts or two polls. Tests replace it, so that they need not wait. */
@FunctionalInterface
public interface Sleeper {
    /** Returns after {@code pause}, or throws as soon as the thread is interrupted. */
    void sleep(Duration pause) throws InterruptedException;

    /** A pause in real time. */
    static Sleeper real() {
        return pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
}
