package dev.blb.emulator.db;

import static dev.blb.emulator.db.generated.Tables.ACCOUNT;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.postgres.PostgresStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;

/** Two databases of one schema on the PostgreSQL server of the tests, as two processes have them, and rows to read and write there. */
final class TwoProcesses implements AutoCloseable {
    private static final Prepared OPEN = Prepared.insert(ACCOUNT);
    private static final Prepared NAMES =
            Prepared.query(() -> DSL.select(ACCOUNT.ACCOUNT_).from(ACCOUNT).orderBy(ACCOUNT.ACCOUNT_));
    private static final Prepared COUNTS = Prepared.query(
            () -> DSL.select(ACCOUNT.LOAD_BALANCERS).from(ACCOUNT).orderBy(ACCOUNT.ACCOUNT_));
    private static final Prepared COUNT = Prepared.change(() -> DSL.update(ACCOUNT)
            .set(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LOAD_BALANCERS.plus(1))
            .where(ACCOUNT.ACCOUNT_.eq(Prepared.given(ACCOUNT.ACCOUNT_))));

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final DatabaseAddress address = PostgresServer.shared().emptyAddress();
    private final Database ours = new Database(open());
    private final Database others = new Database(open());

    private Store open() {
        return PostgresStore.open(address, Optional.empty(), Optional.empty(), clock, clock);
    }

    DatabaseAddress address() {
        return address;
    }

    Database ours() {
        return ours;
    }

    Database others() {
        return others;
    }

    /** Adds an account unless it is there. */
    static boolean add(Tx tx, String account) {
        return OPEN.on(Sql.of(tx))
                .set(ACCOUNT.ACCOUNT_, account)
                .set(ACCOUNT.LOAD_BALANCERS, 0)
                .set(ACCOUNT.LAST_ORDINAL, 0L)
                .addUnlessTaken();
    }

    /** The names of the accounts. */
    static List<String> stored(Tx tx) {
        return names(tx).all(row -> row.get(ACCOUNT.ACCOUNT_));
    }

    /** The query for the names of the accounts. */
    static Prepared.Call names(Tx tx) {
        return NAMES.on(Sql.of(tx));
    }

    /** The count of each account, by its name. */
    static List<Integer> counts(Tx tx) {
        return COUNTS.on(Sql.of(tx)).all(row -> row.get(ACCOUNT.LOAD_BALANCERS));
    }

    /** A change that counts one more for an account. */
    static Prepared.Call counting(Tx tx, String account) {
        return COUNT.on(Sql.of(tx)).set(ACCOUNT.ACCOUNT_, account);
    }

    @Override
    public void close() {
        ours.close();
        others.close();
    }
}
