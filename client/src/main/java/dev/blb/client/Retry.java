package dev.blb.client;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Repeats an attempt whose failure may be temporary, with growing pauses, as often as the policy allows. */
record Retry(RetryPolicy policy, RandomGenerator random, Pauses pauses, Step next) implements Step {
    // 429 and 504 are assumptions [m53]; the others are what the official SDKs retry [go] [py].
    private static final Set<Integer> TEMPORARY_STATUSES = Set.of(429, 500, 502, 503, 504);
    private static final Set<ErrorCode> TEMPORARY_CODES = Set.of(ErrorCode.REQUEST_EXPIRED, new ErrorCode("Http400"));

    @Override
    public Answer send(Exchange exchange) {
        for (int failures = 1; ; failures++) {
            try {
                return next.send(exchange);
            } catch (BlbException failure) {
                if (failures == policy.maxAttempts()
                        || !isTemporary(failure)
                        || retryAfter(failure).compareTo(policy.longestPause()) > 0) {
                    throw failure;
                }
                exchange.failures().add(failure);
                Duration pause = exchange.call().atMost(pause(failure, failures), pauses.now());
                pauses.pause(pause, exchange.operation());
            }
        }
    }

    private static boolean isTemporary(BlbException failure) {
        if (failure instanceof ServiceFailure service) {
            return TEMPORARY_STATUSES.contains(service.status()) || TEMPORARY_CODES.contains(service.code());
        }
        return failure instanceof TransportFailure transport && transport.isRepeatable();
    }

    // A service that asks for no pause gets one all the same: otherwise all clients would return at the same moment.
    private Duration pause(BlbException failure, int failures) {
        Duration requested = retryAfter(failure);
        return requested.isZero() ? policy.pause(failures, random) : requested;
    }

    private static Duration retryAfter(BlbException failure) {
        return failure instanceof ServiceFailure service ? service.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
    }
}
