package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an update of an instance changes and what it leaves, and the creates that are refused. */
@Contract
@ResourceLock(Scene.OWN_INSTANCE)
class InstanceContract {
    private static final List<String> RESTORED =
            List.of("name", "desc", "allowDelete", "allowModify", "supportAcl", "listener", "ipv6");

    private Given given;
    private String blbId;
    private String path;
    private ObjectNode before;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
        path = "/v1/blb/" + blbId;
        before = detail();
    }

    @AfterEach
    void restore() {
        given.cleanUp(() -> {
            if (!detail().path("name").equals(before.path("name"))) {
                given.change(blbId, "PUT", path, "{\"name\":" + before.path("name") + "}");
            }
            new Bare(given, blbId).restore();
            given.eventually(() -> {
                ObjectNode restored = detail();
                RESTORED.forEach(
                        member -> assertThat(restored.path(member)).as(member).isEqualTo(before.path(member)));
            });
        });
    }

    private ObjectNode detail() {
        return Expect.object(given.cloud().get(path).ok().json());
    }

    private JsonNode item() {
        return given.cloud().get("/v1/blb?blbId=" + blbId).ok().json().at("/blbList/0");
    }

    private List<String> ids(String query) {
        return Catalogue.stream(
                        given.cloud().get("/v1/blb?" + query).ok().json().path("blbList"))
                .map(item -> item.path("blbId").asText())
                .toList();
    }

    @ParameterizedTest(name = "UpdateBlb: {0} changes only that, in list and detail")
    @ValueSource(
            strings = {
                "\"name\":\"blb-contract-renamed\"",
                "\"name\":\"blb-contract.a_b/c-d\"",
                "\"desc\":\"changed\"",
                "\"desc\":\"中文\"",
                "\"allowDelete\":false",
                "\"desc\":\"both\",\"allowDelete\":false",
                ""
            })
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"UpdateBlb", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.SEED, at = "update_loadbalancer: what is not named stays")
    void anUpdateChangesOnlyWhatItNames(String members) {
        ObjectNode sent = Scene.object("{" + members + "}");
        ObjectNode expected = before.deepCopy();
        expected.setAll(sent);
        // A row of the list and the detail have different members, so each is compared with its own earlier answer.
        ObjectNode expectedItem = Expect.object(item());
        sent.properties().stream()
                .filter(member -> expectedItem.has(member.getKey()))
                .forEach(member -> expectedItem.set(member.getKey(), member.getValue()));

        given.change(blbId, "PUT", path, sent.toString());

        given.eventually(() -> {
            assertThat(detail()).isEqualTo(expected);
            assertThat(item()).isEqualTo(expectedItem);
        });
    }

    @ParameterizedTest(name = "UpdateBlb: the {0} may have {1} characters of {2} bytes each")
    @CsvSource({"name, 65, 1", "name, 1, 1", "desc, 450, 1", "desc, 150, 3", "desc, 0, 1"})
    @Covers(value = Axis.PARAMETERS, operations = "UpdateBlb")
    @Evidence(value = Source.META, at = "name 1..65 bytes, desc 0..450 bytes")
    void aTextMayBeAsLongAsDocumented(String member, int length, int bytes) {
        given.change(blbId, "PUT", path, "{\"desc\":\"not empty\"}");
        String text = (bytes == 1 ? "t" : "中").repeat(length);
        if (member.equals("name") && length > RunId.PREFIX.length()) {
            text = RunId.PREFIX + text.substring(RunId.PREFIX.length());
        }
        given.change(blbId, "PUT", path, "{\"" + member + "\":\"" + text + "\"}");

        String expected = text;
        given.eventually(() -> assertThat(detail().path(member).asText("none")).isEqualTo(expected));
    }

    @Test
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"UpdateBlb", "DescribeBlb"})
    @Evidence(value = Source.META, at = "UpdateBlb: allocateIpv6 gives an address or takes it away")
    void anIpv6AddressIsGivenAndTakenAway() {
        for (boolean wanted : new boolean[] {true, false}) {
            given.change(blbId, "PUT", path, "{\"allocateIpv6\":" + wanted + "}");
            given.eventually(
                    () -> assertThat(detail().path("ipv6").asText("none").contains(":"))
                            .isEqualTo(wanted));
        }
    }

    @ParameterizedTest(name = "UpdateBlbAcl: the body {0} leaves access control {1}")
    @CsvSource(
            delimiter = '|',
            value = {"{} | true", "{\"supportAcl\":false} | false", "{\"supportAcl\":true} | true"})
    @Covers(
            value = Axis.DRIVEN,
            operations = {"UpdateBlbAcl", "DescribeBlb"})
    @Evidence(value = Source.META, at = "UpdateBlbAcl: supportAcl, true by default")
    void accessControlIsSwitched(String body, boolean on) {
        if (!on) {
            given.change(blbId, "PUT", "/v1/blb/acl/" + blbId, "{\"supportAcl\":true}");
        }
        given.change(blbId, "PUT", "/v1/blb/acl/" + blbId, body);

        ObjectNode expected = before.deepCopy().put("supportAcl", on);
        given.eventually(() -> assertThat(detail()).isEqualTo(expected));
    }

    @Test
    @Covers(
            value = Axis.DRIVEN,
            operations = {"UpdateBlbModifyProtection", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.META, at = "UpdateBlbModifyProtection")
    void modificationProtectionIsSwitched() {
        String protection = "/v1/blb/modification_protection/" + blbId;
        String reason = "理".repeat(128);
        given.change(
                blbId,
                "PUT",
                protection,
                "{\"allowModify\":false,\"modificationProtectionReason\":\"" + reason + "\"}");
        given.eventually(() -> {
            for (JsonNode shown : List.of(detail(), item())) {
                assertThat(shown.path("allowModify").asBoolean(true)).isFalse();
                assertThat(shown.path("modificationProtectionReason").asText()).isEqualTo(reason);
            }
        });

        given.change(blbId, "PUT", protection, "{\"allowModify\":true,\"modificationProtectionReason\":\"\"}");
        given.eventually(() -> {
            for (JsonNode shown : List.of(detail(), item())) {
                assertThat(shown.path("allowModify").asBoolean()).isTrue();
                assertThat(shown.path("modificationProtectionReason").asText()).isEmpty();
            }
        });
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlbs")
    @Evidence(value = Source.META, at = "DescribeBlbs: bccId is one exact id")
    void theListIsFilteredByARealServer() {
        String machine = given.settings().machines().get(4);
        given.eventually(() -> assertThat(ids("bccId=" + machine)).doesNotContain(blbId));
        given.change(blbId, "POST", path + "/backendserver", """
                {"backendServerList":[{"instanceId":"%s"}]}""".formatted(machine));

        given.eventually(() -> assertThat(ids("bccId=" + machine)).contains(blbId));
        assertThat(ids("bccId=" + machine.substring(0, machine.length() - 1))).doesNotContain(blbId);
    }

    @Test
    @Covers(value = Axis.ANSWER, operations = "DescribeBlb")
    @Evidence(value = Source.SDK, at = "[l14] Go would fail on a number")
    void theListenersOfDetailHavePortsThatAreTexts() {
        new Scene(given, blbId);
        given.eventually(() -> {
            JsonNode listeners = detail().path("listener");
            assertThat(Catalogue.stream(listeners).map(item -> item.path("port").toString()))
                    .containsExactlyElementsOf(IntStream.rangeClosed(Scene.TCP, Scene.SSL)
                            .mapToObj(port -> "\"" + port + "\"")
                            .toList());
            assertThat(Catalogue.stream(listeners).map(item -> item.path("type").asText()))
                    .containsExactlyElementsOf(Scene.PROTOCOLS);
        });
    }

    @ParameterizedTest(name = "DescribeBlb: detail finds an instance with \"{0}\"")
    @ValueSource(strings = {"", "?type=normal", "?type=ipv6"})
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlb")
    @Evidence(value = Source.SDK, at = "[l10] Python never sends the type with detail")
    void detailFindsAnInstanceWhateverTheTypeSays(String query) {
        assertThat(given.cloud().get(path + query).ok().text("/blbId")).isEqualTo(blbId);
    }

    @ParameterizedTest(name = "CreateBlb refuses {0} with {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"address\":\"203.0.113.77\" | InvalidParameter",
                "\"address\":\"{taken}\" | InvalidParameter",
                "\"performanceLevel\":\"unlimited\" | InvalidParameter",
                "\"performanceLevel\":\"unlimited\",\"billing\":{\"billingMethod\":\"BySpec\"} | InvalidParameter",
                "\"performanceLevel\":\"unlimited\",\"billing\":{\"paymentTiming\":\"Prepaid\","
                        + "\"reservation\":{\"reservationLength\":1}} | InvalidParameter",
                "\"subnetId\":null | MissingParameter",
                "\"vpcId\":null | MissingParameter"
            })
    @Covers(value = Axis.REFUSALS, operations = "CreateBlb")
    @Evidence(
            value = Source.META,
            at = "CreateBlb: the address lies in the subnet; unlimited is postpaid by capacity unit")
    void aCreateThatMakesNoSenseIsRefused(String members, String code) {
        ObjectNode body = Scene.object(given.createBody());
        body.setAll(Scene.object(
                "{" + members.replace("{taken}", before.path("address").asText()) + "}"));

        Expect.refused(given.create(body.toString()), 400, code);
    }

    @ParameterizedTest(name = "CreateBlb: a prepaid instance is shown with its terms, the unit given as \"{0}\"")
    @ValueSource(strings = {"", ",\"reservationTimeUnit\":\"month\""})
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlb")
    @Evidence(value = Source.DOCS, at = "[doc:orders] dedicated and prepaid instances; the unit is month by default")
    void aPrepaidInstanceIsShownWithItsTerms(String unit) {
        given.settings().requireOrders();
        Answer created = given.create(given.createBody(
                        "\"performanceLevel\":\"small2\"",
                        "\"billing\":{\"paymentTiming\":\"Prepaid\",\"billingMethod\":\"BySpec\","
                                + "\"reservation\":{\"reservationLength\":1" + unit + "}}",
                        // More than the 3 that are allowed if the unit is year.
                        "\"autoRenewLength\":4"))
                .ok();
        given.awaitCreated(created.text("/blbId"));

        given.eventually(() -> {
            JsonNode shown =
                    given.cloud().get("/v1/blb/" + created.text("/blbId")).ok().json();
            assertThat(shown.path("performanceLevel").asText()).isEqualTo("small2");
            assertThat(shown.path("paymentTiming").asText()).isEqualTo("Prepaid");
            assertThat(shown.path("billingMethod").asText()).isEqualTo("BySpec");
            Expect.expires(shown, 1, given.cloud().clock());
        });
    }
}
