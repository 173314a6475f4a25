package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.SECURITY_GROUP_BINDING;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.snapshot.StateStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Condition;

/** The bindings in the database. Callers have found the instance in the account, and locked it to write. */
public final class SecurityGroupStore {
    private static final Condition OF_INSTANCE = SECURITY_GROUP_BINDING.BLB_ID.eq(given(SECURITY_GROUP_BINDING.BLB_ID));
    private static final Condition OF_KIND =
            OF_INSTANCE.and(SECURITY_GROUP_BINDING.KIND.eq(given(SECURITY_GROUP_BINDING.KIND)));

    private static final Prepared BIND = Prepared.insert(() -> insertInto(SECURITY_GROUP_BINDING)
            .columns(
                    SECURITY_GROUP_BINDING.BLB_ID,
                    SECURITY_GROUP_BINDING.KIND,
                    SECURITY_GROUP_BINDING.GROUP_ID,
                    SECURITY_GROUP_BINDING.ORDINAL)
            .values(
                    given(SECURITY_GROUP_BINDING.BLB_ID),
                    given(SECURITY_GROUP_BINDING.KIND),
                    given(SECURITY_GROUP_BINDING.GROUP_ID),
                    field(select(coalesce(max(SECURITY_GROUP_BINDING.ORDINAL), 0L)
                                    .plus(1L))
                            .from(SECURITY_GROUP_BINDING)
                            .where(OF_INSTANCE))));

    private static final Prepared UNBIND = Prepared.change(() -> deleteFrom(SECURITY_GROUP_BINDING)
            .where(OF_KIND)
            .and(SECURITY_GROUP_BINDING.GROUP_ID.eq(given(SECURITY_GROUP_BINDING.GROUP_ID))));

    private static final Prepared BOUND = Prepared.query(() -> select(SECURITY_GROUP_BINDING.GROUP_ID)
            .from(SECURITY_GROUP_BINDING)
            .where(OF_KIND)
            .orderBy(SECURITY_GROUP_BINDING.ORDINAL));

    private final Sql sql;

    /** The bindings as this transaction sees them. */
    public SecurityGroupStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /** Binds a group; one that is bound stays bound (assumption [m10]). */
    void bind(String blbId, GroupKind kind, String groupId) {
        on(blbId, kind, BIND).set(SECURITY_GROUP_BINDING.GROUP_ID, groupId).addUnlessTaken();
    }

    /** Unbinds a group; one that is not bound changes nothing (assumption [m10]). */
    void unbind(String blbId, GroupKind kind, String groupId) {
        on(blbId, kind, UNBIND).set(SECURITY_GROUP_BINDING.GROUP_ID, groupId).run();
    }

    /** The bound groups in the order of their binding. */
    public List<String> bound(String blbId, GroupKind kind) {
        return on(blbId, kind, BOUND).all(row -> row.get(SECURITY_GROUP_BINDING.GROUP_ID));
    }

    /** The bound groups of every instance of an account, or of all for the empty text, in the order of their binding. */
    public Map<String, List<String>> allOf(String account, GroupKind kind) {
        return sql
                .all(
                        StateStore.rows(SECURITY_GROUP_BINDING, account)
                                .and(SECURITY_GROUP_BINDING.KIND.eq(kind.column()))
                                .orderBy(SECURITY_GROUP_BINDING.BLB_ID, SECURITY_GROUP_BINDING.ORDINAL),
                        row -> Map.entry(
                                row.get(SECURITY_GROUP_BINDING.BLB_ID), row.get(SECURITY_GROUP_BINDING.GROUP_ID)))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private Prepared.Call on(String blbId, GroupKind kind, Prepared statement) {
        return statement
                .on(sql)
                .set(SECURITY_GROUP_BINDING.BLB_ID, blbId)
                .set(SECURITY_GROUP_BINDING.KIND, kind.column());
    }
}
