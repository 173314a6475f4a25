package dev.blb.emulator.control;

import dev.blb.emulator.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A row of the table of control routes.
 *
 * @param path without the leading {@code /_blb/}; a segment in braces is a variable
 * @param meaning what it does, for the README
 * @param takesText whether the body is a text, JSON or YAML, that the handler reads by itself
 * @param handler from the call to what is written as JSON, or a {@link ControlText}
 */
public record ControlRoute(
        String method,
        String path,
        String meaning,
        Schema query,
        Schema body,
        boolean takesText,
        Function<ControlCall, Object> handler) {
    /** A route that takes neither query nor body. */
    public static ControlRoute of(String method, String path, String meaning, Function<ControlCall, Object> handler) {
        return new ControlRoute(method, path, meaning, Schema.of(), Schema.of(), false, handler);
    }

    /** The same with these query parameters. */
    public ControlRoute query(Schema schema) {
        return new ControlRoute(method, path, meaning, schema, body, takesText, handler);
    }

    /** The same with these members of the body. */
    public ControlRoute body(Schema schema) {
        return new ControlRoute(method, path, meaning, query, schema, takesText, handler);
    }

    /** The same with a text as its body. */
    public ControlRoute takingText() {
        return new ControlRoute(method, path, meaning, query, body, true, handler);
    }

    /** The variables of a path that this route fits, or empty if it does not fit. */
    public Optional<Map<String, String>> match(List<String> segments) {
        List<String> template = List.of(path.split("/", -1));
        if (segments.size() != template.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String word = template.get(i);
            if (word.startsWith("{")) {
                variables.put(word.substring(1, word.length() - 1), segments.get(i));
            } else if (!word.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
