package dev.blb.emulator.db;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the commits about each load balancer, so that a cache knows whether what it read is still the newest. Load balancers share
 * a fixed number of counters: now and then that costs a read too many, but no memory for those that are gone.
 */
final class CommitCounters {
    private static final int COUNTERS = 8192;

    /** The counter of commits that may concern every load balancer. */
    private static final int ALL = COUNTERS;

    private final AtomicLongArray commits = new AtomicLongArray(COUNTERS + 1);
    private final AtomicIntegerArray underWay = new AtomicIntegerArray(COUNTERS + 1);

    /**
     * The version of a load balancer: it grows with every commit. Empty while one is under way, since a read may see either
     * state then.
     */
    OptionalLong of(String blbId) {
        int counter = counter(blbId);
        return underWay.get(counter) > 0 || underWay.get(ALL) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(commits.get(counter) + commits.get(ALL));
    }

    /** Notes that a commit begins. {@link #end} follows, whether it succeeds or not. */
    void begin(Touched what) {
        if (what.everything()) {
            underWay.incrementAndGet(ALL);
        } else {
            what.instances().forEach(blbId -> underWay.incrementAndGet(counter(blbId)));
        }
    }

    /** Notes that a commit ended. */
    void end(Touched what) {
        if (what.everything()) {
            end(ALL);
        } else {
            what.instances().forEach(blbId -> end(counter(blbId)));
        }
    }

    private void end(int counter) {
        commits.incrementAndGet(counter);
        underWay.decrementAndGet(counter);
    }

    private static int counter(String blbId) {
        return Math.floorMod(blbId.hashCode(), COUNTERS);
    }
}
