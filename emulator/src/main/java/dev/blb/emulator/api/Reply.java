package dev.blb.emulator.api;

import org.jspecify.annotations.Nullable;

/**
 * The answer of an operation that succeeded. The status is 200 for every one of them [seed][doc:blb].
 *
 * @param body what is written as JSON; null means an empty body
 */
public record Reply(@Nullable Object body) {
    private static final Reply EMPTY = new Reply(null);

    /** An answer with a JSON body. */
    public static Reply of(Object body) {
        return new Reply(body);
    }

    /** An answer without a body: {@code Content-Length: 0}. */
    public static Reply empty() {
        return EMPTY;
    }
}
