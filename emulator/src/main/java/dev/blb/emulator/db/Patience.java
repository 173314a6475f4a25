package dev.blb.emulator.db;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How long a caller waits in all, for whatever it waits one after the other. For one thread. */
public final class Patience {
    private static final ThreadLocal<@Nullable Patience> OF_THREAD = new ThreadLocal<>();

    private final LongSupplier clock;
    private long leftMillis;

    /**
     * Patience that nothing was taken of yet.
     *
     * @param clock milliseconds since a fixed moment
     */
    public Patience(long millis, LongSupplier clock) {
        this.leftMillis = millis;
        this.clock = clock;
    }

    /** Something to wait for. */
    @FunctionalInterface
    public interface Wait {
        /** Waits for so long; returns whether it was successful. */
        boolean within(long millis) throws InterruptedException;
    }

    /** Waits for as long as the patience lasts; returns whether it was successful. What is left then is for the next wait. */
    public boolean lasts(Wait wait) throws InterruptedException {
        long begin = clock.getAsLong();
        try {
            return wait.within(leftMillis);
        } finally {
            leftMillis = Math.max(0, leftMillis - (clock.getAsLong() - begin));
        }
    }

    /** Does work that waits for the database no longer than this patience lasts. */
    public <T> T during(Supplier<T> work) {
        OF_THREAD.set(this);
        try {
            return work.get();
        } finally {
            OF_THREAD.remove();
        }
    }

    /**
     * What the thread waits with: what is left of its patience, or the whole time-out.
     *
     * @param seconds the time-out of a thread that has waited for nothing yet
     */
    static boolean lasts(int seconds, Wait wait) throws InterruptedException {
        Patience patience = OF_THREAD.get();
        return patience == null ? wait.within(TimeUnit.SECONDS.toMillis(seconds)) : patience.lasts(wait);
    }
}
