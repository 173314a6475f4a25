package dev.blb.emulator.probe;

import dev.blb.emulator.health.ProbePlan.Phase;

/**
 * A server behind a listener that shall be probed.
 *
 * @param settings interval and thresholds, and since when they hold
 * @param startMillis since when it is probed, in milliseconds since 1970-01-01T00:00:00Z
 */
public record Target(Key key, Machine machine, Check check, Phase settings, long startMillis) {
    /** Which server behind which listener. */
    public record Key(String blbId, int listenerPort, String transport, String instanceId) {}

    /** Whether this is the same server with the same attachment and address: then the results so far still count. */
    boolean continues(Target other) {
        return key.equals(other.key) && machine.equals(other.machine) && startMillis == other.startMillis;
    }

    /** When the first probe by these settings is due. */
    long firstDueMillis() {
        return Math.max(startMillis, settings.fromMillis());
    }

    /** When the newest probe up to a time was due; the first one if none was. */
    long newestDueMillis(long nowMillis) {
        long first = firstDueMillis();
        return nowMillis < first ? first : nowMillis - (nowMillis - first) % settings.intervalMillis();
    }
}
