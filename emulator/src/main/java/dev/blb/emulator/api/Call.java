package dev.blb.emulator.api;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One request to one operation, checked and ready to be carried out.
 *
 * @param operation the row of the table
 * @param account the state of the account that signed, such as {@code KEY} or, in another region, {@code KEY@gz}; nothing crosses
 *     states
 * @param blbId the id in the path, mostly an instance's, or the empty text where the path has none
 * @param query the checked query parameters
 * @param body the checked body
 * @param now the one time of this request
 * @param settings the account's settings
 * @param delay when the effects of this call become visible
 * @param statusChanges receives what the call does to the status of its instance
 * @param idleMembers receives the members of the body that are taken and have no effect beside what is stored, each with the end of a
 *     sentence that begins with it
 * @param selector the selector by which the request found its operation, such as {@code certData}; the empty text if by none
 */
public record Call(
        Operation operation,
        String account,
        String blbId,
        Members query,
        Members body,
        Instant now,
        Settings settings,
        ConsistencyDelay delay,
        Consumer<StatusChange> statusChanges,
        Consumer<Map<String, String>> idleMembers,
        String selector) {
    /** A call without a selector, of which nobody asks what it does to a status, nor what it takes without effect. */
    public Call(
            Operation operation,
            String account,
            String blbId,
            Members query,
            Members body,
            Instant now,
            Settings settings,
            ConsistencyDelay delay) {
        this(operation, account, blbId, query, body, now, settings, delay, change -> {}, idle -> {}, "");
    }

    /** The same, which tells what it takes without effect. */
    public Call telling(Consumer<Map<String, String>> listener) {
        return new Call(
                operation, account, blbId, query, body, now, settings, delay, statusChanges, listener, selector);
    }

    /** The id in the path, of an instance or another thing. */
    public String id() {
        return blbId;
    }
}
