package dev.blb.emulator.schema;

import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.NumberText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a member accepts: its JSON type, and of that type which values.
 *
 * <p>A wrong JSON type is InappropriateJSON, a right type with a wrong value InvalidParameter (assumption
 * [m4]). Each message names the member, the value and what is allowed.
 */
sealed interface Kind
        permits Choice,
                Coded,
                Items,
                Kind.Whole,
                Kind.WholeOf,
                Kind.Flag,
                Kind.Text,
                Kind.Parsed,
                Kind.Nested,
                Kind.Mapping,
                Kind.Anything {
    /** What is allowed, as a phrase for messages and documents. */
    String allowed();

    /** The same as a JSON Schema. */
    ObjectNode jsonSchema();

    /** The value as it goes on, or an ApiException. */
    JsonNode check(String path, JsonNode value);

    /** The error of a required member that is absent. */
    default ApiError missing() {
        return MISSING_PARAMETER;
    }

    /** Shows a visitor the objects inside a value that have a schema. */
    default void visit(String path, JsonNode value, Schema.Visitor visitor) {}

    /** The value that a query parameter's text stands for, or InvalidParameter. */
    default JsonNode fromText(String path, String text) {
        return check(path, TextNode.valueOf(text));
    }

    /** An integer within bounds. */
    record Whole(int min, int max) implements Kind {
        @Override
        public ObjectNode jsonSchema() {
            ObjectNode schema = typed("integer");
            return isUnbounded() ? schema : schema.put("minimum", min).put("maximum", max);
        }

        private boolean isUnbounded() {
            return min == Integer.MIN_VALUE && max == Integer.MAX_VALUE;
        }

        @Override
        public String allowed() {
            return isUnbounded() ? "an integer" : "an integer from " + min + " to " + max;
        }

        @Override
        public JsonNode check(String path, JsonNode value) {
            if (!value.isIntegralNumber()) {
                throw wrongType(path, value, this);
            }
            return inRange(path, value.bigIntegerValue());
        }

        @Override
        public JsonNode fromText(String path, String text) {
            if (!NumberText.isWhole(text)) {
                throw wrongValue(path, TextNode.valueOf(text), this);
            }
            return inRange(path, new BigInteger(text));
        }

        private JsonNode inRange(String path, BigInteger value) {
            // Without bounds a number too large for an int is still a number: it is only ever clamped.
            if (isUnbounded()) {
                return IntNode.valueOf(value.max(BigInteger.valueOf(min))
                        .min(BigInteger.valueOf(max))
                        .intValue());
            }
            if (value.bitLength() > 31 || value.intValue() < min || value.intValue() > max) {
                throw wrongValue(path, JsonNodeFactory.instance.numberNode(value), this);
            }
            return IntNode.valueOf(value.intValue());
        }
    }

    /** An integer out of a list. */
    record WholeOf(List<Integer> values) implements Kind {
        @Override
        public ObjectNode jsonSchema() {
            ObjectNode schema = typed("integer");
            values.forEach(schema.putArray("enum")::add);
            return schema;
        }

        @Override
        public String allowed() {
            return "one of " + values.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }

        @Override
        public JsonNode check(String path, JsonNode value) {
            if (!value.isIntegralNumber()) {
                throw wrongType(path, value, this);
            }
            if (!value.canConvertToInt() || !values.contains(value.intValue())) {
                throw wrongValue(path, value, this);
            }
            return value;
        }
    }

    /** A boolean. In a query its letters' case does not matter [bce-spec]. */
    record Flag() implements Kind {
        @Override
        public ObjectNode jsonSchema() {
            return typed("boolean");
        }

        @Override
        public String allowed() {
            return "true or false";
        }

        @Override
        public JsonNode check(String path, JsonNode value) {
            if (!value.isBoolean()) {
                throw wrongType(path, value, this);
            }
            return value;
        }

        @Override
        public JsonNode fromText(String path, String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> BooleanNode.TRUE;
                case "false" -> BooleanNode.FALSE;
                default -> throw wrongValue(path, TextNode.valueOf(text), this);
            };
        }
    }

    /**
     * What a text's length counts. A character is a UTF-16 code unit, as in the columns that keep it, in Java and in JavaScript:
     * an emoji counts as two (assumption [m70]).
     */
    enum Unit {
        CHARACTERS,
        BYTES;

        int lengthOf(String text) {
            return this == BYTES ? text.getBytes(StandardCharsets.UTF_8).length : text.length();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A text with a length and a form.
     *
     * @param pattern what the text matches; empty where any text will do
     * @param form the pattern in words
     * @param accepts the pattern at work
     */
    record Text(int minLength, int maxLength, Unit unit, String pattern, String form, Predicate<String> accepts)
            implements Kind {
        @Override
        public ObjectNode jsonSchema() {
            ObjectNode schema = typed("string");
            if (minLength > 0) {
                schema.put("minLength", unit == Unit.CHARACTERS ? minLength : 1);
            }
            // A text of so many bytes or UTF-16 units has at most as many characters as JSON Schema counts.
            schema.put("maxLength", maxLength);
            if (!pattern.isEmpty()) {
                schema.put("pattern", "^(?:" + pattern + ")$");
            }
            return form.isEmpty() && unit == Unit.CHARACTERS ? schema : schema.put("description", allowed());
        }

        @Override
        public String allowed() {
            return "a text of " + (minLength == 0 ? "at most " + maxLength : minLength + " to " + maxLength) + " "
                    + unit + (form.isEmpty() ? "" : ", " + form);
        }

        @Override
        public JsonNode check(String path, JsonNode value) {
            if (!value.isTextual()) {
                throw wrongType(path, value, this);
            }
            if (value.textValue().indexOf('\0') >= 0) {
                throw INVALID_PARAMETER.at(path, "is %s; allowed is a text without U+0000", shown(path, value));
            }
            int length = unit.lengthOf(value.textValue());
            if (length < minLength || length > maxLength || !accepts.test(value.textValue())) {
                throw wrongValue(path, value, this);
            }
            return value;
        }
    }

    /**
     * A text that a parser accepts.
     *
     * @param allowed what the parser accepts, for messages
     * @param accepts the parser at work
     */
    record Parsed(String allowed, Predicate<String> accepts) implements Kind {
        @Override
        public ObjectNode jsonSchema() {
            return typed("string").put("maxLength", Field.UNSTATED_MAX_LENGTH).put("description", allowed);
        }

        @Override
        public JsonNode check(String path, JsonNode value) {
            if (!value.isTextual()) {
                throw wrongType(path, value, this);
            }
            if (Unit.CHARACTERS.lengthOf(value.textValue()) > Field.UNSTATED_MAX_LENGTH
                    || value.textValue().indexOf('\0') >= 0
                    || !accepts.test(value.textValue())) {
                throw wrongValue(path, value, this);
            }
            return value;
        }
    }

    /** An object with members. */
    record Nested(Schema schema) implements Kind {
        @Override
        public ObjectNode jsonSchema() {
            return schema.jsonSchema();
        }

        @Override
        public String allowed() {
            return "an object";
        }

        @Override
        public JsonNode check(String path, JsonNode value) {
            if (!(value instanceof ObjectNode given)) {
                throw wrongType(path, value, this);
            }
            return schema.check(path + ".", given);
        }

        @Override
        public void visit(String path, JsonNode value, Schema.Visitor visitor) {
            if (value instanceof ObjectNode given) {
                schema.visit(path + ".", given, visitor);
            }
        }
    }

    /** An object with members of any names and one kind. */
    record Mapping(Kind element, int maxMembers) implements Kind {
        @Override
        public ObjectNode jsonSchema() {
            ObjectNode schema = typed("object");
            schema.set("additionalProperties", element.jsonSchema());
            return schema.put("maxProperties", maxMembers);
        }

        @Override
        public String allowed() {
            return "an object of at most " + maxMembers + " members, each " + element.allowed();
        }

        @Override
        public JsonNode check(String path, JsonNode value) {
            if (!(value instanceof ObjectNode given)) {
                throw wrongType(path, value, this);
            }
            if (given.size() > maxMembers) {
                throw INVALID_PARAMETER.at(path, "has %d members; allowed are at most %d", given.size(), maxMembers);
            }
            ObjectNode checked = JsonNodeFactory.instance.objectNode();
            given.properties()
                    .forEach(member -> checked.set(
                            member.getKey(), element.check(path + "." + member.getKey(), member.getValue())));
            return checked;
        }

        @Override
        public void visit(String path, JsonNode value, Schema.Visitor visitor) {
            value.properties()
                    .forEach(member -> element.visit(path + "." + member.getKey(), member.getValue(), visitor));
        }
    }

    /** Anything: a member that is known, but neither read nor checked. */
    record Anything() implements Kind {
        @Override
        public ObjectNode jsonSchema() {
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public String allowed() {
            return "anything";
        }

        @Override
        public JsonNode check(String path, JsonNode value) {
            return value;
        }
    }

    /** A JSON Schema of a type. */
    static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    /** Whether a parser accepts a text: it throws one of these for one that is wrong. */
    static boolean isParsed(Function<String, ?> parser, String text) {
        try {
            return parser.apply(text) != null;
        } catch (IllegalArgumentException | DateTimeException wrong) {
            return false;
        }
    }

    /** The refusal of a value of another JSON type. */
    static ApiException wrongType(String path, JsonNode value, Kind kind) {
        return INAPPROPRIATE_JSON.at(path, "is %s; allowed is %s", shown(path, value), kind.allowed());
    }

    /** The refusal of a value of the right type. */
    static ApiException wrongValue(String path, JsonNode value, Kind kind) {
        return INVALID_PARAMETER.at(path, "is %s; allowed is %s", shown(path, value), kind.allowed());
    }

    private static String shown(String path, JsonNode value) {
        return SecretMembers.contain(path) ? SecretMembers.HIDDEN : shown(value);
    }

    /** A value in a message. */
    static String shown(@Nullable JsonNode value) {
        String json = String.valueOf(value);
        if (SecretMembers.areIn(json)) {
            return SecretMembers.HIDDEN;
        }
        return json.length() <= 80 ? json : json.substring(0, 77) + "... (" + json.length() + " characters of JSON)";
    }
}
