package dev.blb.client;

import dev.blb.client.internal.Required;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure of the client: the service answered with an error ({@link ServiceFailure}), no whole answer arrived
 * ({@link TransportFailure}), or a wait ended without the state that was waited for ({@link WaitFailure}). Earlier attempts of
 * the same call are its suppressed exceptions, oldest first. It contains no secret.
 */
public abstract sealed class BlbException extends RuntimeException
        permits BlbException.ServiceFailure, BlbException.TransportFailure, WaitFailure {
    private static final long serialVersionUID = 1L;

    private final String operation;

    BlbException(String operation, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.operation = operation;
    }

    /** The official name of the operation, as {@code CreateBlb}, or the name of the wait, as {@code awaitAvailable}. */
    public final String operation() {
        return operation;
    }

    /** Whether the service answered with this code. */
    public final boolean is(ErrorCode code) {
        Required.notNull("code", code);
        return this instanceof ServiceFailure failure && failure.code().equals(code);
    }

    /**
     * An answer that is a failure, or that is not the API's JSON: no object, or one without the id or the list that is asked
     * for. Then the code is {@link ErrorCode#UNRECOGNIZED} and the message is the first 500 characters of the answer; with a
     * status of 2xx it is unknown whether the call took effect, as after a {@link TransportFailure}.
     */
    public static final class ServiceFailure extends BlbException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final ErrorCode code;
        private final String message;
        private final String requestId;
        private final @Nullable Duration retryAfter;

        ServiceFailure(
                String operation,
                int status,
                ErrorCode code,
                String message,
                String requestId,
                @Nullable Duration retryAfter,
                @Nullable Throwable cause) {
            super(
                    operation,
                    operation + " failed: " + status + " " + code.value() + ": " + message + " (request id "
                            + (requestId.isEmpty() ? "unknown" : requestId) + ")",
                    cause);
            this.status = status;
            this.code = code;
            this.message = message;
            this.requestId = requestId;
            this.retryAfter = retryAfter;
        }

        /** The HTTP status, 100 to 599. */
        public int status() {
            return status;
        }

        /** The error code. */
        public ErrorCode code() {
            return code;
        }

        /** The message as the service sent it. */
        public String message() {
            return message;
        }

        /** The id to quote to the service's support; empty when the answer had none. */
        public String requestId() {
            return requestId;
        }

        /** The pause that the service asked for with {@code Retry-After}. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /**
     * No whole answer: connection refused or broken, time-out, interruption, or the client was closed. The message names the
     * address and, where the cause tells it, what to try. Whether the call took effect is unknown.
     */
    public static final class TransportFailure extends BlbException {
        private static final long serialVersionUID = 1L;

        /** Whether another attempt may help; if not, whether that is because the time of a poll is over. */
        private enum Kind {
            REPEATABLE,
            LAST,
            LATE
        }

        private final Kind kind;

        private TransportFailure(String operation, String message, Throwable cause, Kind kind) {
            super(operation, operation + " " + message + " (" + cause + ")", cause);
            this.kind = kind;
        }

        /** A failure that another attempt may not meet, unless the thread was interrupted. */
        static TransportFailure of(String operation, String message, Throwable cause) {
            Kind kind = cause instanceof InterruptedException ? Kind.LAST : Kind.REPEATABLE;
            return new TransportFailure(operation, message, cause, kind);
        }

        /** The end of a call because the client was closed. */
        static TransportFailure closed(String operation, Throwable cause) {
            return new TransportFailure(operation, "ended because the client was closed", cause, Kind.LAST);
        }

        /** The end of a poll because its time is over. */
        static TransportFailure late(String operation, String message, Throwable cause) {
            return new TransportFailure(operation, message, cause, Kind.LATE);
        }

        /** Whether the thread was interrupted; its flag is set again. */
        public boolean interrupted() {
            return getCause() instanceof InterruptedException;
        }

        boolean isRepeatable() {
            return kind == Kind.REPEATABLE;
        }

        boolean isLate() {
            return kind == Kind.LATE;
        }
    }
}
