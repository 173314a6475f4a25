package dev.blb.emulator.db.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.Sql;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file as a killed process leaves it, copied in the middle of random writes while many write and roll back: each image
 * opens, and holds what was acknowledged and no part of a transaction. More of them by {@code -Dblb.crash.images=5000}.
 */
class CrashImageTest {
    private static final int IMAGES = Integer.getInteger("blb.crash.images", 200);
    private static final int WRITERS = 8;
    private static final int BOXES = 12;
    private static final int AMOUNT = 1000;

    /** Of each writer in a round. */
    private static final int TRANSACTIONS = 300;

    private static final SchemaSteps STEPS = new SchemaSteps(List.of("""
            CREATE TABLE box (id INT PRIMARY KEY, amount INT NOT NULL, label VARCHAR(4000) NOT NULL);
            CREATE INDEX box_amount ON box (amount);
            CREATE TABLE progress (writer INT PRIMARY KEY, done INT NOT NULL);
            INSERT INTO box SELECT x, %d, '' FROM system_range(1, %d);
            INSERT INTO progress SELECT x, 0 FROM system_range(0, %d);
            """.formatted(AMOUNT, BOXES, WRITERS - 1)));

    @TempDir
    private Path temporary;

    /** What each writer was acknowledged last. */
    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(WRITERS);

    /** A copy of the file, and what had been acknowledged before it was made. */
    private record Image(Path file, List<Integer> acknowledged) {}

    /** A file system that copies a file in the middle of every so manieth write to it. */
    public static final class Camera extends FilePathWrapper {
        private static final int WRITES_PER_IMAGE = 5;
        private static volatile @Nullable CrashImageTest test;
        private static final Random RANDOM = new Random(7);

        @Override
        public String getScheme() {
            return "camera";
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new Film(getBase().open(mode), Path.of(getBase().toString()));
        }

        private static void maybe(Path file) throws IOException {
            CrashImageTest taking = test;
            if (taking != null && RANDOM.nextInt(WRITES_PER_IMAGE) == 0) {
                taking.take(file);
            }
        }
    }

    private static final class Film extends FileBase {
        private final FileChannel file;
        private final Path path;

        private Film(FileChannel file, Path path) {
            this.file = file;
            this.path = path;
        }

        @Override
        public synchronized int write(ByteBuffer bytes, long position) throws IOException {
            int all = bytes.remaining();
            int half = all / 2;
            int limit = bytes.limit();
            bytes.limit(bytes.position() + half);
            int written = half == 0 ? 0 : file.write(bytes, position);
            bytes.limit(limit);
            Camera.maybe(path);
            return written + file.write(bytes, position + written);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            Camera.maybe(path);
            return file.write(bytes);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            Camera.maybe(path);
            file.truncate(size);
            return this;
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return file.read(bytes);
        }

        @Override
        public synchronized int read(ByteBuffer bytes, long position) throws IOException {
            return file.read(bytes, position);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }

    private final ConcurrentLinkedQueue<Image> images = new ConcurrentLinkedQueue<>();

    private void take(Path file) throws IOException {
        if (images.size() < IMAGES) {
            List<Integer> before =
                    IntStream.range(0, WRITERS).map(acknowledged::get).boxed().toList();
            Path copy = Files.createTempFile(temporary, "image", ".mv.db");
            Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            images.add(new Image(copy, before));
        }
    }

    private static Database open(String fileSystem, Path directory) {
        Clock clock = Clock.systemUTC();
        return new Database(FileStore.open(directory, clock, clock, new FileFormat(fileSystem, STEPS)));
    }

    private static int move(Tx tx, int writer, int done, Random random) {
        DSLContext sql = Sql.of(tx).dsl();
        int amount = random.nextInt(10);
        // In one order, so that they do not wait for each other in a circle.
        int from = 1 + random.nextInt(BOXES - 1);
        int to = from + 1 + random.nextInt(BOXES - from);
        sql.execute(
                "UPDATE box SET amount = amount - ?, label = REPEAT('x', ?) WHERE id = ?",
                amount,
                random.nextInt(3000),
                from);
        sql.execute("UPDATE box SET amount = amount + ? WHERE id = ?", amount, to);
        sql.execute("UPDATE progress SET done = ? WHERE writer = ?", done, writer);
        if (random.nextInt(10) == 0) {
            throw new RolledBackException();
        }
        return done;
    }

