package dev.blb.emulator.db.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.StateUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept in a directory, whatever became of the process that wrote it. */
class FileStoreTest {
    private static final String FIRST_STEP = """
            CREATE TABLE parent (id VARCHAR(9) PRIMARY KEY, label VARCHAR(99) UNIQUE, size INT, big CLOB, ok BOOLEAN);
            CREATE TABLE child (
                parent VARCHAR(9) REFERENCES parent ON DELETE CASCADE,
                port BIGINT,
                PRIMARY KEY (parent, port));
            CREATE TABLE word (text VARCHAR(1000000));
            """;

    @TempDir
    private Path temporary;

    private Path directory() {
        return temporary.resolve("data");
    }

    private Database open(String... furtherSteps) {
        return open(directory(), furtherSteps);
    }

    private static Database open(Path directory, String... furtherSteps) {
        List<String> steps = new ArrayList<>(List.of(FIRST_STEP));
        steps.addAll(List.of(furtherSteps));
        Clock clock = Clock.systemUTC();
        return new Database(FileStore.open(directory, clock, clock, new FileFormat("", new SchemaSteps(steps))));
    }

    private static void run(Database database, String... statements) {
        database.inTransaction(tx -> {
            for (String statement : statements) {
                Sql.of(tx).dsl().execute(statement);
            }
            return "";
        });
    }

