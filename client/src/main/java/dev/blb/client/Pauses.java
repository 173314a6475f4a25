package dev.blb.client;

import dev.blb.client.BlbException.TransportFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The clock and the sleeper of a client: every pause of the client is made here. */
record Pauses(Clock clock, Sleeper sleeper) {
    static final Duration FIRST_POLL = Duration.ofMillis(200);
    static final int DOUBLINGS = 5;

    Instant now() {
        return clock.instant();
    }

    /** Pauses; an interruption ends the pause at once, and the thread's flag is set again. */
    void pause(Duration pause, String operation) {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw TransportFailure.of(operation, "was interrupted in a pause", interruption);
        }
    }

    /** The pause after this many polls: 200 ms, doubled up to 6.4 seconds (the official advice is 5 s), never past the deadline. */
    Duration afterPoll(int polls, Instant deadline) {
        Duration pause = FIRST_POLL.multipliedBy(1L << Math.min(polls - 1, DOUBLINGS));
        Duration left = Duration.between(now(), deadline);
        return pause.compareTo(left) < 0 ? pause : left;
    }
}
