package dev.blb.emulator.db.h2;

import dev.blb.emulator.db.ConnectionPool;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** An open database in a file that H2 writes only when it is told to, and which of its commits are stored. */
final class StoredDatabase {
    /** In a page, in the copy of it that a second change makes, and in the undo log. */
    private static final int BYTES_PER_CHARACTER = 8;

    /** Further behind than any version of the file, all of which are positive. */
    private static final Long OUTDATED_VERSION = -1_000_000L;

    private static final int STORES_PER_COMPACTION = 1000;
    private static final int COMPACTED_FILL_PERCENT = 50;
    private static final int COMPACTED_BYTES_AT_ONCE = 4 * 1024 * 1024;

    private final H2Database database;
    private final MVStore engine;
    private final BooleanSupplier intact;
    private final AtomicLong committed = new AtomicLong();
    private volatile long stored;
    private int stores;

    /**
     * A database that was just opened.
     *
     * @param intact tells whether its file is still there
     */
    StoredDatabase(H2Database database, MVStore engine, BooleanSupplier intact) {
        this.database = database;
        this.engine = engine;
        this.intact = intact;
        // No writing in the background.
        engine.setAutoCommitDelay(-1);
    }

    ConnectionPool connections() {
        return database.connections();
    }

    /** Counts a commit, and returns its number. */
    long committed() {
        return committed.incrementAndGet();
    }

    /** Whether the commit of this number, and all before it, are stored. */
    boolean isStored(long number) {
        return stored >= number;
    }

    /**
     * Writes all that was committed. No transaction may run.
     *
     * @throws MVStoreException if that fails, or something else has made H2 give up the file before
     */
    void store() {
        // The header says where the newest chunk is. H2 writes it only now and then, and else follows each chunk
        // to the next one; with space that is used again at once, the next store may overwrite one of these, and
        // a kill in the middle of it would bring an older state back. A header that is far behind is written with
        // the next store.
        engine.getStoreHeader().put("version", OUTDATED_VERSION);
        engine.commit();
        if (hasFailed()) {
            MVStoreException cause = engine.getPanicException();
            throw cause != null ? cause : DataUtils.newMVStoreException(DataUtils.ERROR_CLOSED, "the file was closed");
        }
    }

    /** Notes that all that was committed is stored. No transaction may run. */
    void stored() {
        stored = committed.get();
        stores++;
    }

    /** Keeps the file small. No transaction may run. */
    void compactSometimes() {
        if (stores % STORES_PER_COMPACTION == 0) {
            engine.compact(COMPACTED_FILL_PERCENT, COMPACTED_BYTES_AT_ONCE);
            store();
        }
    }

    /** Writes something that nobody reads, to see whether that is possible. */
    void tryToWrite() {
        engine.setStoreVersion(engine.getStoreVersion() + 1);
        store();
    }

    /**
     * Whether changes of so many more characters can be held in memory: beyond a limit H2 writes the file by itself, in the
     * middle of transactions.
     */
    boolean holds(long characters) {
        return engine.getUnsavedMemory() + BYTES_PER_CHARACTER * characters < engine.getAutoCommitMemory() / 2;
    }

    /** Whether its file is still there. */
    boolean isIntact() {
        return intact.getAsBoolean();
    }

    /** Whether H2 has given up the file after an error. */
    boolean hasFailed() {
        return engine.isClosed() || engine.getPanicException() != null;
    }

    /** Closes it, and makes the file small. */
    void shutDown() throws SQLException {
        database.shutDown();
    }

    /** Closes it without writing anything. */
    void abandon() {
        database.abandon();
    }
}
