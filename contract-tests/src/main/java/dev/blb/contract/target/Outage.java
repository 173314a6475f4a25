package dev.blb.contract.target;

import java.time.Duration;

/**
 * Whether the target has gone away: all calls of all threads failed in passing for longer than the patience. Then one call in 5 s
 * finds out whether it is back, and every other one is given up at once, so that a run does not wait anew in each case.
 * Thread-safe.
 */
final class Outage {
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

    private final Duration patience;
    private final Time time;
    private boolean isFailing;
    private long firstFailure;
    private long lastProbe;

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
        if (!isLasting()) {
            return;
        }
        if (!time.left(PROBE_INTERVAL, lastProbe).isNegative()) {
            throw undecided();
        }
        lastProbe = time.nanos();
    }

    /** A call was answered, or refused by the service. */
    synchronized void answered() {
        isFailing = false;
    }

    /**
     * A call failed in passing.
     *
     * @throws Undecided if all did for longer than the patience
     */
    synchronized void failed() {
        if (!isFailing) {
            isFailing = true;
            firstFailure = time.nanos();
        }
        if (isLasting()) {
            lastProbe = time.nanos();
            throw undecided();
        }
    }

    private boolean isLasting() {
        return isFailing && time.left(patience, firstFailure).isNegative();
    }

    private Undecided undecided() {
        return new Undecided(
                "the target has answered no call for the patience of " + Transport.seconds(patience) + " and longer");
    }
}
