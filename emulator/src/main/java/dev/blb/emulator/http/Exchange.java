package dev.blb.emulator.http;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A request as the front read it.
 *
 * @param path the decoded segments of the path
 * @param query the decoded query; of a key that is given twice the first value, a missing value is empty
 * @param account who signed
 * @param reader reads the body, at most once
 * @param trace collects what the log line tells
 */
record Exchange(
        String method,
        List<String> path,
        Map<String, String> query,
        String account,
        Supplier<byte[]> reader,
        Trace trace) {
    /** The body's bytes. */
    byte[] body() {
        return reader.get();
    }
}
