package dev.blb.emulator.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Answers control routes inside the process, as they would be answered over HTTP. */
public interface ControlReader {
    /**
     * The answer to a GET of a control route; a text for an answer that is no JSON.
     *
     * @param path the path with its slash, such as {@code /_blb/clock}
     * @throws dev.blb.emulator.api.ApiException if the route refuses the call
     */
    JsonNode get(String path, Map<String, String> query);

    /**
     * The JSON Schema of the body that a control route takes.
     *
     * @param path the path with its variables in braces
     */
    ObjectNode bodySchema(String method, String path);
}
