package dev.blb.emulator.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The health of one server behind one listener at a time, and the probes that led to it.
 *
 * @param status Alive, Dead or Unknown
 * @param probes the newest probes, oldest first
 */
public record HealthTimeline(String status, List<Probe> probes) {
    /** No verdict yet. */
    public static final String UNKNOWN = "Unknown";

    /**
     * One probe.
     *
     * @param at when it was due
     * @param up whether it succeeded
     * @param latencyMillis how long the server took, in milliseconds; null if nothing was sent
     * @param reason why it is a success or a failure
     * @param inARow how many consecutive probes had that result, this one included
     * @param status the status after it
     */
    public record Probe(
            Instant at, boolean up, @Nullable Long latencyMillis, String reason, long inARow, String status) {}

    /**
     * The health by a script, at a time. It is computed from plan, script and time: nothing runs in between.
     *
     * @param startMillis since when the server is probed by this script; its steps count from there
     * @param keep how many probes to show
     */
    public static HealthTimeline at(ProbePlan plan, HealthScript script, long startMillis, Instant now, int keep) {
        return new ScriptedProbes(plan, script, startMillis).until(now, keep);
    }

    /** The same with at most so many of the newest probes. */
    public HealthTimeline newest(int keep) {
        return probes.size() <= keep
                ? this
                : new HealthTimeline(status, probes.subList(probes.size() - keep, probes.size()));
    }
}
