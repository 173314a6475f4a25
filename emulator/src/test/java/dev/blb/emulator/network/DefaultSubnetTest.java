package dev.blb.emulator.network;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The default subnet follows the default VPC, and what is declared in it. */
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
        assertThat(createSubnet("10.20.1.0/24").refused(400, "InvalidParameter").message())
                .contains("does not overlap 10.20.0.0/17, that of subnet sbn-emulator0001");
        assertThat(other.get("/v1/subnet/sbn-emulator0001").ok().text("/subnet/cidr"))
                .isEqualTo("172.16.0.0/13");

        exportAndImport();
    }

    private void exportAndImport() {
        String world = api.text("/_blb/world");
        api.post("/_blb/reset", "").ok();
        api.post("/_blb/seed", world).ok();
        assertThat(api.text("/_blb/world")).isEqualTo(world);
    }

    @Test
    void theDefaultSubnetMakesRoomForDeclaredOnes() {
        String mine = "?account=" + api.account();
        api.put("/_blb/world/vpcs/vpc-emulator0001" + mine, "{\"cidr\":\"10.20.0.0/16\"}")
                .ok();
        String early = api.create();
        subnet("sbn-1" + mine, "10.20.0.0/24");
        assertThat(api.get("/v1/subnet/sbn-emulator0001").ok().text("/subnet/cidr"))
                .isEqualTo("10.20.64.0/18");
        assertThat(api.get("/v1/blb/" + early).ok().text("/address")).startsWith("10.20.0.");
        assertThat(api.get("/v1/blb/" + api.create()).ok().text("/address")).startsWith("10.20.64.");
        assertThat(createSubnet("10.20.64.0/24")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("does not overlap 10.20.64.0/18, that of subnet sbn-emulator0001");
        createSubnet("10.20.1.0/24").ok();
        exportAndImport();

        subnet("sbn-2" + mine, "10.20.64.0/20");
        assertThat(api.get("/v1/subnet/sbn-emulator0001").ok().text("/subnet/cidr"))
                .isEqualTo("10.20.32.0/19");
        subnet("sbn-emulator0001" + mine, "10.20.80.0/20");
        assertThat(api.get("/v1/subnet/sbn-emulator0001").ok().text("/subnet/cidr"))
                .isEqualTo("10.20.80.0/20");
    }

    @Test
    void withoutRoomTheDefaultSubnetStays() {
        String mine = "?account=" + api.account();
        subnet("sbn-1" + mine, "172.16.0.0/12");
        assertThat(api.get("/v1/subnet/sbn-emulator0001").ok().text("/subnet/cidr"))
                .isEqualTo("172.16.0.0/13");
    }

    private void subnet(String pathAndQuery, String cidr) {
        api.put("/_blb/world/subnets/" + pathAndQuery, "{\"vpcId\":\"vpc-emulator0001\",\"cidr\":\"" + cidr + "\"}")
                .ok();
    }

    private Api.Answer createSubnet(String cidr) {
        return api.post(
                "/v1/subnet",
                "{\"name\":\"s\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"" + cidr + "\",\"vpcId\":\"vpc-emulator0001\"}");
    }
}
