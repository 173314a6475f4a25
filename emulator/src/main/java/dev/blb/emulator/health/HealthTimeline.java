package dev.blb.emulator.health;

import dev.blb.emulator.health.ProbePlan.Phase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The health of one server behind one listener up to a time: it follows from plan, script and time alone, so that nothing
 * runs while nobody looks. {@code unhealthyThreshold} failures in a row make a server Dead, {@code healthyThreshold}
 * successes Alive, probed every interval [meta]; before the first verdict it is Unknown (assumption). Changed settings begin
 * the counting anew and leave the state (assumption).
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
     * @param at when
     * @param up what it found out
     * @param inARow how many had that result in a row, this one included
     * @param status the server's state after it
     */
    public record Probe(Instant at, boolean up, int inARow, String status) {}

    /**
     * What the probes have found out by now.
     *
     * @param startMillis since when the server is probed by this script: all times count from there
     * @param keep how many probes to show
     */
    public static HealthTimeline at(ProbePlan plan, HealthScript script, long startMillis, Instant now, int keep) {
        long end = now.toEpochMilli();
        String status = UNKNOWN;
        Deque<Probe> probes = new ArrayDeque<>();
        List<Phase> phases = plan.phases();
        for (int i = 0; i < phases.size(); i++) {
            Phase phase = phases.get(i);
            long until = i + 1 < phases.size() ? Math.min(end, phases.get(i + 1).fromMillis() - 1) : end;
            int inARow = 0;
            boolean last = false;
            for (long time = Math.max(phase.fromMillis(), startMillis);
                    time <= until;
                    time += phase.intervalSeconds() * 1000L) {
                boolean up = script.isUp(time - startMillis);
                inARow = up == last ? inARow + 1 : 1;
                last = up;
                if (up && inARow >= phase.healthyThreshold()) {
                    status = "Alive";
                } else if (!up && inARow >= phase.unhealthyThreshold()) {
                    status = "Dead";
                }
                // Only what will be shown is worth an object: a month has a million probes.
                if (keep > 0 && time > end - (keep + 1L) * 10_000) {
                    probes.addLast(new Probe(Instant.ofEpochMilli(time), up, inARow, status));
                    if (probes.size() > keep) {
                        probes.removeFirst();
                    }
                }
            }
        }
        return new HealthTimeline(status, List.copyOf(probes));
    }
}
