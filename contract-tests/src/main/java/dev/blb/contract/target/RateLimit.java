package dev.blb.contract.target;

import java.time.Duration;

/** Calls per second over all threads: each call takes the next free slot. Thread-safe. */
final class RateLimit {
    private final Time time;
    private final long intervalNanos;
    private long nextSlot;

    /** So many calls per second; 0 means no limit. */
    RateLimit(double callsPerSecond, Time time) {
        this.time = time;
        this.intervalNanos = callsPerSecond == 0 ? 0 : (long) (1_000_000_000 / callsPerSecond);
        this.nextSlot = time.nanos();
    }

    /** Waits for a slot. */
    void take() {
        time.pause(Duration.ofNanos(reserve()));
    }

    private synchronized long reserve() {
        long now = time.nanos();
        if (nextSlot - now < 0) {
            nextSlot = now;
        }
        long wait = nextSlot - now;
        nextSlot += intervalNanos;
        return wait;
    }

    /** Gives out no slot before this time is over: the service has asked for it. */
    synchronized void hold(Duration pause) {
        long until = time.nanos() + pause.toNanos();
        if (nextSlot - until < 0) {
            nextSlot = until;
        }
    }
}
