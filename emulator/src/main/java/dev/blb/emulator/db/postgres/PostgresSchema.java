package dev.blb.emulator.db.postgres;

import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.StateUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables on a PostgreSQL server: the steps of the schema in its dialect, and what processes need to work together. */
final class PostgresSchema {
    /** Up to this version no state can have been stored on a server: the steps that convert rows have nothing to do. */
    private static final int FIRST_VERSION = 4;

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
                for (String script : steps.scripts().subList(0, Math.min(FIRST_VERSION, steps.version()))) {
                    statement.execute(first(script));
                }
                statement.execute(NODES);
                statement.execute("INSERT INTO blb_sync VALUES (1, " + FIRST_VERSION + ", 1)");
                version = Math.min(FIRST_VERSION, steps.version());
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

    /** A step for empty tables: without what converts rows. */
    private static String first(String script) {
        return Stream.of(withoutComments(script).split(";"))
                .map(String::strip)
                .filter(each -> !each.isEmpty() && !each.startsWith("UPDATE"))
                .map(each -> each.replaceFirst("ALTER COLUMN (\\w+) RENAME TO", "RENAME COLUMN $1 TO"))
                .map(PostgresSchema::translated)
                .collect(Collectors.joining(";\n"));
    }

    private static String withoutComments(String script) {
        List<String> lines =
                script.lines().map(line -> line.replaceFirst("--.*", "")).toList();
        return String.join("\n", lines);
    }

    /** A step in the dialect of the server. Texts are compared by code points, as H2 does, whatever the server's language is. */
    static String translated(String script) {
        return script.replaceAll("\\bCLOB\\b", "TEXT").replaceAll("VARCHAR\\(\\d+\\)", "$0 COLLATE \"C\"");
    }
}
