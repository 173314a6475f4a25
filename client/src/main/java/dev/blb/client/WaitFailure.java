package dev.blb.client;

import org.jspecify.annotations.Nullable;

/**
 * A wait that ended without what was waited for: its deadline passed, or a state was seen that cannot lead there. It is no
 * {@link BlbException}, because every call of it succeeded or failed as expected.
 */
public final class WaitFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String lastState;

    WaitFailure(String message, String lastState, @Nullable Throwable cause) {
        super(message + "; last seen: " + lastState, cause);
        this.lastState = lastState;
    }

    /** The last state seen, as the service wrote it, or {@code 1 of 2 Alive} for servers. */
    public String lastState() {
        return lastState;
    }
}
