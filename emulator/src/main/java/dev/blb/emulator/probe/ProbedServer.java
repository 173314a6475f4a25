package dev.blb.emulator.probe;

import dev.blb.emulator.health.HealthTimeline;
import dev.blb.emulator.health.HealthTimeline.Probe;
import dev.blb.emulator.health.ProbePlan.Phase;
import dev.blb.emulator.health.Tally;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server behind a listener, with the results of its probes. The thread of the probes alone changes it; all may read it. */
final class ProbedServer {
    private final Target target;
    private final Deque<Probe> newest = new ArrayDeque<>();
    private volatile HealthTimeline timeline = new HealthTimeline(HealthTimeline.UNKNOWN, List.of());
    private Tally tally = Tally.NONE;
    private long dueMillis;

    /** How many results of the current move of the clock were equal, the newest last. */
    private long equalInMove;

    /** The time that the clock was moved to when {@link #equalInMove} was counted. */
    private long movedTo = Long.MIN_VALUE;

    /** A server that was not probed yet. */
    ProbedServer(Target target) {
        this.target = target;
        this.dueMillis = target.firstDueMillis();
    }

    /** A server of which another process has found out this. */
    static ProbedServer of(Target target, ProbeStore.Kept kept) {
        ProbedServer server = new ProbedServer(target);
        server.timeline = kept.timeline();
        server.newest.addAll(server.timeline.probes());
        if (kept.settings().equals(target.settings().toString())) {
            server.tally = kept.tally();
            server.dueMillis = kept.dueMillis();
        } else {
            server.tally = kept.tally().anew();
        }
        return server;
    }

    /** What is known of it, for another process. */
    ProbeStore.Kept kept() {
        return new ProbeStore.Kept(
                ProbeStore.source(target),
                target.settings().toString(),
                tally.status(),
                tally.up(),
                tally.inARow(),
                dueMillis,
                newest.stream().map(ProbeStore.Line::of).toList());
    }

    /** The same server under other settings or another check: the results so far are kept. */
    ProbedServer changedTo(Target changed) {
        ProbedServer server = new ProbedServer(changed);
        server.newest.addAll(newest);
        server.timeline = timeline;
        if (changed.settings().equals(target.settings())) {
            server.tally = tally;
            server.dueMillis = dueMillis;
        } else {
            server.tally = tally.anew();
        }
        return server;
    }

    Target target() {
        return target;
    }

    /** Its health, and the newest probes. */
    HealthTimeline timeline() {
        return timeline;
    }

    /** When its next probe is due. */
    long dueMillis() {
        return dueMillis;
    }

    /** Leaves out the probes that became due before the newest one at this time. */
    void skipTo(long nowMillis) {
        dueMillis = Math.max(dueMillis, target.newestDueMillis(nowMillis));
    }

    /**
     * Counts the result of the probe that was due, and sets when the next one is.
     *
     * @param clockMovedTo up to when every due probe is carried out, since the clock was moved there by hand
     */
    void count(ProbeResult result, long clockMovedTo) {
        Phase settings = target.settings();
        boolean inMove = dueMillis <= clockMovedTo;
        boolean equal = movedTo == clockMovedTo && tally.inARow() > 0 && tally.up() == result.up();
        add(result.up(), 1, result.latencyMillis(), result.reason());
        if (inMove) {
            equalInMove = equal ? equalInMove + 1 : 1;
            movedTo = clockMovedTo;
            long rest = settings.probesBetween(dueMillis + settings.intervalMillis(), clockMovedTo);
            if (rest > 0 && equalInMove >= Math.max(settings.unhealthyThreshold(), settings.healthyThreshold())) {
                dueMillis += rest * settings.intervalMillis();
                add(
                        result.up(),
                        rest,
                        null,
                        rest + " probes not sent, as they could not change the state; counted like the one before: "
                                + result.reason());
            }
        }
        dueMillis += settings.intervalMillis();
    }

    private void add(boolean up, long times, @Nullable Long latencyMillis, String reason) {
        tally = tally.after(up, times, target.settings());
        newest.addLast(
                new Probe(Instant.ofEpochMilli(dueMillis), up, latencyMillis, reason, tally.inARow(), tally.status()));
        if (newest.size() > ProbeEngine.REMEMBERED_PROBES) {
            newest.removeFirst();
        }
        timeline = new HealthTimeline(tally.status(), List.copyOf(newest));
    }
}
