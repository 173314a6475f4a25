package dev.blb.emulator.db.postgres;

import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.StateUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables on a PostgreSQL server: the steps of the schema in its dialect, and what processes need to work together. */
final class PostgresSchema {
    /**
     * What no step of the schema has, as it is no state: the epoch, the sequences, and values that all processes share.
     * The function takes the lock first and then reads, in a snapshot that is newer than the lock.
     */
    private static final String NODES = """
            CREATE TABLE blb_sync (
                id INT PRIMARY KEY CHECK (id = 1),
                schema_version INT NOT NULL,
                epoch BIGINT NOT NULL
            );
            CREATE TABLE blb_sequence (
                name TEXT COLLATE "C" PRIMARY KEY,
                last_number BIGINT NOT NULL
            );
            CREATE TABLE blb_shared (
                kind TEXT COLLATE "C" NOT NULL,
                account TEXT COLLATE "C" NOT NULL,
                name TEXT COLLATE "C" NOT NULL,
                content TEXT NOT NULL,
                amount BIGINT NOT NULL,
                PRIMARY KEY (kind, account, name)
            );
            CREATE FUNCTION blb_enter(lock_key BIGINT, alone BOOLEAN, OUT schema_version INT, OUT epoch BIGINT)
            LANGUAGE plpgsql AS $$
            BEGIN
                IF alone THEN
                    PERFORM pg_advisory_xact_lock(lock_key);
                ELSE
                    PERFORM pg_advisory_xact_lock_shared(lock_key);
                END IF;
                SELECT sync.schema_version, sync.epoch INTO STRICT schema_version, epoch FROM blb_sync sync;
            END
            $$;
            """;

    private final SchemaSteps steps;

    PostgresSchema(SchemaSteps steps) {
        this.steps = steps;
    }

    /**
     * Makes the tables, or brings them to the newest version, in one transaction and while no other process does.
     *
     * @param lockKey of the advisory lock
     * @throws StateUnavailable if they are of a newer version, or other tables are in the way
     */
    void migrate(Connection connection, long lockKey) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + lockKey + ")");
            int version = version(statement);
            if (version > steps.version()) {
                throw new StateUnavailable(
                        "it holds state of version " + version + ", and this emulator knows those up to "
                                + steps.version() + ". Use a newer emulator, or another database.");
            }
            if (version == 0) {
                statement.execute(NODES);
                statement.execute("INSERT INTO blb_sync VALUES (1, 0, 0)");
            }
            for (String script : steps.after(version)) {
                statement.execute(translated(script));
            }
            if (version < steps.version()) {
                statement.execute("UPDATE blb_sync SET epoch = epoch + 1, schema_version = " + steps.version());
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet known = statement.executeQuery(
                "SELECT to_regclass(quote_ident(current_schema()) || '.blb_sync') IS NOT NULL")) {
            known.next();
            if (!known.getBoolean(1)) {
                return 0;
            }
        }
        try (ResultSet row = statement.executeQuery("SELECT schema_version FROM blb_sync")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** A script in the dialect of the server. Texts are compared by code points, as H2 does, whatever the server's language is. */
    static String translated(String script) {
        return script.replaceAll("\\bCLOB\\b", "TEXT").replaceAll("VARCHAR\\(\\d+\\)", "$0 COLLATE \"C\"");
    }
}
