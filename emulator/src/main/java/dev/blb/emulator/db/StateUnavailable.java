package dev.blb.emulator.db;

/** The kept state cannot be used; the message is one line that says why and what to do. */
public final class StateUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What to do about a file that is damaged. */
    static final String ADVICE = "Put a copy of the directory in its place, or choose another with --data-dir.";

    StateUnavailable(String message) {
        super(message);
    }

    StateUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