    private static String all(Database database) {
        return database.inTransaction(tx -> Sql.of(tx)
                        .dsl()
                        .fetch("SELECT id, label, size, big, ok FROM parent ORDER BY id")
                        .formatCSV(false)
                + Sql.of(tx)
                        .dsl()
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

    /** The directory as it is when the process is killed now. */
    private Path killed() throws IOException {
        Path killed = Files.createTempDirectory(temporary, "killed");
        for (String name : names(directory())) {
            Files.copy(directory().resolve(name), killed.resolve(name));
        }
        return killed;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasAnsweredIsInTheFile() throws IOException {
        try (Database database = open()) {
            write(database);
            String before = all(database);
            try (Database again = open(killed())) {
                assertThat(all(again)).isEqualTo(before).contains("a,moved,2");
                run(again, "INSERT INTO child (parent, port) VALUES ('d', 1)");
                assertThat(all(again)).contains("d,1");
            }
            database.exclusively("", tx -> Sql.of(tx).dsl().execute("DELETE FROM parent WHERE id <> 'd'"));
            try (Database again = open(killed())) {
                assertThat(all(again)).contains("d,third,4").doesNotContain("a,", "b,", "e,");
            }
        }
    }

    @Test
    void whatFailedHalfwayLeavesNoTrace() throws IOException {
        try (Database database = open()) {
            database.inTransaction(tx -> {
                Sql.of(tx).dsl().execute("INSERT INTO parent (id) VALUES ('a')");
                assertThatThrownBy(() -> Sql.of(tx).dsl().execute("INSERT INTO parent (id) VALUES ('b'), ('a')"))
                        .hasMessageContaining("primary key");
                return "";
            });
            assertThatThrownBy(() -> database.exclusively("", tx -> {
                        Sql.of(tx).dsl().execute("DELETE FROM parent");
                        throw new IllegalArgumentException("in the middle");
                    }))
                    .hasMessage("in the middle");
            try (Database again = open(killed())) {
                assertThat(all(again)).contains("a,\"").doesNotContain("b,\"");
            }
        }
    }

    @Test
    void manyWritersAreStoredTogether() throws Exception {
        try (Database database = open()) {
            run(database, "INSERT INTO parent (id, size) VALUES ('a', 0), ('b', 0)");
            List<Thread> threads = Stream.of("a", "b", "a", "b")
                    .map(id -> new Thread(() -> {
                        for (int i = 0; i < 100; i++) {
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
                thread.join();
            }
            String before = all(database);
            assertThat(before).contains("a,\"\",200");
            try (Database again = open(killed())) {
                assertThat(all(again)).isEqualTo(before);
            }
        }
    }

    @Test
    void aFileThatIsRewrittenOftenStaysSmall() throws IOException {
        try (Database database = open()) {
            run(database, "INSERT INTO parent (id, size) VALUES ('a', 0)");
            for (int i = 0; i < 2500; i++) {
                run(database, "UPDATE parent SET size = size + 1, label = '" + i + "' WHERE id = 'a'");
            }
            assertThat(Files.size(directory().resolve("state-1.mv.db"))).isLessThan(4_000_000);
        }
        assertThat(Files.size(directory().resolve("state-1.mv.db"))).isLessThan(400_000);
    }

    @Test
    void aLargeTransactionIsNotWrittenInTheMiddleOfAnother() throws Exception {
        try (Database database = open()) {
            run(database, "INSERT INTO parent (id, size) VALUES ('a', 0)");
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            Thread small = new Thread(() -> database.inTransaction(tx -> {
                Sql.of(tx).dsl().execute("UPDATE parent SET size = 1 WHERE id = 'a'");
                inside.countDown();
                await(goOn);
                return "";
            }));
            small.start();
            await(inside);
            byte[] before = Files.readAllBytes(directory().resolve("state-1.mv.db"));
            Thread large = new Thread(() -> database.inTransaction(tx -> {
                for (int i = 0; i < 100; i++) {
                    Sql.of(tx).dsl().execute("INSERT INTO word VALUES (REPEAT('x', 500000))");
                }
                return "";
            }));
            large.start();
            while (large.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(directory().resolve("state-1.mv.db")).hasBinaryContent(before);
            goOn.countDown();
            small.join();
            large.join();
            try (Database again = open(killed())) {
                assertThat(again.<Long>inTransaction(tx -> Sql.of(tx)
                                .dsl()
                                .fetchSingle("SELECT SUM(LENGTH(text)) FROM word")
                                .get(0, Long.class)))
                        .isEqualTo(50_000_000);
            }
        }
    }

    @Test
    void anInterruptedWriterHarmsNobody() throws Exception {
        try (Database database = open()) {
            run(database, "INSERT INTO parent (id, size) VALUES ('a', 0)");
            Thread writer = new Thread(() -> {
                Thread.currentThread().interrupt();
                try {
                    run(database, "UPDATE parent SET size = 1 WHERE id = 'a'");
                } catch (RuntimeException interrupted) {
                    // It may be refused; the others must not be.
                }
            });
            writer.start();
            writer.join();
            run(database, "UPDATE parent SET size = 2 WHERE id = 'a'");
            database.check();
            try (Database again = open(killed())) {
                assertThat(all(again)).contains("a,\"\",2");
            }
        }
    }

    @Test
    void closingWaitsForTheWritersThatAreUnderWayAndRefusesLaterOnes() throws Exception {
        Database database = open();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        CompletableFuture<Void> late = CompletableFuture.runAsync(
                () -> database.inTransaction(tx -> {
                    inside.countDown();
                    await(closing);
                    return Sql.of(tx).dsl().execute("INSERT INTO parent (id) VALUES ('late')");
                }),
                task -> new Thread(task).start());
        await(inside);
        Thread closer = new Thread(database::close);
        closer.start();
        awaitTurn(closer);
        assertThatThrownBy(() -> database.inTransaction(tx -> ""))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.error().status()).isEqualTo(503));
        closing.countDown();
        late.orTimeout(60, TimeUnit.SECONDS).join();
        closer.join(300_000);
        assertThat(closer.isAlive()).isFalse();
        assertThatThrownBy(() -> run(database, "INSERT INTO parent (id) VALUES ('later')"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("stopping");
        try (Database again = open()) {
            assertThat(all(again)).contains("late,").doesNotContain("later");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Returns once a thread waits for the transactions under way. To try transactions until one is refused would not do: one
     * that begins just before could queue behind the thread, which waits for one that this test holds.
     */
    private static void awaitTurn(Thread closer) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime()).as("the deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void anOlderSchemaIsMigrated() throws IOException {
        Path killed;
        try (Database database = open()) {
            run(database, "INSERT INTO parent (id, size) VALUES ('a', 1)");
            killed = killed();
        }
        for (int i = 0; i < 2; i++) {
            try (Database again = open(
                    killed,
                    "ALTER TABLE parent ADD COLUMN twice INT; UPDATE parent SET twice = 2 * size;",
                    "ALTER TABLE parent ADD COLUMN thrice INT; UPDATE parent SET thrice = size + twice;")) {
                assertThat(again.<String>inTransaction(tx -> Sql.of(tx)
                                .dsl()
                                .fetchSingle("SELECT id, twice, thrice FROM parent")
                                .formatCSV(false)))
                        .contains("a,2,3");
            }
            assertThat(names(killed)).containsExactly("lock", "state-3.mv.db");
        }
    }

    @Test
    void aMigrationThatFailsLeavesTheOldState() {
        try (Database database = open()) {
            run(database, "INSERT INTO parent (id) VALUES ('a')");
        }
        assertThatThrownBy(() -> open("DELETE FROM parent; ALTER TABLE nowhere ADD COLUMN x INT;"))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("NOWHERE");
        try (Database again = open()) {
            assertThat(all(again)).contains("a,\"");
        }
    }

    @Test
    void aNewerSchemaIsRefusedAndNothingTouched() throws IOException {
        open("ALTER TABLE parent ADD COLUMN x INT").close();
        byte[] state = Files.readAllBytes(directory().resolve("state-2.mv.db"));
        assertThatThrownBy(this::open)
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining(directory().toString())
                .hasMessageContaining("version 2")
                .hasMessageContaining("up to 1");
        assertThat(directory().resolve("state-2.mv.db")).hasBinaryContent(state);
        assertThat(names(directory())).containsExactly("lock", "state-2.mv.db");
    }

    @Test
    void aDirectoryIsForOneAtATime() {
        try (Database database = open()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(this::open)
                        .isInstanceOf(StateUnavailable.class)
                        .hasMessageContaining(directory() + " is in use by another emulator");
            }
            run(database, "INSERT INTO parent (id) VALUES ('a')");
        }
        open().close();
    }

    @Test
    void aLogOfAnOlderEmulatorIsRefusedUnlessItIsEmpty() throws IOException {
        open().close();
        Path log = Files.writeString(directory().resolve("journal"), "0badc0de []\n");
        byte[] state = Files.readAllBytes(directory().resolve("state-1.mv.db"));
        assertThatThrownBy(this::open)
                .isInstanceOf(StateUnavailable.class)
                .hasMessageStartingWith(log + " holds writes of an older emulator")
                .hasMessageContaining("Start that one here once more and stop it");
        assertThat(directory().resolve("state-1.mv.db")).hasBinaryContent(state);
        Files.writeString(log, "");
        open().close();
        assertThat(names(directory())).containsExactly("lock", "state-1.mv.db");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 4096, 8192})
    void ofAFileThatEndsEarlyTheReasonIsTold(int bytes) throws IOException {
        open().close();
        Path state = directory().resolve("state-1.mv.db");
        Files.write(state, Arrays.copyOf(Files.readAllBytes(state), bytes));
        assertThatThrownBy(this::open)
                .isInstanceOf(StateUnavailable.class)
                .hasMessageStartingWith(
                        directory() + (bytes < 8192 ? " cannot be opened: Reading from file" : " holds no table"))
                .hasMessageContaining("--data-dir");
    }

    @Test
    void anEmptyFileIsRefusedAndTheDirectoryLetGo() throws IOException {
        Files.createDirectories(directory());
        Path state = Files.writeString(directory().resolve("state-1.mv.db"), "");
        assertThatThrownBy(this::open)
                .isInstanceOf(StateUnavailable.class)
                .hasMessageStartingWith(state + " is empty. ")
                .hasMessageContaining("--data-dir");
        Files.delete(state);
        open().close();
    }
}
