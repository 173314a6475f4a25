package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The network that a declared machine is shown in, where its declaration leaves a part of it open. */
@TestInstance(Lifecycle.PER_CLASS)
class MachineNetworkTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String vpc(Api api) {
        return api.post("/v1/vpc", "{\"name\":\"web\",\"cidr\":\"10.0.0.0/16\"}")
                .ok()
                .text("/vpcId");
    }

    private static String subnet(Api api, String vpcId, String cidr, String zone) {
        return api.post(
                        "/v1/subnet",
                        "{\"name\":\"web\",\"cidr\":\"" + cidr + "\",\"zoneName\":\"" + zone + "\",\"vpcId\":\"" + vpcId
                                + "\"}")
                .ok()
                .text("/subnetId");
    }

    private static JsonNode declared(Api api, String id, String members) {
        api.put("/_blb/world/machines/" + id + "?account=" + api.account(), "{" + members.replace('`', '"') + "}")
                .ok();
        return api.get("/v2/instance/" + id).ok().json().path("instance");
    }

    private static void isIn(JsonNode machine, String vpcId, String subnetId) {
        for (JsonNode each : new JsonNode[] {machine, machine.path("nicInfo")}) {
            assertThat(each.path("vpcId").asText()).isEqualTo(vpcId);
            assertThat(each.path("subnetId").asText()).isEqualTo(subnetId);
        }
    }

    private static String balancer(Api api, String vpcId, String subnetId) {
        return api.post("/v1/blb", "{\"vpcId\":\"" + vpcId + "\",\"subnetId\":\"" + subnetId + "\"}")
                .ok()
                .text("/address");
    }

    @Test
    void aMachineOfASubnetIsInTheVpcAndTheZoneOfTheSubnet() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String subnetId = subnet(api, vpcId, "10.0.1.0/24", "cn-bj-d");

        JsonNode machine = declared(api, "i-x", "`subnetId`:`" + subnetId + "`");

        isIn(machine, vpcId, subnetId);
        assertThat(machine.path("zoneName").asText()).isEqualTo("cn-bj-d");
        assertThat(api.get("/v2/volume?instanceId=i-x").ok().text("/volumes/0/zoneName"))
                .isEqualTo("cn-bj-d");
        assertThat(api.get("/v2/instance?zoneName=cn-bj-d").ok().text("/instances/0/id"))
                .isEqualTo("i-x");
        balancer(api, machine.path("vpcId").asText(), machine.path("subnetId").asText());
        assertThat(declared(api, "i-x", "`subnetId`:`" + subnetId + "`,`zoneName`:`cn-bj-c`")
                        .path("zoneName")
                        .asText())
                .as("a zone that is declared")
                .isEqualTo("cn-bj-c");
    }

    @Test
    void aMachineOfAVpcIsInASubnetOfIt() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);

        String open =
                declared(api, "i-x", "`vpcId`:`" + vpcId + "`").path("subnetId").asText();
        assertThat(open).as("of a VPC without subnets").startsWith("sbn-").isNotEqualTo("sbn-emulator0001");
        balancer(api, vpcId, open);

        String one = subnet(api, vpcId, "10.0.1.0/24", "cn-bj-b");
        isIn(declared(api, "i-x", "`vpcId`:`" + vpcId + "`"), vpcId, one);
        String two = subnet(api, vpcId, "10.0.2.0/24", "cn-bj-d");
        for (String address : new String[] {"10.0.1.9", "10.0.2.9"}) {
            JsonNode machine = declared(api, "i-x", "`vpcId`:`" + vpcId + "`,`privateIp`:`" + address + "`");
            boolean inOne = address.startsWith("10.0.1.");
            isIn(machine, vpcId, inOne ? one : two);
            assertThat(machine.path("zoneName").asText()).isEqualTo(inOne ? "cn-bj-b" : "cn-bj-d");
        }
    }

    @Test
    void aMachineOfNeitherIsInTheDefaultNetwork() {
        Api api = Api.of(emulator);

        JsonNode machine = declared(api, "i-x", "`name`:`x`");

        isIn(machine, "vpc-emulator0001", "sbn-emulator0001");
        assertThat(machine.path("zoneName").asText()).isEqualTo("cn-bj-a");
    }

    @Test
    void theAddressOfAMachineOfAVpcIsTakenInTheSubnetsOfThatVpcAlone() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String subnetId = subnet(api, vpcId, "10.0.1.0/24", "cn-bj-a");
        declared(api, "i-x", "`vpcId`:`" + vpcId + "`,`privateIp`:`10.0.1.4`");
        declared(api, "i-y", "`vpcId`:`" + vpcId + "`,`privateIp`:`172.16.0.4`");

        assertThat(api.get("/v1/subnet/" + subnetId)
                        .ok()
                        .json()
                        .at("/subnet/availableIp")
                        .asInt())
                .isEqualTo(256 - 5 - 1);
        Api other = Api.of(emulator);
        other.put(
                        "/_blb/world/machines/i-y?account=" + other.account(),
                        "{\"vpcId\":\"vpc-other\",\"privateIp\":\"172.16.0.4\"}")
                .ok();
        assertThat(balancer(other, "vpc-emulator0001", "sbn-emulator0001")).isEqualTo("172.16.0.4");
        assertThat(balancer(api, vpcId, subnetId)).isEqualTo("10.0.1.5");
    }
}
