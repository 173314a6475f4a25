package dev.blb.emulator.backend;

import static dev.blb.emulator.api.ApiError.BACKEND_SERVER_ALREADY_EXIST;
import static dev.blb.emulator.api.ApiError.BACKEND_SERVER_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.BACKEND_SERVER;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectFrom;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.snapshot.StateStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Param;
import org.jooq.impl.DSL;

/** The real servers in the database. Callers have found the instance in the account, and locked it to write. */
public final class BackendStore {
    private static final Param<Integer> LIMIT = given("limit", Integer.class);

    private static final Condition OF_INSTANCE = BACKEND_SERVER.BLB_ID.eq(given(BACKEND_SERVER.BLB_ID));
    private static final Condition THIS =
            OF_INSTANCE.and(BACKEND_SERVER.INSTANCE_ID.eq(given(BACKEND_SERVER.INSTANCE_ID)));

    private static final Prepared RESTORE = Prepared.insert(BACKEND_SERVER);

    // Numbered per instance, so that what other accounts do never shows in the markers.
    private static final Prepared INSERT = Prepared.insert(() -> insertInto(BACKEND_SERVER)
            .columns(
                    BACKEND_SERVER.BLB_ID,
                    BACKEND_SERVER.INSTANCE_ID,
                    BACKEND_SERVER.WEIGHT,
                    BACKEND_SERVER.DESCRIPTION,
                    BACKEND_SERVER.ATTACHED_AT,
                    BACKEND_SERVER.ORDINAL)
            .values(
                    given(BACKEND_SERVER.BLB_ID),
                    given(BACKEND_SERVER.INSTANCE_ID),
                    given(BACKEND_SERVER.WEIGHT),
                    given(BACKEND_SERVER.DESCRIPTION),
                    given(BACKEND_SERVER.ATTACHED_AT),
                    field(select(coalesce(max(BACKEND_SERVER.ORDINAL), 0L).plus(1L))
                            .from(BACKEND_SERVER)
                            .where(OF_INSTANCE))));

    private static final Prepared COUNT =
            Prepared.query(() -> selectCount().from(BACKEND_SERVER).where(OF_INSTANCE));
    private static final Prepared ALL = Prepared.query(
            () -> selectFrom(BACKEND_SERVER).where(OF_INSTANCE).orderBy(BACKEND_SERVER.BLB_ID, BACKEND_SERVER.ORDINAL));
    private static final Prepared ONE =
            Prepared.query(() -> selectFrom(BACKEND_SERVER).where(THIS));

    private static final Prepared PAGE = Prepared.query(() -> selectFrom(BACKEND_SERVER)
            .where(OF_INSTANCE)
            .and(BACKEND_SERVER.ORDINAL.ge(given(BACKEND_SERVER.ORDINAL)))
            .orderBy(BACKEND_SERVER.BLB_ID, BACKEND_SERVER.ORDINAL)
            .limit(LIMIT));

    private static final Prepared UPDATE = Prepared.change(() -> DSL.update(BACKEND_SERVER)
            .set(BACKEND_SERVER.WEIGHT, given(BACKEND_SERVER.WEIGHT))
            .set(BACKEND_SERVER.DESCRIPTION, given(BACKEND_SERVER.DESCRIPTION))
            .where(THIS));

    private static final Prepared DELETE =
            Prepared.change(() -> deleteFrom(BACKEND_SERVER).where(THIS));

    private final Sql sql;

    /** The real servers as this transaction sees them. */
    public BackendStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /**
     * Attaches a server. The primary key decides whether it is attached already.
     *
     * @throws dev.blb.emulator.api.ApiException BackendServerAlreadyExist
     */
    void insert(String blbId, String instanceId, int weight, String desc, Instant now) {
        Prepared.Call insert = on(blbId, instanceId, INSERT.on(sql))
                .set(BACKEND_SERVER.WEIGHT, weight)
                .set(BACKEND_SERVER.DESCRIPTION, desc)
                .set(BACKEND_SERVER.ATTACHED_AT, now.toEpochMilli());
        insert(insert, blbId, instanceId);
    }

