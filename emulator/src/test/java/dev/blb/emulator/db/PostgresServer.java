package dev.blb.emulator.db;

import dev.blb.emulator.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that tests start from the programs of this machine, and that ends with the JVM. PostgreSQL refuses to run as
 * root: then it runs as user {@code postgres}, or {@code nobody}.
 */
public final class PostgresServer implements AutoCloseable {
    /** Set to 1 where the tests must not be left out. */
    private static final String REQUIRED = "BLB_TEST_REQUIRE_POSTGRES";

    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final AtomicLong SCHEMAS = new AtomicLong();
    private static @Nullable PostgresServer shared;

    private final Path programs;
    private final Path directory;
    private final int port;
    private @Nullable Process process;

    private PostgresServer(Path programs) {
        this.programs = programs;
        try {
            this.directory = Files.createTempDirectory("blb-postgres");
            this.port = FreePort.any();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a server can be started here. Where it cannot, that is said aloud, and is a failure if it is required. */
    public static boolean isPossible() {
        if (programs().isPresent()) {
            return true;
        }
        String text = "no PostgreSQL is installed (Debian package postgresql): its tests do not run";
        if ("1".equals(System.getenv(REQUIRED))) {
            throw new AssertionError(text + ", and " + REQUIRED + "=1 requires them");
        }
        System.err.println("[WARNING] " + text);
        return false;
    }

    private static Optional<Path> programs() {
        List<Path> found = new ArrayList<>();
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> each = Files.list(versions)) {
                each.map(version -> version.resolve("bin")).forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Stream.of(System.getenv("PATH").split(":")).map(Path::of).forEach(found::add);
        return found.stream()
                .filter(each ->
                        Files.isExecutable(each.resolve("postgres")) && Files.isExecutable(each.resolve("initdb")))
                .findFirst();
    }

    /** The server that all tests of this JVM share; nobody stops it. */
    public static synchronized PostgresServer shared() {
        PostgresServer known = shared;
        if (known == null) {
            known = own();
            shared = known;
        }
        return known;
    }

    /** A server of a test that stops it. */
    public static PostgresServer own() {
        PostgresServer server =
                new PostgresServer(programs().orElseThrow(() -> new AssertionError("no PostgreSQL is installed")));
        server.initialize();
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server;
    }

    private void initialize() {
        if (isRoot()) {
            finish(new ProcessBuilder("chown", user(), directory.toString()));
        }
        finish(new ProcessBuilder(as(
                programs.resolve("initdb").toString(),
                "-D",
                data(),
                "-U",
                "blb",
                "-A",
                "trust",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C")));
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static String user() {
        return Files.exists(Path.of("/var/lib/postgresql")) ? "postgres" : "nobody";
    }

    private static List<String> as(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=" + user(), "--clear-groups", "--"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private void finish(ProcessBuilder builder) {
        try {
            Process running = builder.directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory
                            .resolve("log-" + SCHEMAS.incrementAndGet())
                            .toFile())
                    .start();
            if (!running.waitFor(120, TimeUnit.SECONDS) || running.exitValue() != 0) {
                throw new AssertionError(builder.command() + " failed; see " + directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts it, at first or again, on the same port; when this returns, it accepts connections. */
    @SuppressWarnings("try")
    public synchronized void start() {
        List<String> server = as(
                programs.resolve("postgres").toString(),
                "-D",
                data(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off",
                "-c",
                "max_connections=400",
                "-c",
                "shared_buffers=32MB",
                "-c",
                "deadlock_timeout=100ms");
        // The shell ends the server when this JVM ends, however it does: its standard input is a pipe from here.
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "\"$@\" </dev/null & p=$!; (wait $p) 2>/dev/null; read -r _; kill -QUIT $p; wait $p",
                "sh"));
        command.addAll(server);
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long end = System.nanoTime() + START_TIME.toNanos();
        while (true) {
            try (Connection connection = connect()) {
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("PostgreSQL did not start; see " + directory.resolve("log"), e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops it at once, as a crash does; what was committed is stored. */
    public synchronized void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        try {
            running.getOutputStream().close();
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("PostgreSQL did not stop");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        process = null;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "blb", "");
    }

    /** Carries out a statement as the owner of the server. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The first column of the first row. */
    public String query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** An address whose state nobody else uses: that of an empty schema. */
    public DatabaseAddress emptyAddress() {
        String schema = "blb" + SCHEMAS.incrementAndGet();
        execute("CREATE SCHEMA " + schema);
        // The 5 s that the emulator gives a login pass while a JVM that has just begun loads the driver.
        return address("?connectTimeout=120&loginTimeout=120&user=blb&currentSchema=" + schema);
    }

    /** An address on this server with these parameters. */
    public DatabaseAddress address(String parameters) {
        return DatabaseAddress.parse("jdbc:postgresql://127.0.0.1:" + port + "/postgres" + parameters);
    }

    @Override
    public void close() {
        stop();
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A leftover in the directory for temporary files harms no test.
            System.err.println(directory + " stays: " + e.getMessage());
        }
    }
}
