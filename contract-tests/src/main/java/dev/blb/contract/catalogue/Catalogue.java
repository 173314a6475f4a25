package dev.blb.contract.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The official catalogue of operations, as data. */
public final class Catalogue {
    private static final List<Op> OPERATIONS = read();
    private static final Set<String> ORDERS = Set.of("ResizeBlb", "RefundBlb", "StartLoadBalancerAutoRenew");

    // The most specific first: literal path segments before {blbId}, operations with a selector before those without.
    private static final List<Op> BY_PRECEDENCE = OPERATIONS.stream()
            .sorted(Comparator.comparing((Op op) ->
                            !op.path().matches(".*/(acl|modification_protection|refund|autoRenew)/.*|.*/price"))
                    .thenComparing(op -> op.selectors().isEmpty()))
            .toList();

    private Catalogue() {}

    /**
     * An operation.
     *
     * @param id the official name
     * @param response {@code fields}, {@code example} and, where the body is empty, {@code body}
     * @param errors the codes that it may answer
     */
    public record Op(String id, String method, String path, List<Param> params, JsonNode response, List<String> errors)
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
        public String protocol() {
            return path.matches(".*/[A-Z]+listener")
                    ? path.substring(path.lastIndexOf('/') + 1).replace("listener", "")
                    : "";
        }

        /** Whether the path names an instance. */
        public boolean isAboutAnInstance() {
            return path.contains("{blbId}");
        }

        /** Whether it changes anything. */
        public boolean writes() {
            return !method.equals("GET") && !id.equals("BlbInquiry");
        }

        /** Whether it is an order, which costs money. */
        public boolean isOrder() {
            return id.startsWith("Billing") || ORDERS.contains(id);
        }

        /** Whether it has members in a body. */
        public boolean hasBody() {
            return params.stream().anyMatch(param -> param.in().equals("body"));
        }

        /** Whether success has an empty body. */
        public boolean answersNothing() {
            return response.path("fields").isEmpty();
        }

        /** The query parameters that tell it from another operation on the same path: flags, action, the port of health. */
        public List<Param> selectors() {
            return params.stream()
                    .filter(param -> param.in().equals("query")
                            && (param.type().equals("flag")
                                    || param.name().equals("action")
                                    || (id.equals("DescribeBlbServerHealth") && param.required())))
                    .toList();
        }

        private boolean answers(String otherMethod, String otherPath, List<String> query) {
            return method.equals(otherMethod)
                    && otherPath.matches(path.replace("{blbId}", "[^/]+"))
                    && selectors().stream()
                            .allMatch(selector -> query.stream().anyMatch(pair -> selects(selector, pair)));
        }

        private static boolean selects(Param selector, String pair) {
            return selector.name().equals("action")
                    ? pair.equals(
                            "action=" + selector.rules().path("enum").get(0).asText())
                    : pair.split("=", -1)[0].equals(selector.name());
        }
    }

    /**
     * A parameter.
     *
     * @param name nested ones as {@code tags[].tagKey}
     * @param in {@code path}, {@code query} or {@code body}
     * @param rules min, max, enum, minLength, maxLength, lengthUnit, pattern, default, aliases, where they are stated
     */
    public record Param(String name, String in, String type, boolean required, JsonNode rules) {
        /** The last name of a nested parameter. */
        public String leaf() {
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

    /**
     * The operation that a request asks for.
     *
     * @param target path and query, as sent
     */
    public static Optional<Op> find(String method, String target) {
        String[] parts = target.split("\\?", 2);
        List<String> query = parts.length == 2 ? List.of(parts[1].split("&", -1)) : List.of();
        return BY_PRECEDENCE.stream()
                .filter(op -> op.answers(method, parts[0], query))
                .findFirst();
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
                            op.path("response"),
                            stream(op.path("errors"))
                                    .map(error -> error.path("code").asText())
                                    .distinct()
                                    .toList()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The elements of an array, or the members' values of an object. */
    public static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
