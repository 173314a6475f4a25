package dev.blb.emulator.db;

/**
 * Is called after each commit that changed something, once, in the thread that committed, outside of any transaction and before the
 * answer leaves. Two commits may be heard of in either order: a transaction that begins inside the call sees at least the
 * one that it is about.
 *
 * <p>What it throws is logged and harms nobody. Answers wait for it, so one with much to do wakes a thread of its own.
 */
@FunctionalInterface
public interface Follower {
    /** Hears what a commit changed. */
    void changed(Touched what);
}
