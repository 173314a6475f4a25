package dev.blb.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lists kept as JSON beside the tests. */
final class TestData {
    private TestData() {}

    static Stream<JsonNode> list(String resource) {
        try (InputStream json = Objects.requireNonNull(TestData.class.getResourceAsStream(resource), resource)) {
            return StreamSupport.stream(new ObjectMapper().readTree(json).spliterator(), false);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
