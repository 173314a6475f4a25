package dev.blb.emulator.db.postgres;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

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
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jooq.SQLDialect;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A store on a PostgreSQL server, version 14 or newer. Any number of processes may use it at once: each transaction begins by taking
 * an advisory lock, shared or alone, and by reading the epoch.
 */
public final class PostgresStore implements Store {
    private static final Commit COMMIT = new Commit() {};
    private static final int MIN_VERSION = 14;

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

    private static final String MICROS = "(extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT";
    private static final String EPOCH = "SELECT schema_version, epoch, " + MICROS + " FROM blb_sync";

    /** Each transaction that writes, of whatever database of the server, takes the next number. */
    private static final String WRITES = "SELECT pg_snapshot_xmax(pg_current_snapshot())::TEXT::BIGINT";

    private static final String NEXT =
            "UPDATE blb_sequence SET last_number = last_number + 1 WHERE name = ? RETURNING last_number";
    private static final String FIRST = "INSERT INTO blb_sequence VALUES (?, ?) ON CONFLICT (name)"
            + " DO UPDATE SET last_number = blb_sequence.last_number + 1 RETURNING last_number";

    private final Clock clock;
    private final Clock realClock;
    private final SchemaSteps steps;
    private final PGSimpleDataSource source;
    private final ConnectionPool connections = new ConnectionPool(this::open, MAX_CONNECTIONS, MAX_CONNECTIONS);
    private final ConnectionPool sequences =
            new ConnectionPool(this::openForSequences, SEQUENCE_CONNECTIONS, SEQUENCE_CONNECTIONS);
    private final Gate gate = new Gate();
    private final Failures failures;
    private final LeaderLock leader;
    private final long lockKey;
    /** Of those who wait for a row, each commit wakes every one; of those who wait for an advisory lock the next one. */
    private final Optional<String> waitingForTurn;

    private final Entry beside;
    private final Entry alone;

    private PostgresStore(
            DatabaseAddress address,
            PGSimpleDataSource source,
            Clock clock,
            Clock realClock,
            SchemaSteps steps,
            long lockKey) {
        this.source = source;
        this.clock = clock;
        this.realClock = realClock;
        this.steps = steps;
        this.failures = new Failures(address, connections);
        this.leader = new LeaderLock(this::open, lockKey + 1);
        this.lockKey = lockKey;
        this.waitingForTurn = Optional.of("SELECT pg_advisory_xact_lock(" + (int) lockKey + ", ?)");
        this.beside = new Locking("SELECT schema_version, epoch FROM blb_enter(" + lockKey + ", false)");
        this.alone = new Locking("SELECT schema_version, epoch FROM blb_enter(" + lockKey + ", true)");
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
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            PostgresStore store = new PostgresStore(address, source, clock, realClock, steps, lockKey(connection));
            store.prepare(connection);
            connection.commit();
            return store;
        } catch (SQLException e) {
            throw new StateUnavailable(
                    "The database " + address + " cannot be used: " + Failures.reason(e)
                            + ". Check --database, --database-user and"
                            + " --database-password, and that the server runs.",
                    e);
        } catch (StateUnavailable e) {
            throw new StateUnavailable("The database " + address + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** That of the advisory lock of a schema. */
    private static long lockKey(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < MIN_VERSION) {
            throw new StateUnavailable(
                    "it is PostgreSQL " + version + "; needed is version " + MIN_VERSION + " or newer.");
        }
        try (Statement statement = connection.createStatement();
                ResultSet key = statement.executeQuery("SELECT hashtextextended('blb ' || current_schema(), 0)")) {
            key.next();
            long lockKey = key.getLong(1);
            if (key.wasNull()) {
                throw new StateUnavailable("the schema of its search path does not exist.");
            }
            return lockKey;
        }
    }

    private void prepare(Connection connection) throws SQLException {
        new PostgresSchema(steps).migrate(connection, lockKey);
        if (realClock instanceof ServerClock server) {
            try (Statement statement = connection.createStatement();
                    ResultSet time = statement.executeQuery("SELECT " + MICROS)) {
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
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Optional<Entry> entry(Mode mode) {
        return Optional.of(mode == Mode.EXCLUSIVE ? alone : beside);
    }

    /** The epoch, read together with what this process depends on. */
    private long epoch(ResultSet row) throws SQLException {
        int version = row.getInt(1);
        if (version != steps.version()) {
            throw SERVICE_UNAVAILABLE.with(
                    "The database has the schema of another emulator (version %d, this one's is %d); restart with that one.",
                    version, steps.version());
        }
        failures.isBack();
        return row.getLong(2);
    }

    /** Takes the advisory lock, shared or alone. */
    private final class Locking implements Entry {
        private final String query;

        Locking(String query) {
            this.query = query;
        }

        @Override
        public String query() {
            return query;
        }

        @Override
        public long epoch(ResultSet row) throws SQLException {
            return PostgresStore.this.epoch(row);
        }

        @Override
        public SQLException failed(SQLException failure) {
            if (Failures.isEnded(failure)) {
                connections.closeIdle();
                return new Failures.NotBegunException(failure);
            }
            return failure;
        }

        @Override
        public SQLException failedTogether(SQLException failure) {
            SQLException known = failed(failure);
            return Failures.isLost(failure) || Failures.hasWaitedTooLong(failure)
                    ? known
                    : new Failures.NotBegunException(known);
        }
    }

    @Override
    public boolean leads() {
        return leader.leads();
    }

    @Override
    public long writes() {
        return gate.enter(Mode.READING, () -> number(connections, WRITES, row -> row.getLong(1)))
                .orElseThrow();
    }

    @Override
    public long epoch() {
        return gate.enter(Mode.READING, () -> {
                    Instant asked = realClock.instant();
                    return number(connections, EPOCH, row -> {
                        if (realClock instanceof ServerClock server) {
                            server.correct(asked, instant(row.getLong(3)));
                        }
                        return epoch(row);
                    });
                })
                .orElseThrow();
    }

    private interface Reading {
        long of(ResultSet row) throws SQLException;
    }

    /** A number in the only row of a statement that is a transaction of its own; empty without a row. */
    private OptionalLong number(ConnectionPool pool, String query, Reading reading, Object... values) {
        try {
            return read(pool, query, reading, values);
        } catch (SQLException e) {
            if (!Failures.isLost(e)) {
                throw failed(e);
            }
            pool.closeIdle();
            try {
                return read(pool, query, reading, values);
            } catch (SQLException again) {
                throw failed(again);
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
    public Optional<String> waitingForTurn() {
        return waitingForTurn;
    }

    @Override
    public boolean isTaken(SQLException failure) {
        // The statement does not fail then.
        return false;
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return Failures.isConflict(failure);
    }

    @Override
    public RuntimeException failed(Exception failure) {
        return failures.of(failure);
    }

    @Override
    public long next(Sql transaction, String sequence, LongSupplier last) {
        return next(transaction, NEXT, sequence)
                .orElseGet(() ->
                        next(transaction, FIRST, sequence, last.getAsLong() + 1).orElseThrow());
    }

    /** On a connection of its own, so that nobody waits until this transaction ends; exclusive work has locked what it restarts. */
    private OptionalLong next(Sql transaction, String statement, Object... values) {
        return transaction.isExclusive()
                ? transaction.number(statement, values)
                : number(sequences, statement, row -> row.getLong(1), values);
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
        leader.close();
        gate.close(() -> {
            connections.close();
            sequences.close();
        });
    }
}
