package dev.blb.client;

import dev.blb.client.BlbException.ServiceFailure;
import java.time.Duration;
import java.time.Instant;

/**
 * Repeats a write that is refused because an earlier change of the instance is still pending. Such refusals do not count as
 * failed attempts.
 */
record WaitForPendingChange(Duration limit, Pauses pauses, Step next) implements Step {
    @Override
    public Answer send(Exchange exchange) {
        Instant deadline = exchange.start().plus(limit);
        for (int refusals = 1; ; refusals++) {
            try {
                return next.send(exchange);
            } catch (ServiceFailure failure) {
                if (!exchange.call().operation().writes()
                        || !failure.is(ErrorCode.LAST_OPERATION_NOT_FINISHED)
                        || !pauses.now().isBefore(deadline)) {
                    throw failure;
                }
                exchange.failures().add(failure);
                pauses.pause(pauses.afterPoll(refusals, deadline), exchange.operation());
            }
        }
    }
}
