package dev.blb.emulator.health;

import dev.blb.emulator.health.ProbePlan.Phase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The health of one server behind one listener up to a time, as the {@link Tally} of its probes has it.
 *
 * @param status Alive, Dead or Unknown
 * @param probes the newest probes, oldest first
 */
public record HealthTimeline(String status, List<Probe> probes) {
    /** No verdict yet. */
    public static final String UNKNOWN = "Unknown";

    /** The longest time between two probes [meta]. */
    private static final long MAX_INTERVAL_MILLIS = 10_000;

    /**
     * One probe.
     *
     * @param at when it was due
     * @param up what it found out
     * @param latencyMillis how long the server took; null if nothing was sent
     * @param reason why it counts as a success or a failure
     * @param inARow how many had that result in a row, this one included
     * @param status the server's state after it
     */
    public record Probe(
            Instant at, boolean up, @Nullable Long latencyMillis, String reason, long inARow, String status) {}

    /**
     * What probes by a script have found out by now. It follows from plan, script and time alone, so that nothing runs while
     * nobody looks; and it costs as much as the script has changes, not as there were probes.
     *
     * @param startMillis since when the server is probed by this script: all times count from there
     * @param keep how many probes to show
     */
    public static HealthTimeline at(ProbePlan plan, HealthScript script, long startMillis, Instant now, int keep) {
        long end = now.toEpochMilli();
        // Only what will be shown is worth a step of its own: a month has a million probes.
        long unseen = keep == 0 ? end : end - (keep + 1) * MAX_INTERVAL_MILLIS;
        Tally tally = Tally.NONE;
        Deque<Probe> probes = new ArrayDeque<>();
        List<Phase> phases = plan.phases();
        for (int i = 0; i < phases.size(); i++) {
            Phase phase = phases.get(i);
            long first = Math.max(phase.fromMillis(), startMillis);
            long until = i + 1 < phases.size() ? Math.min(end, phases.get(i + 1).fromMillis() - 1) : end;
            long leapt = phase.probesBetween(first, Math.min(until, unseen));
            tally = leap(tally.anew(), phase, script, first - startMillis, leapt);
            for (long time = first + leapt * phase.intervalMillis(); time <= until; time += phase.intervalMillis()) {
                boolean up = script.isUp(time - startMillis);
                tally = tally.after(up, phase);
                probes.addLast(new Probe(
                        Instant.ofEpochMilli(time),
                        up,
                        null,
                        up ? "script says up" : "script says down",
                        tally.inARow(),
                        tally.status()));
                if (probes.size() > keep) {
                    probes.removeFirst();
                }
            }
        }
        return new HealthTimeline(tally.status(), List.copyOf(probes));
    }

    /** The tally after so many probes, of which the first is so long after the script began. */
    private static Tally leap(Tally start, Phase phase, HealthScript script, long sinceMillis, long probes) {
        Tally tally = start;
        long left = probes;
        // After so many probes the script is at the same place again. The row that a cycle begins with can matter in
        // the
        // first and the second one, so that from then on either all end alike or all is one row.
        long cycle = script.periodMillis() == 0
                ? Long.MAX_VALUE
                : script.periodMillis() / gcd(script.periodMillis(), phase.intervalMillis());
        while (left >= cycle) {
            Tally before = tally;
            tally = runs(tally, phase, script, sinceMillis, cycle);
            left -= cycle;
            if (tally.equals(before)) {
                left %= cycle;
            } else if (tally.inARow() - before.inARow() == cycle && left >= cycle) {
                tally = tally.after(tally.up(), left - left % cycle, phase);
                left %= cycle;
            }
        }
        return runs(tally, phase, script, sinceMillis, left);
    }

    /** The same, one step for each run of equal results. */
    private static Tally runs(Tally start, Phase phase, HealthScript script, long sinceMillis, long probes) {
        Tally tally = start;
        long time = sinceMillis;
        long left = probes;
        while (left > 0) {
            long run = Math.min(left, phase.probesBetween(time, script.holdsUntil(time) - 1));
            tally = tally.after(script.isUp(time), run, phase);
            time += run * phase.intervalMillis();
            left -= run;
        }
        return tally;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
