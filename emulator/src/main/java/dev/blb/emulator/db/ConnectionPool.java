package dev.blb.emulator.db;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection pool: each connection is kept for the next transaction together with its compiled statements. H2's own pool rolls
 * back before and after each use, whereupon H2 forgets every statement that it compiled and parses each one anew.
 */
public final class ConnectionPool {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);

    private static final int TIMEOUT_SECONDS = 30;

    private final Opener opener;
    private final Deque<Pooled> idle = new ConcurrentLinkedDeque<>();
    private final int maxConnections;
    private final int maxIdle;
    private final Semaphore free;
    private volatile boolean closed;

    /** Opens a connection. */
    @FunctionalInterface
    public interface Opener {
        /** A new connection. */
        Connection open() throws SQLException;
    }

    /**
     * An empty pool of connections that are opened so.
     *
     * @param maxConnections how many are open at most; who needs one more waits
     * @param maxIdle how many are kept while no transaction uses them
     */
    public ConnectionPool(Opener opener, int maxConnections, int maxIdle) {
        this.opener = opener;
        this.maxConnections = maxConnections;
        this.maxIdle = maxIdle;
        this.free = new Semaphore(maxConnections);
    }

    /** A connection, with the statements that were sent through it. */
    public static final class Pooled {
        private final Connection connection;
        private final IdentityHashMap<Prepared, PreparedStatement> statements = new IdentityHashMap<>();
        private final Map<String, IdentityHashMap<Prepared, PreparedStatement>> besideQueries = new HashMap<>(4);

        private Pooled(Connection connection) {
            this.connection = connection;
        }

        /** The connection itself. */
        public Connection connection() {
            return connection;
        }

        /** The compiled statement; the caller does not close it. */
        public PreparedStatement statement(Prepared prepared, String sql) throws SQLException {
            PreparedStatement known = statements.get(prepared);
            if (known == null) {
                known = connection.prepareStatement(sql);
                statements.put(prepared, known);
            }
            return known;
        }

        /** The same behind a query, one of few; both are sent at once. */
        PreparedStatement statementBehind(String query, Prepared prepared, String sql) throws SQLException {
            return statementBeside(query, prepared, query + "; " + sql);
        }

        /** The same before a query, one of few; both are sent at once. */
        PreparedStatement statementBefore(String query, Prepared prepared, String sql) throws SQLException {
            return statementBeside(query, prepared, sql + "; " + query);
        }

        private PreparedStatement statementBeside(String query, Prepared prepared, String both) throws SQLException {
            IdentityHashMap<Prepared, PreparedStatement> beside =
                    besideQueries.computeIfAbsent(query, each -> new IdentityHashMap<>());
            PreparedStatement known = beside.get(prepared);
            if (known == null) {
                known = connection.prepareStatement(both);
                beside.put(prepared, known);
            }
            return known;
        }
    }

    /**
     * Takes the connection that was returned last, or a new one, for a transaction that returns it.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if none becomes free in 30 s
     */
    public Pooled take() throws SQLException {
        try {
            if (!Patience.lasts(TIMEOUT_SECONDS, millis -> free.tryAcquire(millis, TimeUnit.MILLISECONDS))) {
                throw SERVICE_UNAVAILABLE.with(
                        "The call has waited for %d s in all, and all %d connections to the database are still busy.",
                        TIMEOUT_SECONDS, maxConnections);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SERVICE_UNAVAILABLE.with("The emulator is stopping.");
        }
        Pooled known = idle.pollFirst();
        if (known != null) {
            return known;
        }
        try {
            if (closed) {
                throw new SQLException("the pool is closed");
            }
            Connection connection = opener.open();
            connection.setAutoCommit(false);
            return new Pooled(connection);
        } catch (SQLException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    /** Returns a connection whose transaction was committed or rolled back. */
    public void giveBack(Pooled used) {
        if (!closed && idle.size() < maxIdle) {
            idle.addFirst(used);
        } else {
            close(used.connection);
        }
        free.release();
    }

    /** Closes a connection whose transaction could be neither committed nor rolled back. */
    public void discard(Pooled used) {
        close(used.connection);
        free.release();
    }

    /** Closes the connections that no transaction uses; no further one is opened. */
    public void close() {
        closed = true;
        closeIdle();
    }

    /** Closes the connections that no transaction uses, such as after one of them turned out to be broken. */
    public void closeIdle() {
        for (Pooled each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
            close(each.connection);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // Its transaction has ended: nothing depends on it any more.
            LOG.debug("a connection could not be closed", e);
        }
    }
}
