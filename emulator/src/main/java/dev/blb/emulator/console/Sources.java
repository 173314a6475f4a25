package dev.blb.emulator.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.blb.emulator.api.ApiException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The answers of control routes that a page is made of, with the commands that fetch the same. Used by one thread. */
final class Sources {
    private final ControlReader reader;
    private final ConsoleRequest request;
    private final Map<String, JsonNode> answers = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private final List<String> commands = new ArrayList<>();

    Sources(ControlReader reader, ConsoleRequest request) {
        this.reader = reader;
        this.request = request;
    }

    /** The query with these parameters of the page's own query, as far as they are given. */
    Map<String, String> given(String... names) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : names) {
            request.parameter(name).ifPresent(value -> query.put(name, value));
        }
        return query;
    }

    /** Reads what a page cannot do without. */
    Sources add(String name, String path, Map<String, String> query) {
        answers.put(name, reader.get(path, query));
        commands.add(command(path, query));
        return this;
    }

    /** Reads what may be refused, such as counters while the data plane is off; the page shows why, and no command for it. */
    Sources addIfAllowed(String name, String path, Map<String, String> query) {
        try {
            return add(name, path, query);
        } catch (ApiException refused) {
            refusals.put(name, refused.getMessage());
            return this;
        }
    }

    /** Adds the schema of a body, of which a page makes a form. */
    Sources addSchema(String name, String method, String path) {
        answers.put(name, reader.bodySchema(method, path));
        return this;
    }

    /** A text as a segment of a path. */
    static String segment(@Nullable String text) {
        return URLEncoder.encode(text == null ? "" : text, StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    JsonNode answer(String name) {
        return answers.getOrDefault(name, MissingNode.getInstance());
    }

    String refusal(String name) {
        return refusals.getOrDefault(name, "");
    }

    List<String> commands() {
        return commands;
    }

    private String command(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return "curl -sS "
                + (request.needsToken() ? "-H \"x-blb-control-token: $BLB_CONTROL_TOKEN\" " : "")
                + "'" + request.origin() + path + (parameters.isEmpty() ? "" : "?" + parameters) + "'";
    }
}
