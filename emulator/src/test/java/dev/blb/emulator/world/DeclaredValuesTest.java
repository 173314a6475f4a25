package dev.blb.emulator.world;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The members of a declaration have the values that calls may give them, by a control route and by a seed. */
class DeclaredValuesTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static String json(String text) {
        return text.strip().replace('`', '"').replace("X500", "x".repeat(500)).replace("X300", "x".repeat(300));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "vpcs | vpcId | vpc-1 | `cidr`:`10.1.0.0/16`,`name`:`default`         | name is `default`; allowed is a text of 1 to 65 characters, of letters, digits and - _ / ., but not default",
                "vpcs | vpcId | vpc-1 | `cidr`:`10.1.0.0/16`,`name`:`名字 with spaces!` | name is `名字 with spaces!`",
                "vpcs | vpcId | vpc-1 | `cidr`:`10.1.0.0/16`,`description`:`X500`     | allowed is a text of at most 200 characters",
                "subnets | subnetId | sbn-1 | `vpcId`:`vpc-emulator0001`,`cidr`:`172.24.0.0/24`,`name`:`a b` | name is `a b`",
                "subnets | subnetId | sbn-1 | `vpcId`:`vpc-emulator0001`,`cidr`:`172.24.0.0/24`,`description`:`X500` | allowed is a text of at most 200 characters",
                "subnets | subnetId | sbn-1 | `vpcId`:`vpc-emulator0001`,`cidr`:`172.24.0.0/24`,`zoneName`:`cn-xx-z` | zoneName is `cn-xx-z`",
                "subnets | subnetId | sbn-1 | `vpcId`:`vpc-emulator0001`,`cidr`:`172.24.0.0/24`,`zoneName`:`cn-gz-g` | zoneName is `cn-gz-g`",
                "machines | instanceId | i-1 | `zoneName`:`cn-xx-a`     | zoneName is `cn-xx-a`; allowed is a text of at most 4096 characters, a zone such as cn-bj-a to cn-bj-f, of one of the regions bd, bj,",
                "machines | instanceId | i-1 | `name`:`X300`            | allowed is a text of at most 69 characters",
                "machines | instanceId | i-1 | `hostname`:`h`           | hostname is `h`; allowed is a text of 2 to 64 characters",
                "machines | instanceId | i-1 | `desc`:`X500`            | allowed is a text of at most 200 characters",
                "machines | instanceId | i-1 | `rootDiskSizeInGb`:9     | rootDiskSizeInGb is 9; allowed is an integer from 10 to 2048",
                "eips | eip | 198.51.100.7 | `name`:`1 bad`             | name is `1 bad`; allowed is",
                "eips | eip | 198.51.100.7 | `bandwidthInMbps`:5000,`billingMethod`:`ByTraffic` | bandwidthInMbps is 5000; allowed are 1 to 1000 Mbps for BGP and ByTraffic",
                "eips | eip | 198.51.100.7 | `bandwidthInMbps`:1001     | bandwidthInMbps is 1001; allowed are 1 to 1000 Mbps for BGP and ByTraffic",
                "eips | eip | 198.51.100.7 | `bandwidthInMbps`:501,`paymentTiming`:`Prepaid` | bandwidthInMbps is 501; allowed are 1 to 500 Mbps for BGP and ByBandwidth",
                "eips | eip | 198.51.100.7 | `bandwidthInMbps`:1,`routeType`:`BGP_S` | bandwidthInMbps is 1; allowed are 100 to 5000 Mbps for BGP_S",
                "eips | eip | 198.51.100.7 | `paymentTiming`:`Prepaid`,`billingMethod`:`ByTraffic` | billingMethod is `ByTraffic`; with paymentTiming Prepaid only ByBandwidth is allowed",
                "securityGroups | securityGroupId | g-1 | `securityGroupName`:`1!` | securityGroupName is `1!`; allowed is a text of 1 to 65 characters, beginning with a letter",
                "securityGroups | securityGroupId | g-1 | `securityGroupDesc`:`X500` | allowed is a text of at most 200 characters",
                "securityGroups | securityGroupId | g-1 | `securityGroupRules`:[{`portRange`:`80`},{},{`portRange`:`80`}] | securityGroupRules[2] is as an earlier rule of the group: direction ingress, ethertype IPv4, protocol all, portRange 80",
                "enterpriseSecurityGroups | enterpriseSecurityGroupId | esg-1 | `enterpriseSecurityGroupName`:`1!` | enterpriseSecurityGroupName is `1!`",
                "enterpriseSecurityGroups | enterpriseSecurityGroupId | esg-1 | `enterpriseSecurityGroupDesc`:`X500` | allowed is a text of at most 200 characters",
                "certificates | certId | cert-1 | `certName`:`1 bad name!` | certName is `1 bad name!`; allowed is a text of 1 to 65 characters, a letter, then letters"
            })
    void aValueThatNoCallTakesIsRefused(String kind, String idMember, String id, String members, String message) {
        String wanted = message.strip().replace('`', '"');
        Api.Answer declared = api.put("/_blb/world/" + kind.strip() + "/" + id.strip(), "{" + json(members) + "}");
        assertThat(declared.status())
                .as(declared.body())
                .isEqualTo(wanted.startsWith("securityGroupRules") ? 409 : 400);
        assertThat(declared.message()).contains(wanted);
        String element = "{\"" + idMember.strip() + "\":\"" + id.strip() + "\"," + json(members) + "}";
        Api.Answer seeded = api.post("/_blb/seed", "{\"" + kind.strip() + "\":[" + element + "]}");
        assertThat(seeded.status()).as(seeded.body()).isIn(400, 409);
        assertThat(seeded.message()).contains(wanted, "body:1:", kind.strip() + "[0]");
        assertThat(api.text("/_blb/world")).doesNotContain("\"" + id.strip() + "\"");
    }

    @Test
    void anEnterpriseGroupHasANameOfItsOwnInAnAccount() {
        String two = "{\"enterpriseSecurityGroups\":[{\"enterpriseSecurityGroupId\":\"esg-1\","
                + "\"enterpriseSecurityGroupName\":\"one\"},{\"enterpriseSecurityGroupId\":\"esg-2\","
                + "\"enterpriseSecurityGroupName\":\"one\"}]}";
        assertThat(api.post("/_blb/seed", two).refused(400, "InvalidParameter").message())
                .contains(
                        "enterpriseSecurityGroups[1].enterpriseSecurityGroupName is \"one\", as of group esg-1; allowed is"
                                + " another name");
        api.post("/_blb/seed", two.replaceFirst("\"one\"", "\"two\"")).ok();
        assertThat(api.put(
                                "/_blb/world/enterpriseSecurityGroups/esg-3?account=" + api.account(),
                                "{\"enterpriseSecurityGroupName\":\"two\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("enterpriseSecurityGroupName is \"two\", as of group esg-1");
        // A seed may exchange names, and groups without one have none in common.
        api.post(
                        "/_blb/seed",
                        two.replace("esg-1", "esg-0")
                                .replaceFirst("\"one\"", "\"\"")
                                .replace("esg-2", "esg-4")
                                .replace("\"one\"", "\"\""))
                .ok();
        api.post(
                        "/_blb/seed",
                        two.replace("esg-2", "esg-5")
                                .replace("esg-1", "esg-2")
                                .replaceFirst("\"one\"", "\"two\"")
                                .replace("esg-5", "esg-1"))
                .ok();
    }

    @Test
    void quotasDoNotHoldForWhatIsDeclared() {
        String rules = numbered(60, "{\"portRange\":\"#\"}");
        String vpcs = numbered(15, "{\"vpcId\":\"vpc-#\",\"cidr\":\"10.#.0.0/16\"}");
        String groups = numbered(30, "\"g-#\"");
        api.post(
                        "/_blb/seed",
                        "{\"vpcs\":" + vpcs + ",\"machines\":[{\"instanceId\":\"i-1\",\"securityGroupIds\":" + groups
                                + "}],\"securityGroups\":[{\"securityGroupId\":\"g-1\",\"securityGroupRules\":" + rules
                                + "}]}")
                .ok();
        assertThat(api.get("/v1/vpc").json().path("vpcs")).hasSize(16);
        assertThat(api.get("/v2/securityGroup/g-1").json().path("rules")).hasSize(60);
        assertThat(api.get("/v2/instance/i-1").json().at("/instance/nicInfo/securityGroups"))
                .hasSize(30);
    }

    private static String numbered(int count, String element) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> element.replace("#", String.valueOf(i)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void whatCallsMakeCanBeImported() {
        String name = "n".repeat(65);
        String made = api.post(
                        "/v2/instance",
                        "{\"imageId\":\"m-1\",\"billing\":{\"paymentTiming\":\"Postpaid\"},\"cpuCount\":1,"
                                + "\"memoryCapacityInGB\":1,\"purchaseCount\":100,\"name\":\"" + name + "\"}")
                .ok()
                .json()
                .at("/instanceIds/99")
                .asText();
        assertThat(api.get("/v2/instance/" + made).ok().text("/instance/name")).isEqualTo(name + "-100");
        api.put("/v2/instance/i-emul0001?modifyAttribute", "{\"name\":\"1 name of digits\"}")
                .ok();
        for (String eip : List.of(
                "{\"bandwidthInMbps\":200,\"routeType\":\"BGP_S\",\"name\":\"\",\"billing\":{\"paymentTiming\":\"Postpaid\"}}",
                "{\"bandwidthInMbps\":1000,\"billing\":{\"paymentTiming\":\"Postpaid\",\"billingMethod\":\"ByTraffic\"}}")) {
            api.post("/v1/eip", eip).ok();
        }
        String world = api.text("/_blb/world");
        api.post("/_blb/reset", "").ok();
        api.post("/_blb/seed", world).ok();
        assertThat(api.text("/_blb/world")).isEqualTo(world);
    }

    @Test
    void anEipOfASingleLineHasAtLeastItsLeastBandwidth() {
        api.put("/_blb/world/eips/198.51.100.7", "{\"routeType\":\"BGP_S\"}").ok();
        assertThat(api.get("/v1/eip?eip=198.51.100.7")
                        .json()
                        .at("/eipList/0/bandwidthInMbps")
                        .asInt())
                .isEqualTo(100);
        assertThat(api.get("/v1/eip?eip=203.0.113.10")
                        .json()
                        .at("/eipList/0/bandwidthInMbps")
                        .asInt())
                .isEqualTo(1);
    }
}
