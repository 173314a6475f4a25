package dev.blb.emulator.instance;

import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.ACCOUNT;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.generated.tables.records.AccountRecord;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.UpdateConditionStep;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * How many instances each account has, and the ordinal of its newest. A transaction changes an account's row last: whoever
 * waits for it then holds all other rows that he needs, and it is locked for as long as a commit takes and no longer. Only the
 * first create of an account begins with its row, which it adds.
 */
public final class InstanceCountStore {
    private static final Condition THIS = ACCOUNT.ACCOUNT_.eq(given(ACCOUNT.ACCOUNT_));

    private static final Prepared READ = Prepared.query(() -> DSL.select(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LAST_ORDINAL)
            .from(ACCOUNT)
            .where(THIS));
    private static final Prepared OPEN = Prepared.insert(ACCOUNT);
    private static final Prepared COUNT = Prepared.change(InstanceCountStore::counting);
    private static final Prepared COUNT_UP_TO = Prepared.change(() -> counting()
            .and(ACCOUNT.LOAD_BALANCERS.plus(given(ACCOUNT.LOAD_BALANCERS)).le(given(ACCOUNT.LOAD_BALANCERS))));

    private final Tx tx;

    /** How many were removed that are counted still. */
    private int removed;

    /** The counts as this transaction sees them. */
    public InstanceCountStore(Tx tx) {
        this.tx = tx;
    }

    private static UpdateConditionStep<AccountRecord> counting() {
        return DSL.update(ACCOUNT)
                .set(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LOAD_BALANCERS.plus(given(ACCOUNT.LOAD_BALANCERS)))
                .set(ACCOUNT.LAST_ORDINAL, DSL.greatest(ACCOUNT.LAST_ORDINAL, given(ACCOUNT.LAST_ORDINAL)))
                .where(THIS);
    }

    /** What an account's row says. */
    private record Counted(int instances, long lastOrdinal) {}

    /** Whether the account may have one more, by what is stored now; {@link #add} decides. */
    boolean hasRoom(String account, int quota) {
        return counted(account).instances() - removed < quota;
    }

    /** The ordinal for one more instance of the account. Others that create there do not wait until it is stored. */
    long nextOrdinal(String account) {
        return Database.next(tx, account, () -> counted(account).lastOrdinal());
    }

    private Counted counted(String account) {
        return read(account).orElseGet(() -> opened(account));
    }

    private Optional<Counted> read(String account) {
        return READ.first(
                tx, row -> new Counted(row.get(ACCOUNT.LOAD_BALANCERS), row.get(ACCOUNT.LAST_ORDINAL)), account);
    }

    /** Adds the account's row, unless another adds it meanwhile. */
    private Counted opened(String account) {
        try {
            OPEN.run(tx, account, 0, 0);
            return new Counted(0, 0);
        } catch (DataAccessException e) {
            if (!Database.isDuplicate(e)) {
                throw e;
            }
            return read(account).orElseThrow(() -> e);
        }
    }

    /** Notes that so many were removed; {@link #add} or {@link #applyRemoved} counts them. */
    void remove(int instances) {
        removed += instances;
    }

    /** Counts one more, of this ordinal, if that keeps to the quota, together with what was removed. */
    boolean add(String account, long ordinal, int quota) {
        int more = 1 - removed;
        removed = 0;
        return COUNT_UP_TO.run(tx, more, ordinal, account, more, quota) > 0;
    }

    /** Counts what was removed. */
    void applyRemoved(String account) {
        if (removed > 0) {
            COUNT.run(tx, -removed, 0, account);
            removed = 0;
        }
    }

    /** Lets an account number its instances from behind this ordinal on, and counts so many more. For exclusive work. */
    public void number(String account, long lastOrdinal, int more) {
        Database.forgetNumbers(tx, account);
        if (COUNT.run(tx, more, lastOrdinal, account) == 0) {
            OPEN.run(tx, account, more, lastOrdinal);
        }
    }

    /** The last ordinal of each account that has had an instance; of one account, or of all for the empty text. */
    public Map<String, Long> lastOrdinals(String account) {
        return Database.sql(tx)
                .select(ACCOUNT.ACCOUNT_, ACCOUNT.LAST_ORDINAL)
                .from(ACCOUNT)
                .where(account.isEmpty() ? DSL.noCondition() : ACCOUNT.ACCOUNT_.eq(account))
                .orderBy(ACCOUNT.ACCOUNT_)
                .fetchMap(ACCOUNT.ACCOUNT_, ACCOUNT.LAST_ORDINAL);
    }
}
