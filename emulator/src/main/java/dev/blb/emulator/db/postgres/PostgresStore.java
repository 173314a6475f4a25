package dev.blb.emulator.db.postgres;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.db.ConnectionPool;
import dev.blb.emulator.db.ConnectionPool.Pooled;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.Gate;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.ServerClock;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.db.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on a PostgreSQL server, version 14 or newer. Any number of processes may use it at once: each transaction begins by taking
 * an advisory lock, shared or alone, and by reading the epoch.
 */
public final class PostgresStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);
    private static final Commit COMMIT = new Commit() {};
    private static final int MIN_VERSION = 14;

    /** Of each process, so that several fit into a server's usual limit of 100. */
    private static final int MAX_CONNECTIONS = 16;

    private static final int CONNECT_TIMEOUT_SECONDS = 5;

    /** Longer than the server lets a statement wait for a lock. */
    private static final int SOCKET_TIMEOUT_SECONDS = 60;

    /** Settings of each connection. The server ends transactions of a process that has stopped answering. */
    private static final String OPTIONS = "-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"
            + " -c default_transaction_isolation=read\\ committed -c client_min_messages=warning";

    private static final String ENTER = "SELECT schema_version, epoch, micros FROM blb_enter(?, ?)";
    private static final String EPOCH = "SELECT epoch FROM blb_sync";

    /** Each transaction that writes, of whatever database of the server, takes the next number. */
    private static final String WRITES = "SELECT pg_snapshot_xmax(pg_current_snapshot())::TEXT::BIGINT";

    private static final Set<String> DEADLOCKS = Set.of("40001", "40P01");

    /** The database cannot be used at the moment: shutting down, starting, too many connections, out of disk space or read-only. */
    private static final Set<String> UNUSABLE =
            Set.of("57P01", "57P02", "57P03", "57P05", "53100", "53200", "53300", "25006", "25P03");

    /** A statement waited too long for a lock, or was canceled. */
    private static final Set<String> WAITED_TOO_LONG = Set.of("55P03", "57014");

    private static final String CHARACTER_NOT_STORABLE = "22021";

    private final DatabaseAddress address;
    private final Clock clock;
    private final Clock realClock;
    private final SchemaSteps steps;
    private final PGSimpleDataSource source;
    private final ConnectionPool connections = new ConnectionPool(this::open, MAX_CONNECTIONS, MAX_CONNECTIONS);
    private final Gate gate = new Gate();
    private final AtomicBoolean isAway = new AtomicBoolean();
    private long lockKey;

    /** The connection whose session holds the leader's lock, or tries to. */
    private @Nullable Connection leading;

    private boolean isLeading;

    private PostgresStore(
            DatabaseAddress address, PGSimpleDataSource source, Clock clock, Clock realClock, SchemaSteps steps) {
        this.address = address;
        this.source = source;
        this.clock = clock;
        this.realClock = realClock;
        this.steps = steps;
    }

    /** The database was restarted, say, since a connection was last used: nothing was sent through it. */
    private static final class BrokenConnectionException extends SQLException {
        private static final long serialVersionUID = 1L;

        BrokenConnectionException(SQLException cause) {
            super(cause);
        }
    }

    /**
     * Opens a database, and makes its tables if it has none.
     *
     * @param user who signs in, in place of the one in the address
     * @param password with which, in place of the one in the address
     * @param clock gives its transactions their time
     * @param realClock the real one; if it is a {@link ServerClock} it is set by the server
     * @throws StateUnavailable if the database cannot be reached or used
     */
    public static PostgresStore open(
            DatabaseAddress address, Optional<String> user, Optional<String> password, Clock clock, Clock realClock) {
        return open(address, user, password, clock, realClock, SchemaSteps.all());
    }

    static PostgresStore open(
            DatabaseAddress address,
            Optional<String> user,
            Optional<String> password,
            Clock clock,
            Clock realClock,
            SchemaSteps steps) {
        PGSimpleDataSource source = new PGSimpleDataSource();
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
        PostgresStore store = new PostgresStore(address, source, clock, realClock, steps);
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            store.prepare(connection);
            connection.commit();
        } catch (SQLException e) {
            throw new StateUnavailable(
                    "The database " + address + " cannot be used: " + reason(e)
                            + ". Check --database, --database-user and"
                            + " --database-password, and that the server runs.",
                    e);
        } catch (StateUnavailable e) {
            throw new StateUnavailable("The database " + address + " cannot be used: " + e.getMessage(), e);
        }
        return store;
    }

    private void prepare(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < MIN_VERSION) {
            throw new StateUnavailable(
                    "it is PostgreSQL " + version + "; needed is version " + MIN_VERSION + " or newer.");
        }
        try (Statement statement = connection.createStatement();
                ResultSet key = statement.executeQuery("SELECT hashtextextended('blb ' || current_schema(), 0)")) {
            key.next();
            lockKey = key.getLong(1);
            if (key.wasNull()) {
                throw new StateUnavailable("the schema of its search path does not exist.");
            }
        }
        new PostgresSchema(steps).migrate(connection, lockKey);
        if (realClock instanceof ServerClock server) {
            try (Statement statement = connection.createStatement();
                    ResultSet time = statement.executeQuery(
                            "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT")) {
                time.next();
                server.set(instant(time.getLong(1)));
            }
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private Connection open() throws SQLException {
        return source.getConnection();
    }

    @Override
    public SQLDialect dialect() {
        return SQLDialect.POSTGRES;
    }

    @Override
    public SchemaSteps schema() {
        return steps;
    }

    @Override
    public ConnectionPool connections() {
        return connections;
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public <T> T enter(Mode mode, Supplier<T> transaction) {
        // Beside the lock of the server, so that read models show no other thread what may be rolled back.
        return gate.enter(mode, transaction);
    }

    @Override
    public Begun begin(Mode mode, Supplier<Connection> connection) throws SQLException {
        Connection taken = connection.get();
        try (PreparedStatement enter = taken.prepareStatement(ENTER)) {
            enter.setLong(1, lockKey);
            enter.setBoolean(2, mode == Mode.EXCLUSIVE);
            try (ResultSet row = enter.executeQuery()) {
                row.next();
                int version = row.getInt(1);
                if (version != steps.version()) {
                    throw SERVICE_UNAVAILABLE.with(
                            "The database has the schema of another emulator (version %d, this one's is %d); restart"
                                    + " with that one.",
                            version, steps.version());
                }
                if (realClock instanceof ServerClock server) {
                    server.correct(instant(row.getLong(3)));
                }
                isBack();
                return new Begun(clock.instant(), row.getLong(2));
            }
        } catch (SQLException e) {
            if (isLost(e)) {
                connections.closeIdle();
                throw new BrokenConnectionException(e);
            }
            throw e;
        }
    }

    @Override
    public synchronized boolean leads() {
        Connection held = leading;
        try {
            if (held == null) {
                held = open();
                leading = held;
                try (Statement statement = held.createStatement()) {
                    // Whoever leads and loses its network is replaced after some seconds, too.
                    statement.execute(
                            "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2");
                }
            }
            // The lock ends with the connection, which is checked here as long as it is held.
            try (Statement statement = held.createStatement();
                    ResultSet taken = statement.executeQuery(
                            isLeading ? "SELECT TRUE" : "SELECT pg_try_advisory_lock(" + (lockKey + 1) + ")")) {
                taken.next();
                isLeading = taken.getBoolean(1);
            }
            return isLeading;
        } catch (SQLException e) {
            stopLeading();
            LOG.debug("the connection of the leader has ended", e);
            return false;
        }
    }

    private synchronized void stopLeading() {
        Connection held = leading;
        leading = null;
        isLeading = false;
        if (held != null) {
            try {
                held.close();
            } catch (SQLException e) {
                // It has ended, and with it its locks.
                LOG.debug("the connection of the leader could not be closed", e);
            }
        }
    }

    @Override
    public long writes() {
        return number(WRITES);
    }

    @Override
    public long epoch() {
        return number(EPOCH);
    }

    /** The one number of a query outside of any transaction. */
    private long number(String query) {
        return gate.enter(Mode.SHARED, () -> {
            try {
                return read(query);
            } catch (SQLException e) {
                if (!isLost(e)) {
                    throw failed(e);
                }
                connections.closeIdle();
                try {
                    return read(query);
                } catch (SQLException again) {
                    throw failed(again);
                }
            }
        });
    }

    private long read(String query) throws SQLException {
        Pooled pooled = connections.take();
        try {
            // One round trip: with auto-commit there is no end to be sent.
            pooled.connection().setAutoCommit(true);
            long number;
            try (PreparedStatement statement = pooled.connection().prepareStatement(query);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                number = row.getLong(1);
            }
            pooled.connection().setAutoCommit(false);
            connections.giveBack(pooled);
            isBack();
            return number;
        } catch (SQLException | RuntimeException e) {
            connections.discard(pooled);
            throw e;
        }
    }

    @Override
    public long raiseEpoch(Sql transaction) {
        // Sequences go on from what is stored by now.
        transaction.number("DELETE FROM blb_sequence RETURNING last_number");
        return transaction
                .number("UPDATE blb_sync SET epoch = epoch + 1 RETURNING epoch")
                .orElseThrow();
    }

    @Override
    public Commit committed() {
        return COMMIT;
    }

    @Override
    public void awaitStored(Commit commit) {
        // The server has stored what it has committed.
    }

    @Override
    public boolean admits(long characters) {
        return true;
    }

    @Override
    public String insertUnlessTaken(String insert) {
        return insert + " ON CONFLICT DO NOTHING";
    }

    @Override
    public boolean isTaken(SQLException failure) {
        // The statement does not fail then.
        return false;
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return failure instanceof BrokenConnectionException || DEADLOCKS.contains(state(failure));
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    private static boolean isLost(SQLException failure) {
        return state(failure).startsWith("08") || UNUSABLE.contains(state(failure));
    }

    @Override
    public RuntimeException failed(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                if (isLost(sql)) {
                    connections.closeIdle();
                    return away(sql);
                }
                if (WAITED_TOO_LONG.contains(state(sql))) {
                    return SERVICE_UNAVAILABLE.with("Another transaction kept a row locked for too long; try again.");
                }
                if (state(sql).equals(CHARACTER_NOT_STORABLE)) {
                    return INVALID_PARAMETER.with(
                            "A text holds the character U+0000, which the database cannot store; allowed is every other"
                                    + " one.");
                }
            }
        }
        return new IllegalStateException("the database failed: " + failure.getMessage(), failure);
    }

    private ApiException away(SQLException failure) {
        if (isAway.compareAndSet(false, true)) {
            LOG.error("The database {} cannot be used: {}; calls are refused until it can.", address, reason(failure));
        }
        return SERVICE_UNAVAILABLE.with(
                "The database %s cannot be used at the moment; nothing that was answered is lost. The emulator tries again"
                        + " with each call.",
                address);
    }

    private void isBack() {
        if (isAway.get() && isAway.compareAndSet(true, false)) {
            LOG.info("The database {} can be used again.", address);
        }
    }

    /** The message of a failure in one line. */
    private static String reason(SQLException failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("[.\\s]+$", "");
    }

    @Override
    public long next(Sql transaction, String sequence, LongSupplier last) {
        // The row is held until the end: what is rolled back leaves no gap, and no page shows a later number first.
        return transaction
                .number(
                        "UPDATE blb_sequence SET last_number = last_number + 1 WHERE name = ? RETURNING last_number",
                        sequence)
                .orElseGet(() -> transaction
                        .number(
                                "INSERT INTO blb_sequence VALUES (?, ?) ON CONFLICT (name)"
                                        + " DO UPDATE SET last_number = blb_sequence.last_number + 1 RETURNING last_number",
                                sequence,
                                last.getAsLong() + 1)
                        .orElseThrow());
    }

    @Override
    public void restart(Sql transaction, String sequence) {
        transaction.number("DELETE FROM blb_sequence WHERE name = ? RETURNING last_number", sequence);
    }

    @Override
    public void restartSequences() {
        // The commit of exclusive work does, by raiseEpoch.
    }

    @Override
    public Optional<Successor> successor() {
        return Optional.empty();
    }

    @Override
    public void onLoss(LossListener listener) {
        // The server loses nothing that was committed.
    }

    @Override
    public void check() {
        epoch();
    }

    @Override
    public void close() {
        stopLeading();
        gate.close(connections::close);
    }
}
