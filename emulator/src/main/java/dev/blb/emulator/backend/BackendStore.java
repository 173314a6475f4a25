package dev.blb.emulator.backend;

import static dev.blb.emulator.api.ApiError.BACKEND_SERVER_ALREADY_EXIST;
import static dev.blb.emulator.api.ApiError.BACKEND_SERVER_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.state.generated.Tables.BACKEND_SERVER;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.state.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record6;
import org.jooq.SelectConditionStep;
import org.jooq.exception.DataAccessException;

/** The real servers in the database. Callers have found the instance in the account, and locked it to write. */
public final class BackendStore {
    private final DSLContext sql;

    /** The real servers as this transaction sees them. */
    public BackendStore(Tx tx) {
        this.sql = Database.sql(tx);
    }

    /**
     * Attaches a server. The primary key decides whether it is attached already.
     *
     * @throws dev.blb.emulator.api.ApiException BackendServerAlreadyExist
     */
    void insert(String blbId, String instanceId, int weight, String desc, Instant now) {
        insert(new Backend(blbId, instanceId, 0, weight, desc, now), nextOrdinal(blbId));
    }

    /** The same as it was when it was attached. */
    public void insertAsItWas(Backend backend) {
        insert(backend, val(backend.ordinal()));
    }

    private void insert(Backend backend, Field<Long> ordinal) {
        try {
            sql.insertInto(BACKEND_SERVER)
                    .set(BACKEND_SERVER.BLB_ID, backend.blbId())
                    .set(BACKEND_SERVER.INSTANCE_ID, backend.instanceId())
                    .set(BACKEND_SERVER.ORDINAL, ordinal)
                    .set(BACKEND_SERVER.WEIGHT, backend.weight())
                    .set(BACKEND_SERVER.DESCRIPTION, backend.desc())
                    .set(BACKEND_SERVER.ATTACHED_AT, backend.attachedAt().toEpochMilli())
                    .execute();
        } catch (DataAccessException e) {
            if (Database.isDuplicate(e)) {
                throw BACKEND_SERVER_ALREADY_EXIST.with(
                        "instanceId is \"%s\", which is attached to load balancer %s.",
                        backend.instanceId(), backend.blbId());
            }
            throw e;
        }
    }

    /** The servers of every instance of an account, or of all for the empty text, in the order of their attachment. */
    public Map<String, List<Backend>> everywhere(String account) {
        return rows(BACKEND_SERVER.BLB_ID.in(InstanceStore.idsOf(account)))
                .orderBy(BACKEND_SERVER.BLB_ID, BACKEND_SERVER.ORDINAL)
                .fetch(BackendStore::entity)
                .stream()
                .collect(Collectors.groupingBy(Backend::blbId));
    }

    /** All servers in the order of their attachment. */
    List<Backend> all(String blbId) {
        return rows(BACKEND_SERVER.BLB_ID.eq(blbId))
                .orderBy(BACKEND_SERVER.ORDINAL)
                .fetch(BackendStore::entity);
    }

    /** Every attachment of these machines, to whatever instance. */
    List<Backend> ofMachines(Collection<String> instanceIds) {
        return rows(BACKEND_SERVER.INSTANCE_ID.in(instanceIds)).fetch(BackendStore::entity);
    }

    // Counted per instance, so that what other accounts do never shows in the markers.
    private static Field<Long> nextOrdinal(String blbId) {
        return field(select(coalesce(max(BACKEND_SERVER.ORDINAL), 0L).plus(1L))
                .from(BACKEND_SERVER)
                .where(BACKEND_SERVER.BLB_ID.eq(blbId)));
    }

    /** QuotaExceeded (assumption) if the instance has more servers than it may have. */
    void checkQuota(String blbId, int quota) {
        if (sql.fetchCount(BACKEND_SERVER, BACKEND_SERVER.BLB_ID.eq(blbId)) > quota) {
            throw QUOTA_EXCEEDED.with(
                    "Load balancer %s would have more real servers than it may have; the quota is %d (setting"
                            + " --quota-backends).",
                    blbId, quota);
        }
    }

    /** The attached server, or BackendServerNotFound. */
    Backend require(String blbId, String instanceId) {
        return rows(key(blbId, instanceId))
                .fetchOptional(BackendStore::entity)
                .orElseThrow(() -> notFound(blbId, instanceId));
    }

    /** Writes a changed server. */
    void update(Backend changed) {
        sql.update(BACKEND_SERVER)
                .set(BACKEND_SERVER.WEIGHT, changed.weight())
                .set(BACKEND_SERVER.DESCRIPTION, changed.desc())
                .where(key(changed.blbId(), changed.instanceId()))
                .execute();
    }

    /** Detaches a server, or BackendServerNotFound. */
    void delete(String blbId, String instanceId) {
        if (sql.deleteFrom(BACKEND_SERVER).where(key(blbId, instanceId)).execute() == 0) {
            throw notFound(blbId, instanceId);
        }
    }

    /** A page of servers in the order of their attachment. */
    List<Backend> page(String blbId, Paging paging) {
        return rows(BACKEND_SERVER.BLB_ID.eq(blbId).and(BACKEND_SERVER.ORDINAL.ge(paging.numberAfter("rs"))))
                .orderBy(BACKEND_SERVER.ORDINAL)
                .limit(paging.limit())
                .fetch(BackendStore::entity);
    }

    private SelectConditionStep<Record6<String, String, Long, Integer, String, Long>> rows(Condition condition) {
        return sql.select(
                        BACKEND_SERVER.BLB_ID,
                        BACKEND_SERVER.INSTANCE_ID,
                        BACKEND_SERVER.ORDINAL,
                        BACKEND_SERVER.WEIGHT,
                        BACKEND_SERVER.DESCRIPTION,
                        BACKEND_SERVER.ATTACHED_AT)
                .from(BACKEND_SERVER)
                .where(condition);
    }

    private static Backend entity(Record6<String, String, Long, Integer, String, Long> row) {
        return new Backend(
                row.value1(),
                row.value2(),
                row.value3(),
                row.value4(),
                row.value5(),
                Instant.ofEpochMilli(row.value6()));
    }

    private static Condition key(String blbId, String instanceId) {
        return BACKEND_SERVER.BLB_ID.eq(blbId).and(BACKEND_SERVER.INSTANCE_ID.eq(instanceId));
    }

    private static ApiException notFound(String blbId, String instanceId) {
        return BACKEND_SERVER_NOT_FOUND.with(
                "instanceId is \"%s\", which is not attached to load balancer %s.", instanceId, blbId);
    }
}
