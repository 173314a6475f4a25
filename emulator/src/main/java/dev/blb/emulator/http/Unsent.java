package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import java.util.IdentityHashMap;

/**
 * The answers that clients have not read yet, within a limit of memory and of threads: clients that ask for documents and read nothing
 * would take all of them. Thread-safe.
 */
final class Unsent {
    /** An answer up to this size does not count: its connection takes more memory. */
    private static final int SMALL = 1024;

    /** A larger answer is sent in parts by a thread that waits for its client. */
    private static final int LARGE = 32 * 1024;

    /** How many threads may wait for clients: less than half of the web server's. */
    private static final int MAX_LARGE = 100;

    /** What a character takes, if one of the text is not in Latin-1. */
    private static final long BYTES_OF_CHARACTER = 2;

    private static final long LEAST = 16 * 1024 * 1024;
    private static final int PARTS_OF_HEAP = 6;

    private final long max;

    /** How often each answer that counts is being sent. */
    private final IdentityHashMap<Answer, Integer> counted = new IdentityHashMap<>();

    private long sum;
    private int threads;

    /**
     * No answer yet.
     *
     * @param max how many bytes may wait together
     */
    Unsent(long max) {
        this.max = max;
    }

    /** At most a sixth of this process's heap, which is 16 MiB in the image. */
    static Unsent withinHeap() {
        return new Unsent(Math.max(LEAST, Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP));
    }

    /**
     * The answer, which counts until it was sent. One always fits the memory, whatever its size.
     *
     * @throws ApiException ServiceUnavailable if too much waits to be read already
     */
    Answer admitted(Answer answer) {
        int length = answer.text().length();
        if (length > SMALL && !fits(answer, bytes(answer))) {
            giveBack(answer);
            throw SERVICE_UNAVAILABLE.with(
                    "Answers of %d characters wait for clients to read them, which leaves no room for one of %d;"
                            + " allowed are %d together, and %d answers of more than %d. Ask for a smaller page, or later.",
                    sum() / BYTES_OF_CHARACTER, length, max / BYTES_OF_CHARACTER, MAX_LARGE, LARGE);
        }
        return answer;
    }

    /** Whether a thread waits until the client has read the answer. */
    static boolean isLarge(Answer answer) {
        return answer.text().length() > LARGE;
    }

    private static long bytes(Answer answer) {
        return answer.text().length() * BYTES_OF_CHARACTER;
    }

    private synchronized boolean fits(Answer answer, long size) {
        boolean isLarge = isLarge(answer);
        if ((sum > 0 && sum + size > max) || (isLarge && threads == MAX_LARGE)) {
            return false;
        }
        threads += isLarge ? 1 : 0;
        counted.merge(answer, 1, Integer::sum);
        sum += size;
        return true;
    }

    private synchronized long sum() {
        return sum;
    }

    /** Notes that an answer, admitted or not, was sent or never will be. */
    void sent(Answer answer) {
        synchronized (this) {
            if (counted.containsKey(answer)) {
                counted.computeIfPresent(answer, (each, times) -> times == 1 ? null : times - 1);
                sum -= bytes(answer);
                threads -= isLarge(answer) ? 1 : 0;
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
