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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** When groups and their rules were made and last changed, by a clock that moves between the calls alone. */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class GroupTimesTest {
    private static final String ESG = "/v1/enterprise/security";
    private static final String RULES = "\"rules\":[{\"direction\":\"ingress\",\"action\":\"allow\",\"priority\":100,"
            + "\"ethertype\":\"IPv4\",\"protocol\":\"tcp\",\"portRange\":\"80\",\"sourceIp\":\"all\"}]";

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    GroupTimesTest() {
        Api.of(emulator).post("/_blb/clock", "{\"freeze\":true}").ok();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static JsonNode group(Api api, String id) {
        for (JsonNode each : api.get(ESG).ok().json().path("enterpriseSecurityGroups")) {
            if (each.path("id").asText().equals(id)) {
                return each;
            }
        }
        throw new AssertionError("no group " + id);
    }

    private static String now(Api api) {
        return api.post("/_blb/clock", "{\"advance\":\"100s\"}")
                .ok()
                .text("/now")
                .replaceAll("\\.\\d+Z", "Z");
    }

    private static void times(JsonNode thing, String created, String updated) {
        assertThat(thing.path("createdTime").asText()).isEqualTo(created);
        assertThat(thing.path("updatedTime").asText()).isEqualTo(updated);
    }

    @Test
    void anEnterpriseGroupAndItsRulesShowWhenTheyWereChanged() {
        Api api = Api.of(emulator).as("enterprise-times");
        String made = now(api);
        String id = api.post(ESG, "{\"name\":\"web\"," + RULES + "}").ok().text("/enterpriseSecurityGroupId");
        times(group(api, id), made, made);
        times(group(api, id).at("/rules/0"), made, made);

        String added = now(api);
        api.put(ESG + "/" + id + "?authorizeRule", "{" + RULES + "}").ok();
        times(group(api, id), made, added);
        times(group(api, id).at("/rules/0"), made, made);
        times(group(api, id).at("/rules/1"), added, added);

        String addedLater = now(api);
        api.put(ESG + "/" + id + "?authorizeRule", "{" + RULES + "}").ok();
        times(group(api, id), made, addedLater);
        times(group(api, id).at("/rules/1"), added, added);
        times(group(api, id).at("/rules/2"), addedLater, addedLater);

        String changed = made;
        for (String remark : new String[] {"n", "m"}) {
            changed = now(api);
            api.put(ESG + "/rule/" + ruleOf(api, id, 1), "{\"remark\":\"" + remark + "\"}")
                    .ok();
            times(group(api, id), made, changed);
            times(group(api, id).at("/rules/0"), made, made);
            times(group(api, id).at("/rules/1"), added, changed);
            times(group(api, id).at("/rules/2"), addedLater, addedLater);
        }

        String removed = made;
        for (int left = 2; left > 0; left--) {
            removed = now(api);
            api.delete(ESG + "/rule/" + ruleOf(api, id, left == 2 ? 0 : 1)).ok();
            assertThat(group(api, id).path("rules")).hasSize(left);
            times(group(api, id), made, removed);
            times(group(api, id).at("/rules/0"), added, changed);
        }

        String exported = api.get("/_blb/world?account=" + api.account()).ok().body();
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.post("/_blb/seed?account=" + api.account(), exported).ok();
        times(group(api, id), made, removed);
        times(group(api, id).at("/rules/0"), added, changed);
    }

    private static String ruleOf(Api api, String id, int index) {
        return group(api, id)
                .at("/rules/" + index + "/enterpriseSecurityGroupRuleId")
                .asText();
    }

    @Test
    void theRulesOfAnOrdinaryGroupShowWhenTheyWereChanged() {
        Api api = Api.of(emulator).as("ordinary-times");
        String made = now(api);
        String path = "/v2/securityGroup/"
                + api.post(
                                "/v2/securityGroup",
                                "{\"name\":\"web\",\"rules\":[{\"direction\":\"ingress\",\"portRange\":\"80\"}]}")
                        .ok()
                        .text("/securityGroupId");
        times(api.get(path).json().at("/rules/0"), made, made);

        String added = now(api);
        api.put(path + "?authorizeRule", "{\"rule\":{\"direction\":\"egress\",\"portRange\":\"81\"}}")
                .ok();
        times(api.get(path).json().at("/rules/0"), made, made);
        times(api.get(path).json().at("/rules/1"), added, added);

        String changed = made;
        for (String remark : new String[] {"n", "m"}) {
            changed = now(api);
            for (int i = 0; i < 2; i++) {
                String ruleId = api.get(path).text("/rules/" + i + "/securityGroupRuleId");
                api.put(
                                "/v2/securityGroup/rule/update",
                                "{\"securityGroupRuleId\":\"" + ruleId + "\",\"remark\":\"" + remark + "\"}")
                        .ok();
            }
            times(api.get(path).json().at("/rules/0"), made, changed);
            times(api.get(path).json().at("/rules/1"), added, changed);
            assertThat(api.get(path).text("/createdTime")).isEqualTo(made);
        }

        now(api);
        api.put(path + "?revokeRule", "{\"rule\":{\"direction\":\"ingress\",\"portRange\":\"80\"}}")
                .ok();
        times(api.get(path).json().at("/rules/0"), added, changed);

        String exported = api.get("/_blb/world?account=" + api.account()).ok().body();
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.post("/_blb/seed?account=" + api.account(), exported).ok();
        times(api.get(path).json().at("/rules/0"), added, changed);
    }

    @Test
    void aRuleAsItIsListedCanBeSentBack() {
        Api api = Api.of(emulator).as("sent-back").with("unknownMembers", "refuse");
        String id = api.post(ESG, "{\"name\":\"web\"," + RULES + "}").ok().text("/enterpriseSecurityGroupId");
        api.put(
                        ESG + "/" + id + "?authorizeRule",
                        "{\"enterpriseSecurityGroupId\":\"" + id + "\",\"rules\":["
                                + group(api, id).at("/rules/0") + "]}")
                .ok();
        assertThat(group(api, id).path("rules")).hasSize(2);

        String path = "/v2/securityGroup/"
                + api.post(
                                "/v2/securityGroup",
                                "{\"name\":\"web\",\"rules\":[{\"direction\":\"ingress\",\"portRange\":\"80\"}]}")
                        .ok()
                        .text("/securityGroupId");
        api.put(path + "?revokeRule", "{\"rule\":" + api.get(path).json().at("/rules/0") + "}")
                .ok();
        assertThat(api.get(path).json().path("rules")).isEmpty();
    }

    @Test
    void aDeclaredGroupShowsTheTimesThatItStates() {
        Api api = Api.of(emulator).as("declared-times");
        String created = "2026-02-01T00:00:00Z";
        String changed = "2026-03-01T00:00:00Z";
        String rule = "\"portRange\":\"80\",\"sourceIp\":\"all\"";
        api.post("/_blb/seed?account=" + api.account(), """
                        {"enterpriseSecurityGroups": [
                          {"enterpriseSecurityGroupId": "esg-stated", "createdTime": "%1$s", "updatedTime": "%2$s",
                           "enterpriseSecurityGroupRules": [{%3$s}, {%3$s, "createdTime": "%2$s"},
                            {%3$s, "updatedTime": "%2$s"}]},
                          {"enterpriseSecurityGroupId": "esg-unstated", "createdTime": "%1$s",
                           "enterpriseSecurityGroupRules": [{%3$s}]}],
                         "securityGroups": [{"securityGroupId": "g-stated", "createdTime": "%1$s",
                           "securityGroupRules": [{"portRange": "80"}, {"portRange": "81", "createdTime": "%2$s"}]}]}
                        """.formatted(created, changed, rule))
                .ok();

        times(group(api, "esg-stated"), created, changed);
        times(group(api, "esg-stated").at("/rules/0"), created, created);
        times(group(api, "esg-stated").at("/rules/1"), changed, changed);
        times(group(api, "esg-stated").at("/rules/2"), created, changed);
        times(group(api, "esg-unstated"), created, created);
        times(group(api, "esg-unstated").at("/rules/0"), created, created);
        JsonNode ordinary = api.get("/v2/securityGroup/g-stated").ok().json();
        times(ordinary.at("/rules/0"), created, created);
        times(ordinary.at("/rules/1"), changed, changed);
    }

    @Test
    void theDefaultGroupOfAVpcIsAsOldAsTheVpc() {
        Api api = Api.of(emulator).as("default-times");
        String made = now(api);
        String vpcId = api.post("/v1/vpc", "{\"name\":\"web\",\"cidr\":\"10.0.0.0/16\"}")
                .ok()
                .text("/vpcId");
        now(api);
        JsonNode group = api.get("/v2/securityGroup?vpcId=" + vpcId).ok().json().at("/securityGroups/0");
        assertThat(group.path("createdTime").asText()).isEqualTo(made);
        times(group.at("/rules/0"), made, made);

        String changed = now(api);
        String path = "/v2/securityGroup/" + group.path("id").asText();
        api.put(path + "?authorizeRule", "{\"rule\":{\"direction\":\"egress\",\"portRange\":\"81\"}}")
                .ok();
        assertThat(api.get(path).text("/createdTime")).isEqualTo(made);
        times(api.get(path).json().at("/rules/4"), changed, changed);
        assertThat(api.get("/v2/securityGroup/g-emulator0001").ok().text("/createdTime"))
                .as("that of the default VPC")
                .isEqualTo(api.get("/v1/vpc/vpc-emulator0001").ok().text("/vpc/createdTime"));
    }
}
