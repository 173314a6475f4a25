package dev.blb.emulator.db.h2;

import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 whose files cannot grow beyond a limit, as on a full disk. */
public final class LimitedDisk extends FilePathWrapper {
    private static final Map<Path, Long> LIMITS = new ConcurrentHashMap<>();

    /** Used by H2. */
    public LimitedDisk() {}

    /** A store in a directory on such a disk, without a limit at first. */
    public static Store open(Path directory, Clock clock, Clock realClock) {
        FilePath.register(new LimitedDisk());
        return FileStore.open(directory, clock, realClock, new FileFormat("limited:", SchemaSteps.all()));
    }

    /** Lets the files of a directory grow to this many bytes. */
    public static void limit(Path directory, long bytes) throws IOException {
        LIMITS.put(directory.toRealPath(), bytes);
    }

    @Override
    public String getScheme() {
        return "limited";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        Path directory = Objects.requireNonNull(Path.of(getBase().toString()).getParent());
        return new Limited(getBase().open(mode), directory);
    }

    private static final class Limited extends FileBase {
        private final FileChannel file;
        private final Path directory;

        private Limited(FileChannel file, Path directory) {
            this.file = file;
            this.directory = directory;
        }

        private void refuseBeyondTheLimit(long end) throws IOException {
            if (end > LIMITS.getOrDefault(directory, Long.MAX_VALUE)) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public synchronized int write(ByteBuffer bytes, long position) throws IOException {
            refuseBeyondTheLimit(position + bytes.remaining());
            return file.write(bytes, position);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            refuseBeyondTheLimit(file.position() + bytes.remaining());
            return file.write(bytes);
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
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
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
}
