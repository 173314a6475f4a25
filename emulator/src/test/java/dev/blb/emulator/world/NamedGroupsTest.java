package dev.blb.emulator.world;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups that rules and machines name are those of the account, and a machine's are of its VPC. */
class NamedGroupsTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);
    private final Api other = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static String json(String text) {
        return text.strip().replace('`', '"');
    }

    private String here(String path) {
        return "/_blb/world/" + path + "?account=" + api.account();
    }

    private String own() {
        api.put(here("securityGroups/g-own"), "{\"securityGroupRules\":[{\"securityGroupRuleId\":\"r-1\"}]}")
                .ok();
        return "g-own";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POST | /v2/securityGroup | {`name`:`x`,`rules`:[{`direction`:`ingress`},{`direction`:`ingress`,`sourceGroupId`:`GROUP`}]} | rules[1].sourceGroupId",
                "POST | /v2/securityGroup | {`name`:`x`,`rules`:[{`direction`:`egress`,`destGroupId`:`GROUP`}]} | rules[0].destGroupId",
                "PUT | /v2/securityGroup/g-own?authorizeRule | {`rule`:{`direction`:`ingress`,`sourceGroupId`:`GROUP`}} | rule.sourceGroupId",
                "PUT | /v2/securityGroup/rule/update | {`securityGroupRuleId`:`r-1`,`sourceGroupId`:`GROUP`} | sourceGroupId"
            })
    void aRuleNamesAGroupOfTheAccount(String method, String path, String body, String member) {
        own();
        other.put("/_blb/world/securityGroups/g-two?account=" + other.account(), "{}")
                .ok();
        assertThat(api.send(method.strip(), path.strip(), json(body).replace("GROUP", "g-two"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(member.strip() + " is \"g-two\", which is declared for another account");
        assertThat(api.send(method.strip(), path.strip(), json(body).replace("GROUP", "bad"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(member.strip() + " is \"bad\"; allowed is an id: g-");
        Api strict = api.with("references", "strict");
        assertThat(strict.send(method.strip(), path.strip(), json(body).replace("GROUP", "g-zz"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(member.strip() + " is \"g-zz\", which is not declared; with strict references only");
        strict.send(method.strip(), path.strip(), json(body).replace("GROUP", "g-own"))
                .ok();
        api.with("references", "lenient")
                .send(method.strip(), path.strip(), json(body).replace("GROUP", "g-zz"))
                .ok();
    }

    @Test
    void aRuleThatNamesAGroupOfOldCanBeChangedAndRevoked() {
        api.put(
                        here("securityGroups/g-own"),
                        "{\"securityGroupRules\":[{\"securityGroupRuleId\":\"r-1\",\"sourceGroupId\":\"g-two\"}]}")
                .ok();
        other.put("/_blb/world/securityGroups/g-two?account=" + other.account(), "{}")
                .ok();
        api.with("references", "strict");
        api.put("/v2/securityGroup/rule/update", "{\"securityGroupRuleId\":\"r-1\",\"portRange\":\"80\"}")
                .ok();
        api.put(
                        "/v2/securityGroup/g-own?revokeRule",
                        "{\"rule\":{\"direction\":\"ingress\",\"portRange\":\"80\",\"sourceGroupId\":\"g-two\"}}")
                .ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "machines | instanceId | i-own | `securityGroupIds`:[`g-1`,`GROUP`] | securityGroupIds[1] | g-two | securityGroups",
                "machines | instanceId | i-own | `enterpriseSecurityGroupIds`:[`GROUP`] | enterpriseSecurityGroupIds[0] | esg-two | enterpriseSecurityGroups",
                "securityGroups | securityGroupId | g-own | `securityGroupRules`:[{`sourceGroupId`:`GROUP`}] | securityGroupRules[0].sourceGroupId | g-two | securityGroups",
                "securityGroups | securityGroupId | g-own | `securityGroupRules`:[{`direction`:`egress`,`destGroupId`:`GROUP`}] | securityGroupRules[0].destGroupId | g-two | securityGroups"
            })
    void aDeclarationNamesAGroupOfItsAccount(
            String kind, String idMember, String id, String members, String member, String group, String of) {
        String kinds = of.strip();
        String two = group.strip();
        other.put("/_blb/world/" + kinds + "/" + two + "?account=" + other.account(), "{}")
                .ok();
        String given = json(members).replace("GROUP", two);
        String complaint = member.strip() + " is \"" + two + "\", which is declared for another account";
        assertThat(api.put(here(kind.strip() + "/" + id.strip()), "{" + given + "}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(complaint);
        assertThat(api.put(
                                here(kind.strip() + "/" + id.strip()),
                                "{" + json(members).replace("GROUP", "bad") + "}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(member.strip() + " is \"bad\"; allowed is an id");
        String element = "{\"" + idMember.strip() + "\":\"" + id.strip() + "\"," + given + "}";
        String seed = "{\"" + kind.strip() + "\":[" + element + "]";
        assertThat(api.post("/_blb/seed?account=" + api.account(), seed + "}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(kind.strip() + "[0]." + complaint, "body:1:");

        // With a group of its own of that id, declared in the same seed, it is that.
        if (!kinds.equals(kind.strip())) {
            String idOfKind = kinds.replaceFirst("s$", "Id");
            api.post(
                            "/_blb/seed?account=" + api.account(),
                            seed + ",\"" + kinds + "\":[{\"" + idOfKind + "\":\"" + two + "\"}]}")
                    .ok();
        }
    }

    private void networks() {
        api.put(here("vpcs/vpc-near"), "{\"cidr\":\"10.8.0.0/16\"}").ok();
        api.put(here("vpcs/vpc-far"), "{\"cidr\":\"10.9.0.0/16\"}").ok();
        api.put(here("subnets/sbn-near"), "{\"vpcId\":\"vpc-near\",\"cidr\":\"10.8.1.0/24\"}")
                .ok();
        api.put(here("securityGroups/g-near"), "{\"vpcId\":\"vpc-near\"}").ok();
        api.put(here("securityGroups/g-far"), "{\"vpcId\":\"vpc-far\"}").ok();
        api.put(here("machines/i-near"), "{\"subnetId\":\"sbn-near\",\"securityGroupIds\":[\"g-near\"]}")
                .ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POST | /v2/instance | {`imageId`:`m-1`,`billing`:{`paymentTiming`:`Postpaid`},`cpuCount`:1,`memoryCapacityInGB`:1,`subnetId`:`sbn-near`,`securityGroupIds`:[`g-near`,`GROUP`]} | securityGroupIds[1]",
                "POST | /v2/instance | {`imageId`:`m-1`,`billing`:{`paymentTiming`:`Postpaid`},`cpuCount`:1,`memoryCapacityInGB`:1,`subnetId`:`sbn-near`,`securityGroupId`:`GROUP`} | securityGroupId",
                "PUT | /v2/instance/i-near?bind | {`securityGroupId`:`GROUP`} | securityGroupId",
                "PUT | /v2/securitygroup/replace | {`instanceIds`:[`i-emul0001`,`i-near`],`securityGroupIds`:[`g-near`,`GROUP`],`securityGroupType`:`normal`} | securityGroupIds[1]",
                "PUT | /_blb/world/machines/i-near | {`subnetId`:`sbn-near`,`securityGroupIds`:[`GROUP`]} | securityGroupIds[0]"
            })
    void aMachineHasGroupsOfItsVpc(String method, String path, String body, String member) {
        networks();
        String where = path.strip().startsWith("/_blb") ? path.strip() + "?account=" + api.account() : path.strip();
        String before = api.text("/_blb/world");
        assertThat(api.send(method.strip(), where, json(body).replace("GROUP", "g-far"))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(member.strip() + " is \"g-far\", which is in VPC vpc-far; allowed is what is in that of the"
                        + " machine, vpc-near");
        assertThat(api.text("/_blb/world")).isEqualTo(before);
        for (String group : new String[] {"g-near", "g-emulator0002", "g-undeclared"}) {
            api.send(method.strip(), where, json(body).replace("GROUP", group)).ok();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"securityGroupIds\":[\"g-far\"]}", "{\"vpcId\":\"vpc-far\",\"securityGroupIds\":[\"g-far\"]}"
            })
    void aMachineOfNoVpcOrOfThatOfTheGroupHasIt(String members) {
        networks();
        api.put(here("machines/i-1"), members).ok();
        api.put("/v2/instance/i-1?bind", "{\"securityGroupId\":\"g-far\"}").ok();
    }
}
