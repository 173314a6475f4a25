package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import dev.blb.contract.target.Settings.Variable;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances: what a create gives, what list and detail show, what an update changes, what a release takes with it. */
@Contract
@Order(4)
class InstanceContract {
    private static Answer detail(Given given, String blbId) {
        return given.cloud().get("/v1/blb/" + blbId).ok();
    }

    private static List<String> ids(Answer list) {
        return Catalogue.stream(list.ok().json().path("blbList"))
                .map(item -> item.path("blbId").asText())
                .toList();
    }

    @Test
    @Covers(value = Axis.ANSWER, operations = "CreateBlb")
    @Evidence(value = Source.SEED, at = "create_loadbalancer: answer")
    void aCreateAnswersIdNameDescriptionAndAddress(Given given) {
        given.reserve(1);
        String name = RunId.uniqueName();
        Answer created = given.cloud()
                .post("/v1/blb", given.createBody("\"name\":\"" + name + "\"", "\"desc\":\"前端 web\""))
                .ok();
        given.remember(created.text("/blbId"));

        assertThat(created.text("/blbId")).matches("lb-[0-9a-zA-Z]{8}");
        assertThat(created.text("/name")).isEqualTo(name);
        assertThat(created.text("/desc")).isEqualTo("前端 web");
        assertThat(created.text("/address")).matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    }

    @Test
    @Covers(value = Axis.STATES, operations = "CreateBlb")
    @Evidence(value = Source.SDK, at = "Terraform lists by id right after a create and takes the first item unchecked")
    void anInstanceIsVisibleAtOnceInListAndDetail(Given given) {
        given.reserve(1);
        String blbId = given.cloud().post("/v1/blb", given.createBody()).ok().text("/blbId");
        given.remember(blbId);

        assertThat(ids(given.cloud().get("/v1/blb?blbId=" + blbId))).containsExactly(blbId);
        assertThat(detail(given, blbId).text("/status")).isIn("creating", "available");
    }

