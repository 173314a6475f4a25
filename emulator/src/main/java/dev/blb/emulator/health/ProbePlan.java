package dev.blb.emulator.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a listener probes its servers, and how it did before; the newest phase last. With it alone the health at any time can be
 * computed.
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
     * Settings that hold from a time on.
     *
     * @param fromMillis the start, in milliseconds since 1970-01-01T00:00:00Z
     * @param intervalSeconds the interval of probes, 1 to 10
     * @param unhealthyThreshold consecutive failures after which a server is Dead, 2 to 5
     * @param healthyThreshold consecutive successes after which a server is Alive, 2 to 5
     */
    public record Phase(long fromMillis, int intervalSeconds, int unhealthyThreshold, int healthyThreshold) {
        /** The interval of probes. */
        public long intervalMillis() {
            return intervalSeconds * 1000L;
        }

        /** How many probes are due from {@code first}, when one is due, to {@code until}, both inclusive. */
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

    /** The same with the settings of another plan from its start on. Beyond {@link #MAX_PHASES} the oldest are forgotten. */
    public ProbePlan changed(ProbePlan now) {
        Phase next = now.phases.get(0);
        if (newest().probesLike(next)) {
            return this;
        }
        List<Phase> more = new ArrayList<>(phases);
        more.add(next);
        return new ProbePlan(more.subList(Math.max(0, more.size() - MAX_PHASES), more.size()));
    }

    /** The settings of the newest phase. */
    public Phase newest() {
        return phases.get(phases.size() - 1);
    }

    /** The start of the oldest phase: the creation of the listener, unless its settings were changed too often. */
    public long startMillis() {
        return phases.get(0).fromMillis();
    }
}
