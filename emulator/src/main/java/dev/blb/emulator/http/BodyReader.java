package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.MALFORMED_JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.JsonMistake;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads the body of a request, of the API and of control routes alike. */
final class BodyReader {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.]{1,64}=");

    private BodyReader() {}

    /**
     * The text of a body.
     *
     * @throws ApiException InvalidHTTPRequest if it is not UTF-8
     */
    static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw INVALID_HTTP_REQUEST.with("The body is not UTF-8.");
        }
    }

    /**
     * The object in a body. Null members are taken out, as null equals absent [wire:go]; a blank body is an empty object.
     *
     * @throws ApiException InvalidHTTPRequest if it is not UTF-8; MalformedJSON if it is no JSON, has a member twice
     *     (assumption [m59]) or goes on behind the JSON, or a text
     *     that is not Unicode; InappropriateJSON if it is no object
     */
    static ObjectNode object(byte[] body) {
        String text = text(body);
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        JsonNode parsed;
        try {
            parsed = Json.read(text);
        } catch (JsonProcessingException e) {
            ApiException refusal = MALFORMED_JSON.with("%s.", JsonMistake.of(e));
            throw FORM.matcher(text).lookingAt()
                    ? refusal.and("The body looks like a form; send a JSON object.")
                    : refusal;
        }
        if (parsed instanceof ObjectNode object) {
            withoutNulls(object);
            refuseHalves(object);
            return object;
        }
        throw INAPPROPRIATE_JSON.with("The body is no JSON object.");
    }

    /** JSON's escapes can spell half a surrogate pair, which no answer could send back: it is no character. */
    private static void refuseHalves(JsonNode node) {
        if (node.isTextual() && isHalved(node.textValue())) {
            throw MALFORMED_JSON.with("A text has one half of a surrogate pair; allowed are whole characters.");
        }
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> {
                if (isHalved(name)) {
                    throw MALFORMED_JSON.with(
                            "A member's name has one half of a surrogate pair; allowed are whole characters.");
                }
            });
        }
        node.forEach(BodyReader::refuseHalves);
    }

    private static boolean isHalved(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static ObjectNode withoutNulls(ObjectNode object) {
        object.removeIf(JsonNode::isNull);
        object.forEach(BodyReader::withoutNullsInside);
        return object;
    }

    private static void withoutNullsInside(JsonNode node) {
        if (node instanceof ObjectNode object) {
            withoutNulls(object);
        } else {
            node.forEach(BodyReader::withoutNullsInside);
        }
    }
}
