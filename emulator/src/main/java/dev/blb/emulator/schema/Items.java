package dev.blb.emulator.schema;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/**
 * A list of {@code minItems} to {@code maxItems} elements of one kind.
 *
 * @param key the member whose values differ from element to element; the empty text for none
 */
record Items(Kind element, int minItems, int maxItems, String key) implements Kind {
    @Override
    public ObjectNode jsonSchema() {
        ObjectNode schema = Kind.typed("array");
        schema.set("items", element.jsonSchema());
        if (minItems > 0) {
            schema.put("minItems", minItems);
        }
        return schema.put("maxItems", maxItems);
    }

    @Override
    public String allowed() {
        return "a list of " + minItems + " to " + maxItems + " elements, each " + element.allowed();
    }

    @Override
    public JsonNode check(String path, JsonNode value) {
        if (!(value instanceof ArrayNode given)) {
            throw Kind.wrongType(path, value, this);
        }
        if (given.size() < minItems || given.size() > maxItems) {
            throw INVALID_PARAMETER.at(path, "has %d elements; allowed are %d to %d", given.size(), minItems, maxItems);
        }
        ArrayNode checked = JsonNodeFactory.instance.arrayNode(given.size());
        Set<JsonNode> keys = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode item = element.check(at, given.get(i));
            if (!key.isEmpty() && !keys.add(item.path(key))) {
                throw INVALID_PARAMETER.at(
                        at + "." + key,
                        "is %s, as in an earlier element; allowed is a value that no other element has",
                        Kind.shown(item.path(key)));
            }
            checked.add(item);
        }
        return checked;
    }

    @Override
    public void visit(String path, JsonNode value, Schema.Visitor visitor) {
        for (int i = 0; i < value.size(); i++) {
            element.visit(path + "[" + i + "]", value.path(i), visitor);
        }
    }
}
