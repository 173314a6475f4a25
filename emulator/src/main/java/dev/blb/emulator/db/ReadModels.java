package dev.blb.emulator.db;

import dev.blb.emulator.api.Tx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The read models of a database, the epoch whose state they show, and what threads decide from them. Thread-safe. */
final class ReadModels {
    /** None that a store has. */
    private static final long UNKNOWN_EPOCH = -1;

    private final Store store;
    private final List<ReadModel> models = new CopyOnWriteArrayList<>();
    private volatile long epoch = Store.ONE_PROCESS;

    /** The epoch that a thread has decided in, until the database has confirmed that it is the current one. */
    private final ThreadLocal<@Nullable Long> unconfirmed = new ThreadLocal<>();

    ReadModels(Store store) {
        this.store = store;
    }

    /** Another process did exclusive work since the read models were loaded: what was decided from them must be decided again. */
    static final class OutdatedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutdatedException() {
            super("the read models show what was before", null, false, false);
        }
    }

    boolean add(ReadModel model) {
        return models.add(model);
    }

    /** Loads what is declared, as a transaction sees it; unless {@link #show} follows, it may be rolled back, and all is loaded again. */
    void load(Tx tx, String account) {
        epoch = UNKNOWN_EPOCH;
        models.forEach(model -> model.reload(tx, account));
    }

    /** Loads everything unless they show this epoch. In a transaction during which the epoch stays what it is. */
    void follow(Tx tx, long current) {
        if (current != epoch) {
            synchronized (models) {
                if (current != epoch) {
                    load(tx, "");
                    epoch = current;
                }
            }
        }
    }

    /** Notes that they show what was committed with this epoch. */
    void show(long committed) {
        epoch = committed;
    }

    /** Asks the store whether they show the current epoch. */
    boolean areCurrent() {
        return store.epoch() == epoch;
    }

    /** The epoch in which this thread decides. */
    long decided() {
        Long known = unconfirmed.get();
        return known == null ? epoch : known;
    }

    /** Notes that this thread decides from them from now on; {@link #end} follows. */
    void begin() {
        unconfirmed.set(epoch);
    }

    /** Whether this thread has decided something that nothing has confirmed yet. */
    boolean areUnconfirmed() {
        return unconfirmed.get() != null;
    }

    /** Asks the store whether what this thread decided is up to date, unless that is known. */
    void confirm() {
        if (areUnconfirmed()) {
            confirm(decided(), store.epoch());
        }
    }

    /** Confirms what this thread decided in one epoch if it is the current one. */
    void confirm(long decided, long current) {
        if (decided != current) {
            throw new OutdatedException();
        }
        end();
    }

    /** Notes that nothing is left to be confirmed. */
    void end() {
        unconfirmed.remove();
    }
}