    private static final class RolledBackException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void write(Database database, int writer, int before, int transactions) {
        Random random = new Random(writer + before);
        for (int i = 1; i <= transactions; i++) {
            int done = before + i;
            try {
                acknowledged.set(writer, database.inTransaction(tx -> move(tx, writer, done, random)));
            } catch (RolledBackException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }

    private void writeAll(Database database, int before, int transactions) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                running.add(pool.submit(() -> write(database, writer, before, transactions)));
            }
            for (Future<?> each : running) {
                each.get(1, TimeUnit.HOURS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @Timeout(7200)
    void everyImageIsWhole() throws Exception {
        FilePath.register(new Camera());
        Path directory = temporary.resolve("data");
        try (Database database = open("camera:", directory)) {
            Camera.test = this;
            for (int round = 0; round < 20 && images.size() < IMAGES; round++) {
                writeAll(database, round * TRANSACTIONS, TRANSACTIONS);
            }
            assertThat(database.<Integer>inTransaction(tx -> Sql.of(tx)
                            .dsl()
                            .fetchSingle("SELECT SUM(amount) FROM box")
                            .get(0, Integer.class)))
                    .as("in the running database")
                    .isEqualTo(BOXES * AMOUNT);
        } finally {
            Camera.test = null;
        }
        assertThat(images.size()).as("images").isEqualTo(IMAGES);
        int number = 0;
        for (Image image : images) {
            try {
                check(image);
            } catch (SQLException | AssertionError failure) {
                throw new AssertionError(
                        "image " + number + " of " + images.size() + ": " + failure.getMessage(), failure);
            }
            Files.delete(image.file());
            number++;
        }
    }

    /** The same without images, and with more transactions: the sums of a running database could be wrong. */
    @Test
    @Timeout(7200)
    void sumsStayRightWhileManyWriteAndRollBack() throws Exception {
        try (Database database = open("", temporary.resolve("sums"))) {
            for (int round = 0; round < Math.max(4, IMAGES / 100); round++) {
                writeAll(database, round * TRANSACTIONS, TRANSACTIONS);
                assertThat(database.<String>inTransaction(tx -> Sql.of(tx)
                                .dsl()
                                .fetchSingle("SELECT SUM(amount), COUNT(*) FROM box")
                                .formatCSV(false)))
                        .contains(BOXES * AMOUNT + "," + BOXES);
            }
        }
    }

    private static Connection connect(Image image) throws SQLException {
        String name = image.file().toString().replaceFirst("\\.mv\\.db$", "");
        return DriverManager.getConnection("jdbc:h2:file:" + name + ";IFEXISTS=TRUE;LOCK_TIMEOUT=100", "sa", "");
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void check(Image image) throws SQLException {
        try (Connection connection = connect(image)) {
            assertThat(number(connection, "SELECT SUM(amount) FROM box")).isEqualTo(BOXES * AMOUNT);
            assertThat(number(connection, "SELECT SUM(amount) FROM box USE INDEX (box_amount) WHERE amount > -1000000"))
                    .as("by the index")
                    .isEqualTo(BOXES * AMOUNT);
            for (int writer = 0; writer < WRITERS; writer++) {
                assertThat(number(connection, "SELECT done FROM progress WHERE writer = " + writer))
                        .as("of writer %d", writer)
                        .isGreaterThanOrEqualTo(image.acknowledged().get(writer));
            }
            for (int id = 1; id <= BOXES; id++) {
                int amount = number(connection, "SELECT amount FROM box WHERE id = " + id);
                assertThat(number(connection, "SELECT COUNT(*) FROM box WHERE amount = " + amount + " AND id = " + id))
                        .as("row %d by its value", id)
                        .isOne();
            }
            // What a transaction left behind would count as the one that draws its number next.
            List<Connection> several = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Connection each = connect(image);
                each.setAutoCommit(false);
                several.add(each);
            }
            for (int id = 1; id <= BOXES; id++) {
                try (Statement statement = several.get(id % 4).createStatement()) {
                    assertThat(statement.executeUpdate(
                                    "UPDATE box SET amount = amount + 1, label = '' WHERE id = " + id))
                            .isOne();
                }
            }
            for (Connection each : several) {
                each.commit();
                each.close();
            }
            assertThat(number(connection, "SELECT SUM(amount) FROM box")).isEqualTo(BOXES * (AMOUNT + 1));
            // The file keeps the setting that it stays open: thousands of images would fill the memory.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN IMMEDIATELY");
            }
        }
    }

    @Test
    void aTornImageIsSeen() throws Exception {
        Path file = temporary.resolve("torn.mv.db");
        Files.writeString(file, "no database".repeat(1000));
        assertThatThrownBy(() -> check(new Image(file, List.of()))).isInstanceOf(SQLException.class);
    }
}
