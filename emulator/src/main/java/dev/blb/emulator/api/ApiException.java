package dev.blb.emulator.api;

/** An {@link ApiError} with its message filled in. Thrown from anywhere, rendered only by {@code http}. */
public final class ApiException extends RuntimeException {
    private final transient ApiError error;
    private final String text;

    ApiException(ApiError error, String text) {
        // A refusal is an answer, not a fault: nobody reads its stack, and filling one in is what it would cost.
        super(text, null, false, false);
        this.error = error;
        this.text = text;
    }

    /** The row of the catalogue. */
    public ApiError error() {
        return error;
    }

    /** The message for the caller. */
    public String text() {
        return text;
    }
}
