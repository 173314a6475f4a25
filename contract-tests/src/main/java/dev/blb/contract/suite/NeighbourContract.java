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
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import dev.blb.contract.target.Settings.Variable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the services around a load balancer make is what a load balancer knows: EIPs, groups, machines, networks. */
@Contract
class NeighbourContract {
    private static final String KEY = "on the cloud the key of a run may use load balancers only";
    private static final String POSTPAID = "\"billing\":{\"paymentTiming\":\"Postpaid\"}";

    private Given given;
    private String blbId;
    private String path;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
        path = "/v1/blb/" + blbId;
    }

    @AfterEach
    void restore() {
        given.cleanUp(new Bare(given, blbId)::restore);
    }

    /** The id in the answer to a create call. */
    private String made(String collection, String body, String pointer) {
        return given.cloud().post(withToken(collection), body).ok().text(pointer);
    }

    private static String withToken(String target) {
        return target + (target.contains("?") ? "&" : "?") + "clientToken=" + RunId.uniqueToken();
    }

    private String firstZone() {
        return given.cloud().get("/v2/zone").ok().text("/zones/0/zoneName");
    }

    private void removed(String element) {
        given.eventually(() ->
                assertThat(given.cloud().delete(withToken(element)).status()).isIn(200, 404));
    }

    private void eipIs(String eip, String status) {
        given.eventually(
                () -> assertThat(given.cloud().get("/v1/eip?eip=" + eip).ok().text("/eipList/0/status"))
                        .isEqualTo(status));
    }

    @Test
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlb", "DescribeBlbs"})
    @Evidence(
            value = Source.DOCS,
            at = "EIP of a load balancer: publicIp while it is bound; released only when it is not")
    @EmulatorOnly(KEY)
    void anEipIsShownWhileItIsBound() {
        String eip = made("/v1/eip", "{\"name\":\"contract\",\"bandwidthInMbps\":1," + POSTPAID + "}", "/eip");
        eipIs(eip, "available");

        showsEip("");

        String target = "{\"instanceType\":\"BLB\",\"instanceId\":\"" + blbId + "\"}";
        given.cloud().put(withToken("/v1/eip/" + eip + "?bind"), target).ok();

        eipIs(eip, "binded");
        showsEip(eip);
        JsonNode row = given.cloud().get("/v1/eip?eip=" + eip).ok().json().at("/eipList/0");
        assertThat(row.path("instanceType").asText() + " "
                        + row.path("instanceId").asText())
                .isEqualTo("BLB " + blbId);
        assertThat(given.cloud().delete(withToken("/v1/eip/" + eip)).status())
                .as("the release of an EIP that is bound")
                .isEqualTo(409);

        given.cloud().put(withToken("/v1/eip/" + eip + "?unbind"), "").ok();
        showsEip("");
        eipIs(eip, "available");
        removed("/v1/eip/" + eip);
    }

    /** This EIP with its kind of route, or neither. */
    private void showsEip(String eip) {
        given.eventually(() -> {
            JsonNode item =
                    given.cloud().get("/v1/blb?blbId=" + blbId).ok().json().at("/blbList/0");
            for (JsonNode shown : List.of(given.cloud().get(path).ok().json(), item)) {
                assertThat(shown.path("publicIp").asText()).isEqualTo(eip);
                assertThat(shown.path("eipRouteType").asText().isEmpty())
                        .as("without eipRouteType")
                        .isEqualTo(eip.isEmpty());
            }
        });
    }

    @Test
    @Covers(
            value = Axis.STATES,
            operations = {"BindBlbSecurityGroup", "DescribeBlbSecurityGroups"})
    @Evidence(value = Source.META, at = "CreateSecurityGroup, then BindBlbSecurityGroup")
    @EmulatorOnly(KEY)
    void aGroupThatACallMadeIsBound() {
        String group = made(
                "/v2/securityGroup",
                "{\"name\":\"contract-made\",\"desc\":\"made by a call\",\"vpcId\":\""
                        + given.settings().require(Variable.BLB_TEST_VPC_ID)
                        + "\",\"rules\":[{\"direction\":\"ingress\",\"ethertype\":\"IPv4\",\"protocol\":\"tcp\","
                        + "\"portRange\":\"7443\",\"sourceIp\":\"10.1.0.0/16\"},"
                        + "{\"direction\":\"ingress\",\"ethertype\":\"IPv4\",\"protocol\":\"tcp\","
                        + "\"portRange\":\"7444\",\"sourceIp\":\"10.2.0.0/16\"}]}",
                "/securityGroupId");

        given.change(blbId, "PUT", path + "/securitygroup?bind", "{\"securityGroupIds\":[\"" + group + "\"]}");

        given.eventually(() -> assertThat(Catalogue.stream(given.cloud()
                                .get(path + "/securitygroup")
                                .ok()
                                .json()
                                .path("blbSecurityGroups"))
                        .map(bound -> bound.path("securityGroupName").asText() + ", "
                                + bound.path("securityGroupDesc").asText() + ", "
                                + ports(bound.path("securityGroupRules"))))
                .containsExactly("contract-made, made by a call, [7443 from 10.1.0.0/16, 7444 from 10.2.0.0/16]"));
        new Bare(given, blbId).restore();
        removed("/v2/securityGroup/" + group);
    }

    private static List<String> ports(JsonNode rules) {
        return Catalogue.stream(rules)
                .filter(rule -> rule.path("direction").asText().equals("ingress"))
                .map(rule -> rule.path("portRange").asText() + " from "
                        + rule.path("sourceIp").asText())
                .sorted()
                .toList();
    }

    @Test
    @Covers(
            value = Axis.STATES,
            operations = {"AddBlbServer", "DescribeBlbServers"})
    @Evidence(value = Source.ASSUMED, at = "[m76] a released machine leaves its load balancers")
    @EmulatorOnly(KEY)
    void aMachineIsAServerUntilItIsReleased() {
        String machine = made(
                "/v2/instanceBySpec",
                "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c2m8\",\"zoneName\":\"" + firstZone() + "\"," + POSTPAID
                        + "}",
                "/instanceIds/0");
        given.eventually(() -> assertThat(
                        given.cloud().get("/v2/instance/" + machine).ok().text("/instance/status"))
                .isEqualTo("Running"));

        given.change(
                blbId,
                "POST",
                path + "/backendserver",
                "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\",\"weight\":50}]}");

        given.eventually(() -> assertThat(servers()).containsExactly(machine));
        given.cloud()
                .post(
                        withToken("/v2/instance/" + machine),
                        "{\"relatedReleaseFlag\":false,\"deleteCdsSnapshotFlag\":false}")
                .ok();
        given.eventually(() -> assertThat(servers()).isEmpty());
    }

    private List<String> servers() {
        return Catalogue.stream(
                        given.cloud().get(path + "/backendserver").ok().json().path("backendServerList"))
                .map(server -> server.path("instanceId").asText())
                .toList();
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "CreateBlb")
    @Evidence(value = Source.META, at = "CreateBlb: subnetId is a subnet of vpcId")
    @EmulatorOnly(KEY)
    void aSubnetOfAnotherVpcIsRefused() {
        String first = made("/v1/vpc", "{\"name\":\"contract-a\",\"cidr\":\"192.168.0.0/16\"}", "/vpcId");
        String second = made("/v1/vpc", "{\"name\":\"contract-b\",\"cidr\":\"192.168.0.0/16\"}", "/vpcId");
        String zone = firstZone();
        String subnet = made(
                "/v1/subnet",
                "{\"name\":\"contract\",\"zoneName\":\"" + zone + "\",\"cidr\":\"192.168.1.0/24\",\"vpcId\":\"" + first
                        + "\"}",
                "/subnetId");

        Answer answer = given.cloud().post("/v1/blb", "{\"vpcId\":\"" + second + "\",\"subnetId\":\"" + subnet + "\"}");

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
        removed("/v1/subnet/" + subnet);
        removed("/v1/vpc/" + first);
        removed("/v1/vpc/" + second);
        Expect.refused(given.cloud().get("/v1/subnet/" + subnet), 404, "NoSuchObject");
    }

    @ParameterizedTest(name = "{0} {1}, which there is not: {2} {3}")
    @CsvSource({
        "GET, /v1/vpc/vpc-contractnone, 404, NoSuchObject",
        "GET, /v1/subnet/sbn-contractnone, 404, NoSuchObject",
        "GET, /v2/instance/i-contractnone, 404, NoSuchObject",
        "GET, /v1/certificate/cert-contractnone, 404, ResourceNotFoundException",
        "DELETE, /v1/eip/203.0.113.254, 404, EipNotFound"
    })
    @Covers(value = Axis.REFUSALS, operations = "DescribeBlb")
    @Evidence(value = Source.DOCS, at = "the codes that providers take as gone; statuses of VPC and subnet are assumed")
    @EmulatorOnly(KEY)
    void whatThereIsNotIsNotFound(String method, String target, int status, String code) {
        Expect.refused(given.cloud().send(method, method.equals("GET") ? target : withToken(target), ""), status, code);
    }
}
