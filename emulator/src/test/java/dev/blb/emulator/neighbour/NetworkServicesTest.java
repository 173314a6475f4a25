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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VPCs, subnets, EIPs and the resource manager, with strict references: what these calls make is what load balancers know. */
@TestInstance(Lifecycle.PER_CLASS)
class NetworkServicesTest {
    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(REFERENCES, References.STRICT));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String vpc(Api api) {
        return api.post(
                        "/v1/vpc",
                        "{\"name\":\"shop\",\"cidr\":\"192.168.0.0/16\",\"tags\":[{\"tagKey\":\"a\",\"tagValue\":\"b\"}]}")
                .ok()
                .text("/vpcId");
    }

    private static String subnet(Api api, String vpcId, String cidr) {
        return api.post(
                        "/v1/subnet",
                        "{\"name\":\"front\",\"zoneName\":\"cn-bj-d\",\"cidr\":\"" + cidr + "\",\"vpcId\":\"" + vpcId
                                + "\"}")
                .ok()
                .text("/subnetId");
    }

    private static String balancer(Api api, String vpcId, String subnetId) {
        return api.post("/v1/blb", "{\"vpcId\":\"" + vpcId + "\",\"subnetId\":\"" + subnetId + "\"}")
                .ok()
                .text("/blbId");
    }

    private static String eip(Api api) {
        return api.post(
                        "/v1/eip",
                        "{\"name\":\"public\",\"bandwidthInMbps\":10,\"billing\":{\"paymentTiming\":\"Postpaid\","
                                + "\"billingMethod\":\"ByTraffic\"}}")
                .ok()
                .text("/eip");
    }

    @Test
    void aLoadBalancerIsMadeInANetworkThatTheCallsMade() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String subnetId = subnet(api, vpcId, "192.168.0.0/16");

        String blbId = balancer(api, vpcId, subnetId);

        assertThat(api.get("/v1/blb/" + blbId).ok().text("/address")).startsWith("192.168.");
        assertThat(api.get("/v1/subnet/" + subnetId)
                        .ok()
                        .json()
                        .at("/subnet/availableIp")
                        .intValue())
                .isEqualTo(65536 - 5 - 1);
        Api.Answer vpc = api.get("/v1/vpc/" + vpcId).ok();
        assertThat(vpc.text("/vpc/name")).isEqualTo("shop");
        assertThat(vpc.text("/vpc/tags/0/tagKey")).isEqualTo("a");
        assertThat(vpc.json().at("/vpc/isDefault").booleanValue()).isFalse();
        assertThat(vpc.text("/vpc/subnets/0/zoneName")).isEqualTo("cn-bj-d");
        assertThat(vpc.text("/vpc/subnets/0/subnetType")).isEqualTo("BCC");
    }

    @Test
    void whatIsInUseIsNotDeleted() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String subnetId = subnet(api, vpcId, "192.168.1.0/24");
        String blbId = balancer(api, vpcId, subnetId);

        api.delete("/v1/subnet/" + subnetId).refused(409, "SUBNET_INUSE");
        api.delete("/v1/vpc/" + vpcId).refused(409, "SUBNET_INUSE");
        api.delete("/v1/blb/" + blbId).ok();
        api.delete("/v1/subnet/" + subnetId).ok();
        api.delete("/v1/vpc/" + vpcId).ok();
        api.get("/v1/vpc/" + vpcId).refused(404, "NoSuchObject");
        api.get("/v1/subnet/" + subnetId).refused(404, "NoSuchObject");
        api.delete("/v1/vpc/vpc-emulator0001").refused(409, "NotAllowDeleteVpc");
        api.delete("/v1/subnet/sbn-emulator0001").refused(409, "NotAllowOperateSubnet");
    }

    @Test
    void aSubnetLiesInItsVpcAndOverlapsNoOther() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        subnet(api, vpcId, "192.168.1.0/24");
        String body = "{\"name\":\"x\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"%s\",\"vpcId\":\"%s\"}";

        api.post("/v1/subnet", body.formatted("10.0.0.0/24", vpcId)).refused(400, "InvalidParameter");
        assertThat(api.post("/v1/subnet", body.formatted("192.168.0.0/20", vpcId))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("192.168.0.0/20", "192.168.1.0/24");
        assertThat(api.post(
                                "/v1/subnet",
                                body.formatted("192.168.3.0/24", vpcId).replace("cn-bj-a", "cn-gz-a"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("zoneName", "cn-gz-a", "cn-bj-a");
        api.post("/v1/subnet", body.formatted("192.168.2.0/24", "vpc-none")).refused(404, "NoSuchObject");
        api.put("/v1/vpc/" + vpcId + "?modifyAttribute", "{\"name\":\"shop\",\"secondaryCidr\":[\"10.0.0.0/16\"]}")
                .ok();
        api.post("/v1/subnet", body.formatted("10.0.0.0/24", vpcId)).ok();
        assertThat(api.get("/v1/vpc/" + vpcId).text("/vpc/secondaryCidr/0")).isEqualTo("10.0.0.0/16");
    }

    @Test
    void aSubnetLiesInAZoneThatIsListed() {
        Api api = Api.of(emulator);
        String body = "{\"name\":\"x\",\"zoneName\":\"%s\",\"cidr\":\"192.168.0.0/24\",\"vpcId\":\"" + vpc(api) + "\"}";

        assertThat(api.post("/v1/subnet", body.formatted("cn-bj-z"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("zoneName", "cn-bj-z", "cn-bj-a", "cn-bj-f");
        api.post("/v1/subnet", body.formatted("cn-bj-f")).ok();
    }

    @Test
    void blocksOfAVpcDoNotOverlap() {
        Api api = Api.of(emulator);
        String path = "/v1/vpc/" + vpc(api) + "?modifyAttribute";
        String body = "{\"name\":\"shop\",\"secondaryCidr\":[%s]}";

        for (String pair : List.of(
                "\"10.1.0.0/16\",\"10.1.0.0/24\"",
                "\"10.1.0.0/24\",\"10.1.0.0/16\"",
                "\"10.1.0.0/16\",\"10.1.0.0/16\"")) {
            assertThat(api.put(path, body.formatted(pair))
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("secondaryCidr[1]", "10.1.0.0/16");
        }
        api.put(path, body.formatted("\"192.168.0.0/24\"")).refused(400, "InvalidParameter");
        api.put(path, body.formatted("\"10.1.0.0/16\",\"10.2.0.0/16\"")).ok();
    }

    @Test
    void namesAndTagsHaveTheirAlphabets() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String subnetId = subnet(api, vpcId, "192.168.1.0/24");
        String vpc = "{\"name\":\"%s\",\"cidr\":\"10.0.0.0/16\"}";
        String subnet =
                "{\"name\":\"%s\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"192.168.2.0/24\",\"vpcId\":\"" + vpcId + "\"}";
        for (String name : List.of("default", "a b!", "\u4e2d\u6587 %$", "a\u4e2d", "x".repeat(66))) {
            assertThat(api.post("/v1/vpc", vpc.formatted(name))
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("name");
            api.put("/v1/vpc/" + vpcId + "?modifyAttribute", "{\"name\":\"" + name + "\"}")
                    .refused(400, "InvalidParameter");
            api.post("/v1/subnet", subnet.formatted(name)).refused(400, "InvalidParameter");
            api.put("/v1/subnet/" + subnetId + "?modifyAttribute", "{\"name\":\"" + name + "\"}")
                    .refused(400, "InvalidParameter");
        }
        for (String name : List.of("terra-test-vpc", "default2", "a_default", "1/x.y")) {
            api.put("/v1/vpc/" + vpcId + "?modifyAttribute", "{\"name\":\"" + name + "\"}")
                    .ok();
            api.put("/v1/subnet/" + subnetId + "?modifyAttribute", "{\"name\":\"" + name + "\"}")
                    .ok();
        }

        String tag = "{\"tagKey\":\"%s\",\"tagValue\":\"%s\"}";
        for (String tags : List.of(
                tag.formatted("a!", "b"),
                tag.formatted("a", "b!"),
                tag.formatted("a", "1") + "," + tag.formatted("a", "2"))) {
            String more = ",\"tags\":[" + tags + "]}";
            assertThat(api.post("/v1/vpc", vpc.formatted("tagged").replace("}", more))
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("tags[");
            api.post("/v1/subnet", subnet.formatted("tagged").replace("}", more))
                    .refused(400, "InvalidParameter");
            api.post("/v1/eip", "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Postpaid\"}" + more)
                    .refused(400, "InvalidParameter");
        }
        api.post(
                        "/v1/vpc",
                        vpc.formatted("tagged")
                                .replace("}", ",\"tags\":[" + tag.formatted("\u90e8\u95e8 a-_/.", "") + "]}"))
                .ok();
    }

    @Test
    void theQuotaOfSubnetsIsOfAVpcAndASetting() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        for (int i = 0; i < 10; i++) {
            subnet(api, vpcId, "192.168." + i + ".0/24");
        }
        String eleventh =
                "{\"name\":\"x\",\"zoneName\":\"cn-bj-a\",\"cidr\":\"192.168.20.0/24\",\"vpcId\":\"" + vpcId + "\"}";

        assertThat(api.post("/v1/subnet", eleventh)
                        .refused(413, "QuotaExceeded")
                        .message())
                .contains(vpcId, "10", "--quota-subnets");
        subnet(api, vpc(api), "192.168.0.0/24");
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"quotaSubnets\":11}")
                .ok();
        api.post("/v1/subnet", eleventh).ok();
    }

    @Test
    void relayAndRouteTable() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);

        api.put("/v1/vpc/openRelay/" + vpcId, "").ok();
        assertThat(api.get("/v1/vpc/" + vpcId).json().at("/vpc/relay").booleanValue())
                .isTrue();
        api.put("/v1/vpc/shutdownRelay/" + vpcId, "").ok();
        assertThat(api.get("/v1/vpc/" + vpcId).json().at("/vpc/relay").booleanValue())
                .isFalse();
        String table = api.get("/v1/route?vpcId=" + vpcId).ok().text("/routeTableId");
        assertThat(api.get("/v1/route?routeTableId=" + table).ok().text("/vpcId"))
                .isEqualTo(vpcId);
        assertThat(api.get("/v1/route/rule?vpcId=" + vpcId).ok().json().path("routeRules"))
                .isEmpty();
        api.get("/v1/route").refused(400, "InvalidParameter");
        api.get("/v1/route?vpcId=vpc-none").refused(404, "NoSuchObject");
    }

    private static String rule(String table, String source, String destination, String more) {
        return "{\"routeTableId\":\"" + table + "\",\"sourceAddress\":\"" + source + "\",\"destinationAddress\":\""
                + destination + "\"" + more + "}";
    }

    @Test
    void aRouteRuleIsMadeChangedAndRemoved() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String table = api.get("/v1/route?vpcId=" + vpcId).ok().text("/routeTableId");
        String hop = ",\"nexthopId\":\"i-emul0001\",\"nexthopType\":\"custom\"";

        String id = api.post("/v1/route/rule", rule(table, "0.0.0.0/0", "10.1.0.0/24", hop))
                .ok()
                .text("/routeRuleId");
        assertThat(id).matches("rr-\\w{12}");
        assertThat(api.get("/v1/route?vpcId=" + vpcId).json().at("/routeRules/0"))
                .hasToString("{\"routeTableId\":\"" + table + "\",\"routeRuleId\":\"" + id
                        + "\",\"sourceAddress\":\"0.0.0.0/0\",\"destinationAddress\":\"10.1.0.0/24\","
                        + "\"nexthopId\":\"i-emul0001\",\"nexthopType\":\"custom\",\"pathType\":\"normal\","
                        + "\"description\":\"\"}");

        api.put("/v1/route/rule/" + id, "{\"destinationAddress\":\"10.2.0.0/24\",\"description\":\"node\"}")
                .ok();
        Api.Answer rules = api.get("/v1/route/rule?routeTableId=" + table).ok();
        assertThat(rules.text("/routeRules/0/destinationAddress")).isEqualTo("10.2.0.0/24");
        assertThat(rules.text("/routeRules/0/description")).isEqualTo("node");
        assertThat(rules.text("/routeRules/0/sourceAddress")).isEqualTo("0.0.0.0/0");

        // The Go client sends the empty text for an address that is not to change.
        api.put(
                        "/v1/route/rule/" + id,
                        "{\"sourceAddress\":\"\",\"destinationAddress\":\"\",\"description\":\"again\"}")
                .ok();
        assertThat(api.get("/v1/route/rule?routeTableId=" + table).ok().body())
                .contains("\"destinationAddress\":\"10.2.0.0/24\"", "\"description\":\"again\"");
        api.put("/v1/route/rule/" + id, "{\"nexthopId\":\"i-none\"}").refused(400, "InvalidParameter");
        api.delete("/v1/route/rule/" + id).ok();
        assertThat(api.get("/v1/route?vpcId=" + vpcId).json().path("routeRules"))
                .isEmpty();
        api.delete("/v1/route/rule/" + id).refused(404, "NoSuchObject");
        api.put("/v1/route/rule/" + id, "{}").refused(404, "NoSuchObject");
    }

    @Test
    void routeRulesOfSeveralPaths() {
        Api api = Api.of(emulator);
        String table = api.get("/v1/route?vpcId=" + vpc(api)).ok().text("/routeTableId");
        String hops =
                ",\"nextHopList\":[{\"nexthopId\":\"dc-1\",\"nexthopType\":\"dcGateway\",\"pathType\":\"ha:active\"},"
                        + "{\"nexthopId\":\"dc-2\",\"nexthopType\":\"dcGateway\",\"pathType\":\"ha:standby\"}]";

        Api.Answer made = api.post("/v1/route/rule", rule(table, "0.0.0.0/0", "0.0.0.0/0", hops))
                .ok();
        for (String wrong : List.of(
                hops.replace("standby", "active"),
                hops.replace("ha:standby", "ecmp"),
                hops.replace("dc-2", "dc-1"),
                hops.replaceFirst(",\\{.*}]", "]"))) {
            api.post("/v1/route/rule", rule(table, "0.0.0.0/0", "10.8.0.0/24", wrong))
                    .refused(400, "InvalidParameter");
        }
        String path = made.text("/routeRuleIds/0");
        api.put("/v1/route/rule/" + path, "{\"destinationAddress\":\"10.8.0.0/24\"}")
                .refused(400, "InvalidParameter");
        api.put("/v1/route/rule/" + path, "{\"description\":\"first\"}").ok();
        api.put("/v1/route/rule/" + path + "?switchRouteHA", "").refused(501, "NotImplemented");

        api.post("/v1/route/rule", rule(table, "0.0.0.0/0", "10.9.0.0/24", hops + ",\"nexthopType\":\"custom\""))
                .refused(400, "InvalidParameter");
        String empty = ",\"nexthopId\":\"\",\"nexthopType\":\"\"";
        api.post("/v1/route/rule", rule(table, "0.0.0.0/0", "10.9.0.0/24", empty))
                .refused(400, "MissingParameter");
        Api.Answer other = api.post("/v1/route/rule", rule(table, "0.0.0.0/0", "10.9.0.0/24", hops + empty))
                .ok();
        api.put("/v1/route/rule/" + other.text("/routeRuleIds/0"), "{\"nexthopId\":\"\",\"description\":\"same\"}")
                .ok();
        other.json()
                .path("routeRuleIds")
                .forEach(id -> api.delete("/v1/route/rule/" + id.asText()).ok());
        assertThat(made.json().path("routeRuleIds")).hasSize(2);
        assertThat(made.json().has("routeRuleId")).isFalse();
        assertThat(api.get("/v1/route/rule?routeTableId=" + table).json().findValuesAsText("pathType"))
                .containsExactlyInAnyOrder("ha:active", "ha:standby");
        Api.Answer page =
                api.get("/v1/route/rule?maxKeys=1&routeTableId=" + table).ok();
        assertThat(page.json().path("routeRules")).hasSize(1);
        assertThat(api.get("/v1/route/rule?routeTableId=" + table + "&marker=" + page.text("/nextMarker"))
                        .json()
                        .path("routeRules"))
                .hasSize(1);
    }

    @Test
    void wrongRouteRulesAreRefused() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String subnetId = subnet(api, vpcId, "192.168.1.0/24");
        String table = api.get("/v1/route?vpcId=" + vpcId).ok().text("/routeTableId");
        String hop = ",\"nexthopId\":\"vpn-1\",\"nexthopType\":\"vpn\"";
        String path = "/v1/route/rule";

        api.post(path, rule("rt-none", "0.0.0.0/0", "10.1.0.0/24", hop)).refused(400, "NoSuchObject");
        api.post(path, rule(table, "0.0.0.0/0", "10.1.0.0/24", "")).refused(400, "MissingParameter");
        assertThat(api.post(path, rule(table, "0.0.0.0/0", "192.168.7.0/24", hop))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("destinationAddress", "192.168.7.0/24", "192.168.0.0/16");
        assertThat(api.post(path, rule(table, "192.168.2.0/24", "10.1.0.0/24", hop))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("sourceAddress", "192.168.2.0/24", "192.168.1.0/24");
        api.post(path, rule(table, "0.0.0.0/0", "10.1.0.1/24", hop)).refused(400, "InvalidParameter");
        api.post(path, rule(table, "0.0.0.0/0", "10.1.0.0/24", ",\"nexthopId\":\"i-none\",\"nexthopType\":\"custom\""))
                .refused(400, "InvalidParameter");
        api.post(path, rule(table, "0.0.0.0/0", "10.1.0.0/24", hop + ",\"ipVersion\":6"))
                .refused(400, "InvalidParameter");
        api.post(path, rule(table, "0.0.0.0/0", "10.9.0.0/24", hop + ",\"ipVersion\":\"4\""))
                .ok();
        String first = api.post(path, rule(table, "192.168.1.128/25", "10.1.0.0/24", hop))
                .ok()
                .text("/routeRuleId");
        api.post(path, rule(table, "192.168.1.128/25", "10.1.0.0/24", hop)).refused(409, "RouteRuleRepeated");
        api.delete("/v1/subnet/" + subnetId).ok();
        api.put(path + "/" + first, "{\"description\":\"its subnet is gone\"}").ok();
        subnet(api, vpcId, "192.168.1.0/24");
        String second = api.post(path, rule(table, "0.0.0.0/0", "10.1.0.0/24", hop))
                .ok()
                .text("/routeRuleId");
        api.put(path + "/" + second, "{\"sourceAddress\":\"192.168.1.128/25\"}").refused(409, "RouteRuleRepeated");
        api.put(path + "/" + first, "{\"destinationAddress\":\"192.168.0.0/24\"}")
                .refused(400, "InvalidParameter");
        for (int i = 3; i < 50; i++) {
            api.post(path, rule(table, "0.0.0.0/0", "10.2." + i + ".0/24", hop)).ok();
        }
        api.post(path, rule(table, "0.0.0.0/0", "10.3.0.0/24", hop)).refused(413, "RouteRuleExceedQuota");
        List<String> paged = new ArrayList<>();
        String marker = "";
        do {
            Api.Answer page = api.get(path + "?maxKeys=7&vpcId=" + vpcId + "&marker=" + marker)
                    .ok();
            paged.addAll(page.json().findValuesAsText("routeRuleId"));
            marker = page.text("/nextMarker");
        } while (!marker.isEmpty() && paged.size() <= 50);
        assertThat(paged).hasSize(50).isSorted().doesNotHaveDuplicates();
        assertThat(api.get("/v1/route?vpcId=" + vpcId).json().path("routeRules"))
                .hasSize(50);
    }

    @Test
    void declaredRouteRulesAreListed() {
        Api api = Api.of(emulator);
        String path = "/_blb/world/vpcs/vpc-routed?account=" + api.account();

        assertThat(api.put(
                                path,
                                "{\"cidr\":\"10.1.0.0/16\",\"routeRules\":[{\"destinationAddress\":\"10.1.2.0/24\",\"nexthopId\":\"i-1\"}]}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("routeRules[0].destinationAddress");
        String one = "{\"destinationAddress\":\"10.2.0.0/16\",\"nexthopId\":\"i-1\"%s}";
        for (String wrong : List.of(
                one.formatted("") + "," + one.formatted(""),
                one.formatted(",\"routeRuleId\":\"rr-1\"") + ","
                        + one.replace("10.2", "10.3").formatted(",\"routeRuleId\":\"rr-1\""),
                one.formatted(",\"pathType\":\"ecmp\""),
                one.formatted("").replace("i-1", ""))) {
            assertThat(api.put(path, "{\"cidr\":\"10.1.0.0/16\",\"routeRules\":[" + wrong + "]}")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("routeRules[");
        }
        api.put(
                        path,
                        "{\"cidr\":\"10.1.0.0/16\",\"routeRules\":[{\"destinationAddress\":\"10.2.0.0/16\",\"nexthopId\":\"i-1\"}]}")
                .ok();

        Api.Answer rules = api.get("/v1/route/rule?vpcId=vpc-routed").ok();
        assertThat(rules.text("/routeRules/0/nexthopId")).isEqualTo("i-1");
        String id = rules.text("/routeRules/0/routeRuleId");
        api.put("/v1/route/rule/" + id, "{\"nexthopId\":\"i-emul0002\"}").ok();
        assertThat(api.get("/v1/route/rule?vpcId=vpc-routed").text("/routeRules/0/nexthopId"))
                .isEqualTo("i-emul0002");
        Api.Answer world = api.get("/_blb/world?account=" + api.account()).ok();
        assertThat(world.text("/vpcs/0/routeRules/0/routeRuleId")).isEqualTo(id);
        assertThat(world.text("/vpcs/0/routeRules/0/nexthopId")).isEqualTo("i-emul0002");
        api.delete("/v1/vpc/vpc-routed").ok();
        api.delete("/v1/route/rule/" + id).refused(404, "NoSuchObject");
    }

    @Test
    void whatIsDeclaredIsListedAndPaged() {
        Api api = Api.of(emulator);
        api.put(
                        "/_blb/world/vpcs/vpc-seeded?account=" + api.account(),
                        "{\"name\":\"seeded\",\"cidr\":\"10.1.0.0/16\"}")
                .ok();

        Api.Answer first = api.get("/v1/vpc?maxKeys=1").ok();
        assertThat(first.text("/vpcs/0/vpcId")).isEqualTo("vpc-emulator0001");
        assertThat(first.json().path("isTruncated").booleanValue()).isTrue();
        Api.Answer second =
                api.get("/v1/vpc?maxKeys=1&marker=" + first.text("/nextMarker")).ok();
        assertThat(second.text("/vpcs/0/name")).isEqualTo("seeded");
        assertThat(second.json().has("nextMarker")).isFalse();
        for (String yes : List.of("true", "True", "TRUE")) {
            assertThat(api.get("/v1/vpc?isDefault=" + yes).ok().json().findValuesAsText("vpcId"))
                    .containsExactly("vpc-emulator0001");
        }
        for (String no : List.of("false", "False")) {
            assertThat(api.get("/v1/vpc?isDefault=" + no).ok().json().findValuesAsText("vpcId"))
                    .containsExactly("vpc-seeded");
        }
        assertThat(api.get("/v1/vpc?isDefault=").ok().json().path("vpcs")).hasSize(2);
        api.get("/v1/vpc?isDefault=no").refused(400, "InvalidParameter");
        assertThat(api.as("another").get("/v1/vpc").json().path("vpcs")).hasSize(1);
    }

    @Test
    void anEipIsBoundToALoadBalancerAndOutlivesIt() {
        Api api = Api.of(emulator);
        String eip = eip(api);
        String blbId = balancer(api, "vpc-emulator0001", "sbn-emulator0001");
        String bind = "{\"instanceType\":\"BLB\",\"instanceId\":\"" + blbId + "\"}";

        api.put("/v1/eip/" + eip + "?bind", bind).ok();

        assertThat(api.get("/v1/blb/" + blbId).text("/publicIp")).isEqualTo(eip);
        assertThat(api.get("/v1/blb").text("/blbList/0/publicIp")).isEqualTo(eip);
        Api.Answer bound = api.get("/v1/eip?eip=" + eip).ok();
        assertThat(bound.text("/eipList/0/status")).isEqualTo("binded");
        assertThat(bound.text("/eipList/0/instanceType")).isEqualTo("BLB");
        assertThat(bound.text("/eipList/0/instanceId")).isEqualTo(blbId);
        assertThat(bound.text("/eipList/0/billingMethod")).isEqualTo("ByTraffic");
        api.put("/v1/eip/" + eip + "?bind", bind).refused(409, "EipStatusInvalid");
        api.put("/v1/eip/" + eip(api) + "?bind", bind).refused(409, "InstanceHasBoundEip");
        api.delete("/v1/eip/" + eip).refused(409, "EipStatusInvalid");

        api.put("/v1/eip/" + eip + "?unbind", "").ok();
        assertThat(api.get("/v1/blb/" + blbId).json().has("publicIp")).isFalse();
        api.put("/v1/eip/" + eip + "?unbind", "").refused(409, "EipStatusInvalid");
        api.put("/v1/eip/" + eip + "?bind", bind).ok();
        api.delete("/v1/blb/" + blbId).ok();
        assertThat(api.get("/v1/eip?eip=" + eip).text("/eipList/0/status")).isEqualTo("available");
        api.delete("/v1/eip/" + eip).ok();
        assertThat(api.get("/v1/eip?eip=" + eip).ok().json().path("eipList")).isEmpty();
        api.delete("/v1/eip/" + eip).refused(404, "EipNotFound");
        api.put("/v1/eip/" + eip(api) + "?bind", bind).refused(404, "InstanceNotFound");
    }

    @Test
    void anEipThatALoadBalancerWasMadeWithIsBound() {
        Api api = Api.of(emulator);
        String eip = eip(api);
        String blbId = api.post(
                        "/v1/blb",
                        "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"eip\":\"" + eip + "\"}")
                .ok()
                .text("/blbId");

        assertThat(api.get("/v1/eip?instanceType=BLB&instanceId=" + blbId).text("/eipList/0/eip"))
                .isEqualTo(eip);
        assertThat(api.get("/v1/eip?status=available").json().path("eipList"))
                .extracting(each -> each.path("eip").asText())
                .containsExactly("203.0.113.10", "203.0.113.11");
    }

    @Test
    void anEipIsResizedAndProtected() {
        Api api = Api.of(emulator);
        String eip = eip(api);

        api.put("/v1/eip/" + eip + "?resize", "{\"newBandwidthInMbps\":20}").ok();
        assertThat(api.get("/v1/eip?eip=" + eip)
                        .json()
                        .at("/eipList/0/bandwidthInMbps")
                        .intValue())
                .isEqualTo(20);
        api.put("/v1/eip/" + eip + "?resize", "{\"newBandwidthInMbps\":1001}").refused(400, "InvalidParameter");
        api.put("/v1/eip/" + eip + "/deleteProtect", "{\"deleteProtect\":true}").ok();
        api.delete("/v1/eip/" + eip).refused(403, "OperationDenied");
        api.put("/v1/eip/" + eip + "/deleteProtect", "{\"deleteProtect\":false}")
                .ok();
        api.delete("/v1/eip/" + eip).ok();
        api.delete("/v1/eip/203.0.113.10").refused(403, "AccessDenied");
    }

    @Test
    void aClientTokenIsReplayed() {
        Api api = Api.of(emulator);
        String body = "{\"name\":\"once\",\"cidr\":\"10.2.0.0/16\"}";

        String first = api.post("/v1/vpc?clientToken=t1", body).ok().text("/vpcId");

        assertThat(api.post("/v1/vpc?clientToken=t1", body).ok().text("/vpcId")).isEqualTo(first);
        assertThat(api.get("/v1/vpc").json().path("vpcs")).hasSize(2);
    }

    @Test
    void quotasBoundWhatAnAccountMakes() {
        Api api = Api.of(emulator);
        for (int i = 0; i < 9; i++) {
            vpc(api);
        }
        api.post("/v1/vpc", "{\"name\":\"x\",\"cidr\":\"10.2.0.0/16\"}").refused(413, "QuotaExceeded");
        for (int i = 0; i < 128; i++) {
            eip(api);
        }
        api.post("/v1/eip", "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Postpaid\"}}")
                .refused(413, "QuotaExceeded");
    }

    @Test
    void anExportHoldsWhatTheCallsMade() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        subnet(api, vpcId, "192.168.1.0/24");
        String eip = eip(api);

        String export = api.get("/_blb/world?account=" + api.account()).ok().body();

        assertThat(export).contains(vpcId, "cn-bj-d", eip);
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        assertThat(api.get("/v1/vpc").json().path("vpcs")).hasSize(1);
        api.post("/_blb/seed?account=" + api.account(), export).ok();
        assertThat(api.get("/v1/vpc/" + vpcId).text("/vpc/subnets/0/name")).isEqualTo("front");
        assertThat(api.get("/v1/eip?eip=" + eip).text("/eipList/0/name")).isEqualTo("public");
    }

    @Test
    void noResourceIsInAGroup() {
        Api api = Api.of(emulator);

        Api.Answer answer = api.post(
                        "/v1/res/resource/batch/queryGroupRes",
                        "{\"resourceBriefs\":[{\"resourceId\":\"lb-1\",\"resourceType\":\"BLB\",\"resourceRegion\":\"bj\"}]}")
                .ok();

        assertThat(answer.text("/resGroups/0/id")).isEqualTo("lb-1");
        assertThat(answer.json().at("/resGroups/0/groups")).isEmpty();
        api.post("/v1/res/resource/batch/queryGroupRes", "{}").refused(400, "MissingParameter");
    }

    @Test
    void aLoadBalancerIsInTheGroupThatItWasCreatedIn() {
        Api api = Api.of(emulator);
        String id = api.create("\"name\":\"web\",\"resourceGroupId\":\"RESG-1\"");
        api.put("/v1/blb/" + id, "{\"name\":\"renamed\"}").ok();
        String export = api.get("/_blb/world?account=" + api.account()).ok().body();
        String question = "{\"resourceBriefs\":[{\"resourceId\":\"" + id
                + "\",\"resourceType\":\"BLB\",\"resourceRegion\":\"bj\"}]}";

        Api.Answer answer =
                api.post("/v1/res/resource/batch/queryGroupRes", question).ok();

        assertThat(answer.text("/resGroups/0/name")).isEqualTo("renamed");
        for (String member : List.of("id", "uuid", "name", "type", "region", "accountId", "userId")) {
            assertThat(answer.text("/resGroups/0/" + member)).as(member).isNotEmpty();
        }
        assertThat(answer.json().at("/resGroups/0/groups")).hasSize(1);
        assertThat(answer.text("/resGroups/0/groups/0/groupId")).isEqualTo("RESG-1");
        assertThat(answer.text("/resGroups/0/groups/0/bindTime")).isNotEmpty();
        assertThat(Api.of(emulator)
                        .post("/v1/res/resource/batch/queryGroupRes", question)
                        .ok()
                        .json()
                        .at("/resGroups/0/groups"))
                .as("another account's")
                .isEmpty();

        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.post("/_blb/seed?account=" + api.account(), export).ok();
        assertThat(api.post("/v1/res/resource/batch/queryGroupRes", question)
                        .ok()
                        .text("/resGroups/0/groups/0/groupId"))
                .as("after export, reset and seed")
                .isEqualTo("RESG-1");
    }

    @Test
    void eachServiceHasItsOwnClientTokens() {
        Api api = Api.of(emulator);
        String token = "?clientToken=one";
        String network = "{\"name\":\"a\",\"cidr\":\"10.1.0.0/16\"}";
        String address = "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Postpaid\"}}";
        api.post("/v1/blb" + token, "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}")
                .ok();

        String vpcId = api.post("/v1/vpc" + token, network).ok().text("/vpcId");
        String eip = api.post("/v1/eip" + token, address).ok().text("/eip");

        assertThat(api.post("/v1/vpc" + token, network).ok().text("/vpcId")).isEqualTo(vpcId);
        assertThat(api.post("/v1/eip" + token, address).ok().text("/eip")).isEqualTo(eip);
        api.post("/v1/vpc" + token, network.replace("\"a\"", "\"b\"")).refused(403, "IdempotentParameterMismatch");
    }

    @Test
    void whatIsNotBuiltSaysItsName() {
        Api api = Api.of(emulator);

        assertThat(api.put("/v1/eip/203.0.113.10?direct", "")
                        .refused(501, "NotImplemented")
                        .message())
                .contains("DirectEip");
        assertThat(api.get("/_blb/operations").json().path("operations"))
                .filteredOn(row -> row.path("name").asText().equals("DirectEip"))
                .extracting(row -> row.path("state").asText())
                .containsExactly("absent");
    }

    private static int availableIp(Api api, String subnetId) {
        return api.get("/v1/subnet/" + subnetId)
                .ok()
                .json()
                .at("/subnet/availableIp")
                .asInt(-1);
    }

    @Test
    void asManyLoadBalancersAsAvailableAddressesFitIntoASubnet() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String subnetId = subnet(api, vpcId, "192.168.9.0/29");
        String body = "{\"vpcId\":\"" + vpcId + "\",\"subnetId\":\"" + subnetId + "\"";
        assertThat(availableIp(api, subnetId)).isEqualTo(3);

        // Addresses that are given to nobody who asks for none, and an IPv6 one, are not counted.
        api.post("/v1/blb", body + ",\"address\":\"192.168.9.1\"}").ok();
        api.post("/v1/blb", body + ",\"address\":\"192.168.9.3\"}").ok();
        api.post("/v1/blb", body + ",\"type\":\"ipv6\"}").ok();
        assertThat(availableIp(api, subnetId)).isEqualTo(3);

        for (int left = 2; left >= 0; left--) {
            balancer(api, vpcId, subnetId);
            assertThat(availableIp(api, subnetId)).isEqualTo(left);
        }
        api.post("/v1/blb", body + "}").refused(400, "InstanceCreationFailed");
    }

    @Test
    void theAddressOfALoadBalancerThatIsStillShownIsNotAvailable() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        String subnetId = subnet(api, vpcId, "192.168.10.0/29");
        String first = balancer(api, vpcId, subnetId);
        balancer(api, vpcId, subnetId);
        balancer(api, vpcId, subnetId);
        api.put(
                        "/_blb/async?account=" + api.account(),
                        "{\"operations\":{\"ReleaseBlb\":{\"settle\":\"held\",\"detail\":\"held\",\"list\":\"held\"}}}")
                .ok();

        api.delete("/v1/blb/" + first).ok();

        assertThat(availableIp(api, subnetId)).isZero();
        api.post("/v1/blb", "{\"vpcId\":\"" + vpcId + "\",\"subnetId\":\"" + subnetId + "\"}")
                .refused(400, "InstanceCreationFailed");
        api.post("/_blb/loadbalancers/" + first + "/settle", "").ok();
        assertThat(availableIp(api, subnetId)).isEqualTo(1);
        balancer(api, vpcId, subnetId);
        assertThat(availableIp(api, subnetId)).isZero();
    }

    @Test
    void aSubnetLiesInTheSecondaryBlockThatItNames() {
        Api api = Api.of(emulator);
        String vpcId = vpc(api);
        api.put(
                        "/v1/vpc/" + vpcId + "?modifyAttribute",
                        "{\"name\":\"shop\",\"secondaryCidr\":[\"10.1.0.0/16\",\"10.2.0.0/16\"]}")
                .ok();
        String body = "{\"name\":\"x\",\"zoneName\":\"cn-bj-a\",\"vpcId\":\"" + vpcId
                + "\",\"vpcSecondaryCidr\":\"10.1.0.0/16\",\"cidr\":\"%s\"}";

        for (String outside : List.of("192.168.7.0/24", "10.2.7.0/24")) {
            assertThat(api.post("/v1/subnet", body.formatted(outside))
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("cidr is \"" + outside + "\"", "vpcSecondaryCidr 10.1.0.0/16");
        }
        api.post("/v1/subnet", body.formatted("10.1.7.0/24")).ok();
    }

    /** The guide advises private ranges and supports public ones [i10]. */
    @ParameterizedTest
    @ValueSource(strings = {"8.8.0.0/16", "192.168.0.0/28", "10.0.0.0/8"})
    void aVpcHasAnyRangeOf8To28Bits(String cidr) {
        Api api = Api.of(emulator);
        String vpcId = api.post("/v1/vpc", "{\"name\":\"any\",\"cidr\":\"" + cidr + "\"}")
                .ok()
                .text("/vpcId");
        assertThat(api.get("/v1/vpc/" + vpcId).ok().text("/vpc/cidr")).isEqualTo(cidr);
    }
}
