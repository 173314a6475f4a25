package dev.blb.emulator.http;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.route.EventSource;
import java.util.Optional;

/**
 * What a request is answered with.
 *
 * @param type the media type
 * @param text the body; empty where events follow
 * @param events what is sent instead of a text, until the client goes
 */
record Answer(int status, String type, String text, Optional<EventSource> events) {
    private static final int OK = 200;

    /** JSON with status 200; the empty text for an empty body. */
    static Answer json(String json) {
        return text(ErrorBody.CONTENT_TYPE, json);
    }

    /** A text with status 200. */
    static Answer text(String type, String text) {
        return new Answer(OK, type, text, Optional.empty());
    }

    /** What a control route returned: an answer of its own kind, or what is written as JSON. */
    static Answer of(Object answer) {
        if (answer instanceof EventSource events) {
            return new Answer(OK, "text/event-stream;charset=UTF-8", "", Optional.of(events));
        }
        return answer instanceof ControlText done ? text(done.type(), done.text()) : json(Json.write(answer));
    }

    /** A refusal. */
    static Answer refusal(String requestId, ApiException refusal) {
        return new Answer(
                refusal.error().status(), ErrorBody.CONTENT_TYPE, ErrorBody.json(requestId, refusal), Optional.empty());
    }
}
