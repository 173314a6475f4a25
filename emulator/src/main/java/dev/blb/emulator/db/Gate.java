package dev.blb.emulator.db;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.db.Store.Mode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets transactions of one process run beside each other, or one alone. */
public final class Gate {
    /** Longer than H2 lets a transaction wait for rows, repetitions included. */
    private static final int TIMEOUT_SECONDS = 30;

    private static final String STOPPING = "The emulator is stopping.";

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean closing;

    /**
     * Runs a transaction as soon as the mode allows.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if that takes longer than 30 s, or than the {@link Patience} of the
     *     thread lasts, or after {@link #close}
     */
    public <T> T enter(Mode mode, Supplier<T> transaction) {
        refuseWhileClosing();
        return hold(mode == Mode.EXCLUSIVE ? lock.writeLock() : lock.readLock(), () -> {
            // Also those that waited for their turn meanwhile.
            refuseWhileClosing();
            return transaction.get();
        });
    }

    private void refuseWhileClosing() {
        if (closing) {
            throw SERVICE_UNAVAILABLE.with(STOPPING);
        }
    }

    private static void refuseWhileInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw SERVICE_UNAVAILABLE.with(STOPPING);
        }
    }

    /**
     * Runs work that is no transaction while none runs, also during {@link #close}.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if that takes longer than 30 s
     */
    public void alone(Runnable work) {
        hold(lock.writeLock(), () -> {
            work.run();
            return this;
        });
    }

    private static <T> T hold(Lock turn, Supplier<T> work) {
        if (!locked(turn)) {
            refuseWhileInterrupted();
            throw SERVICE_UNAVAILABLE.with(
                    "The call has waited for %d s in all, and the database is still busy; try again.", TIMEOUT_SECONDS);
        }
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    /** Refuses all further work, and runs this after the work under way, or after 30 s. */
    public void close(Runnable last) {
        closing = true;
        boolean alone = locked(lock.writeLock());
        try {
            last.run();
        } finally {
            if (alone) {
                lock.writeLock().unlock();
            }
        }
    }

    private static boolean locked(Lock turn) {
        try {
            return Patience.lasts(TIMEOUT_SECONDS, millis -> turn.tryLock(millis, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
