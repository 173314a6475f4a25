package dev.blb.emulator.schema;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.blb.emulator.api.Nearest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text out of a list.
 *
 * @param spelling how a value may be spelled, and how it goes on
 */
record Choice(List<String> values, Spelling spelling) implements Kind {
    /** How a value may be spelled. */
    enum Spelling {
        /** As the list spells it. */
        EXACT,
        /** In upper or lower case; it goes on as the list spells it. */
        ANY_CASE,
        /** In upper or lower case; it goes on as it is spelled. */
        KEPT
    }

    private boolean anyCase() {
        return spelling != Spelling.EXACT;
    }

    @Override
    public ObjectNode jsonSchema() {
        ObjectNode schema = Kind.typed("string");
        if (anyCase()) {
            // A JSON Schema cannot say it otherwise.
            return schema.put("pattern", "^(?:" + String.join("|", pattern()) + ")$")
                    .put("description", allowed());
        }
        values.forEach(schema.putArray("enum")::add);
        return schema;
    }

    @Override
    public String allowed() {
        return "one of " + String.join(", ", values) + (anyCase() ? " in upper or lower case" : "");
    }

    private List<String> pattern() {
        return values.stream()
                .map(value -> value.chars()
                        .mapToObj(c -> "[" + (char) Character.toUpperCase(c) + (char) Character.toLowerCase(c) + "]")
                        .collect(Collectors.joining()))
                .toList();
    }

    @Override
    public JsonNode check(String path, JsonNode value) {
        if (!value.isTextual()) {
            throw Kind.wrongType(path, value, this);
        }
        String given = value.textValue();
        return values.stream()
                .filter(each -> anyCase() ? each.equalsIgnoreCase(given) : each.equals(given))
                .findFirst()
                .<JsonNode>map(known -> spelling == Spelling.KEPT ? value : TextNode.valueOf(known))
                .orElseThrow(() -> INVALID_PARAMETER.at(
                        path, "is %s; allowed is %s%s", Kind.shown(value), allowed(), Nearest.hint(given, values)));
    }
}
