package dev.blb.emulator.backend;

import static dev.blb.emulator.state.generated.Tables.BACKEND_SERVER;
import static dev.blb.emulator.state.generated.Tables.FORCED_HEALTH;
import static dev.blb.emulator.state.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.listener.Listener;
import dev.blb.emulator.state.Database;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Health states that were set by hand. A server that nobody spoke of is Alive (assumption, behaviour (h)). */
public final class HealthStore {
    private final DSLContext sql;

    /** The states as this transaction sees them. */
    public HealthStore(Tx tx) {
        this.sql = Database.sql(tx);
    }

    /**
     * Which servers a state is meant for: those of a machine.
     *
     * @param account one account, or the empty text for all
     * @param blbId one instance, or the empty text for all
     * @param port one listener's port, or 0 for all
     */
    public record Scope(String instanceId, String account, String blbId, int port) {}

    /** Sets a state. It replaces what was said about any part of its scope: the last word counts. */
    public void force(Scope scope, String status) {
        Condition covered = FORCED_HEALTH.INSTANCE_ID.eq(scope.instanceId());
        if (!scope.account().isEmpty()) {
            covered = covered.and(FORCED_HEALTH.ACCOUNT.eq(scope.account()));
        }
        if (!scope.blbId().isEmpty()) {
            covered = covered.and(FORCED_HEALTH.BLB_ID.eq(scope.blbId()));
        }
        if (scope.port() != 0) {
            covered = covered.and(FORCED_HEALTH.PORT.eq(scope.port()));
        }
        sql.deleteFrom(FORCED_HEALTH).where(covered).execute();
        sql.insertInto(FORCED_HEALTH)
                .set(FORCED_HEALTH.INSTANCE_ID, scope.instanceId())
                .set(FORCED_HEALTH.ACCOUNT, scope.account())
                .set(FORCED_HEALTH.BLB_ID, scope.blbId())
                .set(FORCED_HEALTH.PORT, scope.port())
                .set(FORCED_HEALTH.STATUS, status)
                .execute();
    }

    /** The state of each of these servers behind a listener; the narrowest word about it counts. */
    Map<String, String> statuses(String account, Listener listener, List<Backend> backends) {
        Map<String, String> forced = sql
                .select(FORCED_HEALTH.INSTANCE_ID, FORCED_HEALTH.STATUS)
                .from(FORCED_HEALTH)
                .where(FORCED_HEALTH.INSTANCE_ID.in(
                        backends.stream().map(Backend::instanceId).toList()))
                .and(FORCED_HEALTH.ACCOUNT.in("", account))
                .and(FORCED_HEALTH.BLB_ID.in("", listener.blbId()))
                .and(FORCED_HEALTH.PORT.in(0, listener.port()))
                .orderBy(DSL.length(FORCED_HEALTH.BLB_ID), FORCED_HEALTH.PORT, DSL.length(FORCED_HEALTH.ACCOUNT))
                .stream()
                .collect(Collectors.toMap(row -> row.value1(), row -> row.value2(), (wider, narrower) -> narrower));
        return backends.stream()
                .collect(Collectors.toMap(
                        Backend::instanceId, backend -> forced.getOrDefault(backend.instanceId(), "Alive")));
    }

    /** How many attached servers a scope covers now, whatever its port. */
    public int attached(Scope scope) {
        Condition attached = BACKEND_SERVER.INSTANCE_ID.eq(scope.instanceId());
        if (!scope.blbId().isEmpty()) {
            attached = attached.and(BACKEND_SERVER.BLB_ID.eq(scope.blbId()));
        }
        if (!scope.account().isEmpty()) {
            attached = attached.and(LOAD_BALANCER.ACCOUNT.eq(scope.account()));
        }
        return sql.fetchCount(sql.selectOne()
                .from(BACKEND_SERVER)
                .join(LOAD_BALANCER)
                .on(LOAD_BALANCER.BLB_ID.eq(BACKEND_SERVER.BLB_ID))
                .where(attached));
    }

    /** Forgets what was said for one account alone. */
    public void forget(String account) {
        sql.deleteFrom(FORCED_HEALTH).where(FORCED_HEALTH.ACCOUNT.eq(account)).execute();
    }
}
