package dev.blb.emulator.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a listener probes its servers, and since when; the newest phase last. It keeps what was before, so that health at any
 * time follows from it alone.
 *
 * @param phases at least one, by ascending start
 */
public record ProbePlan(List<Phase> phases) {
    /** How many phases a plan keeps: of more changes the oldest are forgotten. */
    public static final int MAX_PHASES = 50;

    /** A plan; its phases are copied. */
    public ProbePlan {
        phases = List.copyOf(phases);
    }

    /**
     * Settings from a time on.
     *
     * @param fromMillis the start, since 1970-01-01T00:00:00Z
     * @param intervalSeconds the time between two probes, 1 to 10
     * @param unhealthyThreshold failures in a row after which a server is Dead, 2 to 5
     * @param healthyThreshold successes in a row after which a server is Alive, 2 to 5
     */
    public record Phase(long fromMillis, int intervalSeconds, int unhealthyThreshold, int healthyThreshold) {
        /** The time between two probes. */
        public long intervalMillis() {
            return intervalSeconds * 1000L;
        }

        /** How many probes there are from one that is due at {@code first} on, up to and with {@code until}. */
        public long probesBetween(long first, long until) {
            return until < first ? 0 : (until - first) / intervalMillis() + 1;
        }

        private boolean probesLike(Phase other) {
            return intervalSeconds == other.intervalSeconds
                    && unhealthyThreshold == other.unhealthyThreshold
                    && healthyThreshold == other.healthyThreshold;
        }
    }

    /** The plan of a new listener. */
    public static ProbePlan of(Instant from, int intervalSeconds, int unhealthyThreshold, int healthyThreshold) {
        return new ProbePlan(
                List.of(new Phase(from.toEpochMilli(), intervalSeconds, unhealthyThreshold, healthyThreshold)));
    }

    /** The same, and from now on with these settings. Of many changes the newest fifty count. */
    public ProbePlan changed(ProbePlan now) {
        Phase next = now.phases.get(0);
        if (newest().probesLike(next)) {
            return this;
        }
        List<Phase> more = new ArrayList<>(phases);
        more.add(next);
        return new ProbePlan(more.subList(Math.max(0, more.size() - MAX_PHASES), more.size()));
    }

    /** The settings that hold now. */
    public Phase newest() {
        return phases.get(phases.size() - 1);
    }

    /** Since when it is known how the listener probes: its creation, unless its settings changed too often. */
    public long startMillis() {
        return phases.get(0).fromMillis();
    }
}
