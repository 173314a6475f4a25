package dev.blb.emulator.db.postgres;

import dev.blb.emulator.db.ConnectionPool;
import dev.blb.emulator.db.ConnectionPool.Pooled;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.StateUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server: connections to it, and statements that are committed by themselves. Thread-safe. */
final class Server {
    /** Of each process, so that several fit into a server's usual limit of 100. */
    private static final int MAX_CONNECTIONS = 16;

    /** Each is used for one short statement at a time. */
    private static final int SEQUENCE_CONNECTIONS = 2;

    private static final int CONNECT_TIMEOUT_SECONDS = 5;

    /** Longer than the server lets a statement wait for a lock. */
    private static final int SOCKET_TIMEOUT_SECONDS = 60;

    /** Settings of each connection. The server ends transactions of a process that has stopped answering. */
    private static final String OPTIONS = "-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"
            + " -c default_transaction_isolation=read\\ committed -c client_min_messages=warning";

    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final ConnectionPool connections = new ConnectionPool(this::open, MAX_CONNECTIONS, MAX_CONNECTIONS);
    private final ConnectionPool sequences =
            new ConnectionPool(this::openForSequences, SEQUENCE_CONNECTIONS, SEQUENCE_CONNECTIONS);
    private final Failures failures;

    /**
     * The server at an address, which nothing is sent to yet.
     *
     * @param user who signs in, in place of the one in the address
     * @param password with which, in place of the one in the address
     * @throws StateUnavailable if the URL is wrong
     */
    Server(DatabaseAddress address, Optional<String> user, Optional<String> password) {
        this.failures = new Failures(address, connections);
        try {
            source.setURL(address.url());
        } catch (IllegalArgumentException wrong) {
            throw new StateUnavailable("The database " + address + " cannot be used: its URL is wrong.");
        }
        // Without a user the driver takes that of the operating system.
        user.or(address::urlUser).ifPresent(source::setUser);
        password.or(address::urlPassword).ifPresent(source::setPassword);
        source.setApplicationName("blb-emulator");
        source.setTcpKeepAlive(true);
        if (!address.url().contains(PGProperty.CONNECT_TIMEOUT.getName() + "=")) {
            source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
            source.setLoginTimeout(CONNECT_TIMEOUT_SECONDS);
        }
        if (!address.url().contains(PGProperty.SOCKET_TIMEOUT.getName() + "=")) {
            source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
        }
        if (!address.url().contains(PGProperty.OPTIONS.getName() + "=")) {
            source.setOptions(OPTIONS);
        }
    }

    /** What its failures mean. */
    Failures failures() {
        return failures;
    }

    /** The connections of transactions. */
    ConnectionPool connections() {
        return connections;
    }

    /** A connection outside of any pool. */
    Connection open() throws SQLException {
        return source.getConnection();
    }

    private Connection openForSequences() throws SQLException {
        Connection connection = open();
        try (Statement statement = connection.createStatement()) {
            // Stored at the latest with what is stored under the number: the server stores in the order of commits.
            statement.execute("SET synchronous_commit = off");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Reads a number from a row. */
    interface Reading {
        long of(ResultSet row) throws SQLException;
    }

    /**
     * A number in the only row of a query, outside of any transaction.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if the server cannot be used at the moment
     */
    long number(String query, Reading reading) {
        return number(connections, query, reading).orElseThrow();
    }

    /** The number in the only row of a statement that counts a sequence, committed at once; empty without a row. */
    OptionalLong nextNumber(String statement, Object... values) {
        return number(sequences, statement, row -> row.getLong(1), values);
    }

    private OptionalLong number(ConnectionPool pool, String query, Reading reading, Object... values) {
        try {
            return read(pool, query, reading, values);
        } catch (SQLException e) {
            if (!Failures.isLost(e)) {
                throw failures.of(e);
            }
            pool.closeIdle();
            try {
                return read(pool, query, reading, values);
            } catch (SQLException again) {
                throw failures.of(again);
            }
        }
    }

    private static OptionalLong read(ConnectionPool pool, String query, Reading reading, Object... values)
            throws SQLException {
        Pooled pooled = pool.take();
        try {
            // One round trip: with auto-commit there is no end to be sent.
            pooled.connection().setAutoCommit(true);
            OptionalLong number;
            try (PreparedStatement statement = pooled.connection().prepareStatement(query)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                try (ResultSet row = statement.executeQuery()) {
                    number = row.next() ? OptionalLong.of(reading.of(row)) : OptionalLong.empty();
                }
            }
            pooled.connection().setAutoCommit(false);
            pool.giveBack(pooled);
            return number;
        } catch (SQLException | RuntimeException e) {
            pool.discard(pooled);
            throw e;
        }
    }

    void close() {
        connections.close();
        sequences.close();
    }
}
