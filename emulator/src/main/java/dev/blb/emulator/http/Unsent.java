package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import java.util.IdentityHashMap;

/**
 * The answers that clients have not read yet, within a limit of memory: clients that ask for large documents and read nothing would
 * take all of it, and a thread each. Thread-safe.
 */
final class Unsent {
    /** An answer up to this size does not count: those of all threads together stay below the limit. */
    private static final int SMALL = 16 * 1024;

    private static final long LEAST = 16 * 1024 * 1024;
    private static final int PARTS_OF_HEAP = 6;

    private final long max;

    /** How often each large answer is being sent. */
    private final IdentityHashMap<Answer, Integer> large = new IdentityHashMap<>();

    private long sum;

    /**
     * No answer yet.
     *
     * @param max how many characters may wait together
     */
    Unsent(long max) {
        this.max = max;
    }

    /** At most a sixth of this process's heap, which is 16 MiB in the image. */
    static Unsent withinHeap() {
        return new Unsent(Math.max(LEAST, Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP));
    }

    /**
     * The answer, which counts until it was sent. One always fits, whatever its size.
     *
     * @throws ApiException ServiceUnavailable if too much waits to be read already
     */
    Answer admitted(Answer answer) {
        int size = answer.text().length();
        if (size > SMALL && !fits(answer, size)) {
            giveBack(answer);
            throw SERVICE_UNAVAILABLE.with(
                    "Answers of %d characters wait for clients to read them, which leaves no room for one of %d;"
                            + " allowed are %d together. Ask for a smaller page, or later.",
                    sum(), size, max);
        }
        return answer;
    }

    private synchronized boolean fits(Answer answer, int size) {
        if (sum > 0 && sum + size > max) {
            return false;
        }
        large.merge(answer, 1, Integer::sum);
        sum += size;
        return true;
    }

    private synchronized long sum() {
        return sum;
    }

    /** Notes that an answer, admitted or not, was sent or never will be. */
    void sent(Answer answer) {
        synchronized (this) {
            if (large.containsKey(answer)) {
                large.computeIfPresent(answer, (each, times) -> times == 1 ? null : times - 1);
                sum -= answer.text().length();
            }
        }
        giveBack(answer);
    }

    private static void giveBack(Answer answer) {
        if (answer.delivery() instanceof Delivery.Slow slow) {
            slow.giveBack().run();
        }
    }
}
