package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.db.generated.Tables.SECURITY_GROUP_BINDING;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.snapshot.StateStore;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** The bindings in the database. Callers have found the instance in the account, and locked it to write. */
public final class SecurityGroupStore {
    private final DSLContext sql;

    /** The bindings as this transaction sees them. */
    public SecurityGroupStore(Tx tx) {
        this.sql = Database.sql(tx);
    }

    /** Binds a group; one that is bound stays bound (assumption [m10]). */
    public void bind(String blbId, GroupKind kind, String groupId) {
        if (!sql.fetchExists(SECURITY_GROUP_BINDING, key(blbId, kind, groupId))) {
            sql.insertInto(SECURITY_GROUP_BINDING)
                    .set(SECURITY_GROUP_BINDING.BLB_ID, blbId)
                    .set(SECURITY_GROUP_BINDING.KIND, kind.column())
                    .set(SECURITY_GROUP_BINDING.GROUP_ID, groupId)
                    .set(
                            SECURITY_GROUP_BINDING.ORDINAL,
                            field(select(coalesce(max(SECURITY_GROUP_BINDING.ORDINAL), 0L)
                                            .plus(1L))
                                    .from(SECURITY_GROUP_BINDING)
                                    .where(SECURITY_GROUP_BINDING.BLB_ID.eq(blbId))))
                    .execute();
        }
    }

    /** Unbinds a group; one that is not bound changes nothing (assumption [m10]). */
    void unbind(String blbId, GroupKind kind, String groupId) {
        sql.deleteFrom(SECURITY_GROUP_BINDING).where(key(blbId, kind, groupId)).execute();
    }

    /** The bound groups in the order of their binding. */
    List<String> bound(String blbId, GroupKind kind) {
        return sql.select(SECURITY_GROUP_BINDING.GROUP_ID)
                .from(SECURITY_GROUP_BINDING)
                .where(SECURITY_GROUP_BINDING.BLB_ID.eq(blbId))
                .and(SECURITY_GROUP_BINDING.KIND.eq(kind.column()))
                .orderBy(SECURITY_GROUP_BINDING.ORDINAL)
                .fetch(SECURITY_GROUP_BINDING.GROUP_ID);
    }

    /** The bound groups of every instance of an account, or of all for the empty text, in the order of their binding. */
    public Map<String, List<String>> everywhere(String account, GroupKind kind) {
        return sql.fetch(StateStore.rows(SECURITY_GROUP_BINDING, account)
                        .and(SECURITY_GROUP_BINDING.KIND.eq(kind.column()))
                        .orderBy(SECURITY_GROUP_BINDING.BLB_ID, SECURITY_GROUP_BINDING.ORDINAL))
                .intoGroups(SECURITY_GROUP_BINDING.BLB_ID, SECURITY_GROUP_BINDING.GROUP_ID);
    }

    private static Condition key(String blbId, GroupKind kind, String groupId) {
        return SECURITY_GROUP_BINDING
                .BLB_ID
                .eq(blbId)
                .and(SECURITY_GROUP_BINDING.KIND.eq(kind.column()))
                .and(SECURITY_GROUP_BINDING.GROUP_ID.eq(groupId));
    }
}
