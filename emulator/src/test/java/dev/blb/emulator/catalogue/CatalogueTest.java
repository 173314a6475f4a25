package dev.blb.emulator.catalogue;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.catalogue.Catalogue.Op;
import dev.blb.emulator.catalogue.Catalogue.Param;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Every documented range below, at and above; every enumeration value and one other; every length at and over; every
 * required member missing, null and of a wrong type. A refused call has changed nothing.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CatalogueTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int PORT = 80;

    private final BlbEmulator emulator =
            BlbEmulator.start(Settings.DEFAULTS.with(SettingsTable.PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    /** A value of a parameter, and what is to become of it; an empty code means that it is accepted. */
    private record Case(Op op, Param param, String label, JsonNode value, String code) {
        boolean isAccepted() {
            return code.isEmpty();
        }
    }

    /** Parameters that choose the operation, or whose form is tested elsewhere. */
    private static final Set<String> NOT_VALUES = Set.of("action", "marker", "blbId", "authorization");

    /** Where the catalogue calls a member optional, but its element means nothing without it (see emulator/docs/decisions.md). */
    private static final Set<String> REQUIRED_IN_ELEMENT = Set.of(
            "tags[].tagKey",
            "additionalCertDomains[].certId",
            "additionalCertDomains[].host",
            "portTypeList[].port",
            "portTypeList[].type");

    /** Required here although the catalogue says optional: its own note says so, or nothing else names the target. */
    private static final Set<String> REQUIRED_BY_NOTE =
            Set.of("ResizeBlb performanceLevel", "CreateBlbUdpListener healthCheckString");

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Op op : Catalogue.OPERATIONS) {
            for (Param param : op.params()) {
                if (!param.place().equals("path")
                        && !param.type().equals("flag")
                        && !NOT_VALUES.contains(param.name())) {
                    addCases(op, param, cases);
                }
            }
        }
        return cases;
    }

    private static void addCases(Op op, Param param, List<Case> cases) {
        boolean inBody = param.place().equals("body");
        Adder add = (label, value, code) -> cases.add(new Case(op, param, label, value, code));
        JsonNode rules = param.rules();
        if (param.name().equals("maxKeys")) {
            for (long clamped : new long[] {-1, 0, 1, 1000, 1001}) {
                add.add("size " + clamped, JSON.numberNode(clamped), "");
            }
            add.add("not a number", JSON.textNode("many"), "InvalidParameter");
            return;
        }
        if (param.name().equals("clientToken")) {
            if (rules.has("maxLength")) {
                add.add("64 characters", JSON.textNode("t".repeat(64)), "");
                add.add("65 characters", JSON.textNode("t".repeat(65)), "InvalidParameter");
                add.add("not ASCII", JSON.textNode("中"), "InvalidParameter");
            }
            return;
        }
        if (rules.has("min")) {
            long min = rules.path("min").asLong();
            add.add("min " + min, JSON.numberNode(min), "");
            add.add("below " + min, JSON.numberNode(min - 1), "InvalidParameter");
        }
        if (rules.has("max")) {
            long max = rules.path("max").asLong();
            add.add("max " + max, JSON.numberNode(max), "");
            add.add("above " + max, JSON.numberNode(max + 1), "InvalidParameter");
        }
        for (JsonNode value : rules.path("enum")) {
            add.add(
                    "value " + value,
                    param.type().startsWith("array") ? JSON.arrayNode().add(value) : value,
                    "");
        }
        if (rules.has("enum")) {
            JsonNode other = rules.path("enum").get(0).isTextual() ? JSON.textNode("other") : JSON.numberNode(10);
            add.add(
                    "another value",
                    param.type().startsWith("array") ? JSON.arrayNode().add(other) : other,
                    "InvalidParameter");
            if (other.isTextual() && !param.type().startsWith("array")) {
                String first = rules.path("enum").get(0).asText();
                String swapped = Character.isUpperCase(first.charAt(0))
                        ? first.toLowerCase(java.util.Locale.ROOT)
                        : first.toUpperCase(java.util.Locale.ROOT);
                // Units of time are the same in any case [n4].
                boolean anyCase = param.leaf().endsWith("TimeUnit");
                add.add("other case", JSON.textNode(swapped), anyCase ? "" : "InvalidParameter");
                if (inBody) {
                    // A placeholder [n13].
                    boolean must = param.required()
                            || REQUIRED_BY_NOTE.contains(op.id() + " " + param.name())
                            || REQUIRED_IN_ELEMENT.contains(param.name());
                    add.add("empty choice", JSON.textNode(""), must ? "InvalidParameter" : "");
                }
            }
        }
        if (rules.has("maxLength")) {
            int max = rules.path("maxLength").asInt();
            add.add("length " + max, JSON.textNode("a".repeat(max)), "");
            add.add("length " + (max + 1), JSON.textNode("a".repeat(max + 1)), "InvalidParameter");
            if (!rules.has("pattern")) {
                boolean bytes = rules.path("lengthUnit").asText().equals("bytes");
                int wide = bytes ? max / 3 : max;
                add.add(wide + " wide characters", JSON.textNode("中".repeat(wide)), "");
                add.add((wide + 1) + " wide characters", JSON.textNode("中".repeat(wide + 1)), "InvalidParameter");
            }
        }
        if (rules.path("minLength").asInt() > 0) {
            add.add("empty", JSON.textNode(""), "InvalidParameter");
        }
        if (rules.has("pattern")) {
            add.add("wrong form", JSON.textNode("!wrong form"), "InvalidParameter");
        }
        boolean required = param.required()
                || REQUIRED_IN_ELEMENT.contains(param.name())
                || REQUIRED_BY_NOTE.contains(op.id() + " " + param.name());
        if (inBody) {
            add.add("null", JSON.nullNode(), required ? "MissingParameter" : "");
            wrongTypes(param).forEach(wrong -> add.add("of wrong type " + wrong, wrong, "InappropriateJSON"));
        } else if (param.type().equals("integer")) {
            add.add("not a number", JSON.textNode("x"), "InvalidParameter");
        } else if (param.type().equals("boolean")) {
            add.add("True", JSON.textNode("True"), "");
            add.add("not a boolean", JSON.textNode("x"), "InvalidParameter");
        }
        if (required) {
            add.add("missing", JSON.missingNode(), "MissingParameter");
        }
    }

    private interface Adder {
        void add(String label, JsonNode value, String code);
    }

    private static Stream<JsonNode> wrongTypes(Param param) {
        List<JsonNode> values = new ArrayList<>(List.of(
                JSON.textNode("text"),
                JSON.numberNode(7),
                JSON.numberNode(7.5),
                JSON.booleanNode(true),
                JSON.objectNode(),
                JSON.arrayNode()));
        String type = param.type();
        values.removeIf(value -> (type.equals("string") && value.isTextual())
                || (type.equals("integer") && value.isIntegralNumber())
                || (type.equals("boolean") && value.isBoolean())
                || (type.equals("object") && value.isObject())
                || (type.startsWith("array") && value.isArray())
                // Accepted as a number too: the catalogue types it integer for HTTPS create.
                || (param.name().equals("keepSessionCookieName") && value.isIntegralNumber()));
        if (type.startsWith("array")) {
            values.add(JSON.arrayNode().add(type.equals("array<integer>") ? JSON.textNode("x") : JSON.numberNode(1)));
        }
        return values.stream();
    }

    @TestFactory
    Stream<DynamicTest> everyParameterOfEveryOperation() {
        return cases().stream()
                .map(each -> dynamicTest(
                        each.op() + ": " + each.param().place() + " "
                                + each.param().name() + " " + each.label()
                                + (each.isAccepted() ? " is accepted" : " is " + each.code()),
                        () -> check(each)));
    }

    @Test
    void thereAreMoreThanSixHundredCases() {
        assertThat(cases()).hasSizeGreaterThan(600);
        assertThat(cases().stream().filter(each -> !each.isAccepted())).hasSizeGreaterThan(600);
    }

    private void check(Case each) {
        Scene scene = scene(each);
        String before = each.isAccepted() ? "" : scene.snapshot();
        String name = each.param().name();
        if (each.param().place().equals("query")) {
            scene.query.put(name, each.value().asText());
            if (each.value().isMissingNode()) {
                scene.query.remove(name);
                if (each.op().id().equals("DescribeBlbServerHealth")) {
                    // Without the parameter it is another operation; empty counts as missing.
                    scene.query.put(name, "");
                }
            }
        } else {
            scene.put(name, each.value());
        }
        Api.Answer answer = scene.call();
        if (each.isAccepted()) {
            answer.ok();
            isShown(each, scene);
            return;
        }
        answer.refused(400, each.code());
        assertThat(answer.message()).contains(each.param().leaf().replace("[]", ""));
        assertThat(scene.snapshot()).as("a refused call changes nothing").isEqualTo(before);
    }

    /** What must surround a value for it to count. */
    private Scene scene(Case each) {
        Op op = each.op();
        String name = each.param().name();
        String text = each.value().asText();
        boolean named = name.equals("listenerPort") && each.param().place().equals("query") && each.isAccepted();
        boolean removed = name.equals("portTypeList[].port") && each.isAccepted();
        Scene scene = new Scene(
                Api.of(emulator),
                op,
                named || removed ? Math.max(1, each.value().asInt()) : PORT,
                instance(op, text));
        if (op.id().equals("DeleteBlbListener")
                && name.equals("portTypeList[].type")
                && !text.equals("TCP")
                && each.isAccepted()) {
            scene.add(text, PORT + 1);
            scene.put("portTypeList[].port", scene.number(PORT + 1));
        }
        if (name.equals("redirectPort")
                && op.id().endsWith("HttpListener")
                && each.value().asInt() > 0
                && each.isAccepted()) {
            scene.add("HTTPS", each.value().asInt());
        }
        if (!each.value().isNull()) {
            CONTEXTS.getOrDefault(name, body -> {}).accept(scene.body);
        }
        if (name.equals("portTypeList") && each.value().isNull()) {
            scene.put("portList", JSON.arrayNode().add(PORT));
        }
        if (op.id().equals("CreateBlb")) {
            boolean prepaid =
                    text.equals("Prepaid") || name.startsWith("billing.reservation") || name.startsWith("autoRenew");
            if (prepaid) {
                scene.put("billing.paymentTiming", JSON.textNode("Prepaid"));
                scene.put("billing.reservation.reservationLength", scene.number(1));
            }
            if (text.equals("unlimited")) {
                scene.put("billing.billingMethod", JSON.textNode("ByCapacityUnit"));
            }
            // Without its object a reservation is optional: postpaid needs none.
            if (name.equals("billing.reservation") || name.equals("billing.reservation.reservationLength")) {
                if (each.value().isNull()) {
                    scene.put("billing.paymentTiming", JSON.textNode("Postpaid"));
                }
            }
        }
        if (op.id().equals("BlbInquiry") && name.startsWith("billing.reservation")) {
            scene.put("billing.paymentTiming", JSON.textNode("Prepaid"));
        }
        if (op.id().equals("BillingChangePreToPostBlb") && text.equals("unlimited")) {
            scene.put("billingMethod", JSON.textNode("ByCapacityUnit"));
        }
        if (name.startsWith("additionalCertDomains[]")) {
            scene.put("additionalCertDomains[].certId", JSON.textNode("cert-emulator0001"));
            scene.put("additionalCertDomains[].host", JSON.textNode("a.example.org"));
        }
        if (name.startsWith("additionalCertDomains") && op.id().startsWith("Update")) {
            scene.put("certIds", JSON.arrayNode().add("cert-emulator0001"));
        }
        if (name.equals("tags[].tagValue")) {
            scene.put("tags[].tagKey", JSON.textNode("key"));
        }
        if (text.equals("userDefind")) {
            scene.put("encryptionProtocols", JSON.arrayNode().add("tlsv12"));
        }
        return scene;
    }

    private static final Map<String, Consumer<ObjectNode>> CONTEXTS = Map.of(
            "keepSessionType", body -> body.put("keepSession", true),
            "keepSessionDuration", body -> body.put("keepSession", true),
            "keepSessionCookieName", body -> body.put("keepSession", true).put("keepSessionType", "rewrite"),
            "encryptionProtocols",
                    body -> body.put("encryptionType", "userDefind")
                            .putArray("encryptionProtocols")
                            .add("tlsv10"),
            "appliedCiphers",
                    body -> body.put("encryptionType", "userDefind")
                            .putArray("encryptionProtocols")
                            .add("tlsv10"),
            "dualAuth", body -> body.putArray("clientCertIds").add("cert-emulator0002"),
            "clientCertIds", body -> body.put("dualAuth", false));

    private static String[] instance(Op op, String value) {
        String prepaid = "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}";
        return switch (op.id()) {
            case "RefundBlb",
                    "StartLoadBalancerAutoRenew",
                    "BillingChangeCancelToPostBlb",
                    "BillingChangePreToPostBlb" -> new String[] {prepaid};
            case "ResizeBlb" ->
                value.equals("unlimited")
                        ? new String[] {"\"billing\":{\"billingMethod\":\"ByCapacityUnit\"}"}
                        : new String[0];
            default -> new String[0];
        };
    }

    private static final Pattern LISTENER = Pattern.compile("(Create|Update)Blb(Tcp|Udp|Http|Https|Ssl)Listener");

    /** Members of instances that detail shows under another name than they are sent. */
    private static final Map<String, String> SHOWN_AS = Map.of(
            "billing.paymentTiming", "paymentTiming", "billing.billingMethod", "billingMethod", "eip", "publicIp");

    private static final Set<String> NOT_SHOWN = Set.of(
            "type",
            "vpcId",
            "subnetId",
            "autoRenewLength",
            "autoRenewTimeUnit",
            "resourceGroupId",
            "allocateIpv6",
            "clusterProperty",
            "allocateVip",
            "billing",
            "billing.reservation",
            "billing.reservation.reservationLength",
            "billing.reservation.reservationTimeUnit");

    private void isShown(Case each, Scene scene) {
        if (each.value().isNull()
                || each.label().equals("empty choice")
                || !each.param().place().equals("body")) {
            return;
        }
        String name = each.param().name();
        String pointer = "/" + name.replace("[].", "/0/").replace(".", "/");
        if (LISTENER.matcher(each.op().id()).matches()) {
            if (name.equals("redirectPort") && each.op().id().contains("Https")) {
                return;
            }
            String listeners = "/v1/blb/" + scene.blbId + "/" + Scene.protocol(each.op()) + "listener";
            assertThat(scene.api.get(listeners).ok().json().at("/listenerList/0" + pointer))
                    .hasToString(each.value().toString());
        } else if (each.op().id().matches("CreateBlb|UpdateBlb(Acl|ModifyProtection)?") && !NOT_SHOWN.contains(name)) {
            String id = scene.api.get("/v1/blb?type=normal").ok().text("/blbList/0/blbId");
            String shown = SHOWN_AS.containsKey(name) ? "/" + SHOWN_AS.get(name) : pointer;
            assertThat(scene.api.get("/v1/blb/" + id).ok().json().at(shown))
                    .hasToString(each.value().toString());
        } else if (each.op().id().matches("(Add|Update)BlbServer") && name.matches(".*(weight|desc)")) {
            assertThat(scene.api
                            .get("/v1/blb/" + scene.blbId + "/backendserver")
                            .ok()
                            .json()
                            .at(pointer))
                    .hasToString(each.value().toString());
        }
    }

    @TestFactory
    Stream<DynamicTest> bodiesThatAreNoObject() {
        return Catalogue.OPERATIONS.stream()
                .filter(op -> !op.in("body").isEmpty())
                .flatMap(op -> Map.of("[]", "InappropriateJSON", "{", "MalformedJSON").entrySet().stream()
                        .map(wrong -> dynamicTest(op + ": body " + wrong.getKey() + " is " + wrong.getValue(), () -> {
                            Scene scene = new Scene(Api.of(emulator), op, PORT, instance(op, ""));
                            String before = scene.snapshot();
                            scene.call(wrong.getKey()).refused(400, wrong.getValue());
                            assertThat(scene.snapshot()).isEqualTo(before);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> instancesThatAreNotThere() {
        return Catalogue.OPERATIONS.stream()
                .filter(op -> op.path().contains("{blbId}"))
                .map(op -> dynamicTest(op + " of an instance that is gone is InstanceNotFound", () -> {
                    Scene scene = new Scene(Api.of(emulator), op, PORT, instance(op, ""));
                    scene.api.delete("/v1/blb/" + scene.blbId).ok();
                    assertThat(scene.call().refused(404, "InstanceNotFound").message())
                            .contains(scene.blbId);
                }));
    }
}
