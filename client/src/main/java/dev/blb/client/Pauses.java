package dev.blb.client;

import dev.blb.client.BlbException.TransportFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** The clock and the sleeper of a client: every pause of the client is made here, and ends when the client is closed. */
final class Pauses implements AutoCloseable {
    static final Duration FIRST_POLL = Duration.ofMillis(200);
    static final int DOUBLINGS = 5;

    // A long has the nanoseconds of 292 years.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Clock clock;
    private final Sleeper sleeper;
    private final Set<Thread> pausing = new HashSet<>();
    private final Set<Thread> endedByClose = new HashSet<>();
    private volatile boolean closed;

    Pauses(Clock clock, Sleeper sleeper) {
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** The limit, or 100 years if it is longer: what can be added to a time and counted in nanoseconds. */
    static Duration atMost100Years(Duration limit) {
        return limit.compareTo(LONGEST) < 0 ? limit : LONGEST;
    }

    Clock clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Pauses; an interruption or {@link #close} ends the pause at once. After an interruption the thread's flag is set again. */
    void pause(Duration pause, String operation) {
        try {
            sleep(pause);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw TransportFailure.of(operation, "was interrupted in a pause", interruption);
        }
        if (closed) {
            throw TransportFailure.closed(operation, new CancellationException("in a pause"));
        }
    }

    private void sleep(Duration pause) throws InterruptedException {
        if (begin()) {
            try {
                sleeper.sleep(pause);
            } catch (InterruptedException interruption) {
                if (!isByClose()) {
                    throw interruption;
                }
            } finally {
                end();
            }
        }
    }

    private synchronized boolean begin() {
        return !closed && pausing.add(Thread.currentThread());
    }

    private synchronized boolean isByClose() {
        return endedByClose.contains(Thread.currentThread());
    }

    private synchronized void end() {
        pausing.remove(Thread.currentThread());
        if (endedByClose.remove(Thread.currentThread())) {
            // The interruption by close may have come after the pause.
            Thread.interrupted();
        }
    }

    /** The pause after this many polls: 200 ms, doubled up to 6.4 seconds (the official advice is 5 s), never past the deadline. */
    Duration afterPoll(int polls, Instant deadline) {
        Duration pause = FIRST_POLL.multipliedBy(1L << Math.min(polls - 1, DOUBLINGS));
        Duration left = Duration.between(now(), deadline);
        return pause.compareTo(left) < 0 ? pause : left;
    }

    boolean isClosed() {
        return closed;
    }

    /** Refuses a call that begins after the end. */
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
    }

    /** Ends all pauses, and refuses further ones. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Thread thread : pausing) {
            // One that somebody else has interrupted wakes up anyway, and keeps its flag.
            if (!thread.isInterrupted()) {
                endedByClose.add(thread);
                thread.interrupt();
            }
        }
    }
}
