package dev.blb.contract.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What travels through a proxy: names of headers are in lower case, a body is a text with one character for each byte. */
public final class Message {
    private Message() {}

    /** A body with these bytes. */
    static String body(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a body. */
    static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A body that is a text in UTF-8. */
    public static String bodyOf(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The text of a body in UTF-8. */
    public static String textOf(String body) {
        return new String(bytes(body), StandardCharsets.UTF_8);
    }

    /**
     * A request.
     *
     * @param target path and query as sent
     */
    public record Request(String method, String target, Map<String, String> headers, String body) {}

    /** What a client gets: an answer, or something else. */
    public sealed interface Reply permits Answer, HalfAnswer, Reset {}

    /** An answer. */
    public record Answer(int status, Map<String, String> headers, String body) implements Reply {}

    /** An answer that is cut off in the middle of its body. */
    public record HalfAnswer(Answer whole) implements Reply {}

    /** No answer: the connection is reset. */
    public record Reset() implements Reply {}
}
