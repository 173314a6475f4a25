package dev.blb.emulator.db.h2;

import dev.blb.emulator.db.ConnectionPool;
import dev.blb.emulator.db.Gate;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.Store;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jooq.SQLDialect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store in memory. Its state ends with it. */
public final class MemoryStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryStore.class);
    private static final Commit COMMIT = new Commit() {};

    private final Clock clock;
    private final SchemaSteps steps;
    private final Gate gate = new Gate();
    private final Sequences sequences = new Sequences();
    private volatile H2Database database;

    /** An empty store, whose transactions have the time of this clock. It opens with the first transaction. */
    public MemoryStore(Clock clock) {
        this(clock, SchemaSteps.all());
    }

    /** The same with the schema that these steps make. */
    public MemoryStore(Clock clock, SchemaSteps steps) {
        this.clock = clock;
        this.steps = steps;
        this.database = empty();
    }

    private H2Database empty() {
        // A name of its own keeps emulators in one JVM apart.
        return new H2Database("mem:" + UUID.randomUUID(), H2Database.SETTINGS, steps.after(0));
    }

    @Override
    public SQLDialect dialect() {
        return SQLDialect.H2;
    }

    @Override
    public SchemaSteps schema() {
        return steps;
    }

    @Override
    public ConnectionPool connections() {
        return database.connections();
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public <T> T enter(Mode mode, Supplier<T> transaction) {
        return gate.enter(mode, transaction);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public boolean leads() {
        return true;
    }

    @Override
    public long writes() {
        return ONE_PROCESS;
    }

    @Override
    public long epoch() {
        return ONE_PROCESS;
    }

    @Override
    public long raiseEpoch(Sql transaction) {
        return ONE_PROCESS;
    }

    @Override
    public Commit committed() {
        return COMMIT;
    }

    @Override
    public void awaitStored(Commit commit) {
        // A commit in memory is all that this store promises.
    }

    @Override
    public boolean admits(long characters) {
        return true;
    }

    @Override
    public String insertUnlessTaken(String insert) {
        return insert;
    }

    @Override
    public boolean isTaken(SQLException failure) {
        return H2Database.isTaken(failure);
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return H2Database.isConflict(failure);
    }

    @Override
    public RuntimeException failed(Exception failure) {
        return H2Database.failed(failure);
    }

    @Override
    public long next(Sql transaction, String sequence, LongSupplier last) {
        return sequences.next(transaction, sequence, last);
    }

    @Override
    public void restart(Sql transaction, String sequence) {
        sequences.restart(sequence);
    }

    @Override
    public void restartSequences() {
        sequences.restartAll();
    }

    @Override
    public Optional<Successor> successor() {
        return Optional.of(new Beside(empty()));
    }

    /** An empty database in memory beside this store's one. */
    private final class Beside implements Successor {
        private final H2Database empty;

        private Beside(H2Database empty) {
            this.empty = empty;
        }

        @Override
        public ConnectionPool connections() {
            return empty.connections();
        }

        @Override
        public void takePlace() {
            H2Database old = database;
            database = empty;
            end(old);
        }

        @Override
        public void close() {
            end(empty);
        }
    }

    @Override
    public void onLoss(LossListener listener) {
        // Nothing that was committed is lost before the process ends.
    }

    @Override
    public void check() {
        // Whatever could fail would end the process.
    }

    @Override
    public void close() {
        gate.close(() -> end(database));
    }

    private static void end(H2Database database) {
        try {
            database.shutDown();
        } catch (SQLException e) {
            // Its state was not to be kept.
            LOG.warn("a database in memory could not be closed: {}", e.getMessage());
        }
    }
}
