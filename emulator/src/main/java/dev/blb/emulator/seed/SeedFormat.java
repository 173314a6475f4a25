package dev.blb.emulator.seed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of a world's document: its sections.
 *
 * @param sections in the order in which they are applied and written
 */
public record SeedFormat(List<SeedSection> sections) {
    /** A format; its sections are copied. */
    public SeedFormat {
        sections = List.copyOf(sections);
    }

    /** The members that tell the elements of a list apart, by the name of the list. */
    Map<String, List<String>> keys() {
        Map<String, List<String>> keys = new HashMap<>();
        sections.forEach(section -> keys.putAll(section.keys()));
        return keys;
    }

    /** The JSON Schema of a document, by draft 2020-12. */
    public ObjectNode jsonSchema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "A world of the BLB emulator")
                .put(
                        "description",
                        "A seed, or what GET /_blb/world writes. A thing with state is restored as it was; one without is"
                                + " made as by a call.")
                .put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (SeedSection section : sections) {
            properties.set(section.name(), listOf(section.jsonSchema()));
        }
        return schema.put("additionalProperties", false);
    }

    /** The JSON Schema of a list. */
    public static ObjectNode listOf(ObjectNode element) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("type", "array");
        list.set("items", element);
        return list;
    }
}
