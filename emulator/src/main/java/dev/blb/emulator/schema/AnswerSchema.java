package dev.blb.emulator.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The JSON Schema of an answer, read from the record that is written. */
public final class AnswerSchema {
    private static final List<String> TYPE_ONLY = List.of("type", "items", "properties");

    private AnswerSchema() {}

    /** The schema of a record's JSON. */
    public static ObjectNode of(Class<?> answer) {
        return of(answer, () -> typed("object"));
    }

    /**
     * The same.
     *
     * @param tree the schema of what the record holds as a tree of JSON
     */
    public static ObjectNode of(Class<?> answer, Supplier<ObjectNode> tree) {
        ObjectNode schema = typed("object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        members(answer, tree, properties, required);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    /**
     * The schema of an object that shows members of requests: their types, as their rules bind only what is sent.
     *
     * @param always names of members that are there whatever was sent, beside those that are required or have a default
     * @param nullable names of members that may be null
     */
    public static ObjectNode showing(List<Field> shown, Set<String> always, Set<String> nullable) {
        ObjectNode schema = typed("object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (Field field : shown) {
            ObjectNode member = field.jsonSchema();
            if (field.required() || member.has("default") || always.contains(field.name())) {
                required.add(field.name());
            }
            typeOnly(member);
            properties.set(field.name(), nullable.contains(field.name()) ? orNull(member) : member);
        }
        return schema;
    }

    private static ObjectNode typeOnly(ObjectNode schema) {
        schema.retain(TYPE_ONLY);
        if (schema.get("items") instanceof ObjectNode items) {
            typeOnly(items);
        }
        schema.path("properties").forEach(member -> typeOnly((ObjectNode) member));
        return schema;
    }

    private static ObjectNode orNull(ObjectNode schema) {
        String known = schema.path("type").asText();
        schema.putArray("type").add(known).add("null");
        return schema;
    }

    private static void members(Class<?> answer, Supplier<ObjectNode> tree, ObjectNode properties, ArrayNode required) {
        for (RecordComponent component : answer.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                members(component.getType(), tree, properties, required);
                continue;
            }
            AnnotatedType type = component.getAnnotatedType();
            ObjectNode member = of(type.getType(), tree);
            boolean nullable = type.isAnnotationPresent(Nullable.class);
            boolean always = component.getAccessor().isAnnotationPresent(JsonInclude.class);
            properties.set(component.getName(), nullable && always ? orNull(member) : member);
            // Null members are left out of answers unless they say otherwise.
            if (!nullable || always) {
                required.add(component.getName());
            }
        }
    }

    private static ObjectNode of(Type type, Supplier<ObjectNode> tree) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            ObjectNode schema = typed("array");
            schema.set("items", of(list.getActualTypeArguments()[0], tree));
            return schema;
        }
        if (type == String.class) {
            return typed("string");
        }
        if (type == int.class || type == long.class || type == Integer.class) {
            return typed("integer");
        }
        if (type == boolean.class || type == Boolean.class) {
            return typed("boolean");
        }
        if (type == ObjectNode.class) {
            return tree.get();
        }
        if (type instanceof Class<?> nested && nested.isRecord()) {
            return of(nested, tree);
        }
        throw new IllegalStateException(type + " has no JSON Schema yet");
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
