package dev.blb.emulator.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in a directory, whatever became of the process that wrote it. */
class FileStorageTest {
    private static final List<String> STEPS = List.of("""
            CREATE TABLE parent (id VARCHAR(9) PRIMARY KEY, label VARCHAR(99) UNIQUE, size INT, big CLOB, ok BOOLEAN);
            CREATE TABLE child (
                parent VARCHAR(9) REFERENCES parent ON DELETE CASCADE,
                port BIGINT,
                PRIMARY KEY (parent, port));
            """);

    @TempDir
    private Path temporary;

    private Path directory() {
        return temporary.resolve("data");
    }

    private static void run(Database database, String... statements) {
        database.inTransaction(tx -> {
            for (String statement : statements) {
                Database.sql(tx).execute(statement);
            }
            return "";
        });
    }

    private static String all(Database database) {
        return database.inTransaction(tx -> Database.sql(tx)
                        .fetch("SELECT id, label, size, big, ok FROM parent ORDER BY id")
                        .formatCSV(false)
                + Database.sql(tx)
                        .fetch("SELECT parent, port FROM child ORDER BY parent, port")
                        .formatCSV(false));
    }

    private static void write(Database database) {
        run(
                database,
                "INSERT INTO parent VALUES ('a', 'first', 1, 'long é中\\n\"text\"', TRUE)",
                "INSERT INTO parent VALUES ('b', NULL, NULL, NULL, NULL), ('c', 'third', -3, '', FALSE)",
                "INSERT INTO child (parent, port) VALUES ('a', 80), ('a', 81), ('b', 8589934592), ('c', 1)");
        run(database, "UPDATE parent SET label = 'moved', size = size + 1 WHERE id = 'a'");
        run(database, "DELETE FROM parent WHERE id = 'c'", "INSERT INTO parent VALUES ('d', 'third', 4, NULL, TRUE)");
        run(database, "UPDATE child SET port = 82 WHERE parent = 'a' AND port = 81");
        assertThatThrownBy(() -> run(database, "DELETE FROM parent", "INSERT INTO nowhere VALUES (1)"))
                .as("rolled back")
                .hasMessageContaining("NOWHERE");
        run(database, "INSERT INTO parent VALUES ('e', 'fifth', 5, NULL, TRUE)");
        assertThatThrownBy(() -> run(
                        database, "INSERT INTO parent VALUES ('f', 'sixth', 6, NULL, TRUE), ('e', '', 0, '', TRUE)"))
                .as("refused")
                .hasMessageContaining("primary key");
    }

    private static void copy(Path from, Path to, String... names) throws IOException {
        Files.createDirectories(to);
        for (String name : names) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    @Test
    void whatH2HasNotWrittenIsInTheJournal() throws IOException {
        Path killed = temporary.resolve("killed");
        String before;
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            copy(directory(), killed, "state-1.mv.db");
            write(database);
            before = all(database);
            copy(directory(), killed, "journal");
        }
        try (Database again = Database.inDirectory(killed, STEPS)) {
            assertThat(all(again)).isEqualTo(before);
            run(again, "INSERT INTO child (parent, port) VALUES ('d', 1)");
            assertThat(all(again)).contains("d,1");
        }
        assertThat(Files.size(killed.resolve("journal"))).isZero();
    }

