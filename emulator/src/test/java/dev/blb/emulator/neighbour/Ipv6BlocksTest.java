package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The IPv6 block of a subnet is a part of that of its VPC, and load balancers have addresses in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Ipv6BlocksTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterAll
    void stop() {
        emulator.close();
    }

    private String vpc(boolean enableIpv6) {
        return api.post("/v1/vpc", "{\"name\":\"v\",\"cidr\":\"10.1.0.0/16\",\"enableIpv6\":" + enableIpv6 + "}")
                .ok()
                .text("/vpcId");
    }

    private String subnet(String vpcId, int number, boolean enableIpv6) {
        return api.post(
                        "/v1/subnet",
                        "{\"name\":\"s\",\"zoneName\":\"cn-bj-a\",\"vpcId\":\"" + vpcId + "\",\"cidr\":\"10.1." + number
                                + ".0/24\",\"enableIpv6\":" + enableIpv6 + "}")
                .ok()
                .text("/subnetId");
    }

    private String blockOf(String subnetId) {
        return api.get("/v1/subnet/" + subnetId).ok().text("/subnet/ipv6Cidr");
    }

    private String prefixOf(String vpcId) {
        String block = api.get("/v1/vpc/" + vpcId).ok().text("/vpc/ipv6Cidr");
        assertThat(block).matches("2001:db8:[1-9a-f][0-9a-f]*::/56");
        return block.replace("::/56", "");
    }

    @Test
    void theBlockOfASubnetIsItsOwnPartOfThatOfTheVpc() {
        String vpcId = vpc(true);
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            blocks.add(blockOf(subnet(vpcId, i, true)));
        }
        assertThat(blocks)
                .doesNotHaveDuplicates()
                .allMatch(block -> block.matches(prefixOf(vpcId) + "(:[1-9a-f][0-9a-f]?)?::/64"));
        assertThat(blockOf(subnet(vpcId, 99, false))).isEmpty();
    }

    @Test
    void aVpcHasABlockOnceASubnetOfItHas() {
        String vpcId = vpc(false);
        String subnetId = subnet(vpcId, 1, false);
        assertThat(api.get("/v1/vpc/" + vpcId).ok().text("/vpc/ipv6Cidr")).isEmpty();
        api.put("/v1/subnet/" + subnetId + "?modifyAttribute", "{\"name\":\"s\",\"enableIpv6\":true}")
                .ok();
        assertThat(blockOf(subnetId)).startsWith(prefixOf(vpcId)).endsWith("::/64");
        assertThat(api.get("/v1/vpc?vpcIds=" + vpcId).text("/vpcs/0/ipv6Cidr")).isEqualTo(prefixOf(vpcId) + "::/56");
    }

    @Test
    void aLoadBalancerHasAnAddressOfTheBlockOfItsSubnet() {
        String vpcId = vpc(true);
        String subnetId = subnet(vpcId, 1, true);
        String plain = subnet(vpcId, 2, false);
        String prefix = blockOf(subnetId).replace("/64", "");
        String body = "{\"vpcId\":\"" + vpcId + "\",\"subnetId\":\"" + subnetId + "\",";
        String dual = api.post("/v1/blb", body + "\"allocateIpv6\":true}").ok().text("/blbId");
        assertThat(api.get("/v1/blb/" + dual).text("/ipv6")).startsWith(prefix);
        String only = api.post("/v1/blb", body + "\"type\":\"ipv6\"}").ok().text("/blbId");
        assertThat(api.get("/v1/blb/" + only).text("/address"))
                .startsWith(prefix)
                .isNotEqualTo(api.get("/v1/blb/" + dual).text("/ipv6"));
        String later = api.post("/v1/blb", body + "\"desc\":\"\"}").ok().text("/blbId");
        api.put("/v1/blb/" + later, "{\"allocateIpv6\":true}").ok();
        assertThat(api.get("/v1/blb/" + later).text("/ipv6")).startsWith(prefix);

        String taken = api.get("/v1/blb/" + dual).text("/ipv6");
        assertThat(api.post("/v1/blb", body + "\"type\":\"ipv6\",\"address\":\"" + taken + "\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("another load balancer");
        assertThat(api.post("/v1/blb", body + "\"type\":\"ipv6\",\"address\":\"2001:db9::5\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("address is \"2001:db9::5\"; allowed is an address of " + prefix + "/64");
        api.post("/v1/blb", body + "\"type\":\"ipv6\",\"address\":\"" + prefix + "abcd\"}")
                .ok();
        // A subnet without a block has no addresses to choose from.
        String other = api.post("/v1/blb", body.replace(subnetId, plain) + "\"allocateIpv6\":true}")
                .ok()
                .text("/blbId");
        assertThat(api.get("/v1/blb/" + other).text("/ipv6")).startsWith("2001:db8::");
    }
}
