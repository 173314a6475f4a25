package dev.blb.emulator.probe;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Codec;
import dev.blb.emulator.db.SharedValues;
import dev.blb.emulator.db.SharedValues.Value;
import dev.blb.emulator.health.HealthTimeline;
import dev.blb.emulator.health.HealthTimeline.Probe;
import dev.blb.emulator.health.Tally;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The results of probes on a shared database: the one process that probes writes them, and all read them. */
final class ProbeStore {
    private static final Codec<String, Kept> CODEC = Codec.object(Kept.class);

    private final SharedValues values;

    /** The results as this transaction sees them. */
    ProbeStore(Tx tx) {
        this.values = new SharedValues(tx, "probes");
    }

    /**
     * What is known of a server, so that another process can go on from there.
     *
     * @param source the machine and the start of probing; other results do not count for a target
     * @param settings by which it was probed
     * @param status the status after the newest probe
     * @param up the newest result
     * @param inARow how many consecutive probes had that result
     * @param dueMillis when the next probe is due
     * @param probes the newest, oldest first
     */
    record Kept(
            String source, String settings, String status, boolean up, long inARow, long dueMillis, List<Line> probes) {
        Tally tally() {
            return new Tally(status, up, inARow);
        }

        HealthTimeline timeline() {
            return new HealthTimeline(status, probes.stream().map(Line::probe).toList());
        }
    }

    /** A probe as it is stored. */
    record Line(long atMillis, boolean up, @Nullable Long latencyMillis, String reason, long inARow, String status) {
        static Line of(Probe probe) {
            return new Line(
                    probe.at().toEpochMilli(),
                    probe.up(),
                    probe.latencyMillis(),
                    probe.reason(),
                    probe.inARow(),
                    probe.status());
        }

        Probe probe() {
            return new Probe(Instant.ofEpochMilli(atMillis), up, latencyMillis, reason, inARow, status);
        }
    }

    static String source(Target target) {
        return target.machine() + " since " + target.startMillis();
    }

    private static String name(Target target) {
        Target.Key key = target.key();
        return key.listenerPort() + "/" + key.transport() + " " + key.instanceId();
    }

    void put(Target target, Kept kept) {
        values.put(new Value(target.key().blbId(), name(target), CODEC.toColumn(kept), 0));
    }

    /** What is known of a server behind a listener, as long as its machine and its attachment are the same. */
    Optional<Kept> find(Target target) {
        return values.find(target.key().blbId(), name(target))
                .map(value -> CODEC.fromColumn(value.content()))
                .filter(kept -> kept.source().equals(source(target)));
    }

    /** Forgets all results. */
    void clear() {
        values.remove("");
    }
}
