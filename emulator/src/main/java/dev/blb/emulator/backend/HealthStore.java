package dev.blb.emulator.backend;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.BACKEND_SERVER;
import static dev.blb.emulator.db.generated.Tables.FORCED_HEALTH;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.health.HealthScript;
import dev.blb.emulator.listener.Listener;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What was said by hand about the health of servers: states and scripts. */
public final class HealthStore {
    /** The words about the servers of an instance that count behind one of its ports, the narrowest last. */
    private static final Prepared WORDS = Prepared.query(() -> DSL.select(
                    FORCED_HEALTH.INSTANCE_ID, FORCED_HEALTH.STATUS, FORCED_HEALTH.SCRIPT, FORCED_HEALTH.SINCE_AT)
            .from(BACKEND_SERVER)
            .join(FORCED_HEALTH)
            .on(FORCED_HEALTH.INSTANCE_ID.eq(BACKEND_SERVER.INSTANCE_ID))
            .where(BACKEND_SERVER.BLB_ID.eq(given(BACKEND_SERVER.BLB_ID)))
            .and(FORCED_HEALTH.ACCOUNT.in(DSL.inline(""), given(FORCED_HEALTH.ACCOUNT)))
            .and(FORCED_HEALTH.BLB_ID.in(DSL.inline(""), given(FORCED_HEALTH.BLB_ID)))
            .and(FORCED_HEALTH.PORT.in(DSL.inline(0), given(FORCED_HEALTH.PORT)))
            .orderBy(DSL.length(FORCED_HEALTH.BLB_ID), FORCED_HEALTH.PORT, DSL.length(FORCED_HEALTH.ACCOUNT)));

    private final Tx tx;

    /** The states as this transaction sees them. */
    public HealthStore(Tx tx) {
        this.tx = tx;
    }

    private DSLContext sql() {
        return Database.sql(tx);
    }

    /**
     * Which servers a state is meant for: those of a machine.
     *
     * @param account one account, or the empty text for all
     * @param blbId one instance, or the empty text for all
     * @param port one listener's port, or 0 for all
     */
    public record Scope(String instanceId, String account, String blbId, int port) {
        /** How narrow it is, 0 to 3: what covers another is less narrow. */
        int narrowness() {
            return (account.isEmpty() ? 0 : 1) + (blbId.isEmpty() ? 0 : 1) + (port == 0 ? 0 : 1);
        }
    }

    /**
     * What was said about a server: its state, or what probes of it find out.
     *
     * @param status Alive, Dead or Unknown; null if a script decides
     * @param script what decides; null if a state was set
     * @param since when it was said
     */
    public record Word(@Nullable String status, @Nullable HealthScript script, Instant since) {}

    /** Says a word. It replaces what was said about any part of its scope: the last word counts. */
    public void say(Scope scope, Word word) {
        takeBack(scope);
        sql().insertInto(FORCED_HEALTH)
                .set(FORCED_HEALTH.INSTANCE_ID, scope.instanceId())
                .set(FORCED_HEALTH.ACCOUNT, scope.account())
                .set(FORCED_HEALTH.BLB_ID, scope.blbId())
                .set(FORCED_HEALTH.PORT, scope.port())
                .set(FORCED_HEALTH.STATUS, word.status())
                .set(
                        FORCED_HEALTH.SCRIPT,
                        word.script() == null ? null : word.script().toString())
                .set(FORCED_HEALTH.SINCE_AT, word.since().toEpochMilli())
                .execute();
    }

    /** A word and what it is about. */
    public record Said(Scope scope, Word word) {}

    /** All that was said for an account, or for anybody where it is the empty text; the widest scopes first. */
    public List<Said> all(String account) {
        return sql()
                .selectFrom(FORCED_HEALTH)
                .where(account.isEmpty() ? DSL.noCondition() : FORCED_HEALTH.ACCOUNT.eq(account))
                .fetch(row -> new Said(
                        new Scope(row.getInstanceId(), row.getAccount(), row.getBlbId(), row.getPort()),
                        word(row.getStatus(), row.getScript(), row.getSinceAt())))
                .stream()
                .sorted(Comparator.comparing((Said said) -> said.scope().narrowness())
                        .thenComparing(said -> said.scope().toString()))
                .toList();
    }

    /** Takes back what was said about any part of a scope; returns how many words that were. */
    public int takeBack(Scope scope) {
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
        return sql().deleteFrom(FORCED_HEALTH).where(covered).execute();
    }

    /** The word about each server behind a listener that somebody spoke of; the narrowest counts. */
    Map<String, Word> words(String account, Listener listener) {
        Map<String, Word> words = new HashMap<>();
        WORDS.all(
                        tx,
                        row -> Map.entry(
                                row.get(FORCED_HEALTH.INSTANCE_ID),
                                word(
                                        row.find(FORCED_HEALTH.STATUS),
                                        row.find(FORCED_HEALTH.SCRIPT),
                                        row.get(FORCED_HEALTH.SINCE_AT))),
                        listener.blbId(),
                        account,
                        listener.blbId(),
                        listener.port())
                .forEach(said -> words.put(said.getKey(), said.getValue()));
        return words;
    }

    private static Word word(@Nullable String status, @Nullable String script, long sinceMillis) {
        return new Word(status, script == null ? null : HealthScript.parse(script), Instant.ofEpochMilli(sinceMillis));
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
        return sql().fetchCount(DSL.selectOne()
                .from(BACKEND_SERVER)
                .join(LOAD_BALANCER)
                .on(LOAD_BALANCER.BLB_ID.eq(BACKEND_SERVER.BLB_ID))
                .where(attached));
    }
}
