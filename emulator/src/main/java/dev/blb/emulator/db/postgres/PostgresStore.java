package dev.blb.emulator.db.postgres;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.db.ConnectionPool;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.Gate;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.ServerClock;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.db.Store;
import java.sql.Connection;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on a PostgreSQL server, version 14 or newer. Any number of processes may use it at once: each transaction that may write begins
 * by taking an advisory lock, shared or alone, and by reading the epoch; what only reads takes no lock, and reads the epoch behind each statement.
 */
public final class PostgresStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

    private static final Commit COMMIT = new Commit() {};
    private static final int MIN_VERSION = 14;

    /** To change the tables while others read them. */
    private static final int MAX_ATTEMPTS = 10;

    private static final String MICROS = "(extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT";
    private static final String EPOCH = "SELECT schema_version, epoch, " + MICROS + " FROM blb_sync";

    /** Each transaction that writes, of whatever database of the server, takes the next number. */
    private static final String WRITES = "SELECT pg_snapshot_xmax(pg_current_snapshot())::TEXT::BIGINT";

    private static final String NEXT =
            "UPDATE blb_sequence SET last_number = last_number + 1 WHERE name = ? RETURNING last_number";
    private static final String FIRST = "INSERT INTO blb_sequence VALUES (?, ?) ON CONFLICT (name)"
            + " DO UPDATE SET last_number = blb_sequence.last_number + 1 RETURNING last_number";

    private static final String GIVE_BACK = "UPDATE blb_sequence SET last_number = last_number - 1"
            + " WHERE name = ? AND last_number = ? RETURNING last_number";

    private final Server server;
    private final Clock clock;
    private final Clock realClock;
    private final SchemaSteps steps;
    private final Gate gate = new Gate();
    private final LeaderLock leader;
    private final long lockKey;
    /** Of those who wait for a row, each commit wakes every one; of those who wait for an advisory lock the next one. */
    private final Optional<String> waitingForTurn;

    private final Entry beside;
    private final Entry alone;
    private final Entry confirmation = new AskingForEpoch("SELECT schema_version, epoch FROM blb_sync");

    private PostgresStore(Server server, Clock clock, Clock realClock, SchemaSteps steps, long lockKey) {
        this.server = server;
        this.clock = clock;
        this.realClock = realClock;
        this.steps = steps;
        this.leader = new LeaderLock(server::open, lockKey + 1);
        this.lockKey = lockKey;
        this.waitingForTurn = Optional.of("SELECT pg_advisory_xact_lock(" + (int) lockKey + ", ?)");
        this.beside = new AskingForEpoch("SELECT schema_version, epoch FROM blb_enter(" + lockKey + ", false)");
        this.alone = new AskingForEpoch("SELECT schema_version, epoch FROM blb_enter(" + lockKey + ", true)");
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
        Server server = new Server(address, user, password);
        for (int attempt = 1; ; attempt++) {
            try {
                return open(server, clock, realClock, steps);
            } catch (SQLException e) {
                // A read of another process may have one of the tables that a step changes, and wait for the next one.
                if (!Failures.isConflict(e) || attempt == MAX_ATTEMPTS) {
                    throw new StateUnavailable(Failures.startAdvice(address, e), e);
                }
            } catch (StateUnavailable e) {
                throw new StateUnavailable("The database " + address + " cannot be used: " + e.getMessage(), e);
            }
        }
    }

    private static PostgresStore open(Server server, Clock clock, Clock realClock, SchemaSteps steps)
            throws SQLException {
        try (Connection connection = server.open()) {
            connection.setAutoCommit(false);
            PostgresStore store = new PostgresStore(server, clock, realClock, steps, lockKey(connection));
            store.prepare(connection);
            connection.commit();
            return store;
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
        if (realClock instanceof ServerClock corrected) {
            try (Statement statement = connection.createStatement();
                    ResultSet time = statement.executeQuery("SELECT " + MICROS)) {
                time.next();
                corrected.set(instant(time.getLong(1)));
            }
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
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
        return server.connections();
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

    @Override
    public Optional<Entry> confirmation() {
        return Optional.of(confirmation);
    }

    /** The epoch, read together with what this process depends on. */
    private long epoch(ResultSet row) throws SQLException {
        int version = row.getInt(1);
        if (version != steps.version()) {
            // A newer one can do what this one cannot any more.
            leader.close();
            throw SERVICE_UNAVAILABLE.with(
                    "The database has the schema of another emulator (version %d, this one's is %d); restart with that one.",
                    version, steps.version());
        }
        server.failures().isBack();
        return row.getLong(2);
    }

    private final class AskingForEpoch implements Entry {
        private final String query;

        AskingForEpoch(String query) {
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
                server.connections().closeIdle();
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
        return gate.enter(Mode.READING, () -> server.number(WRITES, row -> row.getLong(1)));
    }

    @Override
    public long epoch() {
        return gate.enter(Mode.READING, () -> {
            Instant asked = realClock.instant();
            return server.number(EPOCH, row -> {
                if (realClock instanceof ServerClock corrected) {
                    corrected.correct(asked, instant(row.getLong(3)));
                }
                return epoch(row);
            });
        });
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
    public Optional<String> lastInTurn(String change) {
        return waitingForTurn.map(
                waiting -> waiting + "; WITH changed AS (" + change + " RETURNING 1) SELECT 1 / count(*) FROM changed");
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
    public void started() {
        server.failures().started();
    }

    @Override
    public RuntimeException failed(Exception failure) {
        return server.failures().of(failure);
    }

    @Override
    public long next(Sql transaction, String sequence, LongSupplier last) {
        long number = next(transaction, NEXT, sequence)
                .orElseGet(() ->
                        next(transaction, FIRST, sequence, last.getAsLong() + 1).orElseThrow());
        if (!transaction.isExclusive()) {
            transaction.onRollback(() -> giveBack(sequence, number));
        }
        return number;
    }

    /** Leaves no gap, unless others have drawn a number since, or the server is away. */
    private void giveBack(String sequence, long number) {
        try {
            server.nextNumber(GIVE_BACK, sequence, number);
        } catch (ApiException away) {
            LOG.debug("number {} of {} is not given back", number, sequence, away);
        }
    }

    /** Committed at once, so that nobody waits until the transaction ends; exclusive work has locked the rows that it restarts. */
    private OptionalLong next(Sql transaction, String statement, Object... values) {
        return transaction.isExclusive() ? transaction.number(statement, values) : server.nextNumber(statement, values);
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
        gate.close(server::close);
    }
}
