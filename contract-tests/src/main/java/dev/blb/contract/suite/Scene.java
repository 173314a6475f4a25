package dev.blb.contract.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Settings.Variable;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One instance with a listener of each kind, a server and groups, on which every operation can be called; and a valid request
 * for each operation.
 */
final class Scene {
    static final int TCP = 6001;
    static final int UDP = 6002;
    static final int HTTP = 6003;
    static final int HTTPS = 6004;
    static final int SSL = 6005;
    static final int FREE = 6010;
    /** The lock of classes that have an instance for themselves: there is room for one such instance. */
    static final String OWN_INSTANCE = "an instance of its own";

    static final List<String> PROTOCOLS = List.of("TCP", "UDP", "HTTP", "HTTPS", "SSL");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Given given;
    private final String blbId;

    Scene(Given given) {
        this(given, given.lease());
    }

    Scene(Given given, String blbId) {
        this.given = given;
        this.blbId = blbId;
        PROTOCOLS.forEach(protocol -> given.listener(blbId, protocol, listener(given, protocol, port(protocol))));
        given.change(blbId, "POST", "/v1/blb/" + blbId + "/backendserver", """
                {"backendServerList":[{"instanceId":"%s","weight":50}]}""".formatted(machine(0)));
        given.eventually(() -> {
            count("/listener", "listenerList", PROTOCOLS.size());
            count("/backendserver", "backendServerList", 1);
        });
    }

    private void count(String part, String list, int expected) {
        int found = given.cloud()
                .get("/v1/blb/" + blbId + part)
                .ok()
                .json()
                .path(list)
                .size();
        if (found != expected) {
            throw new AssertionError("the scene has " + found + " of " + expected + " in " + list);
        }
    }

    /** The scene that the cases of a class share. */
    static Scene of(Given given) {
        return given.fixture(Scene.class, Scene::new);
    }

    static int port(String protocol) {
        return TCP + PROTOCOLS.indexOf(protocol);
    }

