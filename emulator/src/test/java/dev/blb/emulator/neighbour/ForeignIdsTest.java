package dev.blb.emulator.neighbour;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The refusal of an id that exists elsewhere says where: under another account, or in another region of the account. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignIdsTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static void declare(Api api, String state) {
        String of = "?account=" + state;
        api.put("/_blb/world/vpcs/vpc-two" + of, "{\"cidr\":\"10.1.0.0/16\"}").ok();
        api.put("/_blb/world/subnets/sbn-two" + of, "{\"vpcId\":\"vpc-two\",\"cidr\":\"10.1.1.0/24\"}")
                .ok();
        api.put("/_blb/world/machines/i-two" + of, "{}").ok();
        api.put("/_blb/world/securityGroups/g-two" + of, "{}").ok();
        api.put("/_blb/world/enterpriseSecurityGroups/esg-two" + of, "{}").ok();
        api.put("/_blb/world/eips/198.51.100.9" + of, "{}").ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET    | /v1/vpc/vpc-two            | | 404 | vpcId is `vpc-two`, which the account does not have",
                "DELETE | /v1/vpc/vpc-two            | | 404 | vpcId is `vpc-two`, which the account does not have",
                "POST   | /v1/subnet                 | {`name`:`s`,`zoneName`:`cn-bj-a`,`cidr`:`10.1.2.0/24`,`vpcId`:`vpc-two`} | 404 | vpcId is `vpc-two`, which the account does not have",
                "GET    | /v1/route?vpcId=vpc-two    | | 404 | vpcId `vpc-two` and routeTableId ``; an absent one counts as any",
                "GET    | /v1/subnet/sbn-two         | | 404 | subnetId is `sbn-two`, which the account does not have",
                "GET    | /v2/instance/i-two         | | 404 | instanceId is `i-two`, which the account does not have",
                "GET    | /v2/securityGroup/g-two    | | 404 | securityGroupId is `g-two`, which the account does not have",
                "POST   | /v2/securityGroup          | {`name`:`g`,`vpcId`:`vpc-two`} | 404 | vpcId is `vpc-two`, which the account does not have",
                "DELETE | /v1/enterprise/security/esg-two | | 404 | enterpriseSecurityGroupId is `esg-two`, which the account does not have",
                "PUT    | /v1/eip/198.51.100.9?unbind | | 404 | eip is `198.51.100.9`, which the account does not have"
            })
    void anIdOfAnotherAccountOrRegion(String method, String path, String body, int status, String message) {
        Api api = Api.of(emulator);
        Api other = Api.of(emulator);
        String json = body == null ? "" : body.strip().replace('`', '"');
        String wanted = message.strip().replace('`', '"');
        Api.Answer unknown = api.send(method.strip(), path.strip(), json);
        assertThat(unknown.status()).as(unknown.body()).isEqualTo(status);
        assertThat(unknown.message()).contains(wanted).doesNotContain("belongs to");

        declare(other, other.account());
        Api.Answer foreign = api.send(method.strip(), path.strip(), json);
        assertThat(foreign.code()).isEqualTo(unknown.code());
        assertThat(foreign.message())
                .contains(wanted + ". It belongs to account " + other.account() + ", and the request was signed by "
                        + api.account() + ".");
        api.post("/_blb/reset?account=" + other.account(), "").ok();

        declare(api, api.account() + "@gz");
        assertThat(api.send(method.strip(), path.strip(), json).message())
                .contains(wanted + ". It is in region gz of the account, and the request was for region bj.");
        api.post("/_blb/reset?account=" + api.account() + "@gz", "").ok();
    }

    @Test
    void aCertificateOfAnotherAccount() {
        Api api = Api.of(emulator);
        Api other = Api.of(emulator);
        other.put("/_blb/world/certificates/cert-two?account=" + other.account(), "{}")
                .ok();
        assertThat(api.get("/v1/certificate/cert-two").message())
                .contains("certId is \"cert-two\", which the account does not have. It belongs to account "
                        + other.account());
    }

    @Test
    void aGroupOfTheAccountInAnotherRegion() {
        Api api = Api.of(emulator);
        String blbId = api.create();
        declare(api, api.account() + "@gz");
        assertThat(api.put("/v1/blb/" + blbId + "/securitygroup?bind", "{\"securityGroupIds\":[\"g-two\"]}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(
                        "securityGroupIds[0] is \"g-two\", which is declared for the account in region gz; allowed is one"
                                + " of region bj");
        api.post("/_blb/reset?account=" + api.account() + "@gz", "").ok();
    }

    @Test
    void strictReferencesSayWhereAnIdIs() {
        Api api = Api.of(emulator).with("references", "strict");
        Api other = Api.of(emulator);
        declare(other, other.account());
        assertThat(api.post("/v1/blb", "{\"vpcId\":\"vpc-two\",\"subnetId\":\"sbn-two\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("vpcId is \"vpc-two\", which is not declared; with strict references only")
                .endsWith("It belongs to account " + other.account() + ", and the request was signed by "
                        + api.account() + ".");
        api.post("/_blb/reset?account=" + other.account(), "").ok();
    }

    @Test
    void anEipBoundToAForeignLoadBalancer() {
        Api api = Api.of(emulator);
        Api other = Api.of(emulator);
        String foreign = other.create();
        for (String id : new String[] {foreign, "lb-none"}) {
            String message = api.put(
                            "/v1/eip/203.0.113.10?bind", "{\"instanceType\":\"BLB\",\"instanceId\":\"" + id + "\"}")
                    .refused(404, "InstanceNotFound")
                    .message();
            assertThat(message)
                    .contains("instanceId is \"" + id + "\". ")
                    .endsWith(
                            id.equals(foreign)
                                    ? "It belongs to account " + other.account() + ", and the request was signed by "
                                            + api.account() + "."
                                    : "Ids of load balancers are lb- and 8 lower-case hex digits.");
        }
        String released = api.create();
        api.delete("/v1/blb/" + released).ok();
        assertThat(api.put(
                                "/v1/eip/203.0.113.10?bind",
                                "{\"instanceType\":\"BLB\",\"instanceId\":\"" + released + "\"}")
                        .refused(404, "InstanceNotFound")
                        .message())
                .contains("instanceId is \"" + released + "\". It was released at ");
    }
}
