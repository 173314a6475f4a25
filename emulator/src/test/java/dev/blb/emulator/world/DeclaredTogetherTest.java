package dev.blb.emulator.world;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no two declared things may have in common: blocks of subnets, addresses and EIPs of machines. */
class DeclaredTogetherTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private void networks() {
        api.put("/_blb/world/vpcs/vpc-1", "{\"cidr\":\"10.1.0.0/16\"}").ok();
        api.put("/_blb/world/vpcs/vpc-2", "{\"cidr\":\"10.1.0.0/16\"}").ok();
        api.put("/_blb/world/subnets/sbn-1", "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.1.0/24\"}")
                .ok();
        api.put("/_blb/world/subnets/sbn-2", "{\"vpcId\":\"vpc-2\",\"cidr\":\"10.1.1.0/24\"}")
                .ok();
    }

    /** With force, for a machine uses its EIP. */
    private void remove(String kind, String idAndQuery) {
        api.delete("/_blb/world/" + kind + "/" + idAndQuery + (idAndQuery.contains("?") ? "&" : "?") + "force=true")
                .ok();
    }

    private static String member(String kind) {
        return switch (kind) {
            case "eips" -> "eip";
            case "subnets" -> "subnetId";
            default -> "instanceId";
        };
    }

    private static String seed(String kind, String... idsAndMembers) {
        StringBuilder seed = new StringBuilder("{\"" + kind + "\":[");
        for (int i = 0; i < idsAndMembers.length; i += 2) {
            seed.append(i == 0 ? "" : ",")
                    .append("{\"" + member(kind) + "\":\"" + idsAndMembers[i] + "\"," + idsAndMembers[i + 1] + "}");
        }
        return seed + "]}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "-",
            value = {
                "machines | i-8 | `privateIp`:`10.1.1.9` | i-9 | `privateIp`:`10.1.1.9` | privateIp is `10.1.1.9`, which machine i-8 of vpc-emulator0001 has; allowed is another address",
                "machines | i-8 | `vpcId`:`vpc-1`,`privateIp`:`10.1.1.9` | i-9 | `subnetId`:`sbn-1`,`privateIp`:`10.1.1.9` | privateIp is `10.1.1.9`, which machine i-8 of vpc-1 has",
                "machines | i-9 | `subnetId`:`sbn-1`,`privateIp`:`10.1.1.9` | i-8 | `vpcId`:`vpc-1`,`subnetId`:`sbn-1`,`privateIp`:`10.1.1.9` | privateIp is `10.1.1.9`, which machine i-9 of vpc-1 has",
                "machines | i-8 | `vpcId`:`vpc-9`,`privateIp`:`10.1.1.9` | i-9 | `vpcId`:`vpc-9`,`subnetId`:`sbn-9`,`privateIp`:`10.1.1.9` | which machine i-8 of vpc-9 has",
                "machines | i-8 | `subnetId`:`sbn-9`,`privateIp`:`10.1.1.9` | i-9 | `subnetId`:`sbn-9`,`privateIp`:`10.1.1.9` | which machine i-8 of sbn-9 has",
                "machines | i-8 | `subnetId`:`sbn-8`,`privateIp`:`10.1.1.9` | i-9 | `subnetId`:`sbn-9`,`privateIp`:`10.1.1.9` | -",
                "machines | i-8 | `subnetId`:`sbn-1`,`privateIp`:`10.1.1.9` | i-9 | `subnetId`:`sbn-2`,`privateIp`:`10.1.1.9` | -",
                "machines | i-8 | `subnetId`:`sbn-1`,`privateIp`:`10.1.1.9` | i-9 | `privateIp`:`10.1.1.9`                    | -",
                "machines | i-8 | `subnetId`:`sbn-1`                        | i-9 | `subnetId`:`sbn-1`                        | -",
                "subnets | sbn-8 | `vpcId`:`vpc-1`,`cidr`:`10.1.4.0/22` | sbn-9 | `vpcId`:`vpc-1`,`cidr`:`10.1.6.0/24` | cidr is `10.1.6.0/24`; allowed is a block that does not overlap 10.1.4.0/22, that of subnet sbn-8",
                "subnets | sbn-9 | `vpcId`:`vpc-1`,`cidr`:`10.1.6.0/24` | sbn-8 | `vpcId`:`vpc-1`,`cidr`:`10.1.4.0/22` | cidr is `10.1.4.0/22`; allowed is a block that does not overlap 10.1.6.0/24, that of subnet sbn-9",
                "subnets | sbn-8 | `vpcId`:`vpc-1`,`cidr`:`10.1.4.0/24` | sbn-9 | `vpcId`:`vpc-1`,`cidr`:`10.1.4.0/24` | does not overlap 10.1.4.0/24, that of subnet sbn-8",
                "subnets | sbn-8 | `vpcId`:`vpc-1`,`cidr`:`10.1.4.0/24` | sbn-9 | `vpcId`:`vpc-1`,`cidr`:`10.1.5.0/24` | -",
                "subnets | sbn-8 | `vpcId`:`vpc-1`,`cidr`:`10.1.4.0/24` | sbn-9 | `vpcId`:`vpc-2`,`cidr`:`10.1.4.0/24` | -",
                "eips | 198.51.100.7 | `instanceType`:`BCC`,`instanceId`:`i-1` | 198.51.100.8 | `instanceType`:`BCC`,`instanceId`:`i-1` | instanceId is `i-1`, which has EIP 198.51.100.7; allowed is a machine without an EIP",
                "eips | 198.51.100.7 | `instanceType`:`BCC`,`instanceId`:`i-1` | 198.51.100.8 | `instanceType`:`BCC`,`instanceId`:`i-2` | -"
            })
    void aDeclarationIsRefusedBesideAnotherOne(
            String kind, String first, String firstMembers, String second, String secondMembers, String message) {
        networks();
        String one = firstMembers.replace('`', '"');
        String two = secondMembers.replace('`', '"');
        String wanted = message == null ? "" : message.replace('`', '"');
        for (String[] queries : new String[][] {{"", ""}, {"", "?account=a"}, {"?account=a", "?account=a"}}) {
            String before = api.text("/_blb/world");
            api.put("/_blb/world/" + kind + "/" + first + queries[0], "{" + one + "}")
                    .ok();
            Api.Answer beside = api.put("/_blb/world/" + kind + "/" + second + queries[1], "{" + two + "}");
            Api.Answer seeded = api.post("/_blb/seed" + queries[1], seed(kind, second, two));
            if (message == null) {
                beside.ok();
                seeded.ok();
            } else {
                assertThat(beside.refused(400, "InvalidParameter").message()).contains(wanted);
                assertThat(seeded.refused(400, "InvalidParameter").message())
                        .contains(kind + "[0]." + wanted.replaceFirst("^(which|does).*", ""));
            }
            api.put("/_blb/world/" + kind + "/" + first + queries[0], "{" + one + "}")
                    .ok();
            remove(kind, second + queries[1]);
            remove(kind, first + queries[0]);
            assertThat(api.text("/_blb/world")).isEqualTo(before);

            Api.Answer together = api.post("/_blb/seed" + queries[1], seed(kind, first, one, second, two));
            if (message == null) {
                together.ok();
                api.post("/_blb/seed" + queries[1], seed(kind, second, two, first, one))
                        .ok();
                remove(kind, second + queries[1]);
                remove(kind, first + queries[1]);
            } else {
                assertThat(together.refused(400, "InvalidParameter").message())
                        .contains(kind + "[1].")
                        .contains(wanted);
            }
            assertThat(api.text("/_blb/world")).isEqualTo(before);
        }
    }

    @Test
    void whatIsDeclaredForAllIsRefusedBesideWhatAnAccountHas() {
        networks();
        api.put("/_blb/world/machines/i-9?account=a", "{\"subnetId\":\"sbn-1\",\"privateIp\":\"10.1.1.9\"}")
                .ok();
        assertThat(api.put("/_blb/world/machines/i-8", "{\"subnetId\":\"sbn-1\",\"privateIp\":\"10.1.1.9\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("instanceId is \"i-8\"", "contradict machines/i-9?account=a: privateIp is \"10.1.1.9\"");
        assertThat(api.post("/_blb/seed", seed("machines", "i-8", "\"subnetId\":\"sbn-1\",\"privateIp\":\"10.1.1.9\""))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("machines/i-9?account=a", "privateIp is \"10.1.1.9\"");
    }

    @Test
    void aMachineOfTheAccountThatHidesAnotherOneIsNotRemovedIfThatHasAnAddressOfAThird() {
        api.put("/_blb/world/machines/i-8", "{\"privateIp\":\"10.1.1.9\"}").ok();
        api.put("/_blb/world/machines/i-8?account=a", "{\"privateIp\":\"10.1.1.8\"}")
                .ok();
        api.put("/_blb/world/machines/i-9?account=a", "{\"privateIp\":\"10.1.1.9\"}")
                .ok();
        String before = api.text("/_blb/world");

        assertThat(api.delete("/_blb/world/machines/i-8?account=a")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("privateIp is \"10.1.1.9\", which machine i-");

        assertThat(api.text("/_blb/world")).isEqualTo(before);
        api.post("/_blb/reset", "").ok();
        api.post("/_blb/seed", before).ok();
        assertThat(api.text("/_blb/world")).isEqualTo(before);
    }

    @Test
    void theVpcOfASubnetIsNotChangedSoThatMachinesMeet() {
        networks();
        api.put("/_blb/world/machines/i-8", "{\"subnetId\":\"sbn-9\",\"privateIp\":\"10.1.2.9\"}")
                .ok();
        api.put("/_blb/world/machines/i-9", "{\"vpcId\":\"vpc-1\",\"privateIp\":\"10.1.2.9\"}")
                .ok();

        assertThat(api.put("/_blb/world/subnets/sbn-9", "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.2.0/24\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("machines/i-8, machines/i-9: privateIp is \"10.1.2.9\"");
        api.put("/_blb/world/subnets/sbn-9", "{\"vpcId\":\"vpc-2\",\"cidr\":\"10.1.2.0/24\"}")
                .ok();
    }

    @Test
    void aSeedMayExchangeBlocksAndAddresses() {
        networks();
        String both = "{\"subnets\":[{\"subnetId\":\"sbn-8\",\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.%d.0/24\"},"
                + "{\"subnetId\":\"sbn-9\",\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.%d.0/24\"}],"
                + "\"machines\":[{\"instanceId\":\"i-8\",\"privateIp\":\"10.9.0.%d\"},"
                + "{\"instanceId\":\"i-9\",\"privateIp\":\"10.9.0.%d\"}]}";
        api.post("/_blb/seed", both.formatted(8, 9, 8, 9)).ok();
        api.post("/_blb/seed", both.formatted(9, 8, 9, 8)).ok();
        JsonNode world = api.get("/_blb/world").ok().json();
        assertThat(world.at("/machines/0/privateIp").asText()).isEqualTo("10.9.0.9");
    }

    @Test
    void aCallGivesAMachineAnAddressThatNoneOfTheVpcHas() {
        networks();
        api.put("/_blb/world/machines/i-9", "{\"vpcId\":\"vpc-1\",\"privateIp\":\"10.1.1.254\"}")
                .ok();
        String id = api.post(
                        "/v2/instanceBySpec",
                        "{\"imageId\":\"m-1\",\"spec\":\"bcc.g5.c1m4\",\"zoneName\":\"cn-bj-a\",\"subnetId\":\"sbn-1\","
                                + "\"billing\":{\"paymentTiming\":\"Postpaid\"}}")
                .ok()
                .text("/instanceIds/0");
        assertThat(api.get("/v2/instance/" + id).ok().text("/instance/internalIp"))
                .isEqualTo("10.1.1.253");
    }
}
