package dev.blb.emulator.db.h2;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Reason;
import dev.blb.emulator.db.ConnectionPool;
import dev.blb.emulator.db.Gate;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.db.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.h2.mvstore.MVStoreException;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a data directory. Nothing that was answered is lost when the process ends, however it ends; a power cut is another
 * matter.
 *
 * <p>H2 writes its file only while no transaction runs: what it writes meanwhile can hold a part of one without what undoes it, in
 * the file and, with several writers that roll back, in the running database (seen in H2 2.4.240; see decisions.md). So a
 * transaction commits, and the first that waits for its commit to be stored waits until none runs, then stores for all.
 */
public final class FileStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
    private static final int TIMEOUT_SECONDS = 30;

    private final Clock clock;
    private final Clock realClock;
    private final DataDirectory directory;
    private final FileFormat format;
    private final Gate gate = new Gate();
    private final Sequences sequences = new Sequences();

    /** Held by the one that stores for all who wait. */
    private final ReentrantLock storing = new ReentrantLock();

    private volatile StoredDatabase database;
    private volatile @Nullable Outage outage;
    private volatile boolean isStarted;
    private @Nullable LossListener lossListener;

    private FileStore(Clock clock, Clock realClock, DataDirectory directory, FileFormat format)
            throws IOException, SQLException {
        this.clock = clock;
        this.realClock = realClock;
        this.directory = directory;
        this.format = format;
        this.database = format.open(directory);
    }

    /**
     * Opens what a directory keeps, or begins there.
     *
     * @param clock gives its transactions their time
     * @param realClock tells when to try again to store what could not be stored
     * @throws StateUnavailable if the directory cannot be used, another emulator uses it, or its content is damaged or
     *     newer than this emulator
     */
    public static FileStore open(Path path, Clock clock, Clock realClock) {
        return open(path, clock, realClock, new FileFormat("", SchemaSteps.all()));
    }

    static FileStore open(Path path, Clock clock, Clock realClock, FileFormat format) {
        DataDirectory directory = DataDirectory.hold(path);
        try {
            format.migrate(directory);
            return new FileStore(clock, realClock, directory, format);
        } catch (StateUnavailable known) {
            directory.close();
            throw known;
        } catch (IOException | SQLException | RuntimeException failure) {
            directory.close();
            throw new StateUnavailable(
                    isOfTheDisk(failure)
                            ? "The state in " + directory + " cannot be written (" + Reason.innermost(failure) + ")"
                                    + Outage.START_ADVICE
                            : directory + " cannot be opened: " + Reason.innermost(failure) + ". "
                                    + StateUnavailable.ADVICE,
                    failure);
        }
    }

    /** Whether the system refused something, such as for want of space, and the file is not what is wrong. */
    private static boolean isOfTheDisk(Exception failure) {
        return failure instanceof IOException || H2Database.isUnwritten(failure);
    }

    /** The place of a commit among those of a database. */
    private record Place(StoredDatabase database, long number) implements Commit {}

    @Override
    public SQLDialect dialect() {
        return SQLDialect.H2;
    }

    @Override
    public SchemaSteps schema() {
        return format.steps();
    }

    @Override
    public ConnectionPool connections() {
        return database.connections();
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public <T> T enter(Mode mode, Supplier<T> transaction) {
        recover();
        return gate.enter(mode, () -> {
            refuseDuringOutage();
            T result = transaction.get();
            if (mode == Mode.EXCLUSIVE) {
                // Before others enter: it may have changed more than H2 keeps without writing.
                store();
            }
            return result;
        });
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
        StoredDatabase current = database;
        return new Place(current, current.committed());
    }

    @Override
    public void awaitStored(Commit commit) {
        Place place = (Place) commit;
        if (place.database().isStored(place.number())) {
            return;
        }
        // Whoever waits here blocks no reader, as one that waits for the gate would.
        lockStoring();
        try {
            gate.alone(() -> {
                // Closing may have stored it before the gate was free.
                if (!place.database().isStored(place.number())) {
                    store();
                }
            });
        } finally {
            storing.unlock();
        }
        if (!place.database().isStored(place.number())) {
            throw SERVICE_UNAVAILABLE.with("The write was not stored in %s; it may be lost, try again.", directory);
        }
    }

    private void lockStoring() {
        try {
            if (storing.tryLock(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw SERVICE_UNAVAILABLE.with("The write was not stored in %d s; it may be later.", TIMEOUT_SECONDS);
    }

    /** Stores all that was committed. No transaction runs. */
    private void store() {
        refuseDuringOutage();
        try {
            database.store();
        } catch (MVStoreException e) {
            throw begin(outage("cannot be written (" + Reason.innermost(e) + ")", false));
        }
        if (!database.isIntact()) {
            throw begin(outage("was removed or replaced while the emulator ran", true));
        }
        database.stored();
        try {
            database.compactSometimes();
        } catch (MVStoreException e) {
            // All that was committed is stored: this one's answer is not harmed.
            begin(outage("cannot be written (" + Reason.innermost(e) + ")", false));
        }
    }

    private Outage outage(String what, boolean lasting) {
        return new Outage(
                "The state in " + directory + " " + what,
                lasting,
                realClock.instant().plus(RETRY_INTERVAL));
    }

    private synchronized ApiException begin(Outage begun) {
        Outage known = outage;
        if (known == null) {
            outage = begun;
            if (isStarted) {
                tell(begun);
            }
            return refusal(begun);
        }
        return refusal(known);
    }

    private void tell(Outage begun) {
        LOG.error("{}", refusal(begun).text());
    }

    private ApiException refusal(Outage current) {
        return current.refusal(!isStarted);
    }

    @Override
    public synchronized void started() {
        isStarted = true;
        Outage known = outage;
        if (known != null) {
            tell(known);
        }
    }

    private void refuseDuringOutage() {
        Outage current = outage;
        if (current != null) {
            throw refusal(current);
        }
    }

    /** Ends an outage if it is time to try, and possible. */
    private void recover() {
        Outage current = outage;
        if (current == null) {
            return;
        }
        if (current.lasting() || realClock.instant().isBefore(current.nextTry())) {
            throw refusal(current);
        }
        gate.alone(() -> {
            if (current.equals(outage)) {
                reopen();
            }
        });
        if (outage == null && lossListener != null) {
            lossListener.tell();
        }
    }

    private void reopen() {
        database.abandon();
        try {
            if (!database.isIntact()) {
                throw new IOException("the file is missing");
            }
            StoredDatabase again = format.open(directory);
            database = again;
            again.tryToWrite();
            outage = null;
            if (lossListener != null) {
                lossListener.reload();
            }
        } catch (IOException | SQLException | RuntimeException failure) {
            Outage still = outage("cannot be written (" + Reason.innermost(failure) + ")", false);
            outage = still;
            LOG.debug("tried again", failure);
            throw refusal(still);
        }
        LOG.info("The state in {} can be written again.", directory);
    }

    @Override
    public RuntimeException failed(Exception failure) {
        if (outage != null || database.hasFailed()) {
            return begin(outage("cannot be read or written (" + Reason.innermost(failure) + ")", false));
        }
        return H2Database.failed(failure);
    }

    @Override
    public boolean admits(long characters) {
        return database.holds(characters);
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
        return Optional.empty();
    }

    @Override
    public void onLoss(LossListener listener) {
        lossListener = listener;
    }

    @Override
    public void check() {
        recover();
        refuseDuringOutage();
        if (!database.isIntact()) {
            throw begin(outage("was removed or replaced while the emulator ran", true));
        }
    }

    @Override
    public void close() {
        gate.close(() -> {
            try {
                if (outage == null) {
                    database.store();
                    database.stored();
                    database.shutDown();
                } else {
                    database.abandon();
                }
            } catch (SQLException | MVStoreException e) {
                // All that was answered is stored.
                LOG.warn("{} was not closed cleanly: {}", directory, Reason.innermost(e));
                database.abandon();
            } finally {
                directory.close();
            }
        });
    }
}
