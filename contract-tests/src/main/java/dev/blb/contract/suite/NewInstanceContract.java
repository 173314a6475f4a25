package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.evidence.ExtraMembers;
import dev.blb.contract.evidence.Smoke;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import dev.blb.contract.target.Settings.Variable;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The life of an instance of each kind, from its create to its release. */
@Contract
@ResourceLock(Scene.OWN_INSTANCE)
class NewInstanceContract {
    private static final Set<String> STATES = Set.of("creating", "available");

    private Given given;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
    }

    private Answer detail(String blbId) {
        return given.cloud().get("/v1/blb/" + blbId);
    }

    private List<String> ids(String query) {
        return Catalogue.stream(given.cloud()
                        .get("/v1/blb" + (query.isEmpty() ? "" : "?" + query))
                        .ok()
                        .json()
                        .path("blbList"))
                .map(item -> item.path("blbId").asText())
                .toList();
    }

    @Test
    @Smoke
    @Covers(
            value = Axis.STATES,
            operations = {"CreateBlb", "DescribeBlb", "DescribeBlbs", "ReleaseBlb"})
    @Evidence(value = Source.SEED, at = "create_loadbalancer, delete_loadbalancer: it cannot be undone")
    void anInstanceIsCreatedShownReleasedAndGone() {
        Answer created = given.create(given.createBody()).ok();
        String blbId = created.text("/blbId");
        assertThat(blbId).as("blbId").isNotEmpty();
        given.eventually(() -> {
            assertThat(detail(blbId).ok().text("/status")).isIn(STATES);
            assertThat(detail(blbId).text("/address")).isEqualTo(created.text("/address"));
            assertThat(ids("blbId=" + blbId)).containsExactly(blbId);
        });
        given.awaitCreated(blbId);

        String token = RunId.longestToken();
        String release = "/v1/blb/" + blbId + "?clientToken=" + token;
        Expect.refused(given.cloud().delete(release + "x"), 400, "InvalidParameter");
        assertThat(given.cloud().delete(release).ok().body()).isEmpty();
        assertThat(given.cloud().delete(release).ok().body())
                .as("once more with its token")
                .isEmpty();
        Expect.refused(
                given.cloud().delete("/v1/blb/lb-0000nope?clientToken=" + token), 403, "IdempotentParameterMismatch");

        given.eventually(() -> {
            Expect.refused(detail(blbId), 404, "InstanceNotFound");
            Expect.refused(given.cloud().delete("/v1/blb/" + blbId), 404, "InstanceNotFound");
            assertThat(ids("blbId=" + blbId)).isEmpty();
        });
    }

    @Test
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"CreateBlb", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.META, at = "CreateBlb and DescribeBlb: defaults; null equals absent [b7]")
    void aNewInstanceHasTheDocumentedDefaults() {
        String body = "{\"vpcId\":\"" + given.settings().require(Variable.BLB_TEST_VPC_ID) + "\",\"subnetId\":\""
                + given.settings().require(Variable.BLB_TEST_SUBNET_ID) + "\",\"tags\":[" + RunId.tag()
                + "],\"name\":null,\"desc\":null,\"address\":null,\"type\":null,\"billing\":null,\"performanceLevel\":null,"
                + "\"autoRenewLength\":null,\"autoRenewTimeUnit\":null,\"allowDelete\":null,\"allowModify\":null,"
                + "\"modificationProtectionReason\":null,\"allocateIpv6\":null,\"eip\":null}";
        Answer created = given.create(body).ok();
        String blbId = created.text("/blbId");
        given.awaitCreated(blbId);

        assertThat(created.text("/name")).matches("BLB-[a-z]+-[0-9a-zA-Z]{8}");
        assertThat(created.text("/desc")).isEmpty();
        assertThat(created.text("/address")).matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
        given.eventually(() -> {
            JsonNode detail = detail(blbId).ok().json();
            assertThat(detail.path("name")).isEqualTo(created.json().path("name"));
            assertThat(detail.path("desc").asText("none")).isEmpty();
            assertThat(detail.path("listener").isArray()).isTrue();
            assertThat(detail.path("listener")).isEmpty();
            assertThat(detail.path("allowDelete").asBoolean()).isTrue();
            assertThat(detail.path("allowModify").asBoolean()).isTrue();
            assertThat(detail.path("supportAcl").asBoolean(true)).isFalse();
            assertThat(detail.path("paymentTiming").asText()).isEqualTo("Postpaid");
            assertThat(detail.path("ipv6").asText("none")).isEmpty();
            assertThat(detail.has("performanceLevel")).as("shared has no level").isFalse();
            assertThat(ids("")).as("without a type, an IPv4 instance").contains(blbId);
        });
    }

    @Test
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"CreateBlb", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.META, at = "CreateBlb: type; DescribeBlbs: without a type only standard IPv4 instances")
    void anIpv6InstanceIsListedByItsTypeOnly() {
        // The shortest name and key that there are.
        String blbId = created(
                        "\"type\":\"ipv6\"",
                        "\"billing\":{}",
                        "\"name\":\"n\"",
                        "\"tags\":[" + RunId.tag() + ",{\"tagKey\":\"k\",\"tagValue\":\"\"}]")
                .text("/blbId");

        given.eventually(() -> {
            assertThat(detail(blbId).ok().text("/paymentTiming")).isEqualTo("Postpaid");
            assertThat(ids("type=ipv6")).contains(blbId);
            assertThat(ids("")).doesNotContain(blbId);
            assertThat(detail(blbId).ok().text("/ipv6")).contains(":");
            assertThat(detail(blbId).text("/name")).isEqualTo("n");
            assertThat(detail(blbId).text("/tags/1/tagKey")).isEqualTo("k");
        });
    }

    private Answer created(String... members) {
        Answer created = given.create(given.createBody(members)).ok();
        given.awaitCreated(created.text("/blbId"));
        return created;
    }

    @Test
    @Covers(
            value = Axis.ANSWER,
            operations = {"CreateBlb", "DescribeBlbs"})
    @Evidence(value = Source.SDK, at = "Go model of create: ipv6; rows of the list: type and underlayVip [n14]")
    @ExtraMembers
    @EmulatorOnly("the real service may show fewer members")
    void anIpv6InstanceIsShownWithItsTypeAndAddress() {
        String normal = given.fixture(String.class, Given::lease);
        Answer created = created("\"type\":\"ipv6\"");

        given.eventually(() -> {
            assertThat(created.text("/ipv6"))
                    .contains(":")
                    .isEqualTo(detail(created.text("/blbId")).ok().text("/ipv6"));
            for (String type : List.of("normal", "ipv6")) {
                String blbId = type.equals("ipv6") ? created.text("/blbId") : normal;
                JsonNode row = item("type=" + type + "&blbId=" + blbId);
                assertThat(row.path("type").asText()).isEqualTo(type);
                assertThat(row.path("underlayVip").asText("none")).isEmpty();
            }
        });
    }

    private JsonNode item(String query) {
        return given.cloud().get("/v1/blb?" + query).ok().json().at("/blbList/0");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "ReleaseBlb")
    @Evidence(value = Source.DOCS, at = "[skill] release takes listeners, servers and bindings with it")
    void aReleaseTakesListenersServersAndBindingsWithIt() {
        Scene scene = new Scene(given, given.own());
        given.cloud().delete("/v1/blb/" + scene.blbId()).ok();

        given.eventually(() -> {
            for (String part : List.of("/listener", "/backendserver", "/securitygroup", "/enterprise/securitygroup")) {
                Expect.refused(given.cloud().get("/v1/blb/" + scene.blbId() + part), 404, "InstanceNotFound");
            }
            assertThat(ids("bccId=" + given.settings().machines().get(0))).doesNotContain(scene.blbId());
        });
    }

    @Test
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"CreateBlb", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.SDK, at = "Go model: members of cluster instances")
    @ExtraMembers
    @EmulatorOnly("it takes clusters of the account")
    void theClustersOfAnInstanceAreShown() {
        String blbId = given.create(given.createBody(
                        "\"layer4ClusterId\":\"cluster-four\"",
                        "\"layer7ClusterId\":\"cluster-seven\"",
                        "\"layer4ClusterExclusive\":true",
                        "\"layer7ClusterExclusive\":false"))
                .ok()
                .text("/blbId");
        given.eventually(() -> {
            for (JsonNode shown : List.of(detail(blbId).ok().json(), item("blbId=" + blbId))) {
                assertThat(shown.path("layer4ClusterId").asText()).isEqualTo("cluster-four");
                assertThat(shown.path("layer7ClusterId").asText()).isEqualTo("cluster-seven");
                assertThat(shown.path("layer4ClusterExclusive").isBoolean()).isTrue();
                assertThat(shown.path("layer4ClusterExclusive").asBoolean()).isTrue();
                assertThat(shown.path("layer7ClusterExclusive").isBoolean()).isTrue();
                assertThat(shown.path("layer7ClusterExclusive").asBoolean(true)).isFalse();
            }
        });
    }
}
