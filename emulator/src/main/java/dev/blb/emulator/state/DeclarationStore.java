package dev.blb.emulator.state;

import static dev.blb.emulator.state.generated.Tables.DECLARATION;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** What was declared, in the database. It is written only exclusively: read models follow it. */
public final class DeclarationStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DSLContext sql;

    /** The declarations as this transaction sees them. */
    public DeclarationStore(Tx tx) {
        this.sql = Database.sql(tx);
    }

    /**
     * Something that was declared.
     *
     * @param account for whom; the empty text stands for every account
     * @param kind what it is, such as {@code subnets}
     * @param members what is known of it, without its id
     */
    public record Declaration(String account, String kind, String id, Members members) {}

    /** Declares it; what was declared under its id before is replaced. */
    public void put(Declaration declaration) {
        remove(declaration.account(), declaration.kind(), declaration.id());
        sql.insertInto(DECLARATION)
                .set(DECLARATION.ACCOUNT, declaration.account())
                .set(DECLARATION.KIND, declaration.kind())
                .set(DECLARATION.ID, declaration.id())
                .set(DECLARATION.MEMBERS, declaration.members().json().toString())
                .execute();
    }

    /** Takes it back; false if nobody had declared it. */
    public boolean remove(String account, String kind, String id) {
        return sql.deleteFrom(DECLARATION)
                        .where(DECLARATION.ACCOUNT.eq(account))
                        .and(DECLARATION.KIND.eq(kind))
                        .and(DECLARATION.ID.eq(id))
                        .execute()
                > 0;
    }

    /** What was declared for an account, or for anybody where it is the empty text, by account, kind and id. */
    public List<Declaration> all(String account) {
        return sql.select(DECLARATION.ACCOUNT, DECLARATION.KIND, DECLARATION.ID, DECLARATION.MEMBERS)
                .from(DECLARATION)
                .where(account.isEmpty() ? DSL.noCondition() : DECLARATION.ACCOUNT.eq(account))
                .orderBy(DECLARATION.ACCOUNT, DECLARATION.KIND, DECLARATION.ID)
                .fetch(row -> new Declaration(row.value1(), row.value2(), row.value3(), members(row.value4())));
    }

    private static Members members(String json) {
        try {
            return new Members((ObjectNode) JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored declaration cannot be read: " + json, e);
        }
    }
}
