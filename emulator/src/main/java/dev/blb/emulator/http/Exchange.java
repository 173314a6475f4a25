package dev.blb.emulator.http;

import dev.blb.emulator.route.ControlRoute;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A request as it was read.
 *
 * @param signed method, raw path, raw query and headers
 * @param path the decoded segments of the path
 * @param query the decoded query; of a key that is given twice the first value, a missing value is empty
 * @param reader reads the body, once however often it is asked
 * @param trace collects what the log line shows
 */
record Exchange(
        SignedRequest signed, List<String> path, Map<String, String> query, Supplier<byte[]> reader, Trace trace) {
    /** The method by which a route is found: HEAD asks for what GET does. */
    String method() {
        return isHead() ? "GET" : signed.method();
    }

    /** Whether the answer shall have no body. */
    boolean isHead() {
        return signed.method().equals("HEAD");
    }

    /** The body's bytes. */
    byte[] body() {
        byte[] body = reader.get();
        trace.body(body);
        return body;
    }

    /** Whether it is for the emulator itself and not for the API. */
    boolean isControl() {
        return path.get(0).equals(ControlRoute.PREFIX) || path.equals(List.of(ControlRoute.METRICS));
    }
}
