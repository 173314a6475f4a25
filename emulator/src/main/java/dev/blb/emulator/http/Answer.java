package dev.blb.emulator.http;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.console.ConsoleAnswer;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.route.EventSource;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What a request is answered with.
 *
 * @param status 0 if nothing is sent
 * @param type the media type
 * @param text the body; empty where events follow
 * @param headers further headers
 * @param events what is sent instead of a text, until the client goes
 * @param delivery how it goes over the wire
 */
record Answer(
        int status,
        String type,
        String text,
        Map<String, String> headers,
        Optional<EventSource> events,
        Delivery delivery) {
    /** No answer, as if the connection had broken. */
    static final Answer LOST = new Answer(0, "", "", Map.of(), Optional.empty(), Delivery.NONE);

    /** Of so many characters parts are made. */
    private static final int PART = 8192;

    private static final int OK = 200;
    private static final int FOUND = 302;

    /** JSON with status 200; the empty text for an empty body. */
    static Answer json(String json) {
        return text(ErrorBody.CONTENT_TYPE, json);
    }

    /** A text with status 200. */
    static Answer text(String type, String text) {
        return of(OK, type, text);
    }

    /** A text with any status. */
    static Answer of(int status, String type, String text) {
        return new Answer(status, type, text, Map.of(), Optional.empty(), Delivery.WHOLE);
    }

    /** What a control route returned: an answer of its own kind, or what is written as JSON. */
    static Answer of(Object answer) {
        if (answer instanceof EventSource events) {
            return new Answer(OK, "text/event-stream;charset=UTF-8", "", Map.of(), Optional.of(events), Delivery.WHOLE);
        }
        return answer instanceof ControlText done ? text(done.type(), done.text()) : json(Json.write(answer));
    }

    /** What the console answers. */
    static Answer of(ConsoleAnswer answer) {
        return new Answer(
                answer.status(), answer.type(), answer.text(), answer.headers(), answer.events(), Delivery.WHOLE);
    }

    /** Another address where what was asked for is. */
    static Answer redirect(String location) {
        return new Answer(FOUND, FrontPage.TEXT, "", Map.of("Location", location), Optional.empty(), Delivery.WHOLE);
    }

    /** A refusal. */
    static Answer refusal(String requestId, ApiException refusal) {
        return of(refusal.error().status(), ErrorBody.CONTENT_TYPE, ErrorBody.json(requestId, refusal));
    }

    /** The same sent in another way. */
    Answer with(Delivery other) {
        return new Answer(status, type, text, headers, events, other);
    }

    /** The same with another media type. */
    Answer withType(String other) {
        return new Answer(status, other, text, headers, events, delivery);
    }

    /** The same with one further header. */
    Answer withHeader(String name, String value) {
        return new Answer(status, type, text, Map.of(name, value), events, delivery);
    }

    /** The bytes of the body. */
    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How many bytes the body has, without making them. */
    int length() {
        int length = 0;
        for (int from = 0; from < text.length(); from = partEnd(from)) {
            length += part(from).length;
        }
        return length;
    }

    /** The bytes of the part of the body that begins with this character. */
    byte[] part(int from) {
        return text.substring(from, partEnd(from)).getBytes(StandardCharsets.UTF_8);
    }

    /** With which character the part after the one that begins here begins; no character of two halves is divided. */
    int partEnd(int from) {
        int end = Math.min(text.length(), from + PART);
        return end < text.length() && Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
    }
}
