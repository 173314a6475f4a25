package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.db.Patience;
import dev.blb.emulator.time.EmulatorClock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Few long answers at a time: while one is made, it takes several times its memory, and many at once would take the whole heap. The
 * others wait, which costs them nothing where the processors are busy. Thread-safe; none may be made within another.
 */
final class ConcurrencyLimit {
    private static final long WAIT_SECONDS = 30;

    private final String what;
    private final LongSupplier clock;
    private final Semaphore atOnce;

    ConcurrencyLimit(String what, int atOnce, LongSupplier clock) {
        this.what = what;
        this.clock = clock;
        // Unfair: a queue in the order of arrival would let the processors wait for the next thread each time.
        this.atOnce = new Semaphore(atOnce);
    }

    /** One at a time: the health of a load balancer, the journal or an export has megabytes. */
    static ConcurrencyLimit ofControlRoutes() {
        return new ConcurrencyLimit("documents of control routes", 1, EmulatorClock::elapsedMillis);
    }

    /** Two at a time: a page of 1,000 has megabytes. */
    static ConcurrencyLimit ofLists() {
        return new ConcurrencyLimit("lists", 2, EmulatorClock::elapsedMillis);
    }

    /**
     * What the work returns, once few enough others are under way. Others may wait for the database meanwhile: so much shorter does this one.
     *
     * @throws ApiException ServiceUnavailable if that and its waiting for the database took 30 seconds
     */
    <A> A within(Supplier<A> work) {
        Patience patience = new Patience(TimeUnit.SECONDS.toMillis(WAIT_SECONDS), clock);
        try {
            if (!patience.lasts(millis -> atOnce.tryAcquire(millis, TimeUnit.MILLISECONDS))) {
                throw SERVICE_UNAVAILABLE.with(
                        "Other calls have been reading %s for %d s, or waiting for the database; ask for smaller ones, such as with"
                                + " a smaller page or ?limit, or later.",
                        what, WAIT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SERVICE_UNAVAILABLE.with("The emulator is stopping.");
        }
        try {
            return patience.during(work);
        } finally {
            atOnce.release();
        }
    }
}
