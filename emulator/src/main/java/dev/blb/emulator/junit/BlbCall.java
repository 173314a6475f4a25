package dev.blb.emulator.junit;

import java.time.Instant;

/**
 * A call of the API, as the emulator recorded it. Signatures and secrets are hidden.
 *
 * @param requestId the id in the answer's header {@code x-bce-request-id}
 * @param time when it was answered, by the emulator's clock
 * @param operation such as {@code CreateBlb}; the empty text if the request was none that the API knows
 * @param query the raw query, without its question mark; the empty text if there was none
 * @param body what was sent; empty if the call was refused before its body was read
 * @param status the HTTP status of the answer; 0 if no answer left
 * @param code the error code of a refusal, or the empty text
 * @param answer the body of the answer
 */
public record BlbCall(
        String requestId,
        Instant time,
        String operation,
        String method,
        String path,
        String query,
        BlbBody body,
        int status,
        String code,
        BlbBody answer) {
    /** The call in a line, for messages. */
    @Override
    public String toString() {
        String target = query.isEmpty() ? path : path + "?" + query;
        String outcome = status == 0 ? "no answer" : code.isEmpty() ? String.valueOf(status) : status + " " + code;
        return (operation.isEmpty() ? "(no operation)" : operation) + " " + method + " " + target + " " + body.json()
                + " -> " + outcome;
    }
}
