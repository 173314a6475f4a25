package dev.blb.client;

import java.time.Clock;

/** Turns an answer whose status is not 2xx into an exception. */
record CheckStatus(Clock clock, Step next) implements Step {
    @Override
    public Answer send(Exchange exchange) {
        Answer answer = next.send(exchange);
        if (!answer.succeeded()) {
            throw answer.failure(clock);
        }
        return answer;
    }
}
