package dev.blb.emulator.db;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Sessions.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The H2 database that holds the state, one for each emulator: in memory, or kept in a directory. Safe for use by many
 * threads.
 */
public final class Database implements AutoCloseable {
    // H2's default lock timeout of 2 s turns a burst on a cold JVM into errors.
    // Who stops the emulator closes the database, after the last request: H2's own shutdown hook would come too early.
    // A result that H2 keeps with a compiled statement could outlive the rollback of what it has seen.
    static final String SETTINGS =
            ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;DEFAULT_LOCK_TIMEOUT=10000;OPTIMIZE_REUSE_RESULTS=0";

    /**
     * The schema, in steps: step N makes version N out of version N - 1. Once released a step stays as it is; a change is
     * a further one, which the code generator in the pom must read, too.
     */
    private static final List<String> STEPS = List.of("/db/schema.sql");

    private static final String UNIQUE_VIOLATION = "23505";

    /** A value is longer than its column. */
    private static final String TOO_LONG = "22001";

    private static final String DEADLOCK = "40001";

    /** As many as the web server has threads, roughly: of transactions that wait for each other one gets on each time. */
    private static final int MAX_ATTEMPTS = 300;

    /** Longer than any transaction: each ends when it waits for a row longer than DEFAULT_LOCK_TIMEOUT. */
    private static final int GATE_TIMEOUT_SECONDS = 30;

    private final Sessions sessions;
    private final @Nullable FileStorage storage;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private final Versions versions = new Versions();
    private final Numbers numbers = new Numbers();
    private volatile Runnable follower = () -> {};
    private final List<ReadModel> readModels = new CopyOnWriteArrayList<>();

    private Database(Sessions sessions, @Nullable FileStorage storage) {
        this.sessions = sessions;
        this.storage = storage;
    }

    /**
     * The SQL side of a transaction, for stores only. It takes a connection when the first statement is sent: what is
     * answered from memory needs none.
     */
    private static final class SqlTx implements Tx, AutoCloseable {
        private final Database database;
        private final WriteWatch watch = new WriteWatch();
        private @Nullable Session session;
        private Numbers.@Nullable Taken taken;
        private @Nullable DSLContext sql;

        SqlTx(Database database) {
            this.database = database;
        }

        DSLContext sql() {
            DSLContext known = sql;
            if (known == null) {
                known = DSL.using(new DefaultConfiguration()
                        .set(session().connection())
                        .set(Prepared.DIALECT)
                        .set(Prepared.SETTINGS)
                        .set(watch));
                sql = known;
            }
            return known;
        }

        Session session() {
            Session known = session;
            if (known == null) {
                try {
                    known = database.sessions.take();
                    session = known;
                } catch (SQLException e) {
                    throw failed(e);
                }
            }
            return known;
        }

        /** Commits what was done about a subject. */
        void commit(String subject) throws SQLException {
            Session used = session;
            if (used == null) {
                return;
            }
            if (!watch.wrote) {
                used.connection().commit();
            } else {
                database.versions.begin(subject);
                try {
                    used.connection().commit();
                } finally {
                    database.versions.end(subject);
                }
            }
            session = null;
            taken = null;
            database.sessions.giveBack(used);
            if (watch.wrote) {
                database.follower.run();
            }
        }

        /** Undoes what was not committed. */
        @Override
        public void close() throws SQLException {
            Session used = session;
            if (used != null) {
                rolledBack(used);
                database.sessions.giveBack(used);
            }
            if (taken != null) {
                taken.giveBack();
            }
        }

        private void rolledBack(Session used) throws SQLException {
            try {
                used.connection().rollback();
            } catch (SQLException e) {
                database.sessions.discard(used);
                throw e;
            }
        }
    }

    /** A state of an instance in a database. */
    public record Version(Database database, long commits) {}

    /**
     * The version of what a transaction is going to read of an instance: as long as it stays the same, it would read the same. Empty while
     * somebody commits a change of this instance, and once the transaction has read or written something.
     */
    public static Optional<Version> version(Tx tx, String blbId) {
        SqlTx own = (SqlTx) tx;
        OptionalLong commits = own.database.versions.of(blbId);
        return own.session == null && commits.isPresent()
                ? Optional.of(new Version(own.database, commits.getAsLong()))
                : Optional.empty();
    }

    /**
     * Hands out the next number of a row, each once, without waiting for the transactions that took the ones before. One that
     * is rolled back may leave a gap.
     *
     * @param last reads the last number that is stored; it is asked where this process has handed out none
     */
    public static long next(Tx tx, String row, LongSupplier last) {
        SqlTx own = (SqlTx) tx;
        Numbers.Taken taken = own.database.numbers.next(row, last);
        own.taken = taken;
        return taken.number();
    }

    /** Lets a row of numbers begin anew with what is stored: for exclusive work that stores another last one. */
    public static void forgetNumbers(Tx tx, String row) {
        ((SqlTx) tx).database.numbers.forget(row);
    }

    /** Notes whether a transaction writes. */
    private static final class WriteWatch implements ExecuteListener {
        private static final long serialVersionUID = 1L;

        private boolean wrote;

        @Override
        public void start(ExecuteContext context) {
            wrote |= context.type() != ExecuteType.READ;
        }
    }

    /** Calls one follower after every transaction that wrote something, before the caller goes on. */
    public void afterWrites(Runnable whatFollows) {
        follower = whatFollows;
    }

