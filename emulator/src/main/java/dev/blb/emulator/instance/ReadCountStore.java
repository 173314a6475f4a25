package dev.blb.emulator.instance;

import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.instance.Lifecycle.View;
import java.time.Instant;

/**
 * Counts the reads of instances whose pending change waits for a number of reads ({@code 3 reads}). This is the only thing
 * that a read of the API writes; {@code Dispatch} commits it even if the read is refused, since a read that finds nothing
 * counts, too.
 */
final class ReadCountStore {
    private final Tx tx;

    /** The instances as this transaction sees them. */
    ReadCountStore(Tx tx) {
        this.tx = tx;
    }

    /** Whether a view shows an instance. If its pending change waits for reads, this one is counted. */
    boolean isShown(LoadBalancer instance, View view, Instant now) {
        PendingChange pending = instance.lifecycle().pending();
        if (pending != null && !instance.lifecycle().isGone(now)) {
            PendingChange counted = pending.afterRead(view);
            if (!counted.equals(pending)) {
                // Compare-and-set: a concurrent write wins.
                Database.sql(tx)
                        .update(LOAD_BALANCER)
                        .set(LOAD_BALANCER.PENDING_DELAY, InstanceRow.DELAYS.toColumn(counted.delay()))
                        .where(LOAD_BALANCER.BLB_ID.eq(instance.blbId()))
                        .and(LOAD_BALANCER.PENDING_CHANGE.eq(pending.change().name()))
                        .and(LOAD_BALANCER.PENDING_DELAY.eq(InstanceRow.DELAYS.toColumn(pending.delay())))
                        .execute();
            }
        }
        return instance.lifecycle().status(view, now).isPresent();
    }
}
