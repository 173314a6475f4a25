package dev.blb.contract.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.contract.evidence.Covers.OfOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The official catalogue of operations, as data. */
public final class Catalogue {
    private static final List<Op> OPERATIONS = read();

    private Catalogue() {}

    /** An operation. */
    public record Op(String id, String method, String path, List<Param> params, JsonNode response)
            implements OfOperation {
        @Override
        public String operation() {
            return id;
        }

        @Override
        public String toString() {
            return id;
        }

        /** The protocol of a listener operation such as {@code TCP}, or the empty text. */
        String protocol() {
            return path.matches(".*/[A-Z]+listener")
                    ? path.substring(path.lastIndexOf('/') + 1).replace("listener", "")
                    : "";
        }

        boolean isAboutAnInstance() {
            return path.contains("{blbId}");
        }

        boolean writes() {
            return !method.equals("GET") && !id.equals("BlbInquiry");
        }

        boolean isOrder() {
            return id.startsWith("Billing")
                    || List.of("ResizeBlb", "RefundBlb", "StartLoadBalancerAutoRenew")
                            .contains(id);
        }

        boolean hasBody() {
            return params.stream().anyMatch(param -> param.in().equals("body"));
        }
    }

    /** A parameter; {@code rules} has min, max, enum, minLength, maxLength, lengthUnit, pattern, where they are stated. */
    public record Param(String name, String in, String type, boolean required, JsonNode rules) {
        String leaf() {
            return name.substring(name.lastIndexOf('.') + 1);
        }
    }

    /** All 42 operations. */
    public static Stream<Op> operations() {
        return OPERATIONS.stream();
    }

    /** The operation with this official name. */
    public static Op operation(String id) {
        return OPERATIONS.stream().filter(op -> op.id().equals(id)).findFirst().orElseThrow();
    }

    private static List<Op> read() {
        try (InputStream in = Catalogue.class.getResourceAsStream("/catalogue/blb-operations.json")) {
            return stream(new ObjectMapper().readTree(Objects.requireNonNull(in)))
                    .map(op -> new Op(
                            op.path("id").asText(),
                            op.path("method").asText(),
                            op.path("path").asText(),
                            stream(op.path("params"))
                                    .map(param -> new Param(
                                            param.path("name").asText(),
                                            param.path("in").asText(),
                                            param.path("type").asText(),
                                            param.path("required").asBoolean(),
                                            param))
                                    .toList(),
                            op.path("response")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
