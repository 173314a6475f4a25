package dev.blb.emulator.schema;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;

/**
 * What another kind accepts, refused with codes that the API has for this member alone.
 *
 * @param missing the code of an absent value, and of an empty text where the member is required
 * @param wrong the code of a value that is not allowed
 * @param tooLong the code of a text with too many characters
 */
record Coded(Kind kind, ApiError missing, ApiError wrong, ApiError tooLong) implements Kind {
    @Override
    public String allowed() {
        return kind.allowed();
    }

    @Override
    public ObjectNode jsonSchema() {
        return kind.jsonSchema();
    }

    @Override
    public JsonNode check(String path, JsonNode value) {
        try {
            return kind.check(path, value);
        } catch (ApiException refusal) {
            if (refusal.error() != INVALID_PARAMETER) {
                throw refusal;
            }
            throw (isTooLong(value.asText()) ? tooLong : wrong).at(refusal.member(), refusal.detail());
        }
    }

    private boolean isTooLong(String value) {
        return kind instanceof Kind.Text text && text.unit().lengthOf(value) > text.maxLength();
    }

    @Override
    public void visit(String path, JsonNode value, Schema.Visitor visitor) {
        kind.visit(path, value, visitor);
    }
}
