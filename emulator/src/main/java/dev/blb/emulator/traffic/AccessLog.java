package dev.blb.emulator.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The newest lines of a listener's access log. Thread-safe; a line costs one increment and one write. */
public final class AccessLog {
    /** How many lines are kept. */
    public static final int KEPT_LINES = 1000;

    private final AtomicReferenceArray<AccessLine> lines = new AtomicReferenceArray<>(KEPT_LINES);
    private final AtomicLong count = new AtomicLong();

    /** Adds a line; the oldest one is dropped if there are too many. */
    public void add(AccessLine line) {
        lines.set((int) (count.getAndIncrement() % KEPT_LINES), line);
    }

    /** The newest lines, at most this many, oldest first. */
    public List<AccessLine> newest(int limit) {
        long end = count.get();
        List<AccessLine> newest = new ArrayList<>();
        for (long i = Math.max(0, end - Math.min(limit, KEPT_LINES)); i < end; i++) {
            AccessLine line = lines.get((int) (i % KEPT_LINES));
            if (line != null) {
                newest.add(line);
            }
        }
        return newest;
    }
}
