package dev.blb.emulator.world;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.DECLARATION;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Row;
import dev.blb.emulator.db.Sql;
import java.util.List;
import org.jooq.impl.DSL;

/**
 * The declarations in the database: things, and accounts with their settings. Only exclusive transactions write them; another one is
 * carried out again as such, see {@link dev.blb.emulator.db.Database#mayDeclare}.
 */
public final class DeclarationStore {
    /** The name of its table, as in {@link dev.blb.emulator.db.Touched}. */
    public static final String TABLE = "declaration";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Prepared ALL = Prepared.query(
            () -> DSL.selectFrom(DECLARATION).orderBy(DECLARATION.ACCOUNT, DECLARATION.KIND, DECLARATION.ID));

    private static final Prepared OF_ACCOUNT = Prepared.query(() -> DSL.selectFrom(DECLARATION)
            .where(DECLARATION.ACCOUNT.eq(given(DECLARATION.ACCOUNT)))
            .orderBy(DECLARATION.KIND, DECLARATION.ID));

    private static final Prepared ALL_OF_KIND = Prepared.query(() -> DSL.selectFrom(DECLARATION)
            .where(DECLARATION.KIND.eq(given(DECLARATION.KIND)))
            .orderBy(DECLARATION.ACCOUNT, DECLARATION.ID));

    private static final Prepared OF_ACCOUNT_AND_KIND = Prepared.query(() -> DSL.selectFrom(DECLARATION)
            .where(DECLARATION.ACCOUNT.eq(given(DECLARATION.ACCOUNT)))
            .and(DECLARATION.KIND.eq(given(DECLARATION.KIND)))
            .orderBy(DECLARATION.ID));

    private static final Prepared INSERT = Prepared.insert(DECLARATION);

    private static final Prepared DELETE = Prepared.change(() -> DSL.deleteFrom(DECLARATION)
            .where(DECLARATION.ACCOUNT.eq(given(DECLARATION.ACCOUNT)))
            .and(DECLARATION.KIND.eq(given(DECLARATION.KIND)))
            .and(DECLARATION.ID.eq(given(DECLARATION.ID))));

    private final Sql sql;

    /** The declarations as this transaction sees them. */
    public DeclarationStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    /**
     * A declaration.
     *
     * @param account for whom; the empty text stands for every account
     * @param kind what it is, such as {@code subnets}
     * @param members its members without the id
     */
    public record Declaration(String account, String kind, String id, Members members) {}

    /** Stores a declaration in place of the one of the same account, kind and id, if there is one. */
    public void put(Declaration declaration) {
        remove(declaration.account(), declaration.kind(), declaration.id());
        INSERT.on(sql)
                .set(DECLARATION.ACCOUNT, declaration.account())
                .set(DECLARATION.KIND, declaration.kind())
                .set(DECLARATION.ID, declaration.id())
                .set(DECLARATION.MEMBERS, declaration.members().json().toString())
                .addUnlessTaken();
    }

    /** Removes a declaration; false if there was none. */
    public boolean remove(String account, String kind, String id) {
        sql.requireExclusive();
        return DELETE.on(sql)
                        .set(DECLARATION.ACCOUNT, account)
                        .set(DECLARATION.KIND, kind)
                        .set(DECLARATION.ID, id)
                        .run()
                > 0;
    }

    /** The declarations for an account, or of all accounts for the empty text, by account, kind and id. */
    public List<Declaration> all(String account) {
        return account.isEmpty()
                ? ALL.on(sql).all(DeclarationStore::read)
                : OF_ACCOUNT.on(sql).set(DECLARATION.ACCOUNT, account).all(DeclarationStore::read);
    }

    /** The same of one kind, by account and id. */
    public List<Declaration> all(String account, String kind) {
        return account.isEmpty()
                ? ALL_OF_KIND.on(sql).set(DECLARATION.KIND, kind).all(DeclarationStore::read)
                : OF_ACCOUNT_AND_KIND
                        .on(sql)
                        .set(DECLARATION.ACCOUNT, account)
                        .set(DECLARATION.KIND, kind)
                        .all(DeclarationStore::read);
    }

    /** The same of one kind of thing. */
    public List<Declaration> all(String account, ReferenceKind kind) {
        return all(account, kind.plural());
    }

    private static Declaration read(Row row) {
        return new Declaration(
                row.get(DECLARATION.ACCOUNT),
                row.get(DECLARATION.KIND),
                row.get(DECLARATION.ID),
                members(row.get(DECLARATION.MEMBERS)));
    }

    private static Members members(String json) {
        try {
            return new Members((ObjectNode) JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored declaration cannot be read: " + json, e);
        }
    }
}
