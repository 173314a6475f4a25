package dev.blb.emulator.db;

/** Thrown when the kept state cannot be opened; the message is one line that says why and what to do. */
public final class StateUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What to do about a file that is damaged. */
    public static final String ADVICE = "Put a copy of the directory in its place, or choose another with --data-dir.";

    /** With this message. */
    public StateUnavailable(String message) {
        super(message);
    }

    /** With this message, because of something that is not shown to the user. */
    public StateUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
