package dev.blb.emulator.db;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Attempts.ConflictException;
import dev.blb.emulator.db.Store.Mode;
import dev.blb.emulator.db.Store.Successor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The SQL side of a transaction, for stores only. It takes a connection when the first statement is sent: what is answered from
 * memory needs none.
 */
public final class Sql implements Tx {
    private final Database database;
    private final Store store;
    private final Mode mode;
    private final Session session;
    private final Deque<Runnable> undoing = new ArrayDeque<>(1);
    private Touched.@Nullable Notes notes;
    private @Nullable DSLContext dsl;
    private @Nullable Successor successor;
    private Instant now;

    /** Begins a transaction. {@link #close} follows, whether it succeeds or not. */
    Sql(Database database, Store store, Mode mode, boolean isRepeated, ReadModels readModels) {
        this.database = database;
        this.store = store;
        this.mode = mode;
        this.session = new Session(store, mode, isRepeated, readModels);
        this.now = store.now();
    }

    /** Reads the time again, which has gone on or is that of another clock since the transaction began. */
    void readTime() {
        now = store.now();
    }

    /** Whether no other transaction runs beside this one. */
    public boolean isExclusive() {
        return mode == Mode.EXCLUSIVE;
    }

    /** The SQL side of a transaction. */
    public static Sql of(Tx tx) {
        return (Sql) tx;
    }

    @Override
    public Instant now() {
        return now;
    }

    /** The schema of the database. */
    public SchemaSteps schema() {
        return store.schema();
    }

    /** The jOOQ context, for what is rare or differs each time. Any change through it counts as one of everything. */
    public DSLContext dsl() {
        DSLContext known = dsl;
        if (known == null) {
            known = DSL.using(new DefaultConfiguration()
                    .set(connection())
                    .set(store.dialect())
                    .set(Prepared.SETTINGS)
                    .set(new ChangeListener()));
            dsl = known;
        }
        return known;
    }

    private final class ChangeListener implements ExecuteListener {
        private static final long serialVersionUID = 1L;

        @Override
        public void start(ExecuteContext context) {
            if (context.type() != ExecuteType.READ) {
                notes(0).everything();
            }
        }
    }

    /** All rows of a query that differs each time. */
    public <T> List<T> all(Select<?> query, Function<Row, T> reading) {
        return Prepared.all(this, query, reading);
    }

    /** A state of a load balancer in a database. */
    public record Version(Database database, long commits) {}

    /**
     * The version of what this transaction is going to read of a load balancer: as long as it stays the same, so do the rows. Empty
     * while a change is being committed, once the transaction has read or written something, and where other processes write.
     */
    public Optional<Version> version(String blbId) {
        OptionalLong commits = database.commits(blbId);
        return !session.isUsed() && !store.isShared() && commits.isPresent()
                ? Optional.of(new Version(database, commits.getAsLong()))
                : Optional.empty();
    }

    /**
     * Hands out the next number of a sequence. Each is handed out once; what is rolled back may leave a gap.
     *
     * @param last reads the last number that is stored
     */
    public long next(String sequence, LongSupplier last) {
        // Exclusive work may restart the sequence.
        session.begin();
        return store.next(this, sequence, last);
    }

    /** Lets a sequence go on from what is stored: for exclusive work that stores another last number. */
    public void restart(String sequence) {
        store.restart(this, sequence);
    }

    /** Calls this if the transaction is rolled back. */
    public void onRollback(Runnable undo) {
        undoing.push(undo);
    }

    /**
     * Continues in an empty database of the same schema, which takes the place of this one with the commit. Only for an exclusive transaction that
     * has changed nothing yet, and not in every store.
     *
     * @param kept tables whose rows are copied, each behind those that it refers to
     * @return false if the transaction goes on where it is
     */
    public boolean startOver(List<Table<?>> kept) {
        if (mode != Mode.EXCLUSIVE || notes != null || successor != null) {
            return false;
        }
        Successor next = store.successor().orElse(null);
        if (next == null) {
            return false;
        }
        Map<Table<?>, Result<?>> rows = new LinkedHashMap<>();
        kept.forEach(table -> rows.put(table, dsl().selectFrom(table).fetch()));
        try {
            session.release();
        } catch (SQLException e) {
            next.close();
            throw store.failed(e);
        }
        successor = next;
        session.use(next.connections());
        dsl = null;
        notes(0).everything();
        rows.forEach((table, result) -> copy(Prepared.insert(table), result));
        return true;
    }

    private void copy(Prepared insert, Result<?> rows) {
        for (Record row : rows) {
            insert.on(this).row(row).addUnlessTaken();
        }
    }

    /** Carries out a script of several statements. It may end the transaction: only for a database that nobody else uses. */
    public void run(String script) {
        notes(script.length()).everything();
        try (Statement statement = connection().createStatement()) {
            statement.execute(script);
        } catch (SQLException e) {
            throw new DataAccessException(e.getMessage() + " in " + script, e);
        }
    }

    /**
     * The number in the first column of the only row of a statement that is written for one kind of database; empty without a row.
     * What it changes is not noted: for what is no state, such as sequences.
     *
     * @param values at the question marks
     */
    public OptionalLong number(String statement, Object... values) {
        try (PreparedStatement prepared = connection().prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            try (ResultSet row = prepared.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        } catch (SQLException e) {
            throw new DataAccessException(e.getMessage() + " in " + statement, e);
        }
    }

    SQLDialect dialect() {
        return store.dialect();
    }

    Store store() {
        return store;
    }

    /** A transaction beside others turned out to declare something: it must be carried out again by {@link Database#exclusively}. */
    static final class NotExclusiveException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotExclusiveException() {
            super("what is declared is written exclusively", null, false, false);
        }
    }

    /** Comes before a change of what is declared. */
    public void requireExclusive() {
        if (mode != Mode.EXCLUSIVE) {
            throw new NotExclusiveException();
        }
    }

    /** What work throws to be carried out again in a new transaction: others have changed what it decided from. */
    public RuntimeException tooLate() {
        return new ConflictException(new IllegalStateException("others changed what was decided from"));
    }

    /** A shared transaction would hold more than the store admits: it must be carried out again exclusively. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("too large to run beside others", null, false, false);
        }
    }

    /**
     * Takes the notes of a change that is sent next.
     *
     * @param characters size of the texts that it stores
     */
    Touched.Notes notes(long characters) {
        if (mode != Mode.EXCLUSIVE && !store.admits(characters)) {
            throw new TooLargeException();
        }
        // Only a transaction that ends with the work is stored once if the work is repeated.
        if (mode == Mode.READING) {
            session.begin();
        }
        Touched.Notes known = notes;
        if (known == null) {
            known = new Touched.Notes();
            notes = known;
        }
        return known;
    }

    /** The connection that it uses. */
    Session session() {
        return session;
    }

    Connection connection() {
        return session.connection();
    }

    /** What it has changed so far. */
    Touched touched() {
        Touched touched = notes == null ? Touched.NOTHING : notes.touched();
        return mode == Mode.EXCLUSIVE && !touched.isNothing() ? Touched.EVERYTHING : touched;
    }

    /** Commits. {@link #close} follows, whether it succeeds or not. */
    void commit() throws SQLException {
        session.commit();
        undoing.clear();
        if (successor != null) {
            successor.takePlace();
            successor = null;
        }
    }

    /** Undoes what was not committed. */
    void close() throws SQLException {
        try {
            session.release();
        } finally {
            if (successor != null) {
                successor.close();
            }
            undoing.forEach(Runnable::run);
        }
    }
}
