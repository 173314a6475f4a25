package dev.blb.emulator.db;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Slots for writes, few at a time: more of them than processors only interrupt each other, and some are interrupted many times. A newcomer
 * may overtake those that wait, for a processor is soonest busy with the thread that runs already; but not once one has waited for
 * {@value #OVERTAKEN_MILLIS} ms: from then on slots are given out in the order of arrival. Thread-safe; none may be taken within another.
 */
final class WriteSlots {
    private static final int TIMEOUT_SECONDS = 30;
    private static final int OVERTAKEN_MILLIS = 10;
    private static final int PER_PROCESSOR = 2;

    private final LongSupplier nanos;
    private final Semaphore free;
    private final Queue<Long> waitingSince = new ConcurrentLinkedQueue<>();

    /**
     * Free slots.
     *
     * @param nanos nanoseconds since a fixed moment
     */
    WriteSlots(int count, LongSupplier nanos) {
        this.free = new Semaphore(count, true);
        this.nanos = nanos;
    }

    /** As many as the processors have use for; no limit where the store is shared, as a write there waits for the network. */
    static WriteSlots of(Store store) {
        int useful = PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
        return new WriteSlots(store.isShared() ? Integer.MAX_VALUE : useful, System::nanoTime);
    }

    /**
     * Does work in a slot.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if none becomes free in 30 s, or as long as the {@link Patience} of the
     *     thread lasts
     */
    <T> T during(Supplier<T> work) {
        take();
        try {
            return work.get();
        } finally {
            free.release();
        }
    }

    private void take() {
        long now = nanos.getAsLong();
        // Without a limit of time, tryAcquire overtakes whoever waits.
        if (mayOvertake(now) && free.tryAcquire()) {
            return;
        }
        waitingSince.add(now);
        try {
            if (!Patience.lasts(TIMEOUT_SECONDS, millis -> free.tryAcquire(millis, TimeUnit.MILLISECONDS))) {
                throw SERVICE_UNAVAILABLE.with(
                        "The call has waited for %d s in all, and the database is still busy; try again.",
                        TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SERVICE_UNAVAILABLE.with("The emulator is stopping.");
        } finally {
            waitingSince.remove(now);
        }
    }

    /** Whether none waits at this moment, or the one that waits longest does not wait for too long yet. */
    boolean mayOvertake(long now) {
        Long oldest = waitingSince.peek();
        return oldest == null || now - oldest < TimeUnit.MILLISECONDS.toNanos(OVERTAKEN_MILLIS);
    }

    /** How many wait at this moment. */
    int waiting() {
        return free.getQueueLength();
    }
}
