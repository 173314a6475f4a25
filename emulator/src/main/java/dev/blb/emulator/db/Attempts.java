package dev.blb.emulator.db;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import java.sql.SQLTimeoutException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries transactions out again that were in the way of others. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** As many as the web server has threads, roughly: of transactions that wait for each other one gets on each time. */
    private static final int MAX_ATTEMPTS = 300;

    /** What an attempt that ended with a lock timeout counts. H2's is one second, so these use up all attempts in ten seconds. */
    private static final int ATTEMPTS_OF_A_TIMEOUT = 30;

    /** The longest pause between two attempts. */
    private static final long MAX_BACK_OFF_MILLIS = 10;

    private Attempts() {}

    /** A transaction was rolled back because another one was in the way, or declared what this one should have seen. */
    static final class ConflictException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ConflictException(Exception cause) {
            super(cause);
        }
    }

    /**
     * The result of the first attempt without a conflict.
     *
     * @param transaction carries it out, given the number of the attempt from 1 on
     * @throws dev.blb.emulator.api.ApiException ServiceUnavailable after 300 attempts, or the tenth that waited until the lock timeout
     */
    static <T> T untilNoConflict(IntFunction<T> transaction) {
        int left = MAX_ATTEMPTS;
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.apply(attempt);
            } catch (ConflictException conflict) {
                left -= conflict.getCause() instanceof SQLTimeoutException ? ATTEMPTS_OF_A_TIMEOUT : 1;
                if (left <= 0) {
                    LOG.warn("given up after {} attempts: {}", attempt, conflict.getMessage());
                    throw SERVICE_UNAVAILABLE.with(
                            "Others kept a row locked, changed the same rows or declared something in each of %d attempts; try again.",
                            attempt);
                }
                LOG.debug("carried out again: {}", conflict.getMessage());
                // Those that meet again at once may be in each other's way for ever.
                long pauseMillis = Math.min(attempt, MAX_BACK_OFF_MILLIS);
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pauseMillis * 1_000_000));
            }
        }
    }
}
