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
import org.jspecify.annotations.Nullable;

/** The JSON Schema of an answer, read from the record that is written. */
public final class AnswerSchema {
    private AnswerSchema() {}

    /** The schema of a record's JSON. */
    public static ObjectNode of(Class<?> answer) {
        ObjectNode schema = typed("object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        members(answer, properties, required);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private static void members(Class<?> answer, ObjectNode properties, ArrayNode required) {
        for (RecordComponent component : answer.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                members(component.getType(), properties, required);
                continue;
            }
            AnnotatedType type = component.getAnnotatedType();
            ObjectNode member = of(type.getType());
            boolean nullable = type.isAnnotationPresent(Nullable.class);
            boolean always = component.getAccessor().isAnnotationPresent(JsonInclude.class);
            if (nullable && always) {
                String known = member.path("type").asText();
                member.putArray("type").add(known).add("null");
            }
            properties.set(component.getName(), member);
            // Null members are left out of answers unless they say otherwise.
            if (!nullable || always) {
                required.add(component.getName());
            }
        }
    }

    private static ObjectNode of(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            ObjectNode schema = typed("array");
            schema.set("items", of(list.getActualTypeArguments()[0]));
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
            return typed("object");
        }
        if (type instanceof Class<?> nested && nested.isRecord()) {
            return of(nested);
        }
        throw new IllegalStateException(type + " has no JSON Schema yet");
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
