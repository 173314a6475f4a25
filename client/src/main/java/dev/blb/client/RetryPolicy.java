package dev.blb.client;

import dev.blb.client.internal.Required;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The attempts of a call and the pauses between them: exponential back-off with full jitter, that is a random time up to
 * {@code firstPause}, then up to twice that, and so on up to {@code longestPause}.
 *
 * @param maxAttempts attempts in all, 1 or more; 1 means no retry
 * @param firstPause upper bound of the first pause
 * @param longestPause upper bound of every pause; a {@code Retry-After} beyond it ends the call
 */
public record RetryPolicy(int maxAttempts, Duration firstPause, Duration longestPause) {
    /** A policy; refuses no attempts and negative pauses. */
    public RetryPolicy {
        Required.notNull("firstPause", firstPause);
        Required.notNull("longestPause", longestPause);
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts " + maxAttempts + " is not 1 or more");
        }
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "firstPause " + firstPause + " is not between zero and longestPause " + longestPause);
        }
    }

    /** 4 attempts, with pauses of up to 300 ms [go], 600 ms and 1.2 seconds; no pause is longer than 20 seconds. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(4, Duration.ofMillis(300), Duration.ofSeconds(20));
    }

    /**
     * One attempt. The JDK's HTTP client itself sends a GET once more where a connection that is used again ends without an answer,
     * and every call where a connection cannot be made; its system property {@code jdk.httpclient.disableRetryConnect} ends the
     * second for the whole JVM.
     */
    public static RetryPolicy none() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    }

    /** The pause after this many failed attempts. */
    Duration pause(int failedAttempts, RandomGenerator random) {
        long first = Pauses.atMost100Years(firstPause).toMillis();
        long longest = Pauses.atMost100Years(longestPause).toMillis();
        double ceiling = Math.min((double) longest, first * Math.pow(2, failedAttempts - 1));
        return Duration.ofMillis((long) (random.nextDouble() * ceiling));
    }
}
