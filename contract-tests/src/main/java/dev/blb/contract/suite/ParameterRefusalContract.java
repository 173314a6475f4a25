package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.catalogue.Catalogue.Param;
import dev.blb.contract.catalogue.OfOperation;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.suite.Scene.Request;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;

/** What the catalogue says about each parameter, from the other side: what is not allowed is refused and changes nothing. */
@Contract
@ResourceLock(Scene.OWN_INSTANCE)
class ParameterRefusalContract {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Parameters that choose the operation, or whose rules are in other classes. */
    private static final Set<String> ELSEWHERE = Set.of("action", "marker", "maxKeys", "clientToken", "blbId");

    private static final String PREPAID =
            "{\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}}";

    /** Members that count only beside others, which a refusal of the value must not hide. */
    private static final Map<String, String> BESIDE = Map.ofEntries(
            Map.entry("additionalCertDomains[].certId", "{\"additionalCertDomains\":[{\"host\":\"a.example\"}]}"),
            Map.entry("additionalCertDomains[].host", "{\"additionalCertDomains\":[{\"certId\":\"cert-1\"}]}"),
            Map.entry("portTypeList[].type", "{\"portTypeList\":[{\"port\":6001}]}"),
            Map.entry("tags[].tagValue", "{\"tags\":[{\"tagKey\":\"key\"}]}"),
            Map.entry("keepSessionType", "{\"keepSession\":true}"),
            Map.entry("keepSessionDuration", "{\"keepSession\":true}"),
            Map.entry("keepSessionCookieName", "{\"keepSession\":true,\"keepSessionType\":\"rewrite\"}"),
            Map.entry("encryptionProtocols", "{\"encryptionType\":\"userDefind\"}"),
            Map.entry("appliedCiphers", "{\"encryptionType\":\"userDefind\",\"encryptionProtocols\":[\"tlsv12\"]}"),
            Map.entry("autoRenewLength", PREPAID),
            Map.entry("autoRenewTimeUnit", PREPAID),
            Map.entry("billing.reservation", "{\"billing\":{\"paymentTiming\":\"Prepaid\"}}"),
            Map.entry("billing.reservation.reservationLength", "{\"billing\":{\"paymentTiming\":\"Prepaid\"}}"),
            Map.entry(
                    "billing.reservation.reservationTimeUnit",
                    "{\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}}"));

    private final Map<String, String> before = new HashMap<>();
    private @Nullable Scene scene;

    @BeforeEach
    void prepare(Given given) {
        Scene current = Scene.of(given);
        if (current != scene) {
            scene = current;
            before.clear();
        }
    }

    /** A value that a parameter must not have, and the code that says so. */
    record Case(Op op, Param param, String what, JsonNode value, String code) implements OfOperation {
        @Override
        public String operation() {
            return op.id();
        }

