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

    /** JSON that the API would not send. */
    static final class NotOfTheApi extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        NotOfTheApi(String what) {
            super(what);
        }
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
            return reader.read(object(Json.MAPPER.readTree(response.body()), "no JSON object"));
        } catch (IOException notOurJson) {
            throw unrecognized(null, notOurJson);
        }
    }

    /** Refuses an answer with content that is no JSON object: a proxy's login page also has status 200. */
    void readNothing() {
        if (!text().isBlank()) {
            read(json -> json);
        }
    }

    /** The JSON if it is an object; what the API sends is nothing else. */
    static JsonNode object(JsonNode json, String otherwise) throws NotOfTheApi {
        if (!json.isObject()) {
            throw new NotOfTheApi(otherwise);
        }
        return json;
    }

    private String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
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
        String text = text();
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
