package dev.blb.emulator.db.postgres;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.db.ConnectionPool;
import dev.blb.emulator.db.DatabaseAddress;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What failures of the server mean. Thread-safe. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final Set<String> DEADLOCKS = Set.of("40001", "40P01");

    /** The database cannot be used at the moment: shutting down, starting, too many connections, out of disk space or read-only. */
    private static final Set<String> UNUSABLE =
            Set.of("57P01", "57P02", "57P03", "57P05", "53100", "53200", "53300", "25006", "25P03");

    /** The server has ended the connection: shutting down, or since it was idle. */
    private static final Set<String> ENDED = Set.of("57P01", "57P02", "57P05", "25P03");

    /** A statement waited too long for a lock, or was canceled. */
    private static final Set<String> WAITED_TOO_LONG = Set.of("55P03", "57014");

    private static final String CHARACTER_NOT_STORABLE = "22021";

    private final DatabaseAddress address;
    private final ConnectionPool connections;
    private final AtomicBoolean isAway = new AtomicBoolean();
    private volatile boolean isStarted;

    /**
     * Failures of a server.
     *
     * @param connections those that are closed when one of them was lost
     */
    Failures(DatabaseAddress address, ConnectionPool connections) {
        this.address = address;
        this.connections = connections;
    }

    /** A transaction that could not begin, such as since the server was restarted; nothing of it was stored. */
    static final class NotBegunException extends SQLException {
        private static final long serialVersionUID = 1L;

        NotBegunException(SQLException cause) {
            super(cause);
        }
    }

    /** Division by zero, by which {@link PostgresStore#lastInTurn} fails. No other statement divides. */
    private static final String NO_ROW = "22012";

    /** Whether the transaction can be carried out again. */
    static boolean isConflict(SQLException failure) {
        return failure instanceof NotBegunException
                || DEADLOCKS.contains(state(failure))
                || NO_ROW.equals(state(failure));
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    /** Whether the connection has ended, so that another one may do. */
    static boolean isEnded(SQLException failure) {
        return state(failure).startsWith("08") || ENDED.contains(state(failure));
    }

    static boolean hasWaitedTooLong(SQLException failure) {
        return WAITED_TOO_LONG.contains(state(failure));
    }

    /** Whether the connection or the server is lost. */
    static boolean isLost(SQLException failure) {
        return state(failure).startsWith("08") || UNUSABLE.contains(state(failure));
    }

    /** What a caller of the emulator is answered for it. */
    RuntimeException of(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                if (isLost(sql)) {
                    connections.closeIdle();
                    return away(sql);
                }
                if (hasWaitedTooLong(sql)) {
                    return SERVICE_UNAVAILABLE.with("Another transaction kept a row locked for too long; try again.");
                }
                if (state(sql).equals(CHARACTER_NOT_STORABLE)) {
                    return INVALID_PARAMETER.with(
                            "A text holds the character U+0000, which the database cannot store; allowed is every other"
                                    + " one.");
                }
            }
        }
        return new IllegalStateException("the database failed: " + failure.getMessage(), failure);
    }

    /** What ends a start: the same without the promise to try again. */
    static String startAdvice(DatabaseAddress address, SQLException failure) {
        return "The database " + address + " cannot be used: " + reason(failure)
                + ". Check --database, --database-user and --database-password, and that the server runs.";
    }

    /** Notes that the start is over. */
    void started() {
        isStarted = true;
    }

    private ApiException away(SQLException failure) {
        if (!isStarted) {
            return SERVICE_UNAVAILABLE.with("%s", startAdvice(address, failure));
        }
        if (isAway.compareAndSet(false, true)) {
            LOG.error("The database {} cannot be used: {}; calls are refused until it can.", address, reason(failure));
        }
        return SERVICE_UNAVAILABLE.with(
                "The database %s cannot be used at the moment; nothing that was answered is lost. The emulator tries again"
                        + " with each call.",
                address);
    }

    /** Notes that the server answers. */
    void isBack() {
        if (isAway.get() && isAway.compareAndSet(true, false)) {
            LOG.info("The database {} can be used again.", address);
        }
    }

    /** The message of a failure in one line. */
    static String reason(SQLException failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("[.\\s]+$", "");
    }
}
