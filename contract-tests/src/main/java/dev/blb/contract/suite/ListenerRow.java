package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.catalogue.Catalogue.Param;
import dev.blb.contract.catalogue.OfOperation;
import dev.blb.contract.target.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The body of a create or update of a listener in which every member of the catalogue has an allowed value: in row 0 values
 * that differ pairwise, so that members which are exchanged are seen, in the others both ends of each range, each enumerated
 * value and the longest texts.
 *
 * @param members the members as they stand in the body
 */
record ListenerRow(Op op, int row, ObjectNode members) implements OfOperation {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Rules of other cases: the target of a redirect, client certificates, and members of lists of objects. */
    private static final Set<String> ELSEWHERE =
            Set.of("listenerPort", "redirectPort", "certIds", "dualAuth", "clientCertIds", "additionalCertDomains");

    /** Members that count only while stickiness is on. */
    private static final List<String> STICKY =
            List.of("keepSessionType", "keepSessionDuration", "keepSessionCookieName");

    /** Members that a TLS policy decides unless it is {@code userDefind}. */
    private static final List<String> CIPHERS = List.of("encryptionProtocols", "appliedCiphers");

    /** Values of numbers that differ pairwise and from every default. */
    private static final Map<String, Integer> DISTINCT = Map.of(
            "backendPort", 8123,
            "healthCheckPort", 8456,
            "healthCheckTimeoutInSecond", 17,
            "healthCheckInterval", 7,
            "unhealthyThreshold", 4,
            "healthyThreshold", 5,
            "tcpSessionTimeout", 1234,
            "udpSessionTimeout", 1235,
            "serverTimeout", 321,
            "keepSessionDuration", 987);

    /** Values of texts without a rule. */
    private static final Map<String, List<String>> TEXTS = Map.of(
            "healthCheckURI", List.of("/health?a=b", "/"),
            "healthCheckHost", List.of("www.example.org", ""),
            "healthCheckString", List.of("\\00\\01ping", "x".repeat(1299)),
            "healthCheckNormalStatus", List.of("http_4xx", "http_1xx|http_2xx|http_3xx|http_4xx|http_5xx"),
            "keepSessionCookieName", List.of("route"),
            "appliedCiphers", List.of("AES128-SHA256:AES256-SHA256"),
            "description", List.of("a note 中", "中".repeat(200), "d".repeat(200)));

    /** Whether a switch is on in a row: each in other rows, so that two that are exchanged differ in one. */
    private static final Map<String, String> SWITCHES = Map.of(
            "keepSession", "++++++-",
            "xForwardFor", "+-+-+-+",
            "xForwardedProto", "-++--++",
            "ie6Compatible", "---+++-");

    private static final String DESCRIPTION = "description";
    private static final int ROWS = 7;

    @Override
    public String operation() {
        return op.id();
    }

    /** The write, and the two lists that show it. */
    @Override
    public List<String> operations() {
        return List.of(op.id(), op.id().replaceFirst("Create|Update", "Describe"), "DescribeBlbListener");
    }

    @Override
    public String toString() {
        String text = members.toString().replaceAll("(.)\\1{20,}", "$1…");
        return op.id() + ", row " + row + ": " + (text.length() > 250 ? text.substring(0, 250) + "…" : text);
    }

    /** The rows of the creates, or of the updates. */
    static Stream<ListenerRow> of(String verb) {
        return Stream.of(Protocol.values())
                .map(protocol -> Catalogue.operation(verb + "Blb" + protocol.word() + "Listener"))
                .flatMap(op -> IntStream.range(0, ROWS)
                        .mapToObj(row -> new ListenerRow(op, row, members(op, row)))
                        .filter(new Distinct()::isNew));
    }

    /** Tells rows that are equal to an earlier one of the same operation. */
    private static final class Distinct {
        private final List<String> seen = new ArrayList<>();

        boolean isNew(ListenerRow row) {
            String text = row.op() + row.members().toString();
            return !seen.contains(text) && seen.add(text);
        }
    }

