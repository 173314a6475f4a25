package dev.blb.emulator.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The catalogue of operations. */
final class Catalogue {
    static final List<Op> OPERATIONS = read();

    private Catalogue() {}

    /** An operation. */
    record Op(String id, String method, String path, List<Param> params, JsonNode response) {
        List<Param> in(String place) {
            return params.stream().filter(param -> param.place().equals(place)).toList();
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** A parameter; {@code rules} has min, max, enum, minLength, maxLength, lengthUnit, pattern, where they are stated. */
    record Param(String name, String place, String type, boolean required, JsonNode rules) {
        /** The last name of a nested parameter such as {@code tags[].tagKey}. */
        String leaf() {
            return name.substring(name.lastIndexOf('.') + 1);
        }

        boolean isNested() {
            return name.contains(".");
        }
    }

    private static List<Op> read() {
        try (InputStream in = Catalogue.class.getResourceAsStream("/catalogue/blb-operations.json")) {
            List<Op> operations = new ArrayList<>();
            for (JsonNode op : new ObjectMapper().readTree(in)) {
                List<Param> params = stream(op.path("params"))
                        .map(param -> new Param(
                                param.path("name").asText(),
                                param.path("in").asText(),
                                param.path("type").asText(),
                                param.path("required").asBoolean(),
                                param))
                        .toList();
                operations.add(new Op(
                        op.path("id").asText(),
                        op.path("method").asText(),
                        op.path("path").asText(),
                        params,
                        op.path("response")));
            }
            return List.copyOf(operations);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
