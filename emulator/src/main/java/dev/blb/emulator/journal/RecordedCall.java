package dev.blb.emulator.journal;

import dev.blb.emulator.api.StatusChange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A call in the journal.
 *
 * @param requestId the id in the header {@code x-bce-request-id} of the answer
 * @param time when the answer was ready, by the emulator's clock
 * @param account the account that signed, or that a control call is about; the empty text for none
 * @param operation the operation's name; {@code control} for control routes; the empty text if no route was found
 * @param durationMillis the real time from the first byte to the answer
 */
public record RecordedCall(
        String requestId,
        Instant time,
        String account,
        String operation,
        Sent sent,
        Answered answered,
        long durationMillis,
        Notes notes) {
    /** The name that stands for all control routes. */
    public static final String CONTROL = "control";

    private static final long OVERHEAD_BYTES = 500;

    /**
     * What the client sent.
     *
     * @param headers by lower-case name
     * @param body empty if it was not read, as of a request that is not signed
     * @param bytes the bytes of a body that is no text, each as the character of its number; empty for a text, or where the end is missing
     * @param scheme http or https
     */
    public record Sent(
            String method,
            String path,
            String query,
            Map<String, String> headers,
            Optional<Text> body,
            Optional<String> bytes,
            String scheme) {
        /** The query without what the journal hides of it: a signature and a session token. */
        public String openQuery() {
            return Stream.of(query.split("&", -1))
                    .filter(pair -> !pair.endsWith("=" + Scrubber.HIDDEN))
                    .collect(Collectors.joining("&"));
        }

        /** Path and query. */
        public String target() {
            return query.isEmpty() ? path : path + "?" + query;
        }
    }

    /**
     * What it was answered.
     *
     * @param status 0 if no answer left
     * @param code the code of a refusal, or the empty text
     */
    public record Answered(int status, String code, String type, Text body) {}

    /** The begin of a text, and how many characters the whole has. */
    public record Text(String text, int length) {
        /** The text, cut at a number of characters. */
        public static Text of(String whole, int max) {
            return new Text(whole.length() <= max ? whole : whole.substring(0, max), whole.length());
        }

        /** Whether the end is missing. */
        public boolean isCut() {
            return text.length() < length;
        }
    }

    /** A member of the request that no rule knows, with the name that was most likely meant, or the empty text. */
    public record Ignored(String member, String nearest) {}

    /**
     * What else is known of a call.
     *
     * @param blbId the id in the path, or that of a new instance; the empty text for none
     * @param hints what explains a refusal, each a sentence
     * @param faults the rules of fault plans that were applied to it
     */
    public record Notes(
            String blbId,
            Optional<StatusChange> change,
            List<Ignored> ignored,
            List<String> hints,
            List<String> faults) {}

    /** Whether it went to a control route. */
    public boolean isControl() {
        return operation.equals(CONTROL);
    }

    /** About how much memory it takes. */
    long sizeBytes() {
        long size = OVERHEAD_BYTES
                + sent.path().length()
                + sent.query().length()
                + answered.body().text().length();
        size += sent.body().map(body -> body.text().length()).orElse(0);
        size += sent.bytes().map(String::length).orElse(0);
        for (Map.Entry<String, String> header : sent.headers().entrySet()) {
            size += header.getKey().length() + header.getValue().length();
        }
        for (String hint : notes.hints()) {
            size += hint.length();
        }
        return size;
    }
}
