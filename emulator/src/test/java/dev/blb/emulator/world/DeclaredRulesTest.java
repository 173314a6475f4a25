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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is declared keeps the rules of the calls that make such things, by a control route and by a seed. */
class DeclaredRulesTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "machines/i-2 | `subnetId`:`web`                                     | subnetId is `web`; allowed is an id: sbn-",
                "machines/i-2 | `vpcId`:`web`                                        | vpcId is `web`; allowed is an id: vpc-",
                "machines/i-2 | `subnetId`:`sbn-1`,`vpcId`:`vpc-emulator0001`        | subnetId is `sbn-1`, a subnet of vpc-1",
                "machines/i-2 | `subnetId`:`sbn-1`,`privateIp`:`10.1.2.1`            | privateIp is `10.1.2.1`; allowed is an address of subnet sbn-1 (10.1.1.0/24)",
                "securityGroups/g-1 | `securityGroupRules`:[{`portRange`:`http`}]    | portRange is `http`",
                "securityGroups/g-1 | `securityGroupRules`:[{`portRange`:`80,443`}]  | portRange is `80,443`",
                "securityGroups/g-1 | `securityGroupRules`:[{`portRange`:`0-80`}]    | portRange is `0-80`",
                "securityGroups/g-1 | `securityGroupRules`:[{`portRange`:`90-80`}]   | portRange is `90-80`",
                "securityGroups/g-1 | `securityGroupRules`:[{`sourceIp`:`10.0.0.0/33`}]  | is `10.0.0.0/33`; allowed is all",
                "securityGroups/g-1 | `securityGroupRules`:[{`direction`:`egress`,`destIp`:`web`}]  | is `web`; allowed is all",
                "securityGroups/g-1 | `securityGroupRules`:[{`ethertype`:`IPv6`,`sourceIp`:`10.0.0.0/8`}]  | is `10.0.0.0/8`; allowed is all",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`portRange`:`http`}]    | portRange is `http`",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`portRange`:`80,9-1`}]  | portRange is `80,9-1`",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`sourcePortRange`:`0`}]  | sourcePortRange is `0`",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`sourceIp`:`web`}]      | sourceIp is `web`",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`destIp`:`10.0.0.0/33`}] | destIp is `10.0.0.0/33`",
                "securityGroups/g-1 | `securityGroupRules`:[{`direction`:`egress`,`sourceIp`:`10.0.0.0/8`}] | securityGroupRules[0].sourceIp is `10.0.0.0/8`, which belongs to ingress rules; allowed in an egress rule is destIp or destGroupId",
                "securityGroups/g-1 | `securityGroupRules`:[{`direction`:`egress`,`sourceGroupId`:`g-2`}]   | securityGroupRules[0].sourceGroupId is `g-2`, which belongs to ingress rules",
                "securityGroups/g-1 | `securityGroupRules`:[{},{`destIp`:`10.0.0.1`}] | securityGroupRules[1].destIp is `10.0.0.1`, which belongs to egress rules; allowed in an ingress rule is sourceIp or sourceGroupId",
                "securityGroups/g-1 | `securityGroupRules`:[{`destGroupId`:`g-2`}]    | securityGroupRules[0].destGroupId is `g-2`, which belongs to egress rules",
                "securityGroups/g-1 | `securityGroupRules`:[{`sourceIp`:`10.0.0.1`,`sourceGroupId`:`g-2`}]  | securityGroupRules[0].sourceIp is `10.0.0.1` beside sourceGroupId `g-2`",
                "securityGroups/g-1 | `securityGroupRules`:[{},{`sourceIp`:`web`}]    | securityGroupRules[1].sourceIp is `web`; allowed is all",
                "securityGroups/g-1 | `securityGroupRules`:[{`securityGroupRuleId`:`r-1`},{`securityGroupRuleId`:`r-1`}] | securityGroupRules[1].securityGroupRuleId is `r-1`, which an earlier rule has",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`sourceIp`:`all`},{`action`:`allow`}] | enterpriseSecurityGroupRules[1].sourceIp is required unless there is a remoteIpSet or a remoteIpGroup",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`direction`:`egress`}] | enterpriseSecurityGroupRules[0].destIp is required",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`sourceIp`:``}]       | enterpriseSecurityGroupRules[0].sourceIp is required",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`destIp`:`10.0.0.1`}] | enterpriseSecurityGroupRules[0].destIp is `10.0.0.1`, which belongs to egress rules; allowed in an ingress rule is sourceIp",
                "enterpriseSecurityGroups/esg-1 | `enterpriseSecurityGroupRules`:[{`enterpriseSecurityGroupRuleId`:`r`,`sourceIp`:`all`},{`enterpriseSecurityGroupRuleId`:`r`,`sourceIp`:`all`}] | enterpriseSecurityGroupRules[1].enterpriseSecurityGroupRuleId is `r`, which an earlier rule has",
                "machines/i-2 | `securityGroupIds`:[`g-1`,`web`]                     | securityGroupIds[1] is `web`; allowed is an id: g-",
                "machines/i-2 | `enterpriseSecurityGroupIds`:[`g-1`]                 | enterpriseSecurityGroupIds[0] is `g-1`; allowed is an id: esg-",
                "machines/i-2 | `zoneName`:`bj-a`                                    | zoneName is `bj-a`; allowed is a text of at most 4096 characters, a zone such as cn-bj-a",
                "subnets/sbn-2 | `vpcId`:`vpc-1`,`cidr`:`10.1.2.0/24`,`zoneName`:`a` | zoneName is `a`; allowed is a text of at most 4096 characters, a zone such as cn-bj-a",
                "eips/198.51.100.7 | `paymentTiming`:`PostPay`                       | paymentTiming is `PostPay`; allowed is one of Postpaid, Prepaid in upper or lower case; did you mean Postpaid?",
                "eips/198.51.100.7 | `paymentTiming`:`bidding`                       | paymentTiming is `bidding`; allowed is one of Postpaid, Prepaid in upper or lower case",
                "eips/198.51.100.7 | `billingMethod`:`Bandwidth`                     | billingMethod is `Bandwidth`; allowed is one of ByTraffic, ByBandwidth, ByPeak95, ByNetrafficMax in upper or lower case; did you mean ByBandwidth?",
                "eips/198.51.100.7 | `billingMethod`:`BySpec`                        | billingMethod is `BySpec`; allowed is one of ByTraffic,",
                "eips/198.51.100.7 | `instanceId`:`i-1`                              | instanceType is required beside instanceId `i-1`",
                "eips/198.51.100.7 | `instanceType`:`BCC`                            | instanceId is required beside instanceType `BCC`",
                "eips/198.51.100.7 | `instanceType`:`BCC`,`instanceId`:``            | instanceId is required beside instanceType `BCC`",
                "eips/198.51.100.7 | `instanceType`:`BCC`,`instanceId`:`9`           | instanceId is `9`; allowed is an id: letters"
            })
    void aDeclarationIsCheckedAsACallIs(String path, String members, String message) {
        api.put("/_blb/world/vpcs/vpc-1", "{\"cidr\":\"10.1.0.0/16\"}").ok();
        api.put("/_blb/world/subnets/sbn-1", "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.1.0/24\"}")
                .ok();
        String json = "{" + members.strip().replace('`', '"') + "}";
        String wanted = message.strip().replace('`', '"');
        Api.Answer declared = api.put("/_blb/world/" + path.strip(), json);
        assertThat(declared.status()).as(declared.body()).isEqualTo(400);
        assertThat(declared.message()).contains(wanted);
        String kind = path.strip().split("/", -1)[0];
        String id = path.strip().split("/", -1)[1];
        String member = kind.equals("machines")
                ? "instanceId"
                : kind.replaceFirst("s$", "") + (kind.equals("eips") ? "" : "Id");
        Api.Answer seeded = api.post(
                "/_blb/seed",
                "{\"" + kind + "\":[" + json.replaceFirst("\\{", "{\"" + member + "\":\"" + id + "\",") + "]}");
        assertThat(seeded.status()).isEqualTo(400);
        assertThat(seeded.message()).contains(wanted);
    }

    @Test
    void aDeclaredPaymentKeepsItsSpelling() {
        for (String path : new String[] {"/v1/eip", "/_blb/world/eips/198.51.100.7"}) {
            String eip = path.equals("/v1/eip")
                    ? api.post(
                                    path,
                                    "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"postpaid\","
                                            + "\"billingMethod\":\"BYTRAFFIC\"}}")
                            .ok()
                            .text("/eip")
                    : api.put(path, "{\"paymentTiming\":\"postpaid\",\"billingMethod\":\"BYTRAFFIC\"}")
                            .ok()
                            .text("/eip");
            Api.Answer listed = api.get("/v1/eip?eip=" + eip).ok();
            assertThat(listed.text("/eipList/0/paymentTiming")).isEqualTo("postpaid");
            assertThat(listed.text("/eipList/0/billingMethod")).isEqualTo("BYTRAFFIC");
        }
    }

    @Test
    void theLongestRemarkOfARuleIsThatOfACall() {
        for (int[] lengths : new int[][] {{200, 255}, {201, 256}}) {
            int status = lengths[0] == 200 ? 200 : 400;
            assertThat(api.put(
                                    "/_blb/world/securityGroups/g-1",
                                    "{\"securityGroupRules\":[{\"remark\":\"" + "x".repeat(lengths[0]) + "\"}]}")
                            .status())
                    .isEqualTo(status);
            assertThat(api.put(
                                    "/_blb/world/enterpriseSecurityGroups/esg-1",
                                    "{\"enterpriseSecurityGroupRules\":[{\"sourceIp\":\"all\",\"remark\":\""
                                            + "x".repeat(lengths[1]) + "\"}]}")
                            .status())
                    .isEqualTo(status);
        }
    }

    @Test
    void membersThatSayNothingBesideThoseOfTheDirectionAreAccepted() {
        String nothing = "\"sourceGroupId\":\"\",\"destGroupId\":\"\",\"sourceIp\":\"all\",\"destIp\":\"all\"";
        api.put(
                        "/_blb/world/securityGroups/g-1",
                        "{\"securityGroupRules\":[{" + nothing + "},{\"direction\":\"egress\"," + nothing
                                + "},{\"sourceGroupId\":\"g-2\",\"sourceIp\":\"all\"},"
                                + "{\"direction\":\"egress\",\"sourceIp\":\"\",\"destIp\":\"10.0.0.1\"}]}")
                .ok();
        api.put(
                        "/_blb/world/enterpriseSecurityGroups/esg-1",
                        "{\"enterpriseSecurityGroupRules\":[{\"sourceIp\":\"10.0.0.1\",\"destIp\":\"10.0.0.2\"},"
                                + "{\"remoteIpSet\":\"ips-1\"},"
                                + "{\"direction\":\"egress\",\"sourceIp\":\"\",\"destIp\":\"all\"}]}")
                .ok();
        String world = api.text("/_blb/world");
        api.post("/_blb/reset", "").ok();
        api.post("/_blb/seed", world).ok();
        api.post("/_blb/seed", world).ok();
        assertThat(api.text("/_blb/world")).isEqualTo(world);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"protocol\":\"\"",
                ",\"protocol\":\"\",\"ethertype\":\"\",\"portRange\":\"\",\"sourceIp\":\"\""
            })
    void whatARuleOfAnOrdinaryGroupLeavesOpenIsWhatACallMakesOfIt(String empty) {
        String rule = "{\"direction\":\"ingress\",\"remark\":\"r\"" + empty + "}";
        String made = api.post("/v2/securityGroup", "{\"name\":\"web\",\"rules\":[" + rule + "]}")
                .ok()
                .text("/securityGroupId");
        api.put("/_blb/world/securityGroups/g-declared", "{\"securityGroupRules\":[" + rule + "]}")
                .ok();
        api.post(
                        "/_blb/seed",
                        "{\"securityGroups\":[{\"securityGroupId\":\"g-sown\",\"securityGroupRules\":[" + rule + "]}]}")
                .ok();
        String blbId = api.create();
        api.put(
                        "/v1/blb/" + blbId + "/securitygroup?bind",
                        "{\"securityGroupIds\":[\"" + made + "\",\"g-declared\",\"g-sown\"]}")
                .ok();

        for (String id : List.of(made, "g-declared", "g-sown")) {
            shows(api.get("/v2/securityGroup/" + id).ok().json().at("/rules/0"));
        }
        JsonNode bound =
                api.get("/v1/blb/" + blbId + "/securitygroup").ok().json().path("blbSecurityGroups");
        assertThat(bound).hasSize(3).allSatisfy(group -> shows(group.at("/securityGroupRules/0")));
    }

    private static void shows(JsonNode rule) {
        assertThat(rule.path("protocol").asText()).isEqualTo("all");
        assertThat(rule.path("ethertype").asText()).isEqualTo("IPv4");
        assertThat(rule.path("portRange").asText()).isEqualTo("1-65535");
        assertThat(rule.path("sourceIp").asText()).isEqualTo("all");
    }
}
