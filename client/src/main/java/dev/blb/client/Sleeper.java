package dev.blb.client;

import dev.blb.client.internal.Required;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A pause between two attempts or two polls. A test can replace it, so that it does not wait. */
@FunctionalInterface
public interface Sleeper {
    /** Returns after {@code pause}, or throws as soon as the thread is interrupted, which closing the client does too. */
    void sleep(Duration pause) throws InterruptedException;

    /** A pause in real time. */
    static Sleeper real() {
        return pause -> TimeUnit.NANOSECONDS.sleep(
                Pauses.atMost100Years(Required.notNull("pause", pause)).toNanos());
    }
}
