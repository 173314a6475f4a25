package dev.blb.emulator.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON that is made to be read. */
final class Pretty {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Pretty() {}

    /** The text with line breaks and spaces; unchanged if it is no JSON. */
    static String json(String text) {
        try {
            return text.isBlank() ? text : MAPPER.readTree(text).toPrettyString();
        } catch (JsonProcessingException isOther) {
            return text;
        }
    }
}
