package dev.blb.emulator.db.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which of the processes on a database does what only one of them may do: the one whose connection holds an advisory
 * lock. The lock ends with the connection, so that another process takes over. Thread-safe.
 */
final class LeaderLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLock.class);

    private final Source source;
    private final long key;
    private @Nullable Connection connection;
    private boolean isHeld;

    /** Opens a connection. */
    interface Source {
        Connection open() throws SQLException;
    }

    /**
     * A lock that is not held yet.
     *
     * @param key its key
     */
    LeaderLock(Source source, long key) {
        this.source = source;
        this.key = key;
    }

    /** Whether this process holds the lock, which it tries to get. */
    synchronized boolean leads() {
        try {
            Connection used = connection == null ? connect() : connection;
            // As long as the lock is held the connection is only checked.
            try (Statement statement = used.createStatement();
                    ResultSet taken = statement.executeQuery(
                            isHeld ? "SELECT TRUE" : "SELECT pg_try_advisory_lock(" + key + ")")) {
                taken.next();
                isHeld = taken.getBoolean(1);
            }
            return isHeld;
        } catch (SQLException e) {
            close();
            LOG.debug("the connection of the leader has ended", e);
            return false;
        }
    }

    private Connection connect() throws SQLException {
        Connection opened = source.open();
        connection = opened;
        try (Statement statement = opened.createStatement()) {
            // The server notices within some seconds that the network of the leader is lost.
            statement.execute(
                    "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2");
        }
        return opened;
    }

    /** Gives the lock up. */
    @Override
    public synchronized void close() {
        Connection held = connection;
        connection = null;
        isHeld = false;
        if (held != null) {
            try {
                held.close();
            } catch (SQLException e) {
                // It has ended, and with it its locks.
                LOG.debug("the connection of the leader could not be closed", e);
            }
        }
    }
}
