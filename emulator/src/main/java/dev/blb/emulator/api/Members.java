package dev.blb.emulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * The checked members of a request's query or body: only known names, right types, aliases resolved, null gone.
 *
 * @param json the members; to be read, not changed
 */
public record Members(ObjectNode json) {
    /** No members at all. */
    public static Members none() {
        return new Members(JsonNodeFactory.instance.objectNode());
    }

    /** Whether the member was given, or has a default. */
    public boolean has(String name) {
        return json.has(name);
    }

    /** A text that the schema guarantees. */
    public String text(String name) {
        return json.path(name).textValue();
    }

    /** A text that may be absent. */
    public Optional<String> optionalText(String name) {
        return optional(name, JsonNode::textValue);
    }

    /** A text that may be absent or empty; both count as not given. */
    public Optional<String> filledText(String name) {
        return optionalText(name).filter(text -> !text.isEmpty());
    }

    /** An integer that the schema guarantees. */
    public int integer(String name) {
        return json.path(name).intValue();
    }

    /** An integer that may be absent. */
    public OptionalInt optionalInteger(String name) {
        return has(name) ? OptionalInt.of(integer(name)) : OptionalInt.empty();
    }

    /** A boolean; absent counts as false. */
    public boolean flag(String name) {
        return json.path(name).booleanValue();
    }

    /** A boolean that may be absent. */
    public Optional<Boolean> optionalFlag(String name) {
        return optional(name, JsonNode::booleanValue);
    }

    /** A list of texts; absent counts as empty. */
    public List<String> texts(String name) {
        return elements(name, JsonNode::textValue);
    }

    /** A list of integers; absent counts as empty. */
    public List<Integer> integers(String name) {
        return elements(name, JsonNode::intValue);
    }

    /** A list of objects; absent counts as empty. */
    public List<Members> objects(String name) {
        return elements(name, element -> new Members((ObjectNode) element));
    }

    /** An object; absent counts as one without members. */
    public Members object(String name) {
        return json.path(name) instanceof ObjectNode object ? new Members(object) : none();
    }

    private <T> Optional<T> optional(String name, Function<JsonNode, T> reading) {
        return has(name) ? Optional.of(reading.apply(json.path(name))) : Optional.empty();
    }

    private <T> List<T> elements(String name, Function<JsonNode, T> reading) {
        return StreamSupport.stream(json.path(name).spliterator(), false)
                .map(reading)
                .toList();
    }
}
