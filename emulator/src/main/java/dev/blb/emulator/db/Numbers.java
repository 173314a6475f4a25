package dev.blb.emulator.db;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Rows of numbers, each of which is handed out once. Transactions that take one do not wait for each other, as they would for
 * a number that is counted in a table.
 */
final class Numbers {
    private final Map<String, AtomicLong> rows = new ConcurrentHashMap<>();

    /** A number that was handed out. */
    record Taken(AtomicLong row, long number) {
        /** Lets it be handed out again. If a later one was meanwhile, it stays a gap. */
        void giveBack() {
            row.compareAndSet(number, number - 1);
        }
    }

    /**
     * The next number of a row.
     *
     * @param last tells the last one that was handed out before anybody asked for this row
     */
    Taken next(String row, LongSupplier last) {
        AtomicLong known = rows.get(row);
        if (known == null) {
            // Not computed inside the map, which would let other rows wait for a statement.
            AtomicLong begun = new AtomicLong(last.getAsLong());
            AtomicLong sooner = rows.putIfAbsent(row, begun);
            known = sooner == null ? begun : sooner;
        }
        return new Taken(known, known.incrementAndGet());
    }

    /** Lets a row begin anew with what is stored. */
    void forget(String row) {
        rows.remove(row);
    }

    /** The same for all rows. */
    void forgetAll() {
        rows.clear();
    }
}
