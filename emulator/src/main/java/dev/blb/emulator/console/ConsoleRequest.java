package dev.blb.emulator.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request for a page or an asset.
 *
 * @param origin scheme, host and path prefix by which the browser reaches the emulator, such as {@code http://127.0.0.1:8252}
 * @param base the path prefix alone; mostly the empty text
 * @param path the segments behind {@code /_blb/ui}
 * @param query the decoded query
 * @param headers by lower-case name
 * @param isLocked whether control routes need a token that the request lacks
 * @param needsToken whether control routes need a token
 */
public record ConsoleRequest(
        String origin,
        String base,
        List<String> path,
        Map<String, String> query,
        Map<String, String> headers,
        boolean isLocked,
        boolean needsToken) {
    /** A parameter of the query; empty if it is absent or has no value. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