    private static ObjectNode members(Op op, int row) {
        ObjectNode body = JSON.objectNode();
        op.params().stream()
                .filter(param -> param.in().equals("body")
                        && !ELSEWHERE.contains(param.name().replaceFirst("[\\[.].*", ""))
                        && !param.type().equals("object"))
                .forEach(param -> put(body, param, row));
        if (body.has("keepSession") && !body.path("keepSession").asBoolean()) {
            body.remove(STICKY);
        }
        if (!body.path("keepSessionType").asText().equals("rewrite")) {
            body.remove("keepSessionCookieName");
        }
        if (!body.path("encryptionType").asText().equals("userDefind")) {
            body.remove(CIPHERS);
        }
        return body;
    }

    private static void put(ObjectNode body, Param param, int row) {
        List<JsonNode> values = values(param, row);
        JsonNode value = values.get(row % values.size());
        if (param.name().contains(".")) {
            String[] names = param.name().split("\\.", 2);
            ObjectNode parent = body.get(names[0]) instanceof ObjectNode there ? there : body.putObject(names[0]);
            parent.set(names[1], value);
        } else {
            body.set(param.name(), value);
        }
    }

    private static List<JsonNode> values(Param param, int row) {
        JsonNode rules = param.rules();
        if (SWITCHES.containsKey(param.name())) {
            return List.of(
                    JSON.booleanNode(SWITCHES.getOrDefault(param.name(), "-").charAt(row) == '+'));
        }
        if (TEXTS.containsKey(param.name())) {
            return TEXTS.getOrDefault(param.name(), List.of()).stream()
                    .<JsonNode>map(JSON::textNode)
                    .toList();
        }
        if (rules.has("enum")) {
            return param.type().startsWith("array")
                    ? List.of(rules.path("enum").deepCopy())
                    : Catalogue.stream(rules.path("enum")).toList();
        }
        if (rules.has("min") && DISTINCT.containsKey(param.name())) {
            return List.of(
                    JSON.numberNode(DISTINCT.getOrDefault(param.name(), 0)), rules.path("min"), rules.path("max"));
        }
        throw new IllegalStateException("no value is known for " + param.name());
    }

    /**
     * Awaits that the listener on this port of an instance is listed with what the row says, alone and among all, and its
     * description with the instance: lists need not have that [l38].
     */
    void isShown(Given given, String blbId, int port) {
        String path = "/v1/blb/" + blbId;
        given.eventually(() -> {
            isShownBy(listed(given, path + "/" + op.protocol() + "listener", port));
            JsonNode amongAll = listed(given, path + "/listener", port);
            isShownBy(amongAll);
            assertThat(amongAll.path("listenerType").asText())
                    .as("listenerType")
                    .isEqualTo(op.protocol());
            if (members.has(DESCRIPTION)) {
                assertThat(Catalogue.stream(given.cloud().get(path).ok().json().path("listener"))
                                .filter(listener ->
                                        listener.path("port").asText().equals(Integer.toString(port)))
                                .map(listener -> listener.path(DESCRIPTION)))
                        .as("the description, with the instance")
                        .containsExactly(members.path(DESCRIPTION));
            }
        });
    }

    private static JsonNode listed(Given given, String list, int port) {
        return given.cloud().get(list + "?listenerPort=" + port).ok().json().at("/listenerList/0");
    }

    private void isShownBy(JsonNode shown) {
        members.properties().stream()
                .filter(entry -> !entry.getKey().equals(DESCRIPTION))
                .forEach(entry -> assertThat(shown.path(entry.getKey()))
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue()));
        assertThat(shown.path("getBlbIp").asBoolean(true)).as("getBlbIp").isFalse();
        if (members.has("keepSession")) {
            assertThat(shown.path("xForwardedFor")).as("xForwardedFor").isEqualTo(members.path("xForwardFor"));
            assertThat(shown.path("keepSessionTimeout"))
                    .as("keepSessionTimeout")
                    .isEqualTo(shown.path("keepSessionDuration"));
            STICKY.stream().filter(member -> !members.has(member)).forEach(member -> isOff(shown, member));
        }
    }

    private void isOff(JsonNode shown, String member) {
        // A name that was given before may stay while another kind of stickiness is on.
        if (!members.path("keepSession").asBoolean()) {
            assertThat(shown.path(member).isNull())
                    .as(member + " while stickiness is off")
                    .isTrue();
        }
    }
}
