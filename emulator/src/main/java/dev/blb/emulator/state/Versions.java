package dev.blb.emulator.state;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what was committed in each account, so that whoever keeps what he has read knows whether it still holds. Accounts
 * share a fixed number of counters: that costs a reading too many now and then, and no memory for accounts that are gone.
 */
final class Versions {
    private static final int COUNTERS = 1024;

    /** The counter of what may concern every account. */
    private static final int EVERYBODY = COUNTERS;

    private final AtomicLongArray commits = new AtomicLongArray(COUNTERS + 1);
    private final AtomicIntegerArray underWay = new AtomicIntegerArray(COUNTERS + 1);

    /**
     * The version of an account: it grows with every commit. Empty while one is under way, since nobody can tell then which
     * of two states a reader will see.
     */
    OptionalLong of(String account) {
        int counter = counter(account);
        return underWay.get(counter) > 0 || underWay.get(EVERYBODY) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(commits.get(counter) + commits.get(EVERYBODY));
    }

    /** A commit begins in an account; the empty text stands for all. {@link #end} follows, whether it succeeds or not. */
    void begin(String account) {
        underWay.incrementAndGet(counter(account));
    }

    /** The commit has ended. */
    void end(String account) {
        commits.incrementAndGet(counter(account));
        underWay.decrementAndGet(counter(account));
    }

    private static int counter(String account) {
        return account.isEmpty() ? EVERYBODY : Math.floorMod(account.hashCode(), COUNTERS);
    }
}
