package dev.blb.emulator.db;

import dev.blb.emulator.db.ConnectionPool.Pooled;
import dev.blb.emulator.db.Prepared.Filling;
import dev.blb.emulator.db.Store.Entry;
import dev.blb.emulator.db.Store.Mode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a transaction: taken when the first statement is sent, and returned when the transaction ends. What a transaction
 * begins with is sent together with its first statement. With {@link Mode#READING} each statement up to the first change is committed with
 * itself, and confirmed by what is sent behind it.
 */
final class Session {
    private final Store store;
    private final Mode mode;
    private final ReadModels readModels;
    private final boolean isRepeated;
    private final long decided;
    private ConnectionPool connections;
    private @Nullable Pooled used;

    /** What is still to be sent before a statement that does not end with itself. */
    private @Nullable Entry entry;

    /** What is sent with the commit. */
    private @Nullable Last last;

    /** Whether the result of {@link Store#confirmation} is still to be read. */
    private boolean isConfirming;

    /**
     * The session of a transaction that begins.
     *
     * @param isRepeated whether it was carried out before and ended with a conflict, or is exclusive
     */
    Session(Store store, Mode mode, boolean isRepeated, ReadModels readModels) {
        this.store = store;
        this.mode = mode;
        this.isRepeated = isRepeated;
        this.readModels = readModels;
        this.decided = readModels.decided();
        this.connections = store.connections();
        this.entry = store.entry(mode).orElse(null);
    }

    private record Last(Prepared prepared, String text, Filling filling) {}

    /** Whether a connection was taken. */
    boolean isUsed() {
        return used != null;
    }

    /** Takes the next connection from another pool. */
    void use(ConnectionPool pool) {
        connections = pool;
    }

    /** Begins at once, and not together with the first statement; returns the epoch, which stays what it is until the end. */
    long enter() throws SQLException {
        Entry sent = entry;
        if (sent == null) {
            return Store.ONE_PROCESS;
        }
        entry = null;
        Connection connection = pooled().connection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sent.query())) {
            row.next();
            return sent.epoch(row);
        } catch (SQLException e) {
            throw sent.failed(e);
        }
    }

    /** Makes sure that the transaction has begun and does not end before {@link #commit}. */
    void begin() {
        if (entry != null) {
            try {
                readModels.confirm(decided, enter());
                // A later epoch confirms what was read before, too.
                isConfirming = false;
            } catch (SQLException e) {
                throw new DataAccessException(e.getMessage() + " at the begin of a transaction", e);
            }
        }
    }

    /** The connection of the transaction, which has begun. */
    Connection connection() {
        begin();
        return pooled().connection();
    }

    /**
     * The statement, carried out, at its result; {@link #confirm} follows once that is read.
     *
     * @param turn the name whose turn it waits for, if any
     */
    PreparedStatement executed(Prepared prepared, String text, @Nullable String turn, Filling filling)
            throws SQLException {
        if (turn != null && mode != Mode.EXCLUSIVE) {
            Optional<String> waiting = store.waitingForTurn();
            if (waiting.isPresent()) {
                begin();
                PreparedStatement statement = pooled().statementBehind(waiting.get(), prepared, text);
                statement.setInt(1, turn.hashCode());
                filling.into(statement, 1);
                statement.execute();
                statement.getMoreResults();
                return statement;
            }
        }
        Entry sent = entry;
        if (sent != null) {
            Optional<Entry> confirmation = mode == Mode.READING ? store.confirmation() : Optional.empty();
            return confirmation.isPresent()
                    ? executedBefore(confirmation.get(), prepared, text, filling)
                    : executedBehind(sent, prepared, text, filling);
        }
        PreparedStatement statement = pooled().statement(prepared, text);
        filling.into(statement, 0);
        statement.execute();
        return statement;
    }

    private PreparedStatement executedBehind(Entry sent, Prepared prepared, String text, Filling filling)
            throws SQLException {
        entry = null;
        Pooled pooled = pooled();
        pooled.connection().setAutoCommit(false);
        try {
            PreparedStatement statement = pooled.statementBehind(sent.query(), prepared, text);
            filling.into(statement, 0);
            statement.execute();
            confirm(statement, sent);
            statement.getMoreResults();
            return statement;
        } catch (SQLException e) {
            throw sent.failedTogether(e);
        }
    }

    /** Not behind it, as then a change between the two would go unnoticed: only an epoch that is read later proves what was read before. */
    private PreparedStatement executedBefore(Entry confirmation, Prepared prepared, String text, Filling filling)
            throws SQLException {
        Pooled pooled = pooled();
        pooled.connection().setAutoCommit(true);
        try {
            PreparedStatement statement = pooled.statementBefore(confirmation.query(), prepared, text);
            filling.into(statement, 0);
            statement.execute();
            isConfirming = true;
            return statement;
        } catch (SQLException e) {
            throw confirmation.failedTogether(e);
        }
    }

    /** The same for a statement that is sent once, such as a list with filters; the caller closes it. */
    PreparedStatement executedOnce(String text, Filling filling) throws SQLException {
        Optional<Entry> confirmation = entry != null && mode == Mode.READING ? store.confirmation() : Optional.empty();
        if (confirmation.isPresent()) {
            pooled().connection().setAutoCommit(true);
        } else {
            begin();
        }
        try {
            PreparedStatement statement = pooled().connection()
                    .prepareStatement(text
                            + confirmation.map(asked -> "; " + asked.query()).orElse(""));
            executeOrClose(statement, filling);
            isConfirming = confirmation.isPresent();
            return statement;
        } catch (SQLException e) {
            throw confirmation.isPresent() ? confirmation.get().failedTogether(e) : e;
        }
    }

    private static void executeOrClose(PreparedStatement statement, Filling filling) throws SQLException {
        try {
            filling.into(statement, 0);
            statement.execute();
        } catch (SQLException e) {
            try {
                statement.close();
            } catch (SQLException alsoBroken) {
                e.addSuppressed(alsoBroken);
            }
            throw e;
        }
    }

    /** Makes sure that an executed statement, whose result is read, saw what this transaction decides from. */
    void confirm(PreparedStatement executed) throws SQLException {
        if (isConfirming) {
            isConfirming = false;
            executed.getMoreResults();
            confirm(executed, store.confirmation().orElseThrow());
        }
    }

    private void confirm(PreparedStatement executed, Entry asked) throws SQLException {
        try (ResultSet row = executed.getResultSet()) {
            row.next();
            readModels.confirm(decided, asked.epoch(row));
        }
    }

    /**
     * Sends a change together with the commit, so that others wait for its turn no longer than that takes. If it touches no row, the transaction
     * ends with a conflict.
     *
     * @return false if the change must be carried out now, since this transaction sends nothing with its commit, or something else
     */
    boolean sendWithCommit(Prepared prepared, String change, String turn, Filling filling) {
        Optional<String> text = isRepeated || last != null ? Optional.empty() : store.lastInTurn(change);
        last = text.map(sent -> new Last(prepared, sent, (statement, position) -> {
                    statement.setInt(position + 1, turn.hashCode());
                    filling.into(statement, position + 1);
                }))
                .orElse(last);
        return text.isPresent();
    }

    private Pooled pooled() {
        Pooled known = used;
        if (known == null) {
            try {
                known = connections.take();
                used = known;
            } catch (SQLException e) {
                throw store.failed(e);
            }
        }
        return known;
    }

    /** Commits. {@link #release} follows, whether it succeeds or not. */
    void commit() throws SQLException {
        Last sent = last;
        if (sent != null) {
            begin();
            PreparedStatement statement = pooled().statementBefore("COMMIT", sent.prepared(), sent.text());
            sent.filling().into(statement, 0);
            statement.execute();
        }
        Pooled held = used;
        if (held != null) {
            if (isAutoCommitted(held)) {
                held.connection().setAutoCommit(false);
            } else {
                held.connection().commit();
            }
            used = null;
            connections.giveBack(held);
        } else if (entry != null) {
            readModels.confirm(decided, store.epoch());
        }
    }

    /** Rolls back what was not committed, and returns the connection. */
    void release() throws SQLException {
        Pooled held = used;
        used = null;
        if (held != null) {
            try {
                if (isAutoCommitted(held)) {
                    held.connection().setAutoCommit(false);
                } else {
                    held.connection().rollback();
                }
            } catch (SQLException e) {
                connections.discard(held);
                throw e;
            }
            connections.giveBack(held);
        }
    }

    /** Whether nothing is left to be committed or rolled back. */
    private static boolean isAutoCommitted(Pooled held) throws SQLException {
        return held.connection().getAutoCommit();
    }
}