    @Test
    @Covers(value = Axis.ANSWER, operations = "DescribeBlb")
    @Evidence(value = Source.META, at = "DescribeBlb: defaults of a new instance")
    void aNewInstanceHasTheDocumentedDefaults(Given given) {
        String blbId = given.instance();
        Answer detail = detail(given, blbId);

        assertThat(detail.text("/desc")).isEmpty();
        assertThat(detail.json().at("/listener")).isEmpty();
        assertThat(detail.json().at("/allowDelete").asBoolean()).isTrue();
        assertThat(detail.json().at("/allowModify").asBoolean()).isTrue();
        assertThat(detail.json().at("/supportAcl").asBoolean()).isFalse();
        assertThat(detail.text("/paymentTiming")).isEqualTo("Postpaid");
        assertThat(detail.json().has("performanceLevel"))
                .as("shared has no level")
                .isFalse();
        assertThat(detail.text("/vpcId")).isEqualTo(given.settings().require(Variable.BLB_TEST_VPC_ID));
        assertThat(detail.text("/subnetId")).isEqualTo(given.settings().require(Variable.BLB_TEST_SUBNET_ID));
        assertThat(detail.text("/createTime")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(detail.text("/cidr")).matches("\\d+\\.\\d+\\.\\d+\\.\\d+/\\d+");
        assertThat(detail.text("/vpcName")).isNotEmpty();
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlb")
    @Evidence(value = Source.SEED, at = "create_loadbalancer: a name like BLB-beijing-c5335c6f is generated")
    void aNameIsGeneratedWhenNoneIsGiven(Given given) {
        given.reserve(1);
        String body = "{\"vpcId\":\"" + given.settings().require(Variable.BLB_TEST_VPC_ID) + "\",\"subnetId\":\""
                + given.settings().require(Variable.BLB_TEST_SUBNET_ID) + "\",\"tags\":[{\"tagKey\":\""
                + RunId.TAG_KEY + "\",\"tagValue\":\"" + RunId.value() + "\"}]}";
        Answer created = given.cloud().post("/v1/blb", body).ok();
        given.remember(created.text("/blbId"));

        assertThat(created.text("/name")).matches("BLB-[a-z]+-[0-9a-zA-Z]{8}");
    }

    @ParameterizedTest(name = "CreateBlb: {0} is shown as {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"allowDelete\":false | /allowDelete=false",
                "\"allowModify\":false | /allowModify=false",
                "\"allowModify\":false,\"modificationProtectionReason\":\"live\" | /modificationProtectionReason=\"live\"",
                "\"desc\":\"\" | /desc=\"\"",
                "\"desc\":\"<b>&\" | /desc=\"<b>&\"",
                "\"type\":\"normal\" | /status=\"available\"",
                "\"billing\":{\"paymentTiming\":\"Postpaid\"} | /paymentTiming=\"Postpaid\"",
                "\"name\":null | /status=\"available\"",
                "\"desc\":null | /desc=\"\"",
                "\"performanceLevel\":null | /paymentTiming=\"Postpaid\"",
                "\"allowDelete\":null | /allowDelete=true"
            })
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlb")
    @Evidence(value = Source.META, at = "CreateBlb and DescribeBlb: members; null equals absent [b7]")
    void whatACreateSaysDetailShows(String members, String shown, Given given) {
        String blbId = given.instance(members);
        String[] expected = shown.split("=", 2);

        assertThat(detail(given, blbId).json().at(expected[0])).hasToString(expected[1]);
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlb")
    @Evidence(value = Source.META, at = "CreateBlb: tags")
    void tagsAreShownInListAndDetail(Given given) {
        String blbId = given.instance();
        String tag = "[{\"tagKey\":\"" + RunId.TAG_KEY + "\",\"tagValue\":\"" + RunId.value() + "\"}]";

        assertThat(detail(given, blbId).json().path("tags")).hasToString(tag);
        assertThat(given.cloud().get("/v1/blb?blbId=" + blbId).ok().json().at("/blbList/0/tags"))
                .hasToString(tag);
    }

    @Test
    @Covers(value = Axis.ANSWER, operations = "DescribeBlbs")
    @Evidence(value = Source.SEED, at = "describe_loadbalancers: members of an item")
    void anItemOfTheListShowsTheSameAsDetail(Given given) {
        String blbId = given.instance("\"desc\":\"same\"");
        JsonNode item = given.cloud().get("/v1/blb?blbId=" + blbId).ok().json().at("/blbList/0");
        JsonNode detail = detail(given, blbId).json();

        for (String member : List.of(
                "blbId", "name", "desc", "address", "status", "vpcId", "subnetId", "allowDelete", "paymentTiming")) {
            assertThat(item.path(member)).as(member).isEqualTo(detail.path(member));
        }
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlbs")
    @Evidence(
            value = Source.META,
            at = "DescribeBlbs: filters combine with AND; name is a substring unless exactlyMatch")
    void filtersFindByNameAddressAndIdAndCombine(Given given) {
        given.reserve(2);
        String one = given.instance();
        String two = given.instance();
        String name = detail(given, one).text("/name");
        String address = detail(given, one).text("/address");
        Cloud cloud = given.cloud();

        assertThat(ids(cloud.get("/v1/blb?name=" + name))).contains(one).doesNotContain(two);
        assertThat(ids(cloud.get("/v1/blb?name=" + name.substring(3)))).contains(one);
        assertThat(ids(cloud.get("/v1/blb?exactlyMatch=true&name=" + name))).containsExactly(one);
        assertThat(ids(cloud.get("/v1/blb?exactlyMatch=True&name=" + name.substring(3))))
                .doesNotContain(one);
        assertThat(ids(cloud.get("/v1/blb?exactlyMatch=true&address=" + address)))
                .contains(one)
                .doesNotContain(two);
        assertThat(ids(cloud.get("/v1/blb?address=" + address.substring(1))))
                .as("a part")
                .contains(one);
        assertThat(ids(cloud.get("/v1/blb?exactlyMatch=true&address=" + address.substring(1))))
                .doesNotContain(one);
        assertThat(ids(cloud.get("/v1/blb?blbId=" + two))).containsExactly(two);
        assertThat(ids(cloud.get("/v1/blb?blbId=" + two + "&name=" + name))).isEmpty();
        assertThat(ids(cloud.get("/v1/blb?name=" + RunId.PREFIX + "nothing"))).isEmpty();
        assertThat(ids(cloud.get("/v1/blb"))).contains(one, two);
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlbs")
    @Evidence(value = Source.META, at = "DescribeBlbs: bccId is one exact id")
    void theListIsFilteredByARealServer(Given given) {
        String blbId = given.instance();
        String machine = given.settings().machines().get(0);
        assertThat(ids(given.cloud().get("/v1/blb?bccId=" + machine))).doesNotContain(blbId);
        given.change(blbId, "POST", "/v1/blb/" + blbId + "/backendserver", """
                {"backendServerList":[{"instanceId":"%s"}]}""".formatted(machine));

        assertThat(ids(given.cloud().get("/v1/blb?bccId=" + machine))).contains(blbId);
        assertThat(ids(given.cloud().get("/v1/blb?bccId=" + machine.substring(0, machine.length() - 1))))
                .doesNotContain(blbId);
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlbs")
    @Evidence(value = Source.META, at = "DescribeBlbs: without a type only standard IPv4 instances")
    void theListShowsOneIpTypeAtATime(Given given) {
        given.reserve(2);
        String six = given.instance("\"type\":\"ipv6\"");
        String four = given.instance();

        assertThat(ids(given.cloud().get("/v1/blb"))).contains(four).doesNotContain(six);
        assertThat(ids(given.cloud().get("/v1/blb?type=ipv6"))).contains(six).doesNotContain(four);
        assertThat(detail(given, six).text("/address")).contains(":");
        assertThat(detail(given, six).text("/ipv6")).contains(":");
    }

    @ParameterizedTest(name = "UpdateBlb: {0} changes only that")
    @ValueSource(
            strings = {
                "\"name\":\"blb-contract-renamed\"",
                "\"desc\":\"changed\"",
                "\"desc\":\"\"",
                "\"allowDelete\":false",
                "\"desc\":\"中文\"",
                "\"name\":\"blb-contract.a_b/c-d\""
            })
    @Covers(value = Axis.PARAMETERS, operations = "UpdateBlb")
    @Evidence(value = Source.SEED, at = "update_loadbalancer: what is not named stays")
    void anUpdateChangesOnlyWhatItNames(String member, Given given) {
        String blbId = given.instance("\"desc\":\"before\"");
        var expected = detail(given, blbId).json().deepCopy();
        given.change(blbId, "PUT", "/v1/blb/" + blbId, "{" + member + "}");

        ((com.fasterxml.jackson.databind.node.ObjectNode) expected).setAll(Scene.object("{" + member + "}"));
        assertThat(detail(given, blbId).json()).isEqualTo(expected);
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "UpdateBlb")
    @Evidence(value = Source.META, at = "UpdateBlb: every member is optional")
    void anEmptyUpdateChangesNothing(Given given) {
        String blbId = given.instance("\"desc\":\"kept\"");
        String before = detail(given, blbId).exchange().answer();
        given.change(blbId, "PUT", "/v1/blb/" + blbId, "{}");

        assertThat(detail(given, blbId).exchange().answer()).isEqualTo(before);
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "UpdateBlb")
    @Evidence(value = Source.META, at = "UpdateBlb: allocateIpv6 gives an address or takes it away")
    void anIpv6AddressIsGivenAndTakenAway(Given given) {
        String blbId = given.instance();
        given.change(blbId, "PUT", "/v1/blb/" + blbId, "{\"allocateIpv6\":true}");
        assertThat(detail(given, blbId).text("/ipv6")).contains(":");
        given.change(blbId, "PUT", "/v1/blb/" + blbId, "{\"allocateIpv6\":false}");
        assertThat(detail(given, blbId).text("/ipv6")).isEmpty();
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "UpdateBlbAcl")
    @Evidence(value = Source.META, at = "UpdateBlbAcl: supportAcl, true by default")
    void accessControlIsSwitchedAndOnByDefaultInTheCall(Given given) {
        String blbId = given.instance();
        given.change(blbId, "PUT", "/v1/blb/acl/" + blbId, "{}");
        assertThat(detail(given, blbId).json().path("supportAcl").asBoolean()).isTrue();
        given.change(blbId, "PUT", "/v1/blb/acl/" + blbId, "{\"supportAcl\":false}");
        assertThat(detail(given, blbId).json().path("supportAcl").asBoolean(true))
                .isFalse();
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "UpdateBlbModifyProtection")
    @Evidence(value = Source.META, at = "UpdateBlbModifyProtection: binds the console, not the API")
    void modificationProtectionIsShownAndDoesNotStopTheApi(Given given) {
        String blbId = given.instance();
        given.change(blbId, "PUT", "/v1/blb/modification_protection/" + blbId, """
                {"allowModify":false,"modificationProtectionReason":"live"}""");
        given.change(blbId, "PUT", "/v1/blb/" + blbId, "{\"desc\":\"changed all the same\"}");

        assertThat(detail(given, blbId).json().path("allowModify").asBoolean(true))
                .isFalse();
        assertThat(detail(given, blbId).text("/modificationProtectionReason")).isEqualTo("live");
        assertThat(detail(given, blbId).text("/desc")).isEqualTo("changed all the same");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "ReleaseBlb")
    @Evidence(value = Source.SEED, at = "delete_loadbalancer: cannot be undone")
    void aReleasedInstanceIsGoneFromListAndDetail(Given given) {
        String blbId = given.instance();
        given.cloud().delete("/v1/blb/" + blbId).ok();

        Expect.refused(given.cloud().get("/v1/blb/" + blbId), 404, "InstanceNotFound");
        Expect.refused(given.cloud().delete("/v1/blb/" + blbId), 404, "InstanceNotFound");
        assertThat(ids(given.cloud().get("/v1/blb?blbId=" + blbId))).isEmpty();
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "ReleaseBlb")
    @Evidence(value = Source.DOCS, at = "[skill] release takes listeners, servers and bindings with it")
    void aReleaseTakesListenersServersAndBindingsWithIt(Given given) {
        Scene scene = new Scene(given);
        given.cloud().delete("/v1/blb/" + scene.blbId()).ok();

        for (String part : List.of("/listener", "/backendserver", "/securitygroup", "/enterprise/securitygroup")) {
            Expect.refused(given.cloud().get("/v1/blb/" + scene.blbId() + part), 404, "InstanceNotFound");
        }
        assertThat(ids(given.cloud()
                        .get("/v1/blb?bccId=" + given.settings().machines().get(0))))
                .doesNotContain(scene.blbId());
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "ReleaseBlb")
    @Evidence(value = Source.ASSUMED, at = "[m1] the code of a refused release")
    void deletionProtectionRefusesTheRelease(Given given) {
        String blbId = given.instance("\"allowDelete\":false");
        Expect.refused(given.cloud().delete("/v1/blb/" + blbId), 403, "AccessDenied");
        assertThat(detail(given, blbId).text("/status")).isEqualTo("available");
        given.change(blbId, "PUT", "/v1/blb/" + blbId, "{\"allowDelete\":true}");
        given.cloud().delete("/v1/blb/" + blbId).ok();
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "CreateBlb")
    @Evidence(value = Source.META, at = "CreateBlb: the address lies in the subnet")
    void anAddressOutsideTheSubnetIsRefused(Given given) {
        Expect.refused(
                given.cloud().post("/v1/blb", given.createBody("\"address\":\"203.0.113.77\"")),
                400,
                "InvalidParameter");
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "CreateBlb")
    @Evidence(value = Source.ASSUMED, at = "[m48] an address is used once")
    void anAddressThatIsTakenIsRefused(Given given) {
        String blbId = given.instance();
        Answer answer = given.cloud()
                .post(
                        "/v1/blb",
                        given.createBody("\"address\":\"" + detail(given, blbId).text("/address") + "\""));

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    @Covers(value = Axis.ANSWER, operations = "DescribeBlb")
    @Evidence(value = Source.SDK, at = "[l14] Go would fail on a number")
    void theListenersOfDetailHavePortsThatAreTexts(Given given) {
        Scene scene = new Scene(given);
        JsonNode listeners = detail(given, scene.blbId()).json().path("listener");

        assertThat(Catalogue.stream(listeners).map(item -> item.path("port").toString()))
                .containsExactlyElementsOf(IntStream.rangeClosed(Scene.TCP, Scene.SSL)
                        .mapToObj(port -> "\"" + port + "\"")
                        .toList());
        assertThat(Catalogue.stream(listeners).map(item -> item.path("type").asText()))
                .containsExactlyElementsOf(Scene.PROTOCOLS);
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlb")
    @Evidence(value = Source.SDK, at = "[l10] Python never sends the type with detail")
    void detailFindsAnInstanceWhateverTheTypeSays(Given given) {
        String blbId = given.instance();
        for (String type : List.of("", "?type=normal", "?type=ipv6")) {
            assertThat(given.cloud().get("/v1/blb/" + blbId + type).ok().text("/blbId"))
                    .isEqualTo(blbId);
        }
    }
}