    /** Stores a server with the ordinal and time that it has. */
    void restore(Backend backend) {
        insert(BackendRow.TABLE.set(RESTORE.on(sql), backend), backend.blbId(), backend.instanceId());
    }

    private static Prepared.Call on(String blbId, String instanceId, Prepared.Call call) {
        return call.set(BACKEND_SERVER.BLB_ID, blbId).set(BACKEND_SERVER.INSTANCE_ID, instanceId);
    }

    private static void insert(Prepared.Call insert, String blbId, String instanceId) {
        if (!insert.addUnlessTaken()) {
            throw BACKEND_SERVER_ALREADY_EXIST.at(
                    "instanceId", "is \"%s\", which is attached to load balancer %s.", instanceId, blbId);
        }
    }

    /** Detaches a machine from every instance of an account. For exclusive work. */
    public void detach(String account, String instanceId) {
        for (Backend backend : allOf(account)) {
            if (backend.instanceId().equals(instanceId)) {
                delete(backend.blbId(), instanceId);
            }
        }
    }

    /** The servers of an account's instances, or of all for the empty text, each instance's in the order of attachment. */
    public List<Backend> allOf(String account) {
        return sql.all(
                StateStore.rows(BACKEND_SERVER, account).orderBy(BACKEND_SERVER.BLB_ID, BACKEND_SERVER.ORDINAL),
                BackendRow::read);
    }

    /** All servers in the order of their attachment. */
    public List<Backend> all(String blbId) {
        return ALL.on(sql).set(BACKEND_SERVER.BLB_ID, blbId).all(BackendRow::read);
    }

    /** Every attachment of these machines, to whatever instance. */
    List<Backend> ofMachines(Collection<String> instanceIds) {
        return sql.all(selectFrom(BACKEND_SERVER).where(BACKEND_SERVER.INSTANCE_ID.in(instanceIds)), BackendRow::read);
    }

    /** QuotaExceeded (assumption [m39]) if the instance has more servers than it may have. */
    void checkQuota(String blbId, int quota) {
        if (COUNT.on(sql).set(BACKEND_SERVER.BLB_ID, blbId).number() > quota) {
            throw QUOTA_EXCEEDED.with(
                    "Load balancer %s would have more real servers than it may have; the quota is %d (setting"
                            + " --quota-backends).",
                    blbId, quota);
        }
    }

    /** The attached server, or BackendServerNotFound. */
    Backend require(String blbId, String instanceId) {
        return on(blbId, instanceId, ONE.on(sql))
                .first(BackendRow::read)
                .orElseThrow(() -> notFound(blbId, instanceId));
    }

    /** Writes a changed server. */
    void update(Backend changed) {
        on(changed.blbId(), changed.instanceId(), UPDATE.on(sql))
                .set(BACKEND_SERVER.WEIGHT, changed.weight())
                .set(BACKEND_SERVER.DESCRIPTION, changed.desc())
                .run();
    }

    /** Detaches a server, or BackendServerNotFound. */
    void delete(String blbId, String instanceId) {
        if (on(blbId, instanceId, DELETE.on(sql)).run() == 0) {
            throw notFound(blbId, instanceId);
        }
    }

    /** A page of servers in the order of their attachment. */
    List<Backend> page(String blbId, Paging paging) {
        return PAGE.on(sql)
                .set(BACKEND_SERVER.BLB_ID, blbId)
                .set(BACKEND_SERVER.ORDINAL, paging.numberAfter("rs"))
                .set(LIMIT, paging.limit())
                .all(BackendRow::read);
    }

    private static ApiException notFound(String blbId, String instanceId) {
        return BACKEND_SERVER_NOT_FOUND.at(
                "instanceId", "is \"%s\", which is not attached to load balancer %s.", instanceId, blbId);
    }
}