    /** The body of a create with what is required only. */
    static String listener(Given given, String protocol, int port) {
        String more = switch (protocol) {
            case "UDP" -> ",\"healthCheckString\":\"\"";
            case "HTTPS", "SSL" -> ",\"certIds\":[\"" + given.settings().require(Variable.BLB_TEST_CERT_ID) + "\"]";
            default -> "";
        };
        return "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"" + more + "}";
    }

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    String blbId() {
        return blbId;
    }

    Given given() {
        return given;
    }

    private String machine(int index) {
        return given.settings().machines().get(index);
    }

    /** A request that differs from a valid one in what a test puts into it. */
    final class Request {
        final Op op;
        final Map<String, String> query = new LinkedHashMap<>();
        final ObjectNode body;
        String id = blbId;

        private Request(Op op) {
            this.op = op;
            op.params().stream()
                    .filter(param -> param.type().equals("flag"))
                    .forEach(flag -> query.put(flag.name(), ""));
            op.params().stream()
                    .filter(param -> param.name().equals("action"))
                    .forEach(action -> query.put(
                            "action", action.rules().path("enum").get(0).asText()));
            this.body = object(validBody());
        }

        private String validBody() {
            if (!op.protocol().isEmpty()) {
                if (op.method().equals("POST")) {
                    return listener(given, op.protocol(), FREE);
                }
                if (op.method().equals("PUT")) {
                    query.put("listenerPort", Integer.toString(port(op.protocol())));
                }
                return "{}";
            }
            return switch (op.id()) {
                case "CreateBlb" -> given.createBody();
                case "UpdateBlb" -> "{\"desc\":\"changed\"}";
                case "UpdateBlbAcl" -> "{\"supportAcl\":true}";
                case "UpdateBlbModifyProtection" -> "{\"allowModify\":true}";
                case "DeleteBlbListener" -> "{\"portList\":[" + TCP + "]}";
                case "AddBlbServer" -> "{\"backendServerList\":[{\"instanceId\":\"" + machine(1) + "\"}]}";
                case "UpdateBlbServer" ->
                    "{\"backendServerList\":[{\"instanceId\":\"" + machine(0) + "\",\"weight\":60}]}";
                case "DeleteBlbServer" -> "{\"backendServerList\":[\"" + machine(0) + "\"]}";
                case "DescribeBlbServerHealth" -> {
                    query.put("listenerPort", Integer.toString(TCP));
                    yield "{}";
                }
                case "BindBlbSecurityGroup", "UnbindBlbSecurityGroup" ->
                    "{\"securityGroupIds\":[\"" + given.settings().require(Variable.BLB_TEST_SECURITY_GROUP_ID)
                            + "\"]}";
                case "BindBlbEnterpriseSecurityGroup", "UnbindBlbEnterpriseSecurityGroup" ->
                    "{\"enterpriseSecurityGroupIds\":[\""
                            + given.settings().require(Variable.BLB_TEST_ENTERPRISE_SECURITY_GROUP_ID) + "\"]}";
                case "ResizeBlb" -> "{\"performanceLevel\":\"medium1\"}";
                case "BillingChangePostToPreBlb" -> "{\"reservationLength\":1}";
                default -> "{}";
            };
        }

        /** Puts a value at a member such as {@code tags[].tagKey}, or takes the member away if it is missing. */
        Request put(String name, JsonNode value) {
            put(body, List.of(name.split("\\.", -1)), value);
            return this;
        }

        private static void put(ObjectNode at, List<String> names, JsonNode value) {
            String name = names.get(0).replace("[]", "");
            if (names.size() == 1) {
                at.remove(name);
                if (!value.isMissingNode()) {
                    at.set(name, value);
                }
                return;
            }
            JsonNode child = at.get(name);
            if (names.get(0).endsWith("[]")) {
                ArrayNode list = child instanceof ArrayNode there ? there : at.putArray(name);
                child = list.get(0) instanceof ObjectNode there ? there : list.insertObject(0);
            } else if (!(child instanceof ObjectNode)) {
                child = at.putObject(name);
            }
            put((ObjectNode) child, names.subList(1, names.size()), value);
        }

        String path() {
            String text = query.entrySet().stream()
                    .map(entry -> entry.getKey() + "="
                            + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8)
                                    .replace("+", "%20"))
                    .collect(Collectors.joining("&"));
            return op.path().replace("{blbId}", id) + (text.isEmpty() ? "" : "?" + text);
        }

        String bodyText() {
            return op.hasBody() ? body.toString() : "";
        }

        Answer send() {
            return send(bodyText());
        }

        Answer send(String otherBody) {
            return given.cloud().send(op.method(), path(), otherBody);
        }
    }

    /** A valid request for an operation. */
    Request request(Op op) {
        if (op.isOrder()) {
            given.settings().requireOrders();
        }
        return new Request(op);
    }

    /** Makes what a valid request of a bind's opposite, or of a removal, needs. */
    void add(Op op) {
        if (op.id().startsWith("Unbind")) {
            Request bind = request(Catalogue.operation(op.id().replace("Unbind", "Bind")));
            given.change(blbId, bind.op.method(), bind.path(), bind.bodyText());
        }
    }

    /** Takes back what a valid request of an operation has changed, as far as other requests depend on it. */
    void restore(Op op) {
        String path = "/v1/blb/" + blbId;
        given.settle(blbId);
        switch (op.id()) {
            case "DeleteBlbListener" -> given.listener(blbId, "TCP", listener(given, "TCP", TCP));
            case "AddBlbServer" ->
                given.change(blbId, "PUT", path + "/backendserver", "{\"backendServerList\":[\"" + machine(1) + "\"]}");
            case "DeleteBlbServer" ->
                given.change(
                        blbId,
                        "POST",
                        path + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"" + machine(0) + "\"}]}");
            default -> {
                if (op.method().equals("POST") && !op.protocol().isEmpty()) {
                    given.change(blbId, "PUT", path + "/listener?batchdelete", "{\"portList\":[" + FREE + "]}");
                }
            }
        }
    }

    /** What the instance shows of that which an operation could have changed. */
    String snapshot(Op op) {
        String part = !op.protocol().isEmpty() ? "/listener" : op.path().replaceFirst(".*\\{blbId\\}", "");
        return Stream.of("", part.matches("/(listener|backendserver|.*securitygroup)") ? part : "")
                .distinct()
                .map(each -> given.cloud().get("/v1/blb/" + blbId + each).ok().body())
                .collect(Collectors.joining("\n"));
    }
}
