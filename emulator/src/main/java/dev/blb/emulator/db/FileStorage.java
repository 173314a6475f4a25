package dev.blb.emulator.db;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * A database that is kept in a directory: H2's file, written only while no transaction runs, and the journal of what is
 * missing there. All that was committed survives the end of the process, however it ends; a power cut is another matter.
 */
final class FileStorage {
    // Space is used again after two seconds, not 45, or a busy file grows to many times what it holds.
    private static final String SETTINGS = Database.SETTINGS + ";TRACE_LEVEL_FILE=0;RETENTION_TIME=2000";

    private static final int COMPACTED_FILL_PERCENT = 50;
    private static final int COMPACTED_BYTES_AT_ONCE = 4 * 1024 * 1024;

    private final DataDirectory directory;
    private final Sessions sessions;
    private final MVStore store;
    private final Journal journal;

    private FileStorage(DataDirectory directory, Sessions sessions, MVStore store, Journal journal) {
        this.directory = directory;
        this.sessions = sessions;
        this.store = store;
        this.journal = journal;
    }

    /**
     * Opens what a directory keeps, or begins there. An older schema is migrated: a copy takes the missing steps and
     * replaces the original in one step.
     *
     * @param steps scripts; step N makes version N of the schema out of version N - 1
     * @throws StateUnavailable if the directory cannot be used, another emulator uses it, or its content is damaged or
     *     newer than the steps
     */
    static FileStorage open(Path path, List<String> steps) {
        DataDirectory directory = DataDirectory.hold(path);
        try {
            int version = directory.version();
            if (version > steps.size()) {
                throw new StateUnavailable(directory + " was written by a newer emulator: its schema has version "
                        + version + ", this one knows up to " + steps.size()
                        + ". Use that emulator, or choose another directory with --data-dir.");
            }
            if (version > 0 && version < steps.size()) {
                open(directory, version).shutDown();
            }
            if (version < steps.size()) {
                Sessions draft = sessions(directory.draft(version));
                for (String step : steps.subList(version, steps.size())) {
                    draft.run(step);
                }
                draft.shutDown("SHUTDOWN");
                directory.publish(steps.size());
            }
            return open(directory, steps.size());
        } catch (IOException | SQLException | RuntimeException failure) {
            directory.close();
            throw failure instanceof StateUnavailable known ? known : unreadable(directory, failure);
        }
    }

    private static StateUnavailable unreadable(DataDirectory directory, Exception failure) {
        String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return new StateUnavailable(
                directory + " cannot be opened: " + reason + ". " + StateUnavailable.ADVICE, failure);
    }

    private static FileStorage open(DataDirectory directory, int version) throws IOException, SQLException {
        Sessions sessions = sessions(directory.state(version));
        try (Connection connection = sessions.open()) {
            MVStore store = ((SessionLocal)
                            connection.unwrap(JdbcConnection.class).getSession())
                    .getDatabase()
                    .getStore()
                    .getMvStore();
            // What H2 writes behind while transactions run can hold part of one without what undoes it: after a kill
            // that is an index entry which nobody can change any more (seen in H2 2.4.240).
            store.setAutoCommitDelay(-1);
            FileStorage storage =
                    new FileStorage(directory, sessions, store, new Journal(directory.journal(), connection));
            storage.settle();
            return storage;
        } catch (IOException | SQLException | RuntimeException failure) {
            // Without this, H2 would hold the file as long as the process lives.
            sessions.shutDown("SHUTDOWN IMMEDIATELY");
            throw failure;
        }
    }

    private static Sessions sessions(Path database) {
        return new Sessions("file:" + database, SETTINGS, List::of);
    }

    /** Connections to the database. */
    Sessions sessions() {
        return sessions;
    }

    /** Runs the work of a transaction that is about to commit, and writes to the journal what it changed. */
    <T> T recording(Supplier<Connection> connection, Supplier<T> work) throws SQLException {
        return journal.recording(connection, work);
    }

    /** Whether so much was written that it is time to settle. */
    boolean isFull() {
        // Before H2 thinks that it holds too much and writes by itself.
        return journal.isFull() || store.getUnsavedMemory() > store.getAutoCommitMemory() / 2;
    }

    /** Brings H2's file up to date and empties the journal. No transaction may run meanwhile. */
    void settle() {
        store.commit();
        store.compact(COMPACTED_FILL_PERCENT, COMPACTED_BYTES_AT_ONCE);
        store.commit();
        journal.empty();
    }

    /** Ends the database and lets another emulator use the directory. */
    void close() {
        try {
            shutDown();
        } catch (SQLException e) {
            // What the file lacks is in the journal.
            throw new IllegalStateException("the database failed: " + e.getMessage(), e);
        } finally {
            directory.close();
        }
    }

    private void shutDown() throws SQLException {
        settle();
        sessions.shutDown("SHUTDOWN");
        journal.close();
    }
}
