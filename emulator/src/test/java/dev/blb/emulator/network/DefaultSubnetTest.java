package dev.blb.emulator.network;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The default subnet follows the default VPC. */
class DefaultSubnetTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void theDefaultSubnetIsTheFirstHalfOfTheDefaultVpc() {
        Api other = Api.of(emulator);
        String mine = "?account=" + api.account();
        api.put("/_blb/world/vpcs/vpc-emulator0001" + mine, "{\"cidr\":\"10.20.0.0/16\"}")
                .ok();

        assertThat(api.get("/v1/subnet/sbn-emulator0001").ok().text("/subnet/cidr"))
                .isEqualTo("10.20.0.0/17");
        assertThat(api.get("/v1/vpc/vpc-emulator0001").ok().text("/vpc/subnets/0/cidr"))
                .isEqualTo("10.20.0.0/17");
        assertThat(api.get("/v1/blb/" + api.create()).ok().text("/address")).startsWith("10.20.0.");
        String id = api.post(
                        "/v2/instanceBySpec",
                        "{\"imageId\":\"m-1\",\"spec\":\"bcc.g5.c1m4\",\"zoneName\":\"cn-bj-a\","
                                + "\"billing\":{\"paymentTiming\":\"Postpaid\"}}")
                .ok()
                .text("/instanceIds/0");
        assertThat(api.get("/v2/instance/" + id).ok().text("/instance/internalIp"))
                .isEqualTo("10.20.127.254");
        assertThat(api.post(
                                "/v1/subnet",
                                "{\"name\":\"s\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"10.20.1.0/24\","
                                        + "\"vpcId\":\"vpc-emulator0001\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("does not overlap 10.20.0.0/17, that of subnet sbn-emulator0001");
        assertThat(other.get("/v1/subnet/sbn-emulator0001").ok().text("/subnet/cidr"))
                .isEqualTo("172.16.0.0/13");

        String world = api.text("/_blb/world");
        api.post("/_blb/reset", "").ok();
        api.post("/_blb/seed", world).ok();
        assertThat(api.text("/_blb/world")).isEqualTo(world);
    }

    @Test
    void loadBalancersOfSubnetsThatOverlapGetDifferentAddresses() {
        declareInDefaultSubnet("172.16.0.8/29");
        asked("sbn-emulator0001", "172.16.0.13");
        assertThat(Stream.generate(() -> address("sbn-1")).limit(2)).containsExactly("172.16.0.12", "172.16.0.14");
        // The default subnet does not give out a second time what the declared one has.
        assertThat(Stream.generate(() -> address("sbn-emulator0001")).limit(8))
                .doesNotContain("172.16.0.12", "172.16.0.13", "172.16.0.14");
    }

    /** What is not free in the VPC was given twice before; to refuse it would refuse seeds. */
    @Test
    void whereNoAddressOfTheVpcIsFreeOneOfTheSubnetIsEnough() {
        declareInDefaultSubnet("172.16.0.8/29");
        asked("sbn-emulator0001", "172.16.0.12");
        asked("sbn-1", "172.16.0.13");
        asked("sbn-1", "172.16.0.14");
        assertThat(address("sbn-1")).isEqualTo("172.16.0.12");
        api.post("/v1/blb", network("sbn-1", "")).refused(400, "InstanceCreationFailed");
        asked("sbn-emulator0001", "172.16.0.13");
    }

    private void declareInDefaultSubnet(String cidr) {
        api.put(
                        "/_blb/world/subnets/sbn-1?account=" + api.account(),
                        "{\"vpcId\":\"vpc-emulator0001\",\"cidr\":\"" + cidr + "\"}")
                .ok();
    }

    private void asked(String subnetId, String address) {
        api.post("/v1/blb", network(subnetId, ",\"address\":\"" + address + "\""))
                .ok();
    }

    private String address(String subnetId) {
        return api.post("/v1/blb", network(subnetId, "")).ok().text("/address");
    }

    private static String network(String subnetId, String more) {
        return "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"" + subnetId + "\"" + more + "}";
    }
}
