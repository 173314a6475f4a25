package dev.blb.emulator.health;

import dev.blb.emulator.health.ProbePlan.Phase;

/**
 * Where the counting of one server's probes stands: the one place that knows what the thresholds mean.
 * {@code unhealthyThreshold} failures in a row make a server Dead, {@code healthyThreshold} successes Alive [meta].
 *
 * @param status Alive, Dead or Unknown
 * @param up the newest result; without meaning if {@code inARow} is 0
 * @param inARow how many had that result in a row, 0 before the first
 */
public record Tally(String status, boolean up, long inARow) {
    /** Before the first probe: no verdict yet (assumption [m38]). */
    public static final Tally NONE = new Tally(HealthTimeline.UNKNOWN, false, 0);

    /** The same after one more probe. */
    public Tally after(boolean result, Phase settings) {
        return after(result, 1, settings);
    }

    /** The same after so many more probes, at least one, that all had this result. */
    public Tally after(boolean result, long times, Phase settings) {
        long row = result == up ? inARow + times : times;
        if (row >= (result ? settings.healthyThreshold() : settings.unhealthyThreshold())) {
            return new Tally(result ? "Alive" : "Dead", result, row);
        }
        return new Tally(status, result, row);
    }

    /** The same under changed settings: the counting begins anew, the state stays (assumption [m38]). */
    public Tally anew() {
        return new Tally(status, false, 0);
    }
}
