package dev.blb.client;

import org.jspecify.annotations.Nullable;

/**
 * A wait that ended without the state that was waited for: its deadline passed, or a state was read that cannot lead there.
 * The calls of the wait themselves succeeded, or found nothing, or the last one had no answer at the deadline; what the last
 * one failed with is the cause.
 */
public final class WaitFailure extends BlbException {
    private static final long serialVersionUID = 1L;

    private final String lastState;

    WaitFailure(String wait, String message, String lastState, @Nullable Throwable cause) {
        super(wait, wait + " " + message + "; last state: " + lastState, cause);
        this.lastState = lastState;
    }

    /**
     * The state at the last poll that was answered: as the service wrote it, the error code when nothing was found, or
     * {@code 1 of 2 Alive} for servers; {@code unknown} if no poll was answered.
     */
    public String lastState() {
        return lastState;
    }
}
