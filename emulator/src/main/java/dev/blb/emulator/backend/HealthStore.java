package dev.blb.emulator.backend;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.BACKEND_SERVER;
import static dev.blb.emulator.db.generated.Tables.FORCED_HEALTH;
import static dev.blb.emulator.db.generated.Tables.LOAD_BALANCER;

import dev.blb.emulator.api.Tx;
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

    private static final Prepared INSERT = Prepared.insert(FORCED_HEALTH);

    private static final Prepared TAKE_BACK = Prepared.change(() -> DSL.deleteFrom(FORCED_HEALTH)
            .where(FORCED_HEALTH.INSTANCE_ID.eq(given(FORCED_HEALTH.INSTANCE_ID)))
            .and(covers(FORCED_HEALTH.ACCOUNT, ""))
            .and(covers(FORCED_HEALTH.BLB_ID, ""))
            .and(covers(FORCED_HEALTH.PORT, 0)));

    private static <T> Condition covers(Field<T> column, T everywhere) {
        return given(column).eq(DSL.inline(everywhere)).or(column.eq(given(column)));
    }

    private final Sql sql;

    /** The states as this transaction sees them. */
    public HealthStore(Tx tx) {
        this.sql = Sql.of(tx);
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
        boolean added;
        do {
            takeBack(scope);
            added = on(scope, INSERT)
                    .set(FORCED_HEALTH.STATUS, word.status())
                    .set(
                            FORCED_HEALTH.SCRIPT,
                            word.script() == null ? null : word.script().toString())
                    .set(FORCED_HEALTH.SINCE_AT, word.since().toEpochMilli())
                    .addUnlessTaken();
            // Taken: another transaction has stored a state for this scope since, and this one is later.
        } while (!added);
    }

    /** A word and what it is about. */
    public record Said(Scope scope, Word word) {}

    /** All that was said for an account, or for anybody where it is the empty text; the widest scopes first. */
    public List<Said> all(String account) {
        return sql
                .all(
                        DSL.selectFrom(FORCED_HEALTH)
                                .where(account.isEmpty() ? DSL.noCondition() : FORCED_HEALTH.ACCOUNT.eq(account)),
                        row -> new Said(
                                new Scope(
                                        row.get(FORCED_HEALTH.INSTANCE_ID),
                                        row.get(FORCED_HEALTH.ACCOUNT),
                                        row.get(FORCED_HEALTH.BLB_ID),
                                        row.get(FORCED_HEALTH.PORT)),
                                word(row)))
                .stream()
                .sorted(Comparator.comparing((Said said) -> said.scope().narrowness())
                        .thenComparing(said -> said.scope().toString()))
                .toList();
    }

    /** Takes back what was said about any part of a scope; returns how many words that were. */
    public int takeBack(Scope scope) {
        return on(scope, TAKE_BACK).run();
    }

    private Prepared.Call on(Scope scope, Prepared statement) {
        return statement
                .on(sql)
                .set(FORCED_HEALTH.INSTANCE_ID, scope.instanceId())
                .set(FORCED_HEALTH.ACCOUNT, scope.account())
                .set(FORCED_HEALTH.BLB_ID, scope.blbId())
                .set(FORCED_HEALTH.PORT, scope.port());
    }

    /** The word about each server behind a listener that somebody spoke of; the narrowest counts. */
    Map<String, Word> words(String account, Listener listener) {
        Map<String, Word> words = new HashMap<>();
        WORDS.on(sql)
                .set(FORCED_HEALTH.BLB_ID, listener.blbId())
                .set(FORCED_HEALTH.ACCOUNT, account)
                .set(FORCED_HEALTH.PORT, listener.port())
                .all(row -> Map.entry(row.get(FORCED_HEALTH.INSTANCE_ID), word(row)))
                .forEach(said -> words.put(said.getKey(), said.getValue()));
        return words;
    }

    private static Word word(Row row) {
        String script = row.find(FORCED_HEALTH.SCRIPT);
        return new Word(
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
