package dev.blb.emulator.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.catalogue.Catalogue.Op;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One account's world in which an operation can be called, and a valid request to it that a case then changes. */
final class Scene {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final List<String> PROTOCOLS = List.of("TCP", "UDP", "HTTP", "HTTPS", "SSL");

    final Api api;
    final Op op;
    final ObjectNode body;
    final Map<String, String> query = new LinkedHashMap<>();
    final String blbId;
    private final String path;

    /**
     * Prepares the world for an operation.
     *
     * @param port the port of the listener that an update or health call names
     * @param instance further members of the instance, such as its billing
     */
    Scene(Api api, Op op, int port, String... instance) {
        this.api = api;
        this.op = op;
        this.blbId = op.path().contains("{blbId}") ? api.create(instance) : "";
        this.path = op.path().replace("{blbId}", blbId);
        this.body = prepare(port);
    }

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    /** The protocol of a listener operation, or the empty text. */
    static String protocol(Op op) {
        return PROTOCOLS.stream()
                .filter(each -> op.path().endsWith("/" + each + "listener"))
                .findFirst()
                .orElse("");
    }

    static String listener(String protocol, int port) {
        String more = switch (protocol) {
            case "UDP" -> ",\"healthCheckString\":\"\"";
            case "HTTPS", "SSL" -> ",\"certIds\":[\"cert-emulator0001\"]";
            default -> "";
        };
        return "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"" + more + "}";
    }

    void add(String protocol, int port) {
        api.post("/v1/blb/" + blbId + "/" + protocol + "listener", listener(protocol, port))
                .ok();
    }

    private ObjectNode prepare(int port) {
        op.in("query").stream()
                .filter(param -> param.type().equals("flag"))
                .forEach(flag -> query.put(flag.name(), ""));
        op.in("query").stream()
                .filter(param -> param.name().equals("action"))
                .forEach(action ->
                        query.put("action", action.rules().path("enum").get(0).asText()));
        String protocol = protocol(op);
        if (!protocol.isEmpty()) {
            if (op.method().equals("POST")) {
                return object(listener(protocol, port));
            }
            add(protocol, port);
            if (op.method().equals("PUT")) {
                query.put("listenerPort", String.valueOf(port));
            }
            return object("{}");
        }
        return switch (op.id()) {
            case "CreateBlb" -> object("{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}");
            case "UpdateBlbModifyProtection" -> object("{\"allowModify\":false}");
            case "DeleteBlbListener" -> {
                add("TCP", port);
                yield object("{\"portTypeList\":[{\"port\":" + port + ",\"type\":\"TCP\"}]}");
            }
            case "AddBlbServer" -> object("{\"backendServerList\":[{\"instanceId\":\"i-emul0002\"}]}");
            case "UpdateBlbServer" -> {
                attach();
                yield object("{\"backendServerList\":[{\"instanceId\":\"i-emul0001\"}]}");
            }
            case "DeleteBlbServer" -> {
                attach();
                yield object("{\"backendServerList\":[\"i-emul0001\"]}");
            }
            case "DescribeBlbServerHealth" -> {
                add("TCP", port);
                attach();
                query.put("listenerPort", String.valueOf(port));
                yield object("{}");
            }
            case "BindBlbSecurityGroup", "UnbindBlbSecurityGroup" ->
                object("{\"securityGroupIds\":[\"g-emulator0001\"]}");
            case "BindBlbEnterpriseSecurityGroup", "UnbindBlbEnterpriseSecurityGroup" ->
                object("{\"enterpriseSecurityGroupIds\":[\"esg-emulator0001\"]}");
            case "ResizeBlb" -> object("{\"performanceLevel\":\"large3\"}");
            case "BillingChangePostToPreBlb" -> object("{\"reservationLength\":1}");
            case "BillingChangeCancelToPostBlb" -> {
                api.post("/v1/blb/" + blbId + "/charge?action=TO_POSTPAY", "{}").ok();
                yield object("{}");
            }
            default -> object("{}");
        };
    }

    private void attach() {
        api.post("/v1/blb/" + blbId + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-emul0001\"}]}")
                .ok();
    }

    /** Puts a value at a member such as {@code tags[].tagKey}; missing objects and lists on the way are made. */
    void put(String name, JsonNode value) {
        put(body, List.of(name.split("\\.", -1)), value);
    }

    private static void put(ObjectNode at, List<String> names, JsonNode value) {
        String name = names.get(0);
        if (names.size() == 1) {
            if (value.isMissingNode()) {
                at.remove(name);
            } else {
                at.set(name, value);
            }
            return;
        }
        List<String> rest = names.subList(1, names.size());
        if (name.endsWith("[]")) {
            String list = name.substring(0, name.length() - 2);
            ArrayNode array = at.get(list) instanceof ArrayNode given ? given : at.putArray(list);
            ObjectNode first = array.get(0) instanceof ObjectNode given ? given : array.addObject();
            put(first, rest, value);
        } else {
            put(at.get(name) instanceof ObjectNode given ? given : at.putObject(name), rest, value);
        }
    }

    void remove(String name) {
        put(name, MissingNode.getInstance());
    }

    JsonNode number(long value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    Api.Answer call() {
        return call(op.method().equals("GET") || op.method().equals("DELETE") ? "" : body.toString());
    }

    Api.Answer call(String sent) {
        String text = query.entrySet().stream()
                .map(entry -> entry.getKey() + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining("&"));
        return api.send(op.method().toUpperCase(Locale.ROOT), path + (text.isEmpty() ? "" : "?" + text), sent);
    }

    /** Everything that the account shows. */
    String snapshot() {
        StringBuilder all = new StringBuilder();
        for (JsonNode instance : api.get("/v1/blb").ok().json().path("blbList")) {
            String each = "/v1/blb/" + instance.path("blbId").asText();
            List<String> parts = op.path().contains("securitygroup")
                    ? List.of("", "/securitygroup", "/enterprise/securitygroup")
                    : op.path().contains("listener") || op.path().contains("backendserver")
                            ? List.of("", "/listener", "/backendserver")
                            : List.of("");
            for (String part : parts) {
                all.append(api.get(each + part).ok().body()).append('\n');
            }
        }
        return all.toString();
    }
}
