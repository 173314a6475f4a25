package dev.blb.emulator.db;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Attempts.ConflictException;
import dev.blb.emulator.db.ReadModels.OutdatedException;
import dev.blb.emulator.db.Store.Commit;
import dev.blb.emulator.db.Store.Mode;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database that holds the state, one for each emulator: runs work in transactions, and tells followers of commits. Thread-safe. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** The SQL states of a value that is longer than its column, or than what an index keeps. */
    private static final Set<String> TOO_LONG = Set.of("22001", "54000");

    private final Store store;
    private final WriteSlots writeSlots;
    private final CommitCounters counters = new CommitCounters();
    private final ReadModels readModels;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    private long writes = Store.ONE_PROCESS;

    /** The database in this store, which it closes. */
    public Database(Store store) {
        this.store = store;
        this.readModels = new ReadModels(store);
        this.writeSlots = WriteSlots.of(store);
        store.onLoss(new Reloading());
    }

    /** A transaction that was committed; the commit is null if it changed nothing. */
    private record Done<T>(
            T result, Touched touched, @Nullable Commit commit) {}

    /**
     * Runs work in one transaction: committed if it returns, rolled back if it throws. If the database rolls it back, since it and
     * another wait for each other, it is carried out again: up to 300 times, or ten times if it waits until H2's lock timeout.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if the database cannot be used at the moment, a row stays locked
     *     by another transaction, or all attempts were rolled back
     */
    public <T> T inTransaction(Function<Tx, T> work) {
        return shared(Mode.SHARED, work);
    }

    /**
     * The same for work that mostly reads. Where other processes use the database, each statement before the first change may be a
     * transaction of its own; no exclusive work is carried out between them.
     */
    public <T> T reading(Function<Tx, T> work) {
        return shared(Mode.READING, work);
    }

    private <T> T shared(Mode mode, Function<Tx, T> work) {
        try {
            return answered(store.enter(mode, () -> carriedOut(mode, work)));
        } catch (Sql.TooLargeException tooLarge) {
            return answered(store.enter(Mode.EXCLUSIVE, () -> carriedOut(Mode.EXCLUSIVE, work)));
        }
    }

    /**
     * The same while no other transaction runs: for work on many rows, which row locks would let deadlock, and for work
     * on declarations, which read models follow before the next transaction begins.
     *
     * @param account whose state the work may change; the empty text stands for all accounts
     */
    public <T> T exclusively(String account, Function<Tx, T> work) {
        return answered(store.enter(Mode.EXCLUSIVE, () -> {
            OptionalLong[] raised = {OptionalLong.empty()};
            try {
                Done<T> done = carriedOut(Mode.EXCLUSIVE, tx -> {
                    raised[0] = OptionalLong.empty();
                    T result = work.apply(tx);
                    if (!Sql.of(tx).touched().isNothing()) {
                        // Before the commit: a model that cannot be loaded is a reason to roll back.
                        showDeclared(tx, account);
                        raised[0] = OptionalLong.of(store.raiseEpoch(Sql.of(tx)));
                    }
                    return result;
                });
                raised[0].ifPresent(readModels::show);
                return done;
            } catch (OutdatedException outdated) {
                throw outdated;
            } catch (RuntimeException | Error failure) {
                reloadAfter(failure);
                throw failure;
            } finally {
                store.restartSequences();
            }
        }));
    }

    /**
     * Runs work that seldom changes what is declared: beside other transactions, and exclusively if it turns out to.
     *
     * @param account as for {@link #exclusively}
     */
    public <T> T mayDeclare(String account, Function<Tx, T> work) {
        try {
            return answered(writeSlots.during(() -> store.enter(Mode.SHARED, () -> carriedOut(Mode.SHARED, work))));
        } catch (Sql.NotExclusiveException | Sql.TooLargeException again) {
            return exclusively(account, work);
        }
    }

    /** The work may have shown the read models what is rolled back now. */
    private void reloadAfter(Throwable failure) {
        try {
            transaction(Mode.EXCLUSIVE, true, tx -> tx);
        } catch (RuntimeException | Error again) {
            // They are loaded by the next transaction, which finds another epoch.
            failure.addSuppressed(again);
        }
    }

    /** Lets the read models see what exclusive work has declared so far. */
    public void showDeclared(Tx tx, String account) {
        readModels.load(tx, account);
    }

    /** Makes a read model follow what is written exclusively, beginning with what is there already. */
    public void addReadModel(ReadModel model) {
        if (store.isDurable()) {
            exclusively("", tx -> {
                model.reload(tx, "");
                return readModels.add(model);
            });
        } else {
            // A start that asks for nothing need not load the code that asks.
            readModels.add(model);
        }
    }

    /** Makes a follower hear of every commit from now on that changes something. Several hear in the order in which they were added. */
    public void addFollower(Follower follower) {
        followers.add(follower);
    }

    /**
     * Runs work on read models while no exclusive transaction is under way, so that it sees nothing which may be rolled back.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if the database cannot be used at the moment
     */
    public <T> T onReadModels(Supplier<T> work) {
        return store.enter(Mode.SHARED, work);
    }

    /**
     * Runs work that decides from read models also before its first transaction. If that transaction, or {@link #confirm}, finds that other
     * processes declared something meanwhile, the read models are loaded anew and the work is begun anew; so what it does before must do
     * no harm when it is repeated.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if the database cannot be used at the moment, or other processes
     *     declared something in each attempt
     */
    public <T> T upToDate(Supplier<T> work) {
        if (!store.isShared()) {
            return work.get();
        }
        return Attempts.untilNoConflict(attempt -> {
            try {
                if (attempt > 1) {
                    refresh();
                }
                readModels.begin();
                return confirmed(work);
            } catch (OutdatedException outdated) {
                throw new ConflictException(outdated);
            } finally {
                readModels.end();
            }
        });
    }

    private <T> T confirmed(Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (ApiException refusal) {
            if (refusal.error() != SERVICE_UNAVAILABLE) {
                confirm();
            }
            throw refusal;
        }
        confirm();
        return result;
    }

    /**
     * Makes sure, within {@link #upToDate}, that read models show what other processes declared before it began: comes before what must
     * not be repeated.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if the database cannot be used at the moment
     */
    public void confirm() {
        readModels.confirm();
    }

    /**
     * Lets the read models show what other processes declared before this call: for decisions outside of a transaction.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if the database cannot be used at the moment
     */
    public void refresh() {
        if (!readModels.areCurrent()) {
            inTransaction(tx -> tx);
        }
    }

    /** Whether other processes may use the same state: then nothing that this one remembers may decide an answer. */
    public boolean isShared() {
        return store.isShared();
    }

    /** Tells the followers, which hear of writes of this process anyway, if another one may have written. For one thread. */
    public void tellOfOthers() {
        long current = store.writes();
        if (current != writes) {
            writes = current;
            tell(Touched.EVERYTHING);
        }
    }

    /** Whether this process is the one of all that does what only one may do; it tries to become that. For one thread. */
    public boolean leads() {
        return store.leads();
    }

    /** The schema that it has. */
    public SchemaSteps schema() {
        return store.schema();
    }

    /** Whether the state outlives {@link #close}, so that it may also have been there when the database was opened. */
    public boolean isDurable() {
        return store.isDurable();
    }

    /**
     * Checks that writes can be stored at the moment.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if not; its message says why and what helps
     */
    public void check() {
        store.check();
    }

    /** Notes that the start is over; see {@link Store#started}. */
    public void started() {
        store.started();
    }

    OptionalLong commits(String blbId) {
        return counters.of(blbId);
    }

    /** Opens a connection for the next transaction, and with the first one a database in memory. */
    void connect() {
        store.enter(Mode.SHARED, () -> {
            try {
                ConnectionPool connections = store.connections();
                connections.giveBack(connections.take());
                return true;
            } catch (SQLException e) {
                throw store.failed(e);
            }
        });
    }

    private <T> Done<T> carriedOut(Mode mode, Function<Tx, T> work) {
        return Attempts.untilNoConflict(attempt -> transaction(mode, mode == Mode.EXCLUSIVE || attempt > 1, work));
    }

    /**
     * Carries out a transaction.
     *
     * @param entersFirst whether it begins with what other processes declared, and not just finds out together with its first
     *     statement that they declared something
     */
    private <T> Done<T> transaction(Mode mode, boolean entersFirst, Function<Tx, T> work) {
        Opening.loadJooq();
        boolean isUnconfirmed = readModels.areUnconfirmed();
        long decided = readModels.decided();
        Sql sql = new Sql(this, store, mode, entersFirst, readModels);
        try {
            if (entersFirst) {
                long current = sql.session().enter();
                if (isUnconfirmed) {
                    readModels.confirm(decided, current);
                }
                // None can be declared by another process while this transaction runs.
                readModels.follow(sql, current);
                sql.readTime();
            }
            T result = work.apply(sql);
            return new Done<>(result, sql.touched(), commit(sql));
        } catch (OutdatedException e) {
            throw isUnconfirmed ? e : new ConflictException(e);
        } catch (SQLException e) {
            throw failed(e, e);
        } catch (DataAccessException e) {
            throw failed(e, e.getCause(SQLException.class));
        } finally {
            close(sql);
        }
    }

    private @Nullable Commit commit(Sql sql) throws SQLException {
        Touched touched = sql.touched();
        if (touched.isNothing()) {
            sql.commit();
            return null;
        }
        counters.begin(touched);
        try {
            sql.commit();
            return store.committed();
        } finally {
            counters.end(touched);
        }
    }

    private RuntimeException failed(Exception failure, @Nullable SQLException cause) {
        if (cause != null && cause.getSQLState() != null && TOO_LONG.contains(cause.getSQLState())) {
            // The rules of parameters bound each text; together they may still be more than a column of JSON keeps.
            return INVALID_PARAMETER.with("It is too long, or has too many elements, to be kept.");
        }
        return cause != null && store.isConflict(cause) ? new ConflictException(cause) : store.failed(failure);
    }

    private static void close(Sql sql) {
        try {
            sql.close();
        } catch (SQLException e) {
            // The connection is gone, and with it what was not committed.
            LOG.warn("a transaction could not be rolled back: {}", e.getMessage());
        }
    }

    private <T> T answered(Done<T> done) {
        if (done.commit() != null) {
            store.awaitStored(done.commit());
            tell(done.touched());
        }
        return done.result();
    }

    private void tell(Touched touched) {
        for (Follower follower : followers) {
            try {
                follower.changed(touched);
            } catch (RuntimeException | Error failure) {
                LOG.error("a follower failed; the write that it was told of is carried out", failure);
            }
        }
    }

    /** Lets all that remembers anything of the state begin anew. */
    private final class Reloading implements Store.LossListener {
        @Override
        public void reload() {
            counters.begin(Touched.EVERYTHING);
            counters.end(Touched.EVERYTHING);
            store.restartSequences();
            transaction(Mode.EXCLUSIVE, true, tx -> {
                showDeclared(tx, "");
                return tx;
            });
        }

        @Override
        public void tell() {
            Database.this.tell(Touched.EVERYTHING);
        }
    }

    /** Ends the database after the transactions that run; later ones are refused. */
    @Override
    public void close() {
        store.close();
    }
}