        @Override
        public String toString() {
            return op + " refuses " + param.in() + " " + param.name() + " " + what + " with " + code;
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @CaseSource("cases")
    @Covers(Axis.PARAMETERS)
    @Evidence(value = Source.META, at = "ranges of the catalogue; which of three codes is an assumption [m4]")
    void aValueThatIsNotAllowedIsRefusedAndChangesNothing(Case each) {
        Scene shared = Objects.requireNonNull(scene);
        String unchanged = before.computeIfAbsent(each.op().path(), path -> shared.snapshot(each.op()));
        Request request = shared.request(each.op());
        String beside = BESIDE.get(each.param().name());
        if (beside != null) {
            Scene.object(beside).properties().forEach(member -> request.body.set(member.getKey(), member.getValue()));
        }
        if (each.param().in().equals("body")) {
            request.put(each.param().name(), each.value());
        } else if (each.value().isMissingNode()) {
            request.query.put(each.param().name(), "");
        } else {
            request.query.put(each.param().name(), each.value().asText());
        }

        Answer answer = each.op().id().equals("CreateBlb") ? shared.given().create(request.bodyText()) : request.send();
        Expect.refused(answer, 400, each.code());

        assertThat(answer.text("/message")).contains(each.param().leaf().replace("[]", ""));
        if (each.op().isAboutAnInstance() && each.op().writes()) {
            shared.given()
                    .eventually(() -> assertThat(shared.snapshot(each.op()))
                            .as("what the instance shows")
                            .isEqualTo(unchanged));
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        Catalogue.operations()
                .forEach(op -> op.params().stream()
                        .filter(param -> !param.in().equals("path")
                                && !param.type().equals("flag")
                                && !ELSEWHERE.contains(param.name()))
                        .forEach(param -> addCases(op, param, cases)));
        return cases.stream();
    }

    private static List<JsonNode> wrongTypes(Param param) {
        return switch (param.type().replaceFirst("<.*", "")) {
            case "integer" -> List.of(JSON.textNode("wrong"), JSON.numberNode(7.5));
            case "boolean" -> List.of(JSON.textNode("wrong"), JSON.numberNode(1));
            case "object" -> List.of(JSON.textNode("wrong"), JSON.arrayNode());
            case "array" ->
                List.of(
                        JSON.textNode("wrong"),
                        JSON.objectNode(),
                        JSON.arrayNode()
                                .add(param.type().equals("array<integer>") ? JSON.textNode("x") : JSON.numberNode(1)));
            default ->
                // The catalogue types it integer for HTTPS: a number is taken, too.
                param.name().equals("keepSessionCookieName")
                        ? List.of(JSON.objectNode())
                        : List.of(JSON.objectNode(), JSON.numberNode(7));
        };
    }

    private static void addCases(Op op, Param param, List<Case> cases) {
        JsonNode rules = param.rules();
        boolean array = param.type().startsWith("array");
        if (rules.has("min")) {
            long value = rules.path("min").asLong() - 1;
            cases.add(new Case(op, param, Long.toString(value), JSON.numberNode(value), "InvalidParameter"));
        }
        if (rules.has("max")) {
            long value = rules.path("max").asLong() + 1;
            cases.add(new Case(op, param, Long.toString(value), JSON.numberNode(value), "InvalidParameter"));
        }
        if (rules.has("enum")) {
            JsonNode other = rules.path("enum").get(0).isTextual() ? JSON.textNode("other") : JSON.numberNode(10);
            cases.add(new Case(
                    op, param, other.toString(), array ? JSON.arrayNode().add(other) : other, "InvalidParameter"));
        }
        if (rules.has("maxLength")) {
            int length = rules.path("maxLength").asInt() + 1;
            cases.add(
                    new Case(op, param, "of length " + length, JSON.textNode("a".repeat(length)), "InvalidParameter"));
            if (rules.path("lengthUnit").asText().equals("bytes") && !rules.has("pattern")) {
                String wide = "中".repeat(rules.path("maxLength").asInt() / 3 + 1);
                cases.add(new Case(
                        op,
                        param,
                        "of " + wide.length() + " wide characters",
                        JSON.textNode(wide),
                        "InvalidParameter"));
            }
        }
        if (rules.has("pattern")) {
            cases.add(new Case(op, param, "of wrong form", JSON.textNode("!wrong form"), "InvalidParameter"));
        }
        if (rules.has("enum")
                && rules.path("enum").get(0).isTextual()
                && !array
                && !param.name().endsWith("TimeUnit")) {
            String word = rules.path("enum").get(0).asText();
            String lower = word.toLowerCase(Locale.ROOT);
            JsonNode swapped = JSON.textNode(word.equals(lower) ? word.toUpperCase(Locale.ROOT) : lower);
            cases.add(new Case(op, param, "in other case " + swapped, swapped, "InvalidParameter"));
        }
        if (param.in().equals("body")) {
            for (JsonNode wrong : wrongTypes(param)) {
                cases.add(new Case(op, param, "of wrong type " + wrong, wrong, "InappropriateJSON"));
            }
        } else if (param.type().matches("integer|boolean")) {
            cases.add(new Case(op, param, "that is no " + param.type(), JSON.textNode("x"), "InvalidParameter"));
        }
        if (param.required()) {
            cases.add(new Case(op, param, "missing", JSON.missingNode(), "MissingParameter"));
            if (param.in().equals("body")) {
                cases.add(new Case(op, param, "null", JSON.nullNode(), "MissingParameter"));
            }
        }
    }
}
