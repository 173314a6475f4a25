package dev.blb.contract.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blb.contract.report.Outcome.Call;
import java.io.UncheckedIOException;
import java.util.List;

/** JSON in texts that may be something else. */
final class Json {
    // A text that is shown stays what it was: no digit and no repeated member is lost.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /** A JSON list of calls. */
    static List<Call> calls(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text with indentation if it is a JSON object or list, quoted as a whole or not; otherwise the text as it is. */
    static String pretty(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("\"{") && stripped.endsWith("}\"")) {
            stripped = stripped.substring(1, stripped.length() - 1);
        }
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return text;
        }
        try {
            return MAPPER.readTree(stripped).toPrettyString().replace("\r\n", "\n");
        } catch (JsonProcessingException other) {
            return text;
        }
    }
}
