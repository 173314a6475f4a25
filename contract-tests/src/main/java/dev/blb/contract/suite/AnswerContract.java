package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.evidence.ExtraMembers;
import dev.blb.contract.evidence.Smoke;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Settings.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;

/** Members of answers: each that the catalogue promises is there with its type, on an instance that has one of everything. */
@Contract
class AnswerContract {
    private static final Pattern PROTOCOLS = Pattern.compile("listenerType in ([A-Z|]+)");

    private Given given;
    private Scene scene;

    /** A scene whose listeners carry the optional members too, with groups bound. */
    record Rich(Scene scene) {
        static Rich of(Given given) {
            Scene scene = new Scene(given);
            String path = "/v1/blb/" + scene.blbId();
            String certificate = given.settings().require(Variable.BLB_TEST_CERT_ID);
            given.change(scene.blbId(), "PUT", path + "/HTTPlistener?listenerPort=" + Scene.HTTP, """
                    {"additionalAttributes":{"gzipJson":"on"}}""");
            given.change(scene.blbId(), "PUT", path + "/HTTPSlistener?listenerPort=" + Scene.HTTPS, """
                    {"additionalAttributes":{"gzipJson":"on"},"certIds":["%1$s"],"dualAuth":true,"clientCertIds":["%1$s"],\
                    "additionalCertDomains":[{"certId":"%1$s","host":"a.example.org"}]}""".formatted(
                            certificate));
            given.change(
                    scene.blbId(), "PUT", path + "/SSLlistener?listenerPort=" + Scene.SSL, """
                    {"dualAuth":true,"clientCertIds":["%s"]}""".formatted(certificate));
            scene.add(Catalogue.operation("UnbindBlbSecurityGroup"));
            scene.add(Catalogue.operation("UnbindBlbEnterpriseSecurityGroup"));
            return new Rich(scene);
        }
    }

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        scene = fixtures.fixture(Rich.class, Rich::of).scene();
    }

    static Stream<Op> answers() {
        return Catalogue.operations()
                .filter(op -> op.method().equals("GET") || op.id().equals("BlbInquiry"));
    }

    @ParameterizedTest(
            name = "{0}: every member that the catalogue promises is there, with its type",
            allowZeroInvocations = true)
    @CaseSource("answers")
    @Smoke
    @Covers(Axis.ANSWER)
    @Evidence(value = Source.META, at = "response members that are always there")
    void everyPromisedMemberIsThereWithItsType(Op op) {
        areThere(
                op,
                presence ->
                        presence.equals("always") || PROTOCOLS.matcher(presence).matches());
    }

    @ParameterizedTest(name = "{0}: so are those that samples and models of SDKs have", allowZeroInvocations = true)
    @CaseSource("answers")
    @Covers(Axis.ANSWER)
    @Evidence(value = Source.SDK, at = "the superset that clients read [n6]")
    @EmulatorOnly("the real service sends fewer members; which, only a run against it tells")
    void everyMemberOfSamplesAndModelsIsThere(Op op) {
        areThere(op, AnswerContract::isOfSampleOrModel);
    }

    private static boolean isOfSampleOrModel(String presence) {
        return presence.matches("always in the emulator|emulator extra|list not empty.*|seed|java2 model"
                + "|skill lists it.*|when set|dualAuth true.*|listenerType in .*");
    }

    static Stream<Op> answersWithExtraMembers() {
        return answers()
                .filter(op -> Catalogue.stream(op.response().path("fields"))
                        .anyMatch(field -> isExtra(field.path("presence").asText())));
    }

    @ParameterizedTest(
            name = "{0}: so are those that are in no page and no Java model, but read by some client",
            allowZeroInvocations = true)
    @CaseSource("answersWithExtraMembers")
    @Covers(Axis.ANSWER)
    @Evidence(value = Source.SDK, at = "the superset that clients read [n6][n7]")
    @ExtraMembers
    @EmulatorOnly("the real service sends fewer members; which, only a run against it tells")
    void everyExtraMemberIsThere(Op op) {
        areThere(op, AnswerContract::isExtra);
    }

    private static boolean isExtra(String presence) {
        return presence.matches("always in the emulator;.*|emulator extra,.*|go model|all-listeners call.*");
    }

    private void areThere(Op op, Predicate<String> presence) {
        given.eventually(() -> {
            JsonNode answer = scene.request(op).send().ok().json();
            List<String> wrong = new ArrayList<>();
            for (JsonNode field : op.response().path("fields")) {
                if (presence.test(field.path("presence").asText())) {
                    check(answer, field, wrong);
                }
            }
            assertThat(wrong).as("%s", answer).isEmpty();
            assertThat(Catalogue.stream(answer.path("listenerList")))
                    .allSatisfy(listener -> assertThat(listener.path("getBlbIp").asBoolean())
                            .as("getBlbIp, which nothing has switched on")
                            .isFalse());
        });
    }

    private static void check(JsonNode answer, JsonNode field, List<String> wrong) {
        Matcher protocols = PROTOCOLS.matcher(field.path("presence").asText());
        Set<String> kinds = protocols.find() ? Set.of(protocols.group(1).split("\\|", -1)) : Set.of();
        String name = field.path("name").asText();
        String type = field.path("type").asText();
        List<JsonNode> found = new ArrayList<>();
        collect(answer, List.of(name.split("\\.", -1)), kinds, found);
        if (found.isEmpty()) {
            wrong.add(name + " is in no item");
        }
        found.stream()
                .filter(value -> !isA(value, type))
                .forEach(value ->
                        wrong.add(name + (value.isMissingNode() ? " is missing" : " is " + value + ", not " + type)));
    }

    /** The values of a member in all items that should have it; a missing node where it is not there. */
    private static void collect(JsonNode at, List<String> names, Set<String> kinds, List<JsonNode> found) {
        String name = names.get(0);
        boolean list = name.endsWith("[]");
        JsonNode value = at.path(list ? name.substring(0, name.length() - 2) : name);
        if (names.size() == 1) {
            found.add(value);
            return;
        }
        for (JsonNode each : list ? value : List.of(value)) {
            if (kinds.isEmpty() || kinds.contains(each.path("listenerType").asText())) {
                collect(each, names.subList(1, names.size()), kinds, found);
            }
        }
    }

    private static boolean isA(JsonNode value, String type) {
        String plain = type.replace("|null", "");
        boolean right = switch (plain.startsWith("array") ? "array" : plain) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new IllegalStateException("unknown type " + type);
        };
        return right || (value.isNull() && type.endsWith("|null"));
    }

    @ParameterizedTest(
            name = "{0}: success carries no request id in the body, and the header one of its own",
            allowZeroInvocations = true)
    @CaseSource("answers")
    @Covers(Axis.ANSWER)
    @Evidence(value = Source.SEED, at = "answers; java2 examples")
    void aSuccessfulBodyHasNoRequestId(Op op) {
        Answer answer = scene.request(op).send().ok();

        assertThat(answer.json().has("requestId")).isFalse();
        assertThat(answer.headers().getOrDefault("x-bce-request-id", ""))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    }
}
