package dev.blb.emulator.backend;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.BACKEND_SERVER;
import static dev.blb.emulator.db.generated.Tables.FORCED_HEALTH;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.HealthOverride.Scope;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.health.HealthScript;
import dev.blb.emulator.listener.Listener;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Health that was set, in the database. */
public final class HealthStore {
    /** The name of its table, as in {@link dev.blb.emulator.db.Touched}. */
    public static final String TABLE = "forced_health";

    /** What was set for the servers of an instance behind one of its ports, the narrowest scope last. */
    private static final Prepared BEHIND_LISTENER = Prepared.query(() -> DSL.select(FORCED_HEALTH.fields())
            .from(BACKEND_SERVER)
            .join(FORCED_HEALTH)
            .on(FORCED_HEALTH.INSTANCE_ID.eq(BACKEND_SERVER.INSTANCE_ID))
            .where(BACKEND_SERVER.BLB_ID.eq(given(BACKEND_SERVER.BLB_ID)))
            .and(FORCED_HEALTH.ACCOUNT.in(DSL.inline(""), given(FORCED_HEALTH.ACCOUNT)))
            .and(FORCED_HEALTH.BLB_ID.in(DSL.inline(""), given(FORCED_HEALTH.BLB_ID)))
            .and(FORCED_HEALTH.PORT.in(DSL.inline(0), given(FORCED_HEALTH.PORT)))
            .orderBy(DSL.length(FORCED_HEALTH.BLB_ID), FORCED_HEALTH.PORT, DSL.length(FORCED_HEALTH.ACCOUNT)));

    private static final Prepared INSERT = Prepared.insert(FORCED_HEALTH);

    private static final Prepared CLEAR = Prepared.change(() -> DSL.deleteFrom(FORCED_HEALTH)
            .where(FORCED_HEALTH.INSTANCE_ID.eq(given(FORCED_HEALTH.INSTANCE_ID)))
            .and(covers(FORCED_HEALTH.ACCOUNT, ""))
            .and(covers(FORCED_HEALTH.BLB_ID, ""))
            .and(covers(FORCED_HEALTH.PORT, 0)));

    private static <T> Condition covers(Field<T> column, T everywhere) {
        return given(column).eq(DSL.inline(everywhere)).or(column.eq(given(column)));
    }

    private final Sql sql;

    /** What was set as this transaction sees it. */
    public HealthStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /** Sets health. It replaces what was set for any part of its scope: the newest counts. */
    public void set(HealthOverride override) {
        boolean added;
        do {
            clear(override.scope());
            added = on(override.scope(), INSERT)
                    .set(FORCED_HEALTH.STATUS, override.status())
                    .set(
                            FORCED_HEALTH.SCRIPT,
                            override.script() == null ? null : override.script().toString())
                    .set(FORCED_HEALTH.SINCE_AT, override.since().toEpochMilli())
                    .addUnlessTaken();
            // Taken: another transaction has set one for this scope since, and this one is later.
        } while (!added);
    }

    /** Clears what was set for any part of a scope; returns how many there were. */
    public int clear(Scope scope) {
        return on(scope, CLEAR).run();
    }

    private Prepared.Call on(Scope scope, Prepared statement) {
        return statement
                .on(sql)
                .set(FORCED_HEALTH.INSTANCE_ID, scope.instanceId())
                .set(FORCED_HEALTH.ACCOUNT, scope.account())
                .set(FORCED_HEALTH.BLB_ID, scope.blbId())
                .set(FORCED_HEALTH.PORT, scope.port());
    }

    /** What was set for an account, or for all for the empty text; the widest scopes first, so that setting all restores them. */
    List<HealthOverride> all(String account) {
        return sql
                .all(
                        DSL.selectFrom(FORCED_HEALTH)
                                .where(account.isEmpty() ? DSL.noCondition() : FORCED_HEALTH.ACCOUNT.eq(account)),
                        HealthStore::read)
                .stream()
                .sorted(Comparator.comparing(
                                (HealthOverride override) -> override.scope().narrowness())
                        .thenComparing(override -> override.scope().toString()))
                .toList();
    }

    /** What was set that counts for each server behind a listener, by its machine: that of the narrowest scope. */
    Map<String, HealthOverride> behind(Listener listener, String account) {
        Map<String, HealthOverride> overrides = new HashMap<>();
        BEHIND_LISTENER
                .on(sql)
                .set(FORCED_HEALTH.BLB_ID, listener.blbId())
                .set(FORCED_HEALTH.ACCOUNT, account)
                .set(FORCED_HEALTH.PORT, listener.port())
                .all(HealthStore::read)
                .forEach(override -> overrides.put(override.scope().instanceId(), override));
        return overrides;
    }

    private static HealthOverride read(Row row) {
        String script = row.find(FORCED_HEALTH.SCRIPT);
        return new HealthOverride(
                new Scope(
                        row.get(FORCED_HEALTH.INSTANCE_ID),
                        row.get(FORCED_HEALTH.ACCOUNT),
                        row.get(FORCED_HEALTH.BLB_ID),
                        row.get(FORCED_HEALTH.PORT)),
                row.find(FORCED_HEALTH.STATUS),
                script == null ? null : HealthScript.parse(script),
                Instant.ofEpochMilli(row.get(FORCED_HEALTH.SINCE_AT)));
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
        return sql.dsl()
                .fetchCount(DSL.selectOne()
                        .from(BACKEND_SERVER)
                        .join(LOAD_BALANCER)
                        .on(LOAD_BALANCER.BLB_ID.eq(BACKEND_SERVER.BLB_ID))
                        .where(attached));
    }
}
