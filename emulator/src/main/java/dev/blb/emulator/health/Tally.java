package dev.blb.emulator.health;

import dev.blb.emulator.health.ProbePlan.Phase;

/**
 * The count of one server's probe results, and the only place that applies the thresholds: {@code unhealthyThreshold}
 * consecutive failures make a server Dead, {@code healthyThreshold} consecutive successes Alive [meta].
 *
 * @param status Alive, Dead or Unknown
 * @param up the newest result; no meaning if {@code inARow} is 0
 * @param inARow how many consecutive probes had that result; 0 before the first
 */
public record Tally(String status, boolean up, long inARow) {
    /** Before the first probe: no verdict yet (assumption [m38]). */
    public static final Tally NONE = new Tally(HealthTimeline.UNKNOWN, false, 0);

    /** The same after one more probe. */
    public Tally after(boolean result, Phase settings) {
        return after(result, 1, settings);
    }

    /** The same after this many more probes, at least one, that all had this result. */
    public Tally after(boolean result, long times, Phase settings) {
        long row = result == up ? inARow + times : times;
        if (row >= (result ? settings.healthyThreshold() : settings.unhealthyThreshold())) {
            return new Tally(result ? "Alive" : "Dead", result, row);
        }
        return new Tally(status, result, row);
    }

    /** The same under changed settings: the count restarts, the status stays (assumption [m38]). */
    public Tally anew() {
        return new Tally(status, false, 0);
    }
}
