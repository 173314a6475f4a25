package dev.blb.emulator.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jooq.SQLDialect;

/**
 * A database of one kind, and all that kinds of database do differently. {@link Database} holds what they have in common; nothing
 * else may ask which kind it is.
 */
public interface Store extends AutoCloseable {
    /** Who else may work while a transaction does. */
    enum Mode {
        /** Other shared transactions; until it changes something, it may end between two statements and go on as the next one. */
        READING,
        /** Other shared transactions. */
        SHARED,
        /** Nobody. */
        EXCLUSIVE
    }

    /** Position of a commit in the order of commits; {@link #awaitStored} waits for it. */
    interface Commit {}

    /** The epoch of a store that one process uses. */
    long ONE_PROCESS = 0;

    /** A query for the epoch, which is sent together with a statement. */
    interface Entry {
        /** The query, without parameters. It takes the locks of the mode, if any, and has one row. */
        String query();

        /**
         * Reads its row; returns the epoch.
         *
         * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if this process may not use what is stored there
         */
        long epoch(ResultSet row) throws SQLException;

        /** What to throw if the query failed; nothing was done then. */
        SQLException failed(SQLException failure);

        /**
         * The same if it was sent together with a statement: where either one may have failed, the transaction is carried out again with the
         * query alone first.
         */
        SQLException failedTogether(SQLException failure);
    }

    /** Language of its statements. */
    SQLDialect dialect();

    /** The schema that it has. */
    SchemaSteps schema();

    /** Connections to it. Ask anew for each transaction: the store may replace them while none runs. */
    ConnectionPool connections();

    /** Whether the state outlives {@link #close}, so that it may also be there already when the store is opened. */
    boolean isDurable();

    /** Whether other processes may read and write the same state: then nothing that this one remembers may decide an answer. */
    boolean isShared();

    /** Whether this process is the one of all that does what only one may do; it tries to become that. For one thread. */
    boolean leads();

    /**
     * A number that has changed whenever any process has written since it was last read; a guess that may change without a write.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if the store cannot be used at the moment
     */
    long writes();

    /**
     * The epoch at the moment, as an {@link Entry} reads it, without a transaction: the number of exclusive works that have
     * changed something, of whatever process; {@link #ONE_PROCESS} where no other process uses the store.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if the store cannot be used at the moment
     */
    long epoch();

    /** Raises the epoch with the commit of an exclusive transaction that changed something; returns the new one. */
    long raiseEpoch(Sql transaction);

    /**
     * Runs a transaction, and its repetitions, as soon as the mode allows.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if that takes too long, the store cannot be used at the
     *     moment, or it was closed
     */
    <T> T enter(Mode mode, Supplier<T> transaction);

    /** The time of a transaction that begins now. */
    Instant now();

    /** How a transaction of this mode enters a store that other processes use, too; empty where there are none. */
    default Optional<Entry> entry(Mode mode) {
        return Optional.empty();
    }

    /**
     * What is sent behind each statement of a {@link Mode#READING} transaction that has not entered yet, and together with it: takes no
     * lock. If the epoch is still the one that was decided in, the statement has seen what is declared in it. Empty where no other
     * process uses the store.
     */
    default Optional<Entry> confirmation() {
        return Optional.empty();
    }

    /** Notes that a transaction which changed something was committed; called before it leaves {@link #enter}. */
    Commit committed();

    /**
     * Waits until a commit is stored as safely as this store promises; called after {@link #enter}, before the answer.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if it cannot be stored; it may be lost then
     */
    void awaitStored(Commit commit);

    /**
     * Whether a shared transaction may make one more change. If not it is rolled back and carried out again exclusively.
     *
     * @param characters size of the texts that the change stores
     */
    boolean admits(long characters);

    /** The text of an INSERT that adds nothing where a key is taken, and does not end the transaction. */
    String insertUnlessTaken(String insert);

    /**
     * A query that waits, until the transaction ends for which it was sent before, for its turn among those with the same number at
     * its question mark. Empty where waiting for a row costs no more.
     */
    default Optional<String> waitingForTurn() {
        return Optional.empty();
    }

    /**
     * A change of rows behind the same wait for a turn, to be sent together with the commit. It fails as a conflict if it touches no row.
     * Empty where waiting for a row costs no more.
     */
    default Optional<String> lastInTurn(String change) {
        return Optional.empty();
    }

    /** Whether an INSERT with that text failed because a key is taken. */
    boolean isTaken(SQLException failure);

    /** Whether a transaction that ended so was only in the way of another one, and may be carried out again. */
    boolean isConflict(SQLException failure);

    /** What to throw for a failure that ended a transaction and is no conflict. */
    RuntimeException failed(Exception failure);

    /**
     * Hands out the next number of a sequence. Each is handed out once; what is rolled back may leave a gap.
     *
     * @param last reads the last number that is stored
     */
    long next(Sql transaction, String sequence, LongSupplier last);

    /** Lets a sequence go on from what is stored: for exclusive work that stores another last number. */
    void restart(Sql transaction, String sequence);

    /** The same for all sequences. */
    void restartSequences();

    /** Whether an exclusive transaction may continue in an empty database that takes the place of this one with its commit. */
    Optional<Successor> successor();

    /** An empty database beside this one. Closing it without {@link #takePlace} drops it. */
    interface Successor extends AutoCloseable {
        /** Connections to it. */
        ConnectionPool connections();

        /** Takes the place of the database, which ends. No transaction may run. */
        void takePlace();

        @Override
        void close();
    }

    /** Hears that the state is not the newest one that was seen any more: commits that had not been stored were lost. */
    interface LossListener {
        /** Called first, while no transaction runs. */
        void reload();

        /** Called then, outside of any transaction. */
        void tell();
    }

    /** Sets the one that hears of losses. */
    void onLoss(LossListener listener);

    /**
     * Checks that writes can be stored at the moment.
     *
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable if not; its message says why and what helps
     */
    void check();

    /** Notes that the start is over: from then on outages are told in the log, and pass. One before it ends the start. */
    default void started() {}

    /** Ends the store after the transactions that run; later ones are refused. */
    @Override
    void close();
}
