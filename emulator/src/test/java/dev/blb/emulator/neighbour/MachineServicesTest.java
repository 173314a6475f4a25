package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines and ordinary security groups, with strict references. */
@TestInstance(Lifecycle.PER_CLASS)
class MachineServicesTest {
    private static final String NEW_BALANCER = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";

    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(REFERENCES, References.STRICT));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String machine(Api api, String more) {
        return machineIn(api, "cn-bj-a", more);
    }

    private static String machineIn(Api api, String zone, String more) {
        return api.post(
                        "/v2/instanceBySpec",
                        "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c2m8\",\"billing\":{\"paymentTiming\":\"Postpaid\"},"
                                + "\"zoneName\":\"" + zone + "\"" + more + "}")
                .ok()
                .text("/instanceIds/0");
    }

    @Test
    void theDefaultSubnetOfAZoneOverlapsNoOther() {
        Api api = Api.of(emulator);
        String own = api.post(
                        "/v1/subnet",
                        "{\"name\":\"own\",\"cidr\":\"172.25.255.0/24\",\"vpcId\":\"vpc-emulator0001\",\"zoneName\":\"cn-bj-b\"}")
                .ok()
                .text("/subnetId");
        String order = "{\"imageId\":\"m-centos79\",\"spec\":\"bcc.g5.c1m4\",\"zoneName\":\"cn-bj-b\","
                + "\"billing\":{\"paymentTiming\":\"Postpaid\"}%s}";
        assertThat(api.post("/v2/instanceBySpec", order.formatted(""))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("subnetId is required in zone cn-bj-b", "172.25.0.0/16", own);
        api.post("/v2/instanceBySpec", order.formatted(",\"subnetId\":\"" + own + "\""))
                .ok();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/16, 10.0.144.0/20", "172.16.0.0/12, 172.25.0.0/16"})
    void theDefaultSubnetOfAZoneLiesInTheDefaultVpc(String vpc, String expected) {
        Api api = Api.of(emulator);
        String path = "/_blb/world/vpcs/vpc-emulator0001?account=" + api.account();
        api.put(path, "{\"cidr\":\"" + vpc + "\"}").ok();
        String id = machineIn(api, "cn-bj-b", "");
        String subnetId = api.get("/v2/instance/" + id).ok().text("/instance/subnetId");
        assertThat(api.get("/v1/subnet/" + subnetId).ok().text("/subnet/cidr")).isEqualTo(expected);
    }

    @Test
    void aMachineBecomesAServerAndLeavesItWhenItIsReleased() {
        Api api = Api.of(emulator);
        String id = machineIn(api, "cn-bj-d", ",\"tags\":[{\"tagKey\":\"k\",\"tagValue\":\"v\"}]");

        Api.Answer machine =
                api.get("/v2/instance/" + id + "?isDeploySet=false").ok();
        assertThat(machine.text("/instance/status")).isEqualTo("Running");
        assertThat(machine.text("/instance/zoneName")).isEqualTo("cn-bj-d");
        assertThat(machine.text("/instance/cardCount")).isEqualTo("0");
        assertThat(machine.json().at("/instance/cpuCount").intValue()).isEqualTo(2);
        assertThat(machine.text("/instance/tags/0/tagValue")).isEqualTo("v");
        String subnetId = machine.text("/instance/subnetId");
        assertThat(api.get("/v1/subnet/" + subnetId).ok().text("/subnet/zoneName"))
                .isEqualTo("cn-bj-d");
        String blbId = api.post("/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"" + subnetId + "\"}")
                .ok()
                .text("/blbId");
        api.post(
                        "/v1/blb/" + blbId + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"" + id + "\",\"weight\":50}]}")
                .ok();
        assertThat(api.get("/v1/blb/" + blbId + "/backendserver").text("/backendServerList/0/privateIp"))
                .isEqualTo(machine.text("/instance/internalIp"));

        api.post("/v2/instance/" + id, "{\"relatedReleaseFlag\":false,\"deleteCdsSnapshotFlag\":false}")
                .ok();

        api.get("/v2/instance/" + id).refused(404, "NoSuchObject");
        assertThat(api.get("/v1/blb/" + blbId + "/backendserver").json().path("backendServerList"))
                .isEmpty();
    }

    @Test
    void aMachineIsListedStoppedAndNamed() {
        Api api = Api.of(emulator);
        String id = machine(api, ",\"name\":\"web\",\"purchaseCount\":1,\"rootDiskSizeInGb\":50");

        assertThat(api.get("/v2/instance?instanceNames=web").text("/instances/0/id"))
                .isEqualTo(id);
        assertThat(api.get("/v2/instance").json().path("instances")).hasSize(11);
        api.put("/v2/instance/" + id + "?stop", "{}").ok();
        assertThat(api.get("/v2/instance/" + id).text("/instance/status")).isEqualTo("Stopped");
        api.put("/v2/instance/" + id + "?start", "").ok();
        api.put("/v2/instance/" + id + "?modifyAttribute", "{\"name\":\"api\"}").ok();
        api.put("/v2/instance/" + id + "?modifyDesc", "{\"desc\":\"about\"}").ok();
        api.put("/v2/instance/" + id + "/tag?bind", "{\"changeTags\":[{\"tagKey\":\"k\",\"tagValue\":\"v\"}]}")
                .ok();
        Api.Answer machine = api.get("/v2/instance/" + id).ok();
        assertThat(machine.text("/instance/status")).isEqualTo("Running");
        assertThat(machine.text("/instance/name")).isEqualTo("api");
        assertThat(machine.text("/instance/desc")).isEqualTo("about");
        assertThat(machine.text("/instance/tags/0/tagKey")).isEqualTo("k");
        Api.Answer disks =
                api.get("/v2/volume?instanceId=" + id + "&maxKeys=1000").ok();
        assertThat(disks.json().path("volumes")).hasSize(1);
        assertThat(disks.text("/volumes/0/type")).isEqualTo("System");
        assertThat(disks.json().at("/volumes/0/diskSizeInGB").intValue()).isEqualTo(50);
        api.delete("/v2/instance/i-emul0001").refused(403, "AccessDenied");
    }

    @Test
    void anEipOfAMachine() {
        Api api = Api.of(emulator);
        String id = machine(api, "");
        String eip = api.post("/v1/eip", "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Postpaid\"}}")
                .ok()
                .text("/eip");
        api.put("/v1/eip/" + eip + "?bind", "{\"instanceType\":\"BCC\",\"instanceId\":\"" + id + "\"}")
                .ok();

        assertThat(api.get("/v2/instance/" + id).text("/instance/publicIp")).isEqualTo(eip);
        assertThat(api.get("/v1/eip?eip=" + eip).text("/eipList/0/instanceId")).isEqualTo(id);
        api.delete("/v2/instance/" + id).ok();
        assertThat(api.get("/v1/eip?eip=" + eip).text("/eipList/0/status")).isEqualTo("available");
    }

    @Test
    void whatMachinesAreMadeOf() {
        Api api = Api.of(emulator);

        assertThat(api.get("/v2/zone").ok().json().path("zones"))
                .extracting(zone -> zone.path("zoneName").asText())
                .contains("cn-bj-a", "cn-bj-d");
        assertThat(api.get("/v2/image?imageType=System").ok().json().path("images"))
                .extracting(image ->
                        image.path("osName").asText() + image.path("osVersion").asText())
                .contains("CentOS7.5", "CentOS8.4");
        assertThat(api.get("/v2/instance/flavorSpec?zoneName=cn-bj-d")
                        .ok()
                        .text("/zoneResources/0/bccResources/flavorGroups/0/flavors/0/spec"))
                .isEqualTo("bcc.g3.c1m4");
    }

    @Test
    void aGroupIsChangedByTheContentOfItsRules() {
        Api api = Api.of(emulator);
        String id = api.post("/v2/securityGroup", "{\"name\":\"web\",\"vpcId\":\"vpc-emulator0001\",\"rules\":null}")
                .ok()
                .text("/securityGroupId");
        String rule =
                "{\"rule\":{\"direction\":\"ingress\",\"portRange\":\"80\",\"protocol\":\"tcp\",\"sourceIp\":\"%s\"}}";
        api.put("/v2/securityGroup/" + id + "?authorizeRule", rule.formatted("10.0.0.1/32"))
                .ok();
        assertThat(api.put("/v2/securityGroup/" + id + "?authorizeRule", rule.formatted("10.0.0.1"))
                        .refused(409, "SecurityGroup.RuleDuplicated")
                        .message())
                .contains("direction ingress, ethertype IPv4, protocol tcp, portRange 80, address 10.0.0.1")
                .doesNotContain("SecurityRule[");

        Api.Answer group = api.get("/v2/securityGroup/" + id).ok();
        assertThat(group.text("/rules/0/securityGroupId")).isEqualTo(id);
        assertThat(group.text("/rules/0/ethertype")).isEqualTo("IPv4");
        String ruleId = group.text("/rules/0/securityGroupRuleId");
        api.put(
                        "/v2/securityGroup/rule/update",
                        "{\"securityGroupRuleId\":\"" + ruleId + "\",\"portRange\":\"80-90\",\"remark\":\"r\"}")
                .ok();
        assertThat(api.get("/v2/securityGroup?vpcId=vpc-emulator0001").json().path("securityGroups"))
                .filteredOn(each -> each.path("id").asText().equals(id))
                .extracting(each -> each.at("/rules/0/portRange").asText())
                .containsExactly("80-90");
        api.put("/v2/securityGroup/" + id + "?revokeRule", rule.formatted("10.0.0.1"))
                .refused(404, "SecurityGroup.RuleNotExist");
        api.put(
                        "/v2/securityGroup/" + id + "?revokeRule",
                        rule.formatted("10.0.0.1").replace("80", "80-90"))
                .ok();
        assertThat(api.get("/v2/securityGroup/" + id).json().path("rules")).isEmpty();
        api.put("/v2/securityGroup/" + id + "?authorizeRule", "{\"rule\":{\"direction\":\"egress\"}}")
                .ok();
        String all = api.get("/v2/securityGroup/" + id).text("/rules/0/securityGroupRuleId");
        assertThat(api.get("/v2/securityGroup/" + id).text("/rules/0/protocol")).isEqualTo("all");
        api.delete("/v2/securityGroup/rule/" + all).ok();
        api.delete("/v2/securityGroup/rule/" + all).refused(404, "NoSuchObject");
    }

    @Test
    void aBoundGroupIsNotDeleted() {
        Api api = Api.of(emulator);
        String id = api.post("/v2/securityGroup", "{\"name\":\"web\",\"rules\":[{\"direction\":\"ingress\"}]}")
                .ok()
                .text("/securityGroupId");
        String blbId = api.post("/v1/blb", NEW_BALANCER).ok().text("/blbId");
        api.put("/v1/blb/" + blbId + "/securitygroup?bind", "{\"securityGroupIds\":[\"" + id + "\"]}")
                .ok();

        assertThat(api.get("/v1/blb/" + blbId + "/securitygroup").text("/blbSecurityGroups/0/securityGroupName"))
                .isEqualTo("web");
        assertThat(api.get("/v2/securityGroup?instanceId=" + blbId).text("/securityGroups/0/id"))
                .isEqualTo(id);
        api.delete("/v2/securityGroup/" + id)
                .refused(409, "SecurityGroup.InstancesAssociatedSecurityGroupCanNotBeDeleted");
        String machine = machine(api, ",\"securityGroupIds\":[\"" + id + "\"]");
        api.delete("/v1/blb/" + blbId).ok();
        api.delete("/v2/securityGroup/" + id)
                .refused(409, "SecurityGroup.InstancesAssociatedSecurityGroupCanNotBeDeleted");
        api.put("/v2/instance/" + machine + "?bind", "{\"securityGroupId\":\"g-emulator0001\"}")
                .ok();
        api.put("/v2/instance/" + machine + "?unbind", "{\"securityGroupId\":\"" + id + "\"}")
                .ok();
        api.put("/v2/instance/" + machine + "?unbind", "{\"securityGroupId\":\"g-emulator0001\"}")
                .refused(403, "OperationDenied");
        api.delete("/v2/securityGroup/" + id).ok();
    }

    @Test
    void groupsOfMachinesAreReplaced() {
        Api api = Api.of(emulator);
        List<String> machines = List.of(machine(api, ""), machine(api, ""));
        String body = "{\"instanceIds\":[\"%s\",\"%s\"],\"securityGroupIds\":[\"%s\"],\"securityGroupType\":\"%s\"}";
        String path = "/v2/securitygroup/replace";

        api.put(path, body.formatted(machines.get(0), machines.get(1), "g-emulator0002", "normal"))
                .ok();
        api.put(path, body.formatted(machines.get(0), machines.get(0), "esg-emulator0001", "enterprise"))
                .ok();
        for (String id : machines) {
            assertThat(api.get("/v2/instance/" + id)
                            .ok()
                            .json()
                            .at("/instance/nicInfo/securityGroups")
                            .toString())
                    .isEqualTo("[\"g-emulator0002\"]");
        }
        assertThat(api.get("/v1/enterprise/security?instanceId=" + machines.get(0))
                        .ok()
                        .text("/enterpriseSecurityGroups/0/id"))
                .isEqualTo("esg-emulator0001");

        api.put(path, body.formatted(machines.get(0), "i-none", "g-emulator0001", "normal"))
                .refused(404, "NoSuchObject");
        api.put(path, body.formatted(machines.get(0), machines.get(1), "g-none", "normal"))
                .refused(400, "InvalidParameter");
        api.put(path, body.formatted(machines.get(0), machines.get(1), "g-emulator0001", "other"))
                .refused(400, "InvalidParameter");
        assertThat(api.get("/v2/securityGroup?instanceId=" + machines.get(0)).text("/securityGroups/0/id"))
                .isEqualTo("g-emulator0002");
    }

    @Test
    void wrongRulesAreRefused() {
        Api api = Api.of(emulator);
        String path = "/v2/securityGroup/g-emulator0001?authorizeRule";
        String rule = "{\"rule\":{\"direction\":\"ingress\",\"%s\":\"%s\"}}";

        api.put(path, rule.formatted("protocol", "gre")).refused(400, "BadRequest");
        api.put(path, rule.formatted("portRange", "x")).refused(400, "SecurityGroup.RulePortInvalid");
        api.put(path, rule.formatted("portRange", "90-80")).refused(400, "SecurityGroup.RulePortOrderInvalid");
        api.put(path, rule.formatted("portRange", "0-70000")).refused(400, "SecurityGroup.RulePortRangeInvalid");
        api.put(path, rule.formatted("sourceIp", "1.2.3")).refused(400, "SecurityGroup.RuleCIDRAddressError");
    }
}
