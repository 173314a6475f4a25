package dev.blb.emulator.db;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a property are stored in a column and shown in a document. Neither side is ever null: an absent value
 * has no column value and no member.
 *
 * @param <C> the type of the column
 * @param <T> the type of the values
 */
public interface Codec<C, T> {
    /** What is stored for a value. */
    C toColumn(T value);

    /** The value of what was stored. */
    T fromColumn(C stored);

    /** What a document shows for a value; an empty list is left out of it. */
    JsonNode toJson(T value);

    /** The value of a member that its schema let through; null if it counts as absent. */
    @Nullable
    T fromJson(JsonNode member);

    /** The same column, shown otherwise. */
    default Codec<C, T> shownAs(Function<T, JsonNode> toJson, Function<JsonNode, T> fromJson) {
        Codec<C, T> stored = this;
        return new Codec<>() {
            @Override
            public C toColumn(T value) {
                return stored.toColumn(value);
            }

            @Override
            public T fromColumn(C column) {
                return stored.fromColumn(column);
            }

            @Override
            public JsonNode toJson(T value) {
                return toJson.apply(value);
            }

            @Override
            public @Nullable T fromJson(JsonNode member) {
                return fromJson.apply(member);
            }
        };
    }

    /** Values that are stored as they are. */
    private static <T> Codec<T, T> asIs(Function<T, JsonNode> toJson, Function<JsonNode, @Nullable T> fromJson) {
        return new Codec<T, T>() {
            @Override
            public T toColumn(T value) {
                return value;
            }

            @Override
            public T fromColumn(T stored) {
                return stored;
            }

            @Override
            public JsonNode toJson(T value) {
                return toJson.apply(value);
            }

            @Override
            public @Nullable T fromJson(JsonNode member) {
                return fromJson.apply(member);
            }
        };
    }

    /** Texts. */
    static Codec<String, String> text() {
        return asIs(TextNode::valueOf, JsonNode::textValue);
    }

    /** Texts of which an empty one in a document counts as absent. */
    static Codec<String, String> filledText() {
        return asIs(TextNode::valueOf, member -> member.textValue().isEmpty() ? null : member.textValue());
    }

    /** Constants of an enumeration, by their names. */
    static <T extends Enum<T>> Codec<String, T> constant(Class<T> type) {
        return new Codec<>() {
            @Override
            public String toColumn(T value) {
                return value.name();
            }

            @Override
            public T fromColumn(String stored) {
                return Enum.valueOf(type, stored);
            }

            @Override
            public JsonNode toJson(T value) {
                return TextNode.valueOf(value.name());
            }

            @Override
            public T fromJson(JsonNode member) {
                return Enum.valueOf(type, member.textValue());
            }
        };
    }

    /** Integers. */
    static Codec<Integer, Integer> integer() {
        return asIs(IntNode::valueOf, JsonNode::intValue);
    }

    /** Integers of 64 bits. */
    static Codec<Long, Long> longInteger() {
        return asIs(LongNode::valueOf, JsonNode::longValue);
    }

    /** Booleans. */
    static Codec<Boolean, Boolean> flag() {
        return asIs(BooleanNode::valueOf, JsonNode::booleanValue);
    }

    /** Times, stored in milliseconds since 1970-01-01T00:00:00Z and shown in ISO 8601 in UTC. */
    static Codec<Long, Instant> instant() {
        return new Codec<>() {
            @Override
            public Long toColumn(Instant value) {
                return value.toEpochMilli();
            }

            @Override
            public Instant fromColumn(Long stored) {
                return Instant.ofEpochMilli(stored);
            }

            @Override
            public JsonNode toJson(Instant value) {
                return TextNode.valueOf(value.toString());
            }

            @Override
            public Instant fromJson(JsonNode member) {
                return Instant.parse(member.textValue());
            }
        };
    }

    /** Lists of records, stored and shown as JSON by the records' component names. */
    static <T> Codec<String, List<T>> listOf(Class<T> element) {
        return new Json<>(Json.MAPPER.getTypeFactory().constructCollectionType(List.class, element));
    }

    /** Records, stored and shown as JSON by their component names. */
    static <T> Codec<String, T> object(Class<T> type) {
        return new Json<>(Json.MAPPER.constructType(type));
    }

    /** Integers by integers, stored and shown as a JSON object. */
    static Codec<String, Map<Integer, Integer>> integersByInteger() {
        return new Json<>(Json.MAPPER.getTypeFactory().constructMapType(Map.class, Integer.class, Integer.class));
    }

    /** Values as JSON, by Jackson's mapping of their type. */
    final class Json<T> implements Codec<String, T> {
        private static final ObjectMapper MAPPER = new ObjectMapper();

        private final JavaType type;

        private Json(JavaType type) {
            this.type = type;
        }

        @Override
        public String toColumn(T value) {
            try {
                return MAPPER.writeValueAsString(value);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(value + " cannot be stored as JSON", e);
            }
        }

        @Override
        public T fromColumn(String stored) {
            try {
                return MAPPER.readValue(stored, type);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("stored JSON cannot be read: " + stored, e);
            }
        }

        @Override
        public JsonNode toJson(T value) {
            return MAPPER.valueToTree(value);
        }

        @Override
        public T fromJson(JsonNode member) {
            return MAPPER.convertValue(member, type);
        }
    }
}
