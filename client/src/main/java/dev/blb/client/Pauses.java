package dev.blb.client;

import dev.blb.client.BlbException.TransportFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Time as the client sees it: the clock, and the only place that waits. */
record Pauses(Clock clock, Sleeper sleeper) {
    private static final Duration FIRST_POLL = Duration.ofMillis(200);
    private static final int DOUBLINGS = 5;

    Instant now() {
        return clock.instant();
    }

    /** Pauses; an interruption ends it at once and stays set. */
    void pause(Duration pause, String operation) {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new TransportFailure(operation, "was interrupted in a pause", interruption);
        }
    }

    /** The pause after so many polls: 200 ms, doubled up to 6.4 s (official advice is every 5 s), never past the deadline. */
    Duration afterPoll(int polls, Instant deadline) {
        Duration pause = FIRST_POLL.multipliedBy(1L << Math.min(polls - 1, DOUBLINGS));
        Duration left = Duration.between(now(), deadline);
        return pause.compareTo(left) < 0 ? pause : left;
    }
}
