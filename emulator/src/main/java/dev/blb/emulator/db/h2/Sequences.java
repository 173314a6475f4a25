package dev.blb.emulator.db.h2;

import dev.blb.emulator.db.Sql;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Sequences in memory. Transactions that take numbers of one do not wait for each other, as they would for a number that is
 * counted in a table.
 */
final class Sequences {
    private final Map<String, AtomicLong> sequences = new ConcurrentHashMap<>();

    /**
     * The next number of a sequence. It is handed out again if the transaction is rolled back before a later one was taken.
     *
     * @param last reads the last number that is stored; asked where this process has handed out none
     */
    long next(Sql transaction, String name, LongSupplier last) {
        AtomicLong known = sequences.get(name);
        if (known == null) {
            // Not computed inside the map, which would let other sequences wait for a statement.
            AtomicLong begun = new AtomicLong(last.getAsLong());
            AtomicLong sooner = sequences.putIfAbsent(name, begun);
            known = sooner == null ? begun : sooner;
        }
        AtomicLong sequence = known;
        long number = sequence.incrementAndGet();
        transaction.onRollback(() -> sequence.compareAndSet(number, number - 1));
        return number;
    }

    /** Lets a sequence go on from what is stored. */
    void restart(String name) {
        sequences.remove(name);
    }

    /** The same for all sequences. */
    void restartAll() {
        sequences.clear();
    }
}
