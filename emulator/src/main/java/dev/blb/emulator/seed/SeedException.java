package dev.blb.emulator.seed;

import dev.blb.emulator.api.ApiError;

/** A seed was refused, and nothing of it applied. The message names file, line, column, path, value and what is allowed. */
public final class SeedException extends RuntimeException {
    private final transient ApiError error;

    SeedException(ApiError error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    /** The rule that refused it. */
    public ApiError error() {
        return error;
    }

    /** The whole message. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
