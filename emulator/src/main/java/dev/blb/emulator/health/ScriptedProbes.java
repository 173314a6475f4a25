package dev.blb.emulator.health;

import dev.blb.emulator.health.HealthScript.Result;
import dev.blb.emulator.health.HealthTimeline.Probe;
import dev.blb.emulator.health.ProbePlan.Phase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The probes of one server by a script. Its cost depends on how often the result has changed since the state was last decided,
 * not on the number of probes: runs of equal results are counted at once, from the newest back to the one that decides.
 */
final class ScriptedProbes {
    /**
     * How many results are looked up at most. If none of so many runs of equal results reaches a threshold, the state is
     * Unknown; only a script that changes faster than the thresholds allow, by steps that fit no interval, comes so far.
     */
    static final int MAX_LOOKUPS = 10_000;

    /** The longest interval of probes [meta]. */
    private static final long MAX_INTERVAL_MILLIS = 10_000;

    private static final long NEVER = Long.MAX_VALUE / 2;

    private final ProbePlan plan;
    private final HealthScript script;
    private final long startMillis;
    private int lookups;

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
    int lookups() {
        return lookups;
    }

    private Result lookUp(long sinceMillis) {
        lookups++;
        return script.at(sinceMillis);
    }

    private long firstMillis(Phase phase) {
        return Math.max(phase.fromMillis(), startMillis);
    }

    /** Until when a phase holds, at the latest this time. */
    private long untilMillis(int phase, long endMillis) {
        List<Phase> phases = plan.phases();
        return phase + 1 < phases.size()
                ? Math.min(endMillis, phases.get(phase + 1).fromMillis() - 1)
                : endMillis;
    }

    /** The health at a time, with so many of the newest probes. */
    HealthTimeline until(Instant now, int keep) {
        long end = now.toEpochMilli();
        // Single steps only for the probes that are shown: a month has a million.
        long unseen = keep == 0 ? end : end - (keep + 1) * MAX_INTERVAL_MILLIS;
        Tally tally = tallyAt(unseen);
        Deque<Probe> probes = new ArrayDeque<>();
        for (int i = 0; i < plan.phases().size(); i++) {
            Phase phase = plan.phases().get(i);
            long first = firstMillis(phase);
            long until = untilMillis(i, end);
            long skipped = phase.probesBetween(first, Math.min(until, unseen));
            tally = first > unseen ? tally.anew() : tally;
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

    /** The tally after all probes that are due until a time: the count of the newest phase, the state of the newest that has one. */
    private Tally tallyAt(long endMillis) {
        Tally newest = Tally.NONE;
        for (int i = plan.phases().size() - 1; i >= 0; i--) {
            Phase phase = plan.phases().get(i);
            long probes = phase.probesBetween(firstMillis(phase), untilMillis(i, endMillis));
            if (probes == 0) {
                continue;
            }
            Tally tally = lookBack(phase, probes);
            newest = newest.inARow() == 0 ? tally : new Tally(tally.status(), newest.up(), newest.inARow());
            if (!newest.status().equals(HealthTimeline.UNKNOWN)) {
                return newest;
            }
        }
        return newest;
    }

    /** The tally after so many probes of a phase, at least one; Unknown if none of its runs of equal results decides. */
    private Tally lookBack(Phase phase, long probes) {
        long sinceFirst = firstMillis(phase) - startMillis;
        long interval = phase.intervalMillis();
        // After so many probes the script is at the same place, so that two such cycles have every run that there is.
        long cycle = script.periodMillis() == 0 ? NEVER : script.periodMillis() / gcd(script.periodMillis(), interval);
        Tally newest = Tally.NONE;
        Tally run = Tally.NONE;
        long seen = 0;
        while (seen < probes && seen < 2 * cycle && lookups < MAX_LOOKUPS) {
            long time = sinceFirst + (probes - 1 - seen) * interval;
            Result result = lookUp(time);
            long more = Math.min(probes - seen, phase.probesBetween(result.fromMillis(), time));
            if (run.inARow() > 0 && run.up() != result.up()) {
                newest = newest.inARow() == 0 ? run : newest;
                if (!run.status().equals(HealthTimeline.UNKNOWN)) {
                    break;
                }
            }
            run = run.after(result.up(), more, phase);
            seen += more;
            if (run.inARow() == seen && seen >= cycle) {
                run = run.after(run.up(), probes - seen, phase);
                break;
            }
        }
        return newest.inARow() == 0 ? run : new Tally(run.status(), newest.up(), newest.inARow());
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
