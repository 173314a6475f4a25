package dev.blb.emulator.catalogue;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.catalogue.Catalogue.Op;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Every answer carries each member that is always there, with the documented type, and what the example shows. */
@TestInstance(Lifecycle.PER_CLASS)
class AnswersTest {
    private static final Pattern PROTOCOLS = Pattern.compile("listenerType in ([A-Z|]+)");
    private static final String PREPAID =
            "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}";

    private final BlbEmulator emulator =
            BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    @TestFactory
    Stream<DynamicTest> everyAnswer() {
        return Catalogue.OPERATIONS.stream().map(op -> dynamicTest(op.id(), () -> check(op)));
    }

    private void check(Op op) {
        Api api = Api.of(emulator);
        boolean prepaid = op.id().matches("RefundBlb|StartLoadBalancerAutoRenew|BillingChange(Cancel|Pre)ToPostBlb");
        Scene scene = prepaid
                ? new Scene(api, op, 90, PREPAID)
                : new Scene(
                        api,
                        op,
                        90,
                        "\"name\":\"rich\",\"tags\":[{\"tagKey\":\"k\",\"tagValue\":\"v\"}],\"eip\":\"203.0.113.10\"");
        if (op.method().equals("GET")) {
            enrich(scene);
        }
        Api.Answer answer = scene.call().ok();
        assertThat(answer.headers().firstValue("content-type")).contains("application/json;charset=UTF-8");
        assertThat(answer.headers().firstValue("x-bce-request-id").orElse(""))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().firstValue("transfer-encoding")).isEmpty();
        if (op.response().has("body")) {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("content-length")).contains("0");
            return;
        }
        assertThat(answer.json().has("requestId")).isFalse();
        List<String> wrong = new ArrayList<>();
        for (JsonNode field : op.response().path("fields")) {
            member(answer.json(), field, wrong);
        }
        assertThat(wrong).as(answer.json().toPrettyString()).isEmpty();
        assertThat(names("", op.response().path("example"), new TreeSet<>()))
                .isSubsetOf(names("", answer.json(), new TreeSet<>()));
    }

    /** One of each, so that every list has an element of each kind. */
    private static void enrich(Scene scene) {
        if (scene.blbId.isEmpty()) {
            scene.api.create("\"eip\":\"203.0.113.11\"", "\"tags\":[{\"tagKey\":\"k\",\"tagValue\":\"v\"}]");
            return;
        }
        for (int i = 0; i < Scene.PROTOCOLS.size(); i++) {
            scene.add(Scene.PROTOCOLS.get(i), 1000 + i);
        }
        String path = "/v1/blb/" + scene.blbId;
        scene.api
                .put(
                        path + "/HTTPSlistener?listenerPort=1003",
                        "{\"additionalAttributes\":{\"gzipJson\":\"on\"},\"certIds\":[\"cert-1\"],\"additionalCertDomains\":[{\"certId\":\"cert-1\",\"host\":\"h\"}]}")
                .ok();
        scene.api
                .put(path + "/HTTPlistener?listenerPort=1002", "{\"additionalAttributes\":{\"gzipJson\":\"on\"}}")
                .ok();
        if (Set.of("HTTP", "HTTPS").contains(Scene.protocol(scene.op))) {
            scene.api
                    .put(
                            path + "/" + Scene.protocol(scene.op) + "listener?listenerPort=90",
                            "{\"additionalAttributes\":{\"gzipJson\":\"on\"}}")
                    .ok();
        }
        if (scene.op.id().equals("DescribeBlbServers")) {
            scene.api
                    .post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-emul0003\"}]}")
                    .ok();
        }
        scene.api
                .put(path + "/securitygroup?bind", "{\"securityGroupIds\":[\"g-emulator0001\"]}")
                .ok();
        scene.api
                .put(path + "/enterprise/securitygroup?bind", "{\"enterpriseSecurityGroupIds\":[\"esg-emulator0001\"]}")
                .ok();
    }

    private static void member(JsonNode answer, JsonNode field, List<String> wrong) {
        String presence = field.path("presence").asText();
        Matcher protocols = PROTOCOLS.matcher(presence);
        boolean byProtocol = protocols.find();
        String direction = presence.equals("ingress") || presence.equals("egress") ? presence : "";
        boolean always = presence.startsWith("always")
                || presence.startsWith("list not empty")
                || byProtocol
                || presence.startsWith("emulator extra")
                || presence.startsWith("seed")
                || !direction.isEmpty();
        if (!always) {
            return;
        }
        String name = field.path("name").asText();
        Set<String> kinds = byProtocol ? Set.of(protocols.group(1).split("\\|", -1)) : Set.of();
        List<JsonNode> found = new ArrayList<>();
        collect(answer, List.of(name.split("\\.", -1)), kinds, direction, presence.contains("when set"), found);
        if (found.isEmpty()) {
            wrong.add(name + " is not there");
        }
        String type = field.path("type").asText();
        found.stream()
                .filter(value -> !isA(value, type))
                .forEach(value -> wrong.add(name + " is " + value + ", not " + type));
    }

    private static void collect(
            JsonNode at,
            List<String> names,
            Set<String> kinds,
            String direction,
            boolean optional,
            List<JsonNode> found) {
        String name = names.get(0);
        boolean list = name.endsWith("[]");
        JsonNode value = at.path(list ? name.substring(0, name.length() - 2) : name);
        if (names.size() == 1) {
            if (!value.isMissingNode() || !optional) {
                found.add(value);
            }
            return;
        }
        for (JsonNode each : list ? value : List.of(value)) {
            boolean ofKind =
                    kinds.isEmpty() || kinds.contains(each.path("listenerType").asText());
            boolean ofDirection = direction.isEmpty()
                    || each.path("direction").asText(direction).equals(direction);
            if (ofKind && ofDirection) {
                collect(each, names.subList(1, names.size()), kinds, direction, optional, found);
            }
        }
    }

    private static boolean isA(JsonNode value, String type) {
        if (value.isNull()) {
            return type.endsWith("|null");
        }
        String plain = type.replace("|null", "");
        return switch (plain.startsWith("array") ? "array" : plain) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new AssertionError("unknown type " + type);
        };
    }

    private static Set<String> names(String prefix, JsonNode node, Set<String> names) {
        if (node.isArray()) {
            node.forEach(each -> names(prefix, each, names));
        }
        node.properties().forEach(member -> {
            names.add(prefix + "/" + member.getKey());
            names(prefix + "/" + member.getKey(), member.getValue(), names);
        });
        return names;
    }
}
