package dev.blb.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.client.BlbException.ServiceFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A whole answer, from the service or from a proxy before it. */
record Answer(Operation operation, HttpResponse<byte[]> response) {
    private static final int SHOWN_CHARACTERS = 500;

    /** A function from JSON to the result of a call. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonNode json) throws JsonProcessingException;
    }

    boolean succeeded() {
        return response.statusCode() / 100 == 2;
    }

    String requestId() {
        return header("x-bce-request-id");
    }

    /** The result of a call that has one. */
    <T> T read(Reader<T> reader) {
        if (response.body().length == 0) {
            throw unrecognized(null, null);
        }
        try {
            return reader.read(Json.MAPPER.readTree(response.body()));
        } catch (IOException notOurJson) {
            throw unrecognized(null, notOurJson);
        }
    }

    /** Refuses an answer with content that is not JSON: a proxy's login page also has status 200. */
    void readNothing() {
        if (response.body().length > 0) {
            read(json -> json);
        }
    }

    /** The failure that the answer describes, with the service's own code and message if it is the service's. */
    ServiceFailure failure(Clock clock) {
        Duration retryAfter = retryAfter(clock);
        try {
            JsonNode json = Json.MAPPER.readTree(response.body());
            JsonNode code = json.path("code");
            return code.isTextual()
                    ? failure(
                            new ErrorCode(code.textValue()),
                            json.path("message").asText(""),
                            json.path("requestId").asText(requestId()),
                            retryAfter,
                            null)
                    : unrecognized(retryAfter, null);
        } catch (IOException notJson) {
            return unrecognized(retryAfter, notJson);
        }
    }

    private ServiceFailure unrecognized(@Nullable Duration retryAfter, @Nullable IOException cause) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        String shown =
                text.isEmpty() ? "an empty answer" : text.substring(0, Math.min(SHOWN_CHARACTERS, text.length()));
        return failure(ErrorCode.UNRECOGNIZED, shown, requestId(), retryAfter, cause);
    }

    private ServiceFailure failure(
            ErrorCode code,
            String message,
            String requestId,
            @Nullable Duration retryAfter,
            @Nullable IOException cause) {
        return new ServiceFailure(
                operation.officialName, response.statusCode(), code, message, requestId, retryAfter, cause);
    }

    private String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    // Seconds or a date, as RFC 9110 allows; anything else counts as absent.
    private @Nullable Duration retryAfter(Clock clock) {
        String value = header("retry-after").trim();
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            Duration pause = Duration.between(clock.instant(), date);
            return pause.isNegative() ? Duration.ZERO : pause;
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
