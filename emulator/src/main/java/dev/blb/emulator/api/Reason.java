package dev.blb.emulator.api;

import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why something failed, in one line for messages and the log. */
public final class Reason {
    private Reason() {}

    /** The message of what was thrown, or of the nearest cause that has one; without any the name of what was thrown. */
    public static String of(Throwable failure) {
        return messages(failure).get(0);
    }

    /** The same of the innermost cause that has one, where what is around it says only that something failed. */
    public static String innermost(Throwable failure) {
        List<String> messages = messages(failure);
        return messages.get(messages.size() - 1);
    }

    private static List<String> messages(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = message(cause);
            if (message != null && !message.isBlank()) {
                messages.add(message.strip().lines().findFirst().orElse(message));
            }
        }
        return messages.isEmpty() ? List.of(failure.getClass().getSimpleName()) : messages;
    }

    private static @Nullable String message(Throwable cause) {
        // The message of a file that cannot be used is often its path alone, and then the name says why.
        return cause instanceof FileSystemException file && file.getReason() == null
                ? cause.getClass().getSimpleName() + ": " + cause.getMessage()
                : cause.getMessage();
    }
}
