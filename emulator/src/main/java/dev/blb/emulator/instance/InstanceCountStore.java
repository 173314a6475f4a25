package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.db.Prepared.given;
import static dev.blb.emulator.db.generated.Tables.ACCOUNT;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Prepared;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.generated.tables.records.AccountRecord;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Param;
import org.jooq.UpdateConditionStep;
import org.jooq.impl.DSL;

/**
 * How many instances each account has, and the ordinal of its newest. A transaction changes an account's row last: whoever
 * waits for it then holds all other rows that he needs, and it is locked for as long as a commit takes and no longer: on a server the
 * change is sent with the commit. Only the first create of an account begins with its row, which it adds.
 */
public final class InstanceCountStore {
    private static final Param<Integer> MORE = given("more", Integer.class);
    private static final Param<Integer> QUOTA = given("quota", Integer.class);
    private static final Condition THIS = ACCOUNT.ACCOUNT_.eq(given(ACCOUNT.ACCOUNT_));

    private static final Prepared READ = Prepared.query(() -> DSL.select(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LAST_ORDINAL)
            .from(ACCOUNT)
            .where(THIS));
    private static final Prepared OPEN = Prepared.insert(ACCOUNT);
    private static final Prepared COUNT = Prepared.change(InstanceCountStore::counting);
    private static final Prepared COUNT_UP_TO = Prepared.change(
            () -> counting().and(ACCOUNT.LOAD_BALANCERS.plus(MORE).le(QUOTA)));

    private final Sql sql;

    /** How many were removed that are counted still. */
    private int removed;

    /** The counts as this transaction sees them. */
    public InstanceCountStore(Tx tx) {
        this.sql = Sql.of(tx);
    }

    private static UpdateConditionStep<AccountRecord> counting() {
        return DSL.update(ACCOUNT)
                .set(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LOAD_BALANCERS.plus(MORE))
                .set(ACCOUNT.LAST_ORDINAL, DSL.greatest(ACCOUNT.LAST_ORDINAL, given(ACCOUNT.LAST_ORDINAL)))
                .where(THIS);
    }

    /** What an account's row says. */
    private record Counted(int instances, long lastOrdinal) {}

    /** Whether the account may have one more, by what is stored now; {@link #add} decides. */
    boolean hasRoom(String account, int quota) {
        return counted(account).instances() - removed < quota;
    }

    /**
     * The ordinal for one more instance of the account. Others that create there do not wait until it is stored.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded if the account has used the last one that a document can hold
     */
    long nextOrdinal(String account) {
        long next = sql.next(account, () -> counted(account).lastOrdinal());
        if (next > Integer.MAX_VALUE) {
            throw QUOTA_EXCEEDED.with(
                    "Account %s has given out ordinal %d, the last one; reset it to begin anew.",
                    account, Integer.MAX_VALUE);
        }
        return next;
    }

    private Counted counted(String account) {
        return read(account).orElseGet(() -> opened(account));
    }

    private Optional<Counted> read(String account) {
        return READ.on(sql)
                .set(ACCOUNT.ACCOUNT_, account)
                .first(row -> new Counted(row.get(ACCOUNT.LOAD_BALANCERS), row.get(ACCOUNT.LAST_ORDINAL)));
    }

    /** Adds the account's row, unless another adds it meanwhile. */
    private Counted opened(String account) {
        return open(account, 0, 0)
                ? new Counted(0, 0)
                : read(account).orElseThrow(() -> new IllegalStateException("account " + account + " is gone again"));
    }

    private boolean open(String account, int instances, long lastOrdinal) {
        return OPEN.on(sql)
                .set(ACCOUNT.ACCOUNT_, account)
                .set(ACCOUNT.LOAD_BALANCERS, instances)
                .set(ACCOUNT.LAST_ORDINAL, lastOrdinal)
                .addUnlessTaken();
    }

    /** Notes that so many were removed; {@link #add} or {@link #applyRemoved} counts them. */
    void remove(int instances) {
        removed += instances;
    }

    /** Counts one more, of this ordinal, if that keeps to the quota, together with what was removed. */
    boolean add(String account, long ordinal, int quota) {
        int more = 1 - removed;
        removed = 0;
        return counting(account, more, ordinal, COUNT_UP_TO).set(QUOTA, quota).runLast();
    }

    /** Counts what was removed. */
    void applyRemoved(String account) {
        if (removed > 0) {
            counting(account, -removed, 0, COUNT).runLast();
            removed = 0;
        }
    }

    /** Lets an account number its instances from behind this ordinal on, and counts so many more. For exclusive work. */
    public void number(String account, long lastOrdinal, int more) {
        sql.restart(account);
        if (counting(account, more, lastOrdinal, COUNT).run() == 0) {
            open(account, more, lastOrdinal);
        }
    }

    private Prepared.Call counting(String account, int more, long lastOrdinal, Prepared statement) {
        return statement
                .on(sql)
                .inTurn(account)
                .set(ACCOUNT.ACCOUNT_, account)
                .set(MORE, more)
                .set(ACCOUNT.LAST_ORDINAL, lastOrdinal);
    }

    /** The last ordinal of each account that has had an instance; of one account, or of all for the empty text. */
    public Map<String, Long> lastOrdinals(String account) {
        return sql.dsl()
                .select(ACCOUNT.ACCOUNT_, ACCOUNT.LAST_ORDINAL)
                .from(ACCOUNT)
                .where(account.isEmpty() ? DSL.noCondition() : ACCOUNT.ACCOUNT_.eq(account))
                .orderBy(ACCOUNT.ACCOUNT_)
                .fetchMap(ACCOUNT.ACCOUNT_, ACCOUNT.LAST_ORDINAL);
    }
}
