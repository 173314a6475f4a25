package dev.blb.emulator.instance;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.instance.Lifecycle.View;
import java.time.Instant;
import org.jooq.Param;
import org.jooq.impl.DSL;

/**
 * Counts the reads of instances whose pending change waits for a number of reads ({@code 3 reads}). This is the only thing
 * that a read of the API writes; {@code Dispatch} commits it even if the read is refused, since a read that finds nothing
 * counts, too.
 */
final class ReadCountStore {
    private static final Param<String> COUNTED = given("counted", String.class);

    // Compare-and-set: a concurrent write wins.
    private static final Prepared COUNT = Prepared.change(() -> DSL.update(LOAD_BALANCER)
            .set(LOAD_BALANCER.PENDING_DELAY, COUNTED)
            .where(LOAD_BALANCER.BLB_ID.eq(given(LOAD_BALANCER.BLB_ID)))
            .and(LOAD_BALANCER.PENDING_CHANGE.eq(given(LOAD_BALANCER.PENDING_CHANGE)))
            .and(LOAD_BALANCER.PENDING_DELAY.eq(given(LOAD_BALANCER.PENDING_DELAY))));

    private final Sql sql;

    /** The instances as this transaction sees them. */
    ReadCountStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /** Whether a view shows an instance. If its pending change waits for reads, this one is counted. */
    boolean isShown(LoadBalancer instance, View view, Instant now) {
        PendingChange pending = instance.lifecycle().pending();
        if (pending != null && !instance.lifecycle().isGone(now)) {
            PendingChange counted = pending.afterRead(view);
            if (!counted.equals(pending)) {
                COUNT.on(sql)
                        .set(LOAD_BALANCER.BLB_ID, instance.blbId())
                        .set(LOAD_BALANCER.PENDING_CHANGE, pending.change().name())
                        .set(LOAD_BALANCER.PENDING_DELAY, InstanceRow.DELAYS.toColumn(pending.delay()))
                        .set(COUNTED, InstanceRow.DELAYS.toColumn(counted.delay()))
                        .run();
            }
        }
        return instance.lifecycle().status(view, now).isPresent();
    }
}
