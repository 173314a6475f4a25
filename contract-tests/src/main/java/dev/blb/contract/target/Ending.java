package dev.blb.contract.target;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run is being ended from outside, as by SIGTERM. Then only the thread that cleans up may send calls, so that no case
 * makes anything after it has looked, and none is judged by what it finds removed. Thread-safe.
 */
final class Ending {
    private @Nullable Thread cleaner;
    private int underWay;

    /**
     * Refuses a call that another thread than the one that cleans up would send.
     *
     * @throws Undecided if the run is being ended by another thread
     */
    synchronized void refuseOthers() {
        if (cleaner != null && cleaner != Thread.currentThread()) {
            throw new Undecided("the run was ended before this was found out");
        }
    }

    /** A call is about to be sent, unless it is refused. */
    synchronized void enter() {
        refuseOthers();
        underWay++;
    }

    /** A call was answered, or not. */
    synchronized void leave() {
        underWay--;
        notifyAll();
    }

    /** Only this thread may send calls from now on; returns once no other call is under way, or the patience is over. */
    synchronized void begin(Duration patience) {
        cleaner = Thread.currentThread();
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); underWay > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
