package dev.blb.emulator.health;

import dev.blb.emulator.health.HealthScript.Result;
import dev.blb.emulator.health.HealthTimeline.Probe;
import dev.blb.emulator.health.ProbePlan.Phase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The probes of one server by a script. Its cost depends on how often the result changes, not on the number of probes: runs of
 * equal results are counted at once, and repetitions of the script are left out as soon as they change nothing.
 */
final class ScriptedProbes {
    /** The longest interval of probes [meta]. */
    private static final long MAX_INTERVAL_MILLIS = 10_000;

    private final ProbePlan plan;
    private final HealthScript script;
    private final long startMillis;
    private long lookups;

    /**
     * The probes of a server.
     *
     * @param startMillis since when it is probed by this script; its steps count from there
     */
    ScriptedProbes(ProbePlan plan, HealthScript script, long startMillis) {
        this.plan = plan;
        this.script = script;
        this.startMillis = startMillis;
    }

    /** How many results were looked up in the script: the measure of the work. */
    long lookups() {
        return lookups;
    }

    private Result lookUp(long sinceMillis) {
        lookups++;
        return script.at(sinceMillis);
    }

    /** The health at a time, with so many of the newest probes. */
    HealthTimeline until(Instant now, int keep) {
        long end = now.toEpochMilli();
        // Single steps only for the probes that are shown: a month has a million.
        long unseen = keep == 0 ? end : end - (keep + 1) * MAX_INTERVAL_MILLIS;
        Tally tally = Tally.NONE;
        Deque<Probe> probes = new ArrayDeque<>();
        List<Phase> phases = plan.phases();
        for (int i = 0; i < phases.size(); i++) {
            Phase phase = phases.get(i);
            long first = Math.max(phase.fromMillis(), startMillis);
            long until = i + 1 < phases.size() ? Math.min(end, phases.get(i + 1).fromMillis() - 1) : end;
            long skipped = phase.probesBetween(first, Math.min(until, unseen));
            tally = afterMany(tally.anew(), phase, first - startMillis, skipped);
            for (long time = first + skipped * phase.intervalMillis(); time <= until; time += phase.intervalMillis()) {
                boolean up = lookUp(time - startMillis).up();
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

    /** The tally after many probes, the first of which is due this long after the start. */
    private Tally afterMany(Tally start, Phase phase, long sinceMillis, long probes) {
        Tally tally = start;
        long left = probes;
        // After so many probes the script is at the same place. The run of equal results that a cycle begins with can differ in
        // the first and the second one; after them all cycles end alike, or all results are equal.
        long cycle = script.periodMillis() == 0
                ? Long.MAX_VALUE
                : script.periodMillis() / gcd(script.periodMillis(), phase.intervalMillis());
        while (left >= cycle) {
            Tally before = tally;
            tally = afterRuns(tally, phase, sinceMillis, cycle);
            left -= cycle;
            if (tally.equals(before)) {
                left %= cycle;
            } else if (tally.inARow() - before.inARow() == cycle && left >= cycle) {
                tally = tally.after(tally.up(), left - left % cycle, phase);
                left %= cycle;
            }
        }
        return afterRuns(tally, phase, sinceMillis, left);
    }

    /** The same, with one step for each run of equal results. */
    private Tally afterRuns(Tally start, Phase phase, long sinceMillis, long probes) {
        Tally tally = start;
        long time = sinceMillis;
        long left = probes;
        while (left > 0) {
            Result result = lookUp(time);
            long run = Math.min(left, phase.probesBetween(time, result.untilMillis() - 1));
            tally = tally.after(result.up(), run, phase);
            time += run * phase.intervalMillis();
            left -= run;
        }
        return tally;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
