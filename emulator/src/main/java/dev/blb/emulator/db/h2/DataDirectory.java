package dev.blb.emulator.db.h2;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.blb.emulator.api.Reason;
import dev.blb.emulator.db.StateUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that keeps the state, held by one emulator at a time: {@code state-N.mv.db}, H2's file with version N of
 * the schema, and {@code lock}.
 */
final class DataDirectory implements AutoCloseable {
    private static final String SUFFIX = ".mv.db";
    private static final Pattern STATE = Pattern.compile("state-([1-9]\\d{0,8})" + Pattern.quote(SUFFIX));

    /** A database in the making. A killed process leaves it behind, and it does not count. */
    private static final String DRAFT = "draft";

    /** A file lock keeps other processes out, but within one process it ends when anybody closes that file. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes hold of a directory, which is made if it is not there.
     *
     * @throws StateUnavailable if it cannot be used, or another emulator holds it
     */
    static DataDirectory hold(Path directory) {
        try {
            Path path = Files.createDirectories(directory).toRealPath();
            if (path.toString().contains(";")) {
                throw new StateUnavailable(path + " has a ; in its name, which H2 cannot open. "
                        + "Choose another directory with --data-dir.");
            }
            if (!isNamed(path)) {
                throw new StateUnavailable(
                        path + " has characters in its name that this Java cannot write, by which H2 opens it. "
                                + "Set LC_ALL=C.UTF-8, or choose another directory with --data-dir.");
            }
            if (!HELD_HERE.add(path)) {
                throw inUse(path);
            }
            try {
                return new DataDirectory(path, locked(path));
            } catch (IOException | RuntimeException | Error failure) {
                HELD_HERE.remove(path);
                throw failure;
            }
        } catch (FileAlreadyExistsException e) {
            throw new StateUnavailable(directory + " is a file. Choose a directory with --data-dir.", e);
        } catch (IOException e) {
            throw new StateUnavailable(
                    directory + " cannot be made or written" + byUser() + " (" + Reason.of(e)
                            + "). Make that possible, or choose another directory with --data-dir.",
                    e);
        }
    }

    /** Whether the text of a path names it: not if its bytes are no text in the encoding that Java reads names with. */
    private static boolean isNamed(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException unmappable) {
            return false;
        }
    }

    /** Who runs this, where the system has numbers of users: in a container it is the image's user, not the host's. */
    private static String byUser() {
        try {
            return " by user " + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException notTold) {
            return "";
        }
    }

    private static FileChannel locked(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve("lock"), CREATE, WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw inUse(path);
        }
        return channel;
    }

    private static StateUnavailable inUse(Path path) {
        return new StateUnavailable(
                path + " is in use by another emulator. Stop that one, or choose another directory with --data-dir.");
    }

    /** The version of the schema that is kept here, or 0 if nothing is. */
    int version() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> STATE.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(state -> Integer.parseInt(state.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    /** The path by which H2 knows this version of the state: its file without the suffix. */
    Path state(int version) {
        return path.resolve("state-" + version);
    }

    /** The same for a database in the making: a copy of this version of the state, or nothing yet for version 0. */
    Path draft(int version) throws IOException {
        Path draft = path.resolve(DRAFT);
        Files.deleteIfExists(file(draft));
        if (version > 0) {
            Files.copy(file(state(version)), file(draft));
        }
        return draft;
    }

    /** Makes the draft this version of the state, in one step; older ones go. */
    void publish(int version) throws IOException {
        Files.move(file(path.resolve(DRAFT)), file(state(version)), ATOMIC_MOVE, REPLACE_EXISTING);
        for (int older = version - 1; older > 0; older--) {
            Files.deleteIfExists(file(state(older)));
        }
    }

    /**
     * Removes the empty log of an emulator that stored its writes there first.
     *
     * @throws StateUnavailable if it holds writes, which only that emulator can read
     */
    void refuseLog() throws IOException {
        Path log = path.resolve("journal");
        if (Files.exists(log) && Files.size(log) > 0) {
            throw new StateUnavailable(
                    log + " holds writes of an older emulator that was killed. Start that one here once"
                            + " more and stop it, or delete the file to go on without these writes.");
        }
        Files.deleteIfExists(log);
    }

    /**
     * What identifies the file of a version of the state while it is there.
     *
     * @throws StateUnavailable if it is empty, which a database never is
     */
    @Nullable
    Object identity(int version) throws IOException {
        BasicFileAttributes file = Files.readAttributes(file(state(version)), BasicFileAttributes.class);
        if (file.size() == 0) {
            throw new StateUnavailable(file(state(version)) + " is empty. " + StateUnavailable.ADVICE);
        }
        return file.fileKey();
    }

    /** Whether a file with this identity is still there. */
    boolean isIntact(int version, @Nullable Object identity) {
        try {
            return Objects.equals(identity, identity(version));
        } catch (IOException | StateUnavailable e) {
            return false;
        }
    }

    private static Path file(Path database) {
        return database.resolveSibling(database.getFileName() + SUFFIX);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Lets another emulator hold the directory. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD_HERE.remove(path);
        }
    }
}
