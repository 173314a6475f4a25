package dev.blb.emulator.db.h2;

import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.StateUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How the state is kept in the file of a directory.
 *
 * @param fileSystem prefix of the file system of H2 through which the file is reached, such as {@code cut:}; the empty text for
 *     the plain one
 * @param steps the schema
 */
record FileFormat(String fileSystem, SchemaSteps steps) {
    // OPEN_NEW: one that has failed in this process is not met again.
    // RETENTION_TIME: space is used again at once, or a busy file grows to many times what it holds.
    private static final String SETTINGS = H2Database.SETTINGS + ";OPEN_NEW=TRUE;TRACE_LEVEL_FILE=0;RETENTION_TIME=0";

    /**
     * Brings a directory to the newest version of the schema, or begins there. A copy takes the missing steps and replaces the
     * original in one step.
     *
     * @throws StateUnavailable if the directory is newer than the steps, or only an older emulator can read it
     */
    void migrate(DataDirectory directory) throws IOException, SQLException {
        int version = directory.version();
        if (version > steps.version()) {
            throw new StateUnavailable(directory + " was written by a newer emulator: its schema has version " + version
                    + ", this one knows up to " + steps.version()
                    + ". Use that emulator, or choose another directory with --data-dir.");
        }
        directory.refuseLog();
        if (version > 0) {
            // An empty file, which H2 would take for a new database, is refused.
            directory.identity(version);
        }
        if (version < steps.version()) {
            H2Database draft = database(directory.draft(version));
            try {
                if (version > 0) {
                    dropLogTriggers(draft);
                }
                draft.run(steps.after(version));
                draft.shutDown();
            } catch (SQLException | RuntimeException failure) {
                draft.abandon();
                throw failure;
            }
            directory.publish(steps.version());
        }
    }

    /** Emulators before version 2 of the schema filled a log by triggers, whose class is gone. */
    private static void dropLogTriggers(H2Database database) throws SQLException {
        List<String> triggers = new ArrayList<>();
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT DISTINCT trigger_name FROM information_schema.triggers")) {
            while (found.next()) {
                triggers.add(found.getString(1));
            }
        }
        for (String trigger : triggers) {
            database.run(List.of("DROP TRIGGER \"" + trigger + "\""));
        }
    }

    /** Opens the newest version of the state, which is there. */
    StoredDatabase open(DataDirectory directory) throws IOException, SQLException {
        Object identity = directory.identity(steps.version());
        H2Database database = database(directory.state(steps.version()));
        try {
            if (!database.hasTables()) {
                // H2 takes a file whose end is missing for a new database, and would begin anew in its place.
                throw new StateUnavailable(
                        directory + " holds no table: its file is damaged. " + StateUnavailable.ADVICE);
            }
            return new StoredDatabase(database, database.engine(), () -> directory.isIntact(steps.version(), identity));
        } catch (SQLException | RuntimeException failure) {
            // Without this, H2 would hold the file as long as the process runs.
            database.abandon();
            throw failure;
        }
    }

    private H2Database database(Path path) {
        // An interrupt closes a file in Java; "retry:" opens it again.
        return new H2Database("retry:" + fileSystem + path, SETTINGS, List.of());
    }
}
