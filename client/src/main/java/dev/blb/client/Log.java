package dev.blb.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Writes one debug line per attempt: operation, path, outcome and time, and nothing secret. */
record Log(Clock clock, Step next) implements Step {
    private static final Logger LOGGER = System.getLogger("dev.blb.client");

    @Override
    public Answer send(Exchange exchange) {
        Instant start = clock.instant();
        String outcome = "no answer";
        try {
            Answer answer = next.send(exchange);
            outcome = answer.response().statusCode() + ", request id " + answer.requestId();
            return answer;
        } finally {
            log(exchange, outcome, Duration.between(start, clock.instant()));
        }
    }

    private static void log(Exchange exchange, String outcome, Duration took) {
        Call call = exchange.call();
        LOGGER.log(
                Level.DEBUG,
                () -> exchange.operation() + " " + call.operation().method + " " + call.path() + " attempt "
                        + exchange.attempt() + ": " + outcome + ", " + took.toMillis() + " ms");
    }
}
