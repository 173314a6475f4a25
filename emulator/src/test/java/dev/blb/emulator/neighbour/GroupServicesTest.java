package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Security groups of both kinds as their own services make and change them, with strict references. */
@TestInstance(Lifecycle.PER_CLASS)
class GroupServicesTest {
    private static final String ESG = "/v1/enterprise/security";
    private static final String RULE = "\"direction\":\"ingress\",\"action\":\"allow\",\"priority\":100,"
            + "\"ethertype\":\"IPv4\",\"protocol\":\"tcp\",\"portRange\":\"80\",\"sourceIp\":\"all\"";

    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(REFERENCES, References.STRICT));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String named(String name) {
        return "{\"name\":\"" + name + "\"}";
    }

    /** A body with one rule in which some text is replaced. */
    private static String rules(String part, String replacement) {
        assertThat(RULE).contains(part);
        return "{\"name\":\"web\",\"rules\":[{" + RULE.replace(part, replacement) + "}]}";
    }

    private static String esg(Api api) {
        return api.post(ESG, rules("", "")).ok().text("/enterpriseSecurityGroupId");
    }

    private static JsonNode group(Api api, String id) {
        for (JsonNode each : api.get(ESG).ok().json().path("enterpriseSecurityGroups")) {
            if (each.path("id").asText().equals(id)) {
                return each;
            }
        }
        throw new AssertionError("no group " + id);
    }

    @Test
    void namesOfEnterpriseGroups() {
        Api api = Api.of(emulator);

        api.post(ESG, named("web")).ok();
        api.post(ESG, named("a安全-_/. 9" + "x".repeat(56))).ok();
        assertThat(api.post(ESG, named("web"))
                        .refused(400, "Esg.EsgNameDuplicate")
                        .message())
                .startsWith("Enterprise security group name exist already.")
                .contains("\"web\"");
        api.post(ESG, named(builtInName(api))).refused(400, "Esg.EsgNameDuplicate");
        api.post(ESG, "{}").refused(400, "Esg.EsgNameEmpty");
        api.post(ESG, named("")).refused(400, "Esg.EsgNameEmpty");
        api.post(ESG, named("x".repeat(66))).refused(400, "Esg.EsgNameTooLong");
        api.post(ESG, named("9!")).refused(400, "Esg.EsgNameInvalid");
        api.post(ESG, "{\"name\":\"desc\",\"desc\":\"" + "x".repeat(201) + "\"}")
                .refused(400, "Esg.EsgDescTooLong");
        Api.of(emulator).post(ESG, named("web")).ok();
    }

    private static String builtInName(Api api) {
        return group(api, "esg-emulator0001").path("name").asText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"direction\":\"ingress\", |                        | MissingParameter",
                "\"action\":\"allow\",      |                        | Esg.EsgRuleActionEmpty",
                "\"action\":\"allow\"       | \"action\":\"\"        | Esg.EsgRuleActionEmpty",
                "\"action\":\"allow\"       | \"action\":\"x\"       | Esg.EsgRuleActionInvalid",
                "\"priority\":100,          |                        | MissingParameter",
                "\"priority\":100           | \"priority\":1001      | InvalidParameter",
                "\"ethertype\":\"IPv4\",    |                        | MissingParameter",
                "\"ethertype\":\"IPv4\"     | \"ethertype\":\"IPv5\" | Esg.EsgRuleEthertypeInvalid",
                "\"protocol\":\"tcp\",      |                        | Esg.EsgRuleProtocolEmpty",
                "\"protocol\":\"tcp\"       | \"protocol\":\"gre\"   | Esg.EsgRuleProtocolInvalid",
                "\"portRange\":\"80\"       | \"portRange\":\"nonsense\" | InvalidParameter",
                "\"portRange\":\"80\"       | \"portRange\":\"70000\" | InvalidParameter",
                "\"portRange\":\"80\"       | \"portRange\":\"0\"    | InvalidParameter",
                "\"portRange\":\"80\"       | \"portRange\":\"90-80\" | InvalidParameter",
                "\"portRange\":\"80\"       | \"portRange\":\"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16\" | InvalidParameter",
                "\"portRange\":\"80\"       | \"sourcePortRange\":\"x\" | InvalidParameter",
                ",\"sourceIp\":\"all\"      |                        | Esg.EsgRuleIpAddressEmpty",
                "\"sourceIp\":\"all\"       | \"sourceIp\":\"\"      | Esg.EsgRuleIpAddressEmpty",
                "\"sourceIp\":\"all\"       | \"destIp\":\"all\"     | Esg.EsgRuleIpAddressEmpty",
                "\"sourceIp\":\"all\"       | \"sourceIp\":\"nonsense\" | InvalidParameter"
            })
    void wrongEnterpriseRulesAreRefused(String part, String replacement, String code) {
        Api api = Api.of(emulator);
        String body = rules(part, replacement == null ? "" : replacement);

        api.post(ESG, body).refused(400, code);
        api.put(ESG + "/esg-emulator0001?authorizeRule", body).refused(400, code);
        assertThat(group(api, "esg-emulator0001").path("rules")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sourceIp\":\"10.0.0.1\",\"destIp\":\"10.0.0.2\"",
                "\"sourceIp\":\"10.0.0.0/8\",\"enterpriseSecurityGroupRuleId\":\"\",\"remark\":\"\"",
                "\"sourceIp\":\"2001:db8::/32\"",
                "\"sourceIp\":\"\",\"destIp\":\"\",\"remoteIpSet\":\"ips-1\"",
                "\"remoteIpGroup\":\"ipg-1\""
            })
    void enterpriseRulesAsSdksSendThemAreAccepted(String address) {
        Api api = Api.of(emulator);

        api.post(ESG, rules("\"sourceIp\":\"all\"", address)).ok();
        api.post(
                        ESG,
                        rules("\"portRange\":\"80\"", "\"portRange\":\"1,2,3,4,5,6,7,8,9,10,11,12,13,14,8000-9000\"")
                                .replace("web", "ports"))
                .ok();
        api.post(ESG, rules("\"portRange\":\"80\",", "").replace("web", "all")).ok();
    }

    @Test
    void theRemarkOfAnEnterpriseRuleHas255Characters() {
        Api api = Api.of(emulator);
        String id = esg(api);
        String rule = "{\"rules\":[{" + RULE + ",\"remark\":\"%s\"}]}";

        api.put(ESG + "/" + id + "?authorizeRule", rule.formatted("x".repeat(255)))
                .ok();
        assertThat(api.put(ESG + "/" + id + "?authorizeRule", rule.formatted("x".repeat(256)))
                        .refused(400, "Esg.EsgRuleRemarkTooLong")
                        .message())
                .startsWith("Enterprise security group rule remark is too long. rules[0].remark");
    }

    @Test
    void anUpdateOfAnEnterpriseRuleLeavesWhatIsAbsent() {
        Api api = Api.of(emulator);
        String id = esg(api);
        String rule = ESG + "/rule/"
                + group(api, id).at("/rules/0/enterpriseSecurityGroupRuleId").asText();

        // The Go client sends the empty text or 0 for what is not to change.
        String unchanged =
                "{\"remark\":\"\",\"portRange\":\"\",\"protocol\":\"\",\"sourceIp\":\"\",\"destIp\":\"\",\"action\":\"";
        api.put(rule, unchanged + "deny\",\"priority\":7}").ok();
        api.put(rule, unchanged + "\",\"priority\":0}").ok();
        JsonNode changed = group(api, id).at("/rules/0");
        assertThat(changed.path("action").asText()).isEqualTo("deny");
        assertThat(changed.path("priority").asInt()).isEqualTo(7);
        assertThat(changed.path("protocol").asText()).isEqualTo("tcp");
        assertThat(changed.path("sourceIp").asText()).isEqualTo("all");
        api.put(rule, "{\"action\":\"x\"}").refused(400, "Esg.EsgRuleActionInvalid");
        api.put(rule, "{\"remark\":\"" + "x".repeat(256) + "\"}").refused(400, "Esg.EsgRuleRemarkTooLong");
        api.put(rule, "{\"portRange\":\"x\"}").refused(400, "InvalidParameter");
        api.put(rule, "{\"priority\":-1}").refused(400, "InvalidParameter");
        api.put(rule, "{\"priority\":1001}").refused(400, "InvalidParameter");
    }

    @Test
    void allPortsOfAnEnterpriseRuleAreTheEmptyTextBesideALoadBalancer() {
        Api api = Api.of(emulator);
        String id = api.post(
                        ESG,
                        rules("\"protocol\":\"tcp\",\"portRange\":\"80\"", "\"protocol\":\"all\"")
                                .replace("]}", ",{" + RULE + "}]}"))
                .ok()
                .text("/enterpriseSecurityGroupId");
        String path = "/v1/blb/" + api.create() + "/enterprise/securitygroup";
        api.put(path + "?bind", "{\"enterpriseSecurityGroupIds\":[\"" + id + "\"]}")
                .ok();

        Api.Answer bound = api.get(path).ok();
        String rules = "/enterpriseSecurityGroups/0/enterpriseSecurityGroupRules/";
        assertThat(bound.text(rules + "0/portRange")).isEmpty();
        assertThat(bound.text(rules + "1/portRange")).isEqualTo("80");
        assertThat(group(api, id).at("/rules/0/portRange").asText()).isEqualTo("1-65535");
    }

    private static String ordinary(Api api, String rule) {
        String id = api.post(
                        "/v2/securityGroup", "{\"name\":\"web\",\"rules\":[{\"direction\":\"ingress\"," + rule + "}]}")
                .ok()
                .text("/securityGroupId");
        return api.get("/v2/securityGroup/" + id).ok().text("/rules/0/securityGroupRuleId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"rules\":null,\"vpcId\":null",
                ",\"rules\":[]",
                ",\"vpcId\":\"vpc-emulator0001\"",
                ",\"rules\":[{\"direction\":\"ingress\"}]"
            })
    void anOrdinaryGroupNeedsNeitherAVpcNorRules(String more) {
        Api api = Api.of(emulator);
        String id = api.post("/v2/securityGroup", "{\"name\":\"web\"" + more + "}")
                .ok()
                .text("/securityGroupId");
        JsonNode group = api.get("/v2/securityGroup/" + id).ok().json();
        assertThat(group.path("vpcId").asText()).isEqualTo("vpc-emulator0001");
        assertThat(group.path("rules")).hasSize(more.contains("ingress") ? 1 : 0);
    }

    @Test
    void anUnknownRuleOfAnOrdinaryGroupIsNoSuchObject() {
        Api api = Api.of(emulator);

        assertThat(api.put("/v2/securityGroup/rule/update", "{\"securityGroupRuleId\":\"r-unknown\"}")
                        .refused(404, "NoSuchObject")
                        .message())
                .contains("securityGroupRuleId is \"r-unknown\"");
        api.delete("/v2/securityGroup/rule/r-unknown").refused(404, "NoSuchObject");
    }

    @Test
    void theRemarkOfAnOrdinaryRuleHasALength() {
        Api api = Api.of(emulator);
        String authorize = "/v2/securityGroup/g-emulator0002?authorizeRule";
        String rule = "{\"rule\":{\"direction\":\"ingress\",\"portRange\":\"81\",\"remark\":\"%s\"}}";

        api.put(authorize, rule.formatted("x".repeat(200))).ok();
        api.put(authorize, rule.formatted("x".repeat(201))).refused(400, "SecurityGroup.RuleRemarkTooLong");
        api.put(
                        "/v2/securityGroup/rule/update",
                        "{\"securityGroupRuleId\":\"r-1\",\"remark\":\"" + "x".repeat(201) + "\"}")
                .refused(400, "SecurityGroup.RuleRemarkTooLong");
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, udp, true",
        "udp, all, true",
        "icmp, icmp, true",
        "all, icmp, true",
        "tcp, icmp, false",
        "udp, icmp, false"
    })
    void noRuleTurnsFromTcpOrUdpToIcmp(String from, String to, boolean accepted) {
        Api api = Api.of(emulator);
        String update = "{\"securityGroupRuleId\":\"" + ordinary(api, "\"protocol\":\"" + from + "\"")
                + "\",\"protocol\":\"" + to + "\"}";

        Api.Answer answer = api.put("/v2/securityGroup/rule/update", update);

        if (accepted) {
            answer.ok();
        } else {
            assertThat(answer.refused(400, "InvalidParameter").message())
                    .contains("protocol is \"icmp\" and was \"" + from + "\"");
        }
    }

    @Test
    void anOrdinaryRuleHasAnAddressOrAGroup() {
        Api api = Api.of(emulator);
        String both = "{\"direction\":\"%s\",\"%sIp\":\"10.0.0.1\",\"%sGroupId\":\"g-emulator0001\"}";
        String in = both.formatted("ingress", "source", "source");
        String out = both.formatted("egress", "dest", "dest");
        String path = "/v2/securityGroup/g-emulator0002";

        for (String rule : new String[] {in, out}) {
            api.post("/v2/securityGroup", "{\"name\":\"both\",\"rules\":[" + rule + "]}")
                    .refused(400, "InvalidParameter");
            assertThat(api.put(path + "?authorizeRule", "{\"rule\":" + rule + "}")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("Ip is \"10.0.0.1\"", "GroupId \"g-emulator0001\"");
        }
        api.put(path + "?authorizeRule", "{\"rule\":" + in.replace("10.0.0.1", "") + "}")
                .ok();
    }

    @ParameterizedTest
    @CsvSource({
        "egress, sourceIp, 10.0.0.0/8, ingress, destIp or destGroupId",
        "egress, sourceGroupId, g-emulator0001, ingress, destIp or destGroupId",
        "ingress, destIp, 10.0.0.1, egress, sourceIp or sourceGroupId",
        "ingress, destGroupId, g-emulator0001, egress, sourceIp or sourceGroupId"
    })
    void anOrdinaryRuleHasMembersOfItsDirection(
            String direction, String member, String value, String other, String allowed) {
        Api api = Api.of(emulator);
        String given = "\"" + member + "\":\"" + value + "\"";
        String rule = "{\"direction\":\"" + direction + "\"," + given + "}";
        String wanted = member + " is \"" + value + "\", which belongs to " + other + " rules; allowed in an "
                + direction + " rule is " + allowed;
        String id = api.post(
                        "/v2/securityGroup", "{\"name\":\"web\",\"rules\":[{\"direction\":\"" + direction + "\"}]}")
                .ok()
                .text("/securityGroupId");
        String path = "/v2/securityGroup/" + id;
        String before = api.get(path).ok().body();

        assertThat(api.post("/v2/securityGroup", "{\"name\":\"web\",\"rules\":[" + rule + "]}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("rules[0]." + wanted);
        for (String change : new String[] {"authorizeRule", "revokeRule"}) {
            assertThat(api.put(path + "?" + change, "{\"rule\":" + rule + "}")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("rule." + wanted);
        }
        String ruleId = api.get(path).ok().text("/rules/0/securityGroupRuleId");
        assertThat(api.put(
                                "/v2/securityGroup/rule/update",
                                "{\"securityGroupRuleId\":\"" + ruleId + "\"," + given + "}")
                        .refused(400, "InvalidParameter")
                        .message())
                .startsWith(wanted);
        assertThat(api.get(path).ok().body()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"ingress, source, dest", "egress, dest, source"})
    void membersOfTheOtherDirectionThatSayNothingAreAccepted(String direction, String own, String other) {
        Api api = Api.of(emulator);
        String id = api.post("/v2/securityGroup", "{\"name\":\"web\"}").ok().text("/securityGroupId");
        String path = "/v2/securityGroup/" + id;
        String rule = "{\"rule\":{\"direction\":\"" + direction + "\",\"portRange\":\"%s\",\"" + own
                + "Ip\":\"10.0.0.1\",\"" + own + "GroupId\":\"\",\"" + other + "Ip\":\"%s\",\"" + other
                + "GroupId\":\"\"}}";

        api.put(path + "?authorizeRule", rule.formatted("80", "")).ok();
        api.put(path + "?authorizeRule", rule.formatted("81", "all")).ok();
        assertThat(api.get(path).ok().json().path("rules"))
                .extracting(each -> each.path("portRange").asText() + " "
                        + each.path(own + "Ip").asText() + each.has(other + "Ip"))
                .containsExactly("80 10.0.0.1false", "81 10.0.0.1false");
        api.put(
                        "/v2/securityGroup/rule/update",
                        "{\"securityGroupRuleId\":\"" + api.get(path).ok().text("/rules/0/securityGroupRuleId")
                                + "\",\"" + own + "Ip\":\"10.0.0.2\",\"" + other + "Ip\":\"all\",\"" + other
                                + "GroupId\":\"\"}")
                .ok();
        assertThat(api.get(path).ok().text("/rules/0/" + own + "Ip")).isEqualTo("10.0.0.2");
        api.put(path + "?revokeRule", rule.formatted("81", "all")).ok();
        assertThat(api.get(path).ok().json().path("rules")).hasSize(1);
    }

    @Test
    void anEnterpriseRuleHasAnAddressOfItsDirection() {
        Api api = Api.of(emulator);
        String id = esg(api);

        assertThat(api.put(ESG + "/" + id + "?authorizeRule", rules("\"sourceIp\":\"all\"", "\"destIp\":\"10.0.0.1\""))
                        .refused(400, "Esg.EsgRuleIpAddressEmpty")
                        .message())
                .contains(
                        "rules[0].destIp is \"10.0.0.1\", which belongs to egress rules; allowed in an ingress rule is"
                                + " sourceIp, remoteIpSet or remoteIpGroup");
        String rule = ESG + "/rule/"
                + group(api, id).at("/rules/0/enterpriseSecurityGroupRuleId").asText();
        assertThat(api.put(rule, "{\"destIp\":\"10.0.0.1\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .startsWith(
                        "destIp is \"10.0.0.1\", which belongs to egress rules; allowed in an ingress rule is sourceIp");
        assertThat(group(api, id).at("/rules/0/destIp").asText()).isEmpty();
        api.put(rule, "{\"sourceIp\":\"10.0.0.3\",\"destIp\":\"\"}").ok();
        api.put(rule, "{\"priority\":9,\"destIp\":\"all\"}").ok();
        assertThat(group(api, id).at("/rules/0/sourceIp").asText()).isEqualTo("10.0.0.3");
    }

    private static String vpc(Api api) {
        return api.post("/v1/vpc", "{\"name\":\"v\",\"cidr\":\"10.0.0.0/16\"}")
                .ok()
                .text("/vpcId");
    }

    private static JsonNode only(Api api, String vpcId) {
        JsonNode groups =
                api.get("/v2/securityGroup?vpcId=" + vpcId).ok().json().path("securityGroups");
        assertThat(groups).hasSize(1);
        return groups.get(0);
    }

    private static void letsEverythingInAndOut(JsonNode group) {
        assertThat(group.path("rules"))
                .extracting(rule -> rule.path("direction").asText() + " "
                        + rule.path("ethertype").asText() + " "
                        + rule.path("protocol").asText() + " "
                        + rule.path("portRange").asText() + " "
                        + rule.path("sourceIp").asText() + rule.path("destIp").asText())
                .containsExactly(
                        "ingress IPv4 all 1-65535 all",
                        "ingress IPv6 all 1-65535 all",
                        "egress IPv4 all 1-65535 all",
                        "egress IPv6 all 1-65535 all");
    }

    @Test
    void aNewVpcHasADefaultGroupThatGoesWithIt() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        JsonNode group = only(api, vpcId);
        String path = "/v2/securityGroup/" + group.path("id").asText();

        letsEverythingInAndOut(group);
        assertThat(group.path("name").asText()).isEqualTo("default");
        assertThat(group.path("vpcId").asText()).isEqualTo(vpcId);
        assertThat(api.delete(path).refused(403, "OperationDenied").message())
                .contains("default group of VPC " + vpcId);

        // Its rules can be changed, and it stays the default group, also after an export.
        api.delete("/v2/securityGroup/rule/"
                        + group.at("/rules/0/securityGroupRuleId").asText())
                .ok();
        api.delete(path).refused(403, "OperationDenied");
        String world = api.get("/_blb/world?account=" + api.account()).ok().body();
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.get(path).refused(404, "NoSuchObject");
        api.post("/_blb/seed?account=" + api.account(), world).ok();
        assertThat(only(api, vpcId).path("rules")).hasSize(3);
        api.delete(path).refused(403, "OperationDenied");

        String made = api.post("/v2/securityGroup", "{\"name\":\"web\",\"vpcId\":\"" + vpcId + "\"}")
                .ok()
                .text("/securityGroupId");
        assertThat(api.delete("/v1/vpc/" + vpcId)
                        .refused(409, "NotAllowDeleteVpc")
                        .message())
                .contains(made)
                .doesNotContain(group.path("id").asText());
        api.delete("/v2/securityGroup/" + made).ok();
        api.delete("/v1/vpc/" + vpcId).ok();
        api.get(path).refused(404, "NoSuchObject");
        assertThat(api.get("/_blb/world?account=" + api.account()).ok().body()).doesNotContain(vpcId);
    }

    @Test
    void theDefaultVpcAndVpcsOfSeedsHaveDefaultGroups() {
        Api api = Api.of(emulator);
        api.put("/_blb/world/vpcs/vpc-seeded?account=" + api.account(), "{\"cidr\":\"10.0.0.0/16\"}")
                .ok();

        letsEverythingInAndOut(only(api, "vpc-seeded"));
        letsEverythingInAndOut(api.get("/v2/securityGroup/g-emulator0001").ok().json());
        api.delete("/v2/securityGroup/g-emulator0001").refused(403, "OperationDenied");
        String group = only(api, "vpc-seeded").path("id").asText();
        api.put(
                        "/_blb/world/subnets/sbn-seeded?account=" + api.account(),
                        "{\"vpcId\":\"vpc-seeded\",\"cidr\":\"10.0.1.0/24\"}")
                .ok();
        String blbId = api.post("/v1/blb", "{\"vpcId\":\"vpc-seeded\",\"subnetId\":\"sbn-seeded\"}")
                .ok()
                .text("/blbId");
        String groups = "/v1/blb/" + blbId + "/securitygroup";
        api.put(groups + "?bind", "{\"securityGroupIds\":[\"" + group + "\",\"g-emulator0001\"]}")
                .ok();
        assertThat(api.get(groups).ok().json().path("blbSecurityGroups"))
                .allSatisfy(bound ->
                        assertThat(bound.path("securityGroupName").asText()).isEqualTo("default"))
                .allSatisfy(
                        bound -> assertThat(bound.path("securityGroupRules")).hasSize(4));
    }

    @Test
    void aVpcHasAQuotaOfGroups() {
        Api api = Api.of(emulator);
        String group = "{\"name\":\"web\",\"vpcId\":\"" + vpc(api) + "\"}";

        for (int i = 0; i < 20; i++) {
            api.post("/v2/securityGroup", group).ok();
        }
        api.post("/v2/securityGroup", group).refused(413, "QuotaExceeded");
        // One of the built-in groups is beside the default group of the default VPC.
        for (int i = 0; i < 99; i++) {
            api.post("/v2/securityGroup", "{\"name\":\"web\"}").ok();
        }
        api.post("/v2/securityGroup", "{\"name\":\"web\"}").refused(413, "QuotaExceeded");
    }

    @Test
    void aRuleThatNamesAGroupNamesThatOfThePath() {
        Api api = Api.of(emulator);
        String path = "/v2/securityGroup/g-emulator0002";
        String rule = "{\"rule\":{\"direction\":\"ingress\",\"portRange\":\"90\",\"securityGroupId\":\"%s\"}}";

        for (String change : new String[] {"authorizeRule", "revokeRule"}) {
            assertThat(api.put(path + "?" + change, rule.formatted("g-emulator0001"))
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("rule.securityGroupId is \"g-emulator0001\"", "g-emulator0002");
            api.put(path + "?" + change, rule.formatted("g-emulator0002")).ok();
            api.put(path + "?" + change, rule.formatted("").replace("90", "91")).ok();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "dead", "::::", "::/999", "ab/12", "::/129", "1::2::3", "::ffff:10.0.0.1", "::/08"})
    void textsThatAreNoAddressAreRefusedInRules(String address) {
        Api api = Api.of(emulator);
        for (String type : new String[] {"IPv4", "IPv6"}) {
            api.post(
                            ESG,
                            rules("\"sourceIp\":\"all\"", "\"sourceIp\":\"" + address + "\"")
                                    .replace("IPv4", type))
                    .refused(400, "InvalidParameter");
            assertThat(api.post(
                                    "/v2/securityGroup",
                                    "{\"name\":\"web\",\"rules\":[{\"direction\":\"ingress\",\"ethertype\":\"" + type
                                            + "\",\"sourceIp\":\"" + address + "\"}]}")
                            .refused(400, "SecurityGroup.RuleCIDRAddressError")
                            .message())
                    .contains("rules[0].sourceIp", address, type);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::/0", "2001:db8::/32", "2001:DB8::5", "fe80::1/64"})
    void addressesOfIpv6AreAcceptedInRules(String address) {
        Api api = Api.of(emulator);
        api.post(
                        ESG,
                        rules("\"sourceIp\":\"all\"", "\"sourceIp\":\"" + address + "\"")
                                .replace("IPv4", "IPv6"))
                .ok();
        api.post(
                        "/v2/securityGroup",
                        "{\"name\":\"web\",\"rules\":[{\"direction\":\"ingress\",\"ethertype\":\"IPv6\",\"sourceIp\":\""
                                + address + "\"}]}")
                .ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<x>", "1abc", "a;b", " ", "-", "\u5b89a"})
    void namesOfOrdinaryGroupsAreChecked(String name) {
        assertThat(Api.of(emulator)
                        .post("/v2/securityGroup", named(name))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("name is \"" + name + "\"; allowed", "beginning with a letter");
        Api.of(emulator).post("/v2/securityGroup", named("a安全-_/. 9")).ok();
    }

    private static String ports(int port) {
        return "{\"rule\":{\"direction\":\"ingress\",\"protocol\":\"tcp\",\"portRange\":\"" + port + "\"}}";
    }

    @Test
    void noChangeMakesARuleThatTheGroupHas() {
        Api api = Api.of(emulator);
        String path = "/v2/securityGroup/"
                + api.post("/v2/securityGroup", "{\"name\":\"twice\"}").ok().text("/securityGroupId");
        api.put(path + "?authorizeRule", ports(80)).ok();
        api.put(path + "?authorizeRule", ports(81)).ok();
        JsonNode before = api.get(path).ok().json().path("rules");
        String change = "{\"securityGroupRuleId\":\""
                + before.get(1).path("securityGroupRuleId").asText() + "\",%s}";

        assertThat(api.put("/v2/securityGroup/rule/update", change.formatted("\"portRange\":\"80\""))
                        .refused(409, "SecurityGroup.RuleDuplicated")
                        .message())
                .contains("portRange 80");
        assertThat(api.get(path).json().path("rules")).isEqualTo(before);
        // The rule itself is no other one, and a remark makes a difference, as for a new rule.
        api.put("/v2/securityGroup/rule/update", change.formatted("\"portRange\":\"81\""))
                .ok();
        api.put("/v2/securityGroup/rule/update", change.formatted("\"portRange\":\"80\",\"remark\":\"other\""))
                .ok();
        assertThat(api.put("/v2/securityGroup/rule/update", change.formatted("\"remark\":\"\""))
                        .refused(409, "SecurityGroup.RuleDuplicated")
                        .message())
                .contains("portRange 80");
    }
}
