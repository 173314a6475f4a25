package dev.blb.contract.target;

import java.net.URI;
import java.util.Map;

/** How one request is sent and its answer read, without any judgement. Thread-safe. */
interface Wire {
    /**
     * An answer as it came.
     *
     * @param headers by name in lower case, the first of each
     */
    record Received(int status, Map<String, String> headers, String body) {}

    /** Sends a request; an empty body is none. Fails with an {@link java.io.IOException} somewhere in the causes. */
    Received send(String method, URI uri, Map<String, String> headers, byte[] body) throws Exception;

    /** The type of bodies. */
    String CONTENT_TYPE = "application/json;charset=utf-8";
}
