package dev.blb.emulator.db;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what was committed about each subject, mostly an instance, so that whoever keeps what he has read knows whether it
 * still holds. Subjects share a fixed number of counters: that costs a reading too many now and then, and no memory for
 * subjects that are gone.
 */
final class Versions {
    private static final int COUNTERS = 8192;

    /** The counter of what may concern every subject. */
    private static final int EVERYBODY = COUNTERS;

    private final AtomicLongArray commits = new AtomicLongArray(COUNTERS + 1);
    private final AtomicIntegerArray underWay = new AtomicIntegerArray(COUNTERS + 1);

    /**
     * The version of a subject: it grows with every commit. Empty while one is under way, since nobody can tell then which
     * of two states a reader will see.
     */
    OptionalLong of(String subject) {
        int counter = counter(subject);
        return underWay.get(counter) > 0 || underWay.get(EVERYBODY) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(commits.get(counter) + commits.get(EVERYBODY));
    }

    /** A commit about a subject begins; the empty text stands for all. {@link #end} follows, whether it succeeds or not. */
    void begin(String subject) {
        underWay.incrementAndGet(counter(subject));
    }

    /** The commit has ended. */
    void end(String subject) {
        commits.incrementAndGet(counter(subject));
        underWay.decrementAndGet(counter(subject));
    }

    private static int counter(String subject) {
        return subject.isEmpty() ? EVERYBODY : Math.floorMod(subject.hashCode(), COUNTERS);
    }
}