    @Test
    void theJournalMayRepeatWhatH2HasWritten() throws IOException {
        Path killed = temporary.resolve("killed");
        String before;
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            write(database);
            before = all(database);
            copy(directory(), killed, "journal");
        }
        copy(directory(), killed, "state-1.mv.db");
        try (Database again = Database.inDirectory(killed, STEPS)) {
            assertThat(all(again)).isEqualTo(before);
        }
    }

    @Test
    void aStatementThatFailedHalfwayLeavesNoTrace() throws IOException {
        Path killed = temporary.resolve("killed");
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            copy(directory(), killed, "state-1.mv.db");
            database.inTransaction(tx -> {
                Database.sql(tx).execute("INSERT INTO parent (id) VALUES ('a')");
                assertThatThrownBy(() -> Database.sql(tx).execute("INSERT INTO parent (id) VALUES ('b'), ('a')"))
                        .hasMessageContaining("primary key");
                return "";
            });
            copy(directory(), killed, "journal");
        }
        try (Database again = Database.inDirectory(killed, STEPS)) {
            assertThat(all(again)).contains("a,\"").doesNotContain("b,\"");
        }
    }

    @Test
    void workOnManyRowsIsKeptWithoutTheJournal() throws IOException {
        Path killed = temporary.resolve("killed");
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            write(database);
            database.exclusively("", tx -> Database.sql(tx).execute("DELETE FROM parent WHERE id <> 'd'"));
            assertThat(Files.size(directory().resolve("journal"))).isZero();
            copy(directory(), killed, "state-1.mv.db");
        }
        try (Database again = Database.inDirectory(killed, STEPS)) {
            assertThat(all(again)).contains("d,third,4").doesNotContain("a,", "b,", "e,");
        }
    }

    @Test
    void aFullJournalIsEmptied() throws IOException {
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            for (int i = 0; i < 5; i++) {
                run(database, "INSERT INTO parent (id, big) VALUES ('" + i + "', REPEAT('x', 5000000))");
            }
            assertThat(Files.size(directory().resolve("journal"))).isBetween(5_000_000L, Journal.FULL_BYTES);
        }
        try (Database again = Database.inDirectory(directory(), STEPS)) {
            assertThat(again.<String>inTransaction(tx -> Database.sql(tx)
                            .fetchSingle("SELECT SUM(LENGTH(big)) FROM parent")
                            .formatCSV(false)))
                    .contains("25000000");
        }
    }

    @Test
    void halfALineAtTheEndWasNeverAcknowledged() throws IOException {
        Path killed = temporary.resolve("killed");
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            copy(directory(), killed, "state-1.mv.db");
            run(database, "INSERT INTO parent (id) VALUES ('a')");
            run(database, "INSERT INTO parent (id) VALUES ('b')");
            copy(directory(), killed, "journal");
        }
        byte[] journal = Files.readAllBytes(killed.resolve("journal"));
        Files.write(killed.resolve("journal"), java.util.Arrays.copyOf(journal, journal.length - 1));
        try (Database again = Database.inDirectory(killed, STEPS)) {
            assertThat(all(again)).contains("a,\"").doesNotContain("b,\"");
        }
    }

    @Test
    void aDamagedJournalIsRefused() throws IOException {
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            run(database, "INSERT INTO parent (id) VALUES ('a')");
        }
        Files.writeString(directory().resolve("journal"), "0badc0de []\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Database.inDirectory(directory(), STEPS))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining(directory() + "/journal is damaged in line 1")
                .hasMessageContaining("--data-dir");
        Files.delete(directory().resolve("journal"));
        try (Database again = Database.inDirectory(directory(), STEPS)) {
            assertThat(all(again)).contains("a,\"");
        }
    }

    @Test
    void anOlderSchemaIsMigratedWithWhatItsJournalHolds() throws IOException {
        Path killed = temporary.resolve("killed");
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            copy(directory(), killed, "state-1.mv.db");
            run(database, "INSERT INTO parent (id, size) VALUES ('a', 1)");
            copy(directory(), killed, "journal");
        }
        List<String> newer = List.of(
                STEPS.get(0),
                "ALTER TABLE parent ADD COLUMN twice INT; UPDATE parent SET twice = 2 * size;",
                "ALTER TABLE parent ADD COLUMN thrice INT; UPDATE parent SET thrice = size + twice;");
        for (int i = 0; i < 2; i++) {
            try (Database again = Database.inDirectory(killed, newer)) {
                assertThat(again.<String>inTransaction(tx -> Database.sql(tx)
                                .fetchSingle("SELECT id, twice, thrice FROM parent")
                                .formatCSV(false)))
                        .contains("a,2,3");
            }
            assertThat(names(killed)).containsExactlyInAnyOrder("state-3.mv.db", "journal", "lock");
        }
    }

    @Test
    void aMigrationThatFailsLeavesTheOldState() throws IOException {
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            run(database, "INSERT INTO parent (id) VALUES ('a')");
        }
        assertThatThrownBy(() -> Database.inDirectory(
                        directory(),
                        List.of(STEPS.get(0), "DELETE FROM parent; ALTER TABLE nowhere ADD COLUMN x INT;")))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("NOWHERE");
        try (Database again = Database.inDirectory(directory(), STEPS)) {
            assertThat(all(again)).contains("a,\"");
        }
    }

    @Test
    void aNewerSchemaIsRefusedAndNothingTouched() throws IOException {
        Database.inDirectory(directory(), List.of(STEPS.get(0), "ALTER TABLE parent ADD COLUMN x INT"))
                .close();
        byte[] state = Files.readAllBytes(directory().resolve("state-2.mv.db"));
        assertThatThrownBy(() -> Database.inDirectory(directory(), STEPS))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining(directory().toString())
                .hasMessageContaining("version 2")
                .hasMessageContaining("up to 1");
        assertThat(directory().resolve("state-2.mv.db")).hasBinaryContent(state);
        assertThat(names(directory())).containsExactlyInAnyOrder("state-2.mv.db", "journal", "lock");
    }

    @Test
    void aDirectoryIsForOneAtATime() {
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> Database.inDirectory(directory(), STEPS))
                        .isInstanceOf(StateUnavailable.class)
                        .hasMessageContaining(directory() + " is in use by another emulator");
            }
            run(database, "INSERT INTO parent (id) VALUES ('a')");
        }
        Database.inDirectory(directory(), STEPS).close();
    }

    @Test
    void manyWritersLeaveWhatTheJournalSays() throws Exception {
        Path killed = temporary.resolve("killed");
        String before;
        try (Database database = Database.inDirectory(directory(), STEPS)) {
            copy(directory(), killed, "state-1.mv.db");
            run(database, "INSERT INTO parent (id, size) VALUES ('a', 0), ('b', 0)");
            List<Thread> threads = Stream.of("a", "b", "a", "b")
                    .map(id -> new Thread(() -> {
                        for (int i = 0; i < 200; i++) {
                            run(
                                    database,
                                    "UPDATE parent SET size = size + 1 WHERE id = '" + id + "'",
                                    "MERGE INTO child (parent, port) KEY (parent, port) VALUES ('" + id + "', " + i % 7
                                            + ")",
                                    "DELETE FROM child WHERE parent = '" + id + "' AND port = " + i % 5);
                        }
                    }))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join(60_000);
            }
            before = all(database);
            copy(directory(), killed, "journal");
        }
        assertThat(before).contains("a,\"\",400");
        try (Database again = Database.inDirectory(killed, STEPS)) {
            assertThat(all(again)).isEqualTo(before);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
