package dev.blb.contract.target;

import java.time.Duration;

/**
 * Whether the target has gone away: all calls of all threads failed in passing for longer than the patience. Then one call in 5 s
 * finds out whether it is back, and every other one is given up at once, so that a run does not wait anew in each case.
 * Thread-safe.
 */
final class Outage {
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

    /** Failures that are further apart belong to no outage: nothing is known of the time between them. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(15);

    private final Duration patience;
    private final Time time;
    private boolean isFailing;
    private boolean isAway;
    private long firstFailure;
    private long lastFailure;
    private long nextProbe;

    /** No call has failed yet. */
    Outage(Duration patience, Time time) {
        this.patience = patience;
        this.time = time;
    }

    /**
     * A call is about to be made.
     *
     * @throws Undecided if the target is away and was asked a moment ago
     */
    synchronized void enter() {
        if (isAway) {
            long now = time.nanos();
            if (now - nextProbe < 0) {
                throw undecided();
            }
            nextProbe = now + PROBE_INTERVAL.toNanos();
        }
    }

    /** A call was answered, or refused by the service. */
    synchronized void answered() {
        forget();
    }

    /** What is known is forgotten: the next call has the whole patience again. */
    synchronized void forget() {
        isFailing = false;
        isAway = false;
    }

    /**
     * A call failed in passing.
     *
     * @throws Undecided if all did for longer than the patience
     */
    synchronized void failed() {
        long now = time.nanos();
        if (!isFailing || time.left(LONGEST_GAP, lastFailure).isNegative()) {
            isFailing = true;
            firstFailure = now;
        }
        lastFailure = now;
        if (!isAway && time.left(patience, firstFailure).isNegative()) {
            isAway = true;
            nextProbe = now;
        }
        if (isAway) {
            throw undecided();
        }
    }

    private Undecided undecided() {
        return new Undecided(
                "the target has answered no call for the patience of " + Transport.seconds(patience) + " and longer");
    }
}