    /** A new, empty database in memory. It opens when it is first needed: a fifth of the start was spent on it. */
    public static Database inMemory() {
        // A name of its own keeps emulators in one JVM apart.
        return new Database(new Sessions("mem:" + UUID.randomUUID(), SETTINGS, Database::steps), null);
    }

    /**
     * The database that is kept in a directory, which begins empty.
     *
     * @throws StateUnavailable if the directory cannot be used, another emulator uses it, or its content is damaged or
     *     newer than this emulator
     */
    public static Database inDirectory(Path directory) {
        return inDirectory(directory, steps());
    }

    /** The same with a schema of these steps. */
    static Database inDirectory(Path directory, List<String> steps) {
        FileStorage storage = FileStorage.open(directory, steps);
        return new Database(storage.sessions(), storage);
    }

    /** Runs work in one transaction: committed if it returns, rolled back if it throws. */
    public <T> T inTransaction(Function<Tx, T> work) {
        return inTransaction("", work);
    }

    /**
     * The same for work that changes, of what was there before and is kept elsewhere by its {@link #version}, at most one
     * instance. If the database rolls it back, since it and another wait for each other, it is carried out again.
     *
     * @param subject the id of that instance, any other text if it changes none; the empty text stands for all
     */
    public <T> T inTransaction(String subject, Function<Tx, T> work) {
        T result = holding(gate.readLock(), () -> untilNoDeadlock(() -> transaction(subject, work, storage)));
        if (storage != null && storage.isFull()) {
            holding(gate.writeLock(), this::settle);
        }
        return result;
    }

    /**
     * The same while no other transaction runs: for work on many rows, which row locks would let deadlock, and for work
     * on declarations, which read models follow before anybody else gets on.
     *
     * @param account whose state the work may change; the empty text stands for everybody's
     */
    public <T> T exclusively(String account, Function<Tx, T> work) {
        return holding(gate.writeLock(), () -> {
            // Many rows at once are cheaper in H2's file than in the journal.
            settle();
            try {
                return transaction("", work, null);
            } finally {
                settle();
                numbers.forgetAll();
                // Also after a failure: its work may have shown them what is rolled back now.
                transaction(
                        "",
                        tx -> {
                            showDeclared(tx, account);
                            return account;
                        },
                        null);
            }
        });
    }

    /** Lets the read models see what exclusive work has declared so far. */
    public void showDeclared(Tx tx, String account) {
        readModels.forEach(model -> model.reload(tx, account));
    }

    /** Makes a read model follow what is written exclusively, beginning with what a directory has kept. */
    public void follow(ReadModel model) {
        if (isKept()) {
            exclusively("", tx -> readModels.add(model));
        } else {
            // Nothing can be there yet, and a start that asks for nothing need not load what asks.
            readModels.add(model);
        }
    }

    /** Whether a directory keeps it. */
    public boolean isKept() {
        return storage != null;
    }

    /** Whether a directory keeps what a transaction changes. */
    public static boolean isKept(Tx tx) {
        return ((SqlTx) tx).database.isKept();
    }

    private boolean settle() {
        if (storage != null) {
            storage.settle();
        }
        return true;
    }

    private static <T> T holding(Lock lock, Supplier<T> work) {
        try {
            if (!lock.tryLock(GATE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the database was busy for " + GATE_TIMEOUT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", e);
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static <T> T untilNoDeadlock(Supplier<T> transaction) {
        for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                return transaction.get();
            } catch (DataAccessException e) {
                if (!DEADLOCK.equals(e.sqlState())) {
                    throw e;
                }
            }
        }
        return transaction.get();
    }

    private <T> T transaction(String subject, Function<Tx, T> work, @Nullable FileStorage recorder) {
        try (SqlTx tx = new SqlTx(this)) {
            T result = recorder == null
                    ? work.apply(tx)
                    : recorder.recording(() -> tx.session().connection(), () -> work.apply(tx));
            tx.commit(subject);
            return result;
        } catch (DataAccessException e) {
            // The rules of parameters bound each text; together they may still be more than a column of JSON keeps.
            throw TOO_LONG.equals(e.sqlState())
                    ? INVALID_PARAMETER.with("It is too long, or has too many elements, to be kept.")
                    : e;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(SQLException e) {
        return new IllegalStateException("the database failed: " + e.getMessage(), e);
    }

    /** The jOOQ context of a transaction. Only stores call it. */
    public static DSLContext sql(Tx tx) {
        return ((SqlTx) tx).sql();
    }

    /** What carries a transaction's statements, to change something or not. */
    static Session session(Tx tx, boolean toWrite) {
        SqlTx own = (SqlTx) tx;
        own.watch.wrote |= toWrite;
        return own.session();
    }

    /** Whether a write failed because a key or unique constraint already holds that value. */
    public static boolean isDuplicate(DataAccessException failure) {
        return UNIQUE_VIOLATION.equals(failure.sqlState());
    }

    /** Ends the database. What it held is gone, unless it is kept in a directory. */
    @Override
    public void close() {
        if (storage != null) {
            storage.close();
        } else {
            try {
                sessions.shutDown("SHUTDOWN");
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }

    private static List<String> steps() {
        return STEPS.stream().map(Database::script).toList();
    }

    private static String script(String resource) {
        try (InputStream in = Database.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }
}
