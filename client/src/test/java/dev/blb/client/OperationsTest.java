package dev.blb.client;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.ScriptedServer.Sent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation: what is sent, how that agrees with the catalogue, and how the catalogue's examples are read. */
class OperationsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, JsonNode> CATALOGUE = catalogue();

    /** Members of requests that the client leaves out on purpose. */
    private static final Map<String, String> NOT_OFFERED = Map.ofEntries(
            Map.entry("CreateBlb body clusterProperty", "the Go SDK sends it, always empty"),
            Map.entry("CreateBlb body allocateVip", "only the retired Kubernetes provider sends it"),
            Map.entry("CreateBlb body billing.reservation.reservationTimeUnit", "its only value is its default"),
            Map.entry("CreateBlbHttpsListener body ie6Compatible", "legacy, not in the official catalogue"),
            Map.entry("CreateBlbSslListener body ie6Compatible", "legacy, not in the official catalogue"),
            Map.entry("UpdateBlbHttpsListener body ie6Compatible", "legacy, not in the official catalogue"),
            Map.entry("UpdateBlbSslListener body ie6Compatible", "legacy, not in the official catalogue"),
            Map.entry("CreateBlbHttpsListener body redirectPort", "a slip in the Go model; it has no effect"),
            Map.entry("AddBlbServer body backendServerList[].privateIp", "a slip in the Go model; it has no effect"),
            Map.entry("UpdateBlbServer body backendServerList[].privateIp", "a slip in the Go model; it has no effect"),
            Map.entry("DescribeBlbSecurityGroups query clientToken", "reads need none"),
            Map.entry("DescribeBlbEnterpriseSecurityGroups query clientToken", "reads need none"));

    /** Members of answers that the client does not show, and why. */
    private static final Map<String, String> NOT_SHOWN = Map.of(
            "keepSessionTimeout", "an alias for the old Java SDK",
            "xForwardedFor", "an alias for the old Java SDK",
            "ie6Compatible", "legacy, not in the official catalogue",
            "backendPortType", "repeats the protocol",
            "healthCheckValid", "meaning unknown");

    /** Without an id an answer is not the API's; without its protocol the kind of a listener is not known. */
    private static final Set<String> NEEDED = Set.of("blbId", "orderId", "listenerType");

    static Stream<SampleCall> calls() {
        return SampleCall.all();
    }

    static Stream<String> operations() {
        return CATALOGUE.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void sendsTheseBytes(SampleCall sample) throws Exception {
        Sent sent = send(sample);

        assertThat(sent.method() + " " + sent.target()).isEqualTo(sample.requestLine());
        assertThat(sent.body()).isEqualTo(sample.body());
        assertThat(sent.headers())
                .containsEntry("content-type", "application/json;charset=utf-8")
                .containsEntry("x-bce-date", "2024-01-02T03:04:05Z")
                .containsKey("user-agent");
        assertThat(sent.headers().get("authorization"))
                .matches("bce-auth-v1/test-key/2024-01-02T03:04:05Z/1800/content-type;host;x-bce-date/[0-9a-f]{64}");
    }

    @Test
    void everyOperationOfTheCatalogueHasASample() {
        assertThat(calls().map(SampleCall::operation)).containsAll(CATALOGUE.keySet());
        assertThat(Stream.of(Operation.values()).map(operation -> operation.officialName))
                .containsExactlyInAnyOrderElementsOf(CATALOGUE.keySet());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void agreesWithTheCatalogue(String id) throws Exception {
        JsonNode operation = operation(id);
        List<Sent> requests = new ArrayList<>();
        for (SampleCall sample :
                calls().filter(call -> call.operation().equals(id)).toList()) {
            requests.add(send(sample));
        }

        assertThat(requests).allSatisfy(sent -> {
            assertThat(sent.method()).isEqualTo(operation.get("method").textValue());
            assertThat(sent.path()).matches(operation.get("path").textValue().replace("{blbId}", "[^/]+"));
        });
        Set<String> known = new TreeSet<>();
        Set<String> expected = new TreeSet<>();
        for (JsonNode parameter : operation.get("params")) {
            String place = parameter.get("in").textValue() + " "
                    + parameter.get("name").textValue();
            String type = parameter.get("type").textValue();
            known.add(place + ": " + type);
            if (!place.startsWith("path") && !NOT_OFFERED.containsKey(id + " " + place)) {
                expected.add(place + ": " + type);
            }
        }
        Set<String> sent = new TreeSet<>();
        for (Sent request : requests) {
            members(request, known, sent);
        }
        assertThat(sent).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyMemberThatIsNotOfferedIsInTheCatalogue() {
        Set<String> catalogued = new TreeSet<>();
        CATALOGUE.forEach((id, operation) -> operation
                .get("params")
                .forEach(parameter ->
                        catalogued.add(id + " " + parameter.get("in").textValue() + " "
                                + parameter.get("name").textValue())));

        assertThat(catalogued).containsAll(NOT_OFFERED.keySet());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void readsTheCataloguesExample(SampleCall sample) throws Exception {
        JsonNode example = operation(sample.operation()).at("/response/example");
        if (!example.isObject()) {
            return;
        }
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, example.toString()));
                BlbClient client = new TestTime().client(server).build()) {
            JsonNode read = MAPPER.valueToTree(sample.call().apply(client));

            leaves("", read.isArray() ? list(example) : example)
                    .forEach(leaf ->
                            assertThat(texts(read, leaf)).as(leaf.name()).contains(leaf.text()));
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void readsAnswersWithUnknownMissingAndNullMembers(SampleCall sample) throws Exception {
        JsonNode example = operation(sample.operation()).at("/response/example");
        if (!example.isObject()) {
            return;
        }
        for (JsonNode answer : List.of(onlyNeeded(example), nulls(example))) {
            String body = answer.toString();
            try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, body));
                    BlbClient client = new TestTime().client(server).build()) {
                assertThat(sample.call().apply(client)).isNotNull();
            }
        }
    }

    private static Sent send(SampleCall sample) throws Exception {
        JsonNode example = operation(sample.operation()).at("/response/example");
        String body = example.isObject() ? example.toString() : "";
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, body));
                BlbClient client = new TestTime().client(server).build()) {
            assertThat(sample.call().apply(client)).isNotNull();
            assertThat(server.sent()).hasSize(1);
            return server.sent().get(0);
        }
    }

    private static JsonNode operation(String id) {
        return Objects.requireNonNull(CATALOGUE.get(id), id);
    }

    private static Map<String, JsonNode> catalogue() {
        return TestData.list("/catalogue/blb-operations.json")
                .collect(toMap(operation -> operation.get("id").textValue(), operation -> operation));
    }

    private static void members(Sent request, Set<String> known, Set<String> found) throws Exception {
        String[] target = request.target().split("\\?", 2);
        for (String parameter : target.length == 2 ? target[1].split("&", -1) : new String[0]) {
            String[] pair = parameter.split("=", 2);
            String name = "query " + pair[0];
            String value = pair.length == 2 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : null;
            found.add(name + ": " + queryType(name, value, known));
        }
        if (!request.body().isEmpty()) {
            members("body ", MAPPER.readTree(request.body()), found);
        }
    }

    private static String queryType(String name, @Nullable String value, Set<String> known) {
        if (value == null) {
            return "flag";
        }
        if (known.contains(name + ": integer") && value.matches("[0-9]+")) {
            return "integer";
        }
        return known.contains(name + ": boolean") && value.matches("true|false") ? "boolean" : "string";
    }

    private static void members(String prefix, JsonNode object, Set<String> found) {
        object.properties().forEach(member -> {
            String name = prefix + member.getKey();
            JsonNode value = member.getValue();
            found.add(name + ": " + type(value));
            if (value.isArray()) {
                value.forEach(item -> members(name + "[].", item, found));
            } else {
                members(name + ".", value, found);
            }
        });
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case OBJECT -> "object";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case ARRAY -> "array<" + type(value.get(0)) + ">";
            default -> value.getNodeType().name();
        };
    }

    /** The one list of an answer: a call that returns the list alone leaves out how it was paged. */
    private static JsonNode list(JsonNode example) {
        return StreamSupport.stream(example.spliterator(), false)
                .filter(JsonNode::isArray)
                .findFirst()
                .orElseThrow();
    }

    /** A value of an example: the name of its member and its text. */
    private record Leaf(String name, String text) {}

    private static Stream<Leaf> leaves(String name, JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .filter(member -> !NOT_SHOWN.containsKey(member.getKey()))
                    .flatMap(member -> leaves(member.getKey(), member.getValue()));
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false).flatMap(item -> leaves(name, item));
        }
        return value.isNull() ? Stream.empty() : Stream.of(new Leaf(name, value.asText()));
    }

    private static List<String> texts(JsonNode read, Leaf leaf) {
        return leaves("", read)
                .filter(candidate -> candidate.name().equals(leaf.name()))
                .map(Leaf::text)
                .toList();
    }

    /** The ids and lists that make an answer the API's, with an unknown member. */
    private static JsonNode onlyNeeded(JsonNode example) {
        boolean hasId = example.has("blbId") || example.has("orderId");
        var needed = MAPPER.createObjectNode();
        needed.putObject("unknown").putArray("a").add(1);
        example.properties().stream()
                .filter(member -> hasId
                        ? NEEDED.contains(member.getKey())
                        : member.getValue().isArray())
                .forEach(member -> needed.set(
                        member.getKey(), member.getValue().isArray() ? MAPPER.createArrayNode() : member.getValue()));
        return needed;
    }

    /** The same shape, with null in place of every value and an unknown member in every object. */
    private static JsonNode nulls(JsonNode value) {
        if (value.isObject()) {
            var object = MAPPER.createObjectNode().put("unknownMember", 1);
            value.properties()
                    .forEach(member -> object.set(
                            member.getKey(),
                            NEEDED.contains(member.getKey()) ? member.getValue() : nulls(member.getValue())));
            return object;
        }
        if (value.isArray() && value.size() > 0 && value.get(0).isObject()) {
            var array = MAPPER.createArrayNode();
            value.forEach(item -> array.add(nulls(item)));
            return array;
        }
        return MAPPER.nullNode();
    }
}
