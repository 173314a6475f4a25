package dev.blb.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A call on its way through the steps.
 *
 * @param call what is asked, the same in every attempt
 * @param start when the first attempt began
 * @param failures the attempts that failed and are followed by another, oldest first; the steps add to it
 * @param headers the headers of this attempt, apart from those that the HTTP client adds
 */
record Exchange(Call call, Instant start, List<BlbException> failures, Map<String, String> headers) {
    Exchange(Call call, Instant start) {
        this(call, start, new ArrayList<>(), Map.of());
    }

    Exchange withHeaders(Map<String, String> newHeaders) {
        return new Exchange(call, start, failures, newHeaders);
    }

    /** The number of the current attempt, from 1. */
    int attempt() {
        return failures.size() + 1;
    }

    String operation() {
        return call.operation().officialName;
    }
}
