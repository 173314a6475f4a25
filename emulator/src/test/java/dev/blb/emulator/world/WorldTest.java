package dev.blb.emulator.world;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is declared by hand, and what strict references make of it. */
class WorldTest {
    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(REFERENCES, References.STRICT));
    private final Api api = Api.of(emulator);

    @BeforeEach
    void declare() {
        api.put("/_blb/world/vpcs/vpc-1", "{\"name\":\"one\",\"cidr\":\"10.1.0.0/16\"}")
                .ok();
        api.put("/_blb/world/vpcs/vpc-2", "{\"cidr\":\"10.2.0.0/16\"}").ok();
        api.put("/_blb/world/subnets/sbn-1", "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.1.0/29\"}")
                .ok();
        api.put("/_blb/world/machines/i-1", "{\"privateIp\":\"10.1.2.3\"}").ok();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void addressesComeFromTheSubnetAndRunOut() {
        String body = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}";
        String first = api.post("/v1/blb", body).ok().text("/blbId");
        assertThat(api.post("/v1/blb", body).ok().text("/address")).isEqualTo("10.1.1.5");
        assertThat(api.post("/v1/blb", body).ok().text("/address")).isEqualTo("10.1.1.6");
        assertThat(api.post("/v1/blb", body)
                        .refused(400, "InstanceCreationFailed")
                        .message())
                .contains("sbn-1", "10.1.1.0/29", "no free address");
        api.delete("/v1/blb/" + first).ok();
        assertThat(api.post("/v1/blb", body).ok().text("/address")).isEqualTo("10.1.1.4");
        assertThat(Api.of(emulator).post("/v1/blb", body).ok().text("/address"))
                .as("each account has the addresses for itself")
                .isEqualTo("10.1.1.4");
        api.post("/v1/blb", body.replace("}", ",\"address\":\"10.1.2.4\"}")).refused(400, "InvalidParameter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POST | /v1/blb | {`vpcId`:`vpc-3`,`subnetId`:`sbn-1`} | InvalidParameter | vpcId is `vpc-3`, which is not declared",
                "POST | /v1/blb | {`vpcId`:`vpc-1`,`subnetId`:`sbn-3`} | InvalidParameter | subnetId is `sbn-3`, which is not declared",
                "POST | /v1/blb | {`vpcId`:`vpc-2`,`subnetId`:`sbn-1`} | InvalidParameter | subnetId is `sbn-1`, a subnet of vpc-1; allowed is a subnet of vpc-2",
                "POST | /v1/blb | {`vpcId`:`vpc-2`,`subnetId`:`sbn-emulator0001`} | InvalidParameter | a subnet of vpc-emulator0001",
                "POST | /v1/blb | {`vpcId`:`vpc-1`,`subnetId`:`sbn-1`,`eip`:`1.2.3.4`} | InvalidParameter | eip is `1.2.3.4`, which is not declared",
                "POST | /v1/blb/ID/backendserver | {`backendServerList`:[{`instanceId`:`i-1`},{`instanceId`:`i-2`}]} | InvalidParameter | backendServerList[1].instanceId is `i-2`, which is not declared; with strict references only i-1, i-emul0001",
                "PUT | /v1/blb/ID/securitygroup?bind | {`securityGroupIds`:[`g-emulator0001`,`g-2`]} | InvalidParameter | securityGroupIds[1] is `g-2`, which is not declared; with strict references only g-emulator0001",
                "PUT | /v1/blb/ID/enterprise/securitygroup?bind | {`enterpriseSecurityGroupIds`:[`esg-2`]} | InvalidParameter | enterpriseSecurityGroupIds[0] is `esg-2`, which is not declared; with strict references only esg-emulator0001",
                "PUT | /v1/blb/ID/securitygroup?unbind | {`securityGroupIds`:[`g-1`,`1`]} | InvalidParameter | securityGroupIds[1] is `1`; allowed is an id: g- and",
                "POST | /v2/instanceBySpec | {`billing`:{`paymentTiming`:`Postpaid`},`spec`:`bcc.g5.c1m4`,`imageId`:`m-1`,`zoneName`:`cn-bj-a`,`securityGroupIds`:[`g-emulator0001`,`g-2`]} | InvalidParameter | securityGroupIds[1] is `g-2`",
                "POST | /v2/instanceBySpec | {`billing`:{`paymentTiming`:`Postpaid`},`spec`:`bcc.g5.c1m4`,`imageId`:`m-1`,`zoneName`:`cn-bj-a`,`enterpriseSecurityGroupIds`:[`esg-2`]} | InvalidParameter | enterpriseSecurityGroupIds[0] is `esg-2`",
                "PUT | /_blb/world/vpcs/vpc-9 | {`cidr`:`10.0.0.0/16`,`secondaryCidr`:[`10.1.0.0/16`,`10.0.1.0/24`]} | InvalidParameter | secondaryCidr[1] is `10.0.1.0/24`; allowed is a block that does not overlap",
                "POST | /v1/blb/ID/HTTPSlistener | {`listenerPort`:1,`backendPort`:1,`scheduler`:`RoundRobin`,`certIds`:[`cert-2`]} | CertificateNotFound | certIds[0] is `cert-2`",
                "POST | /v1/blb/ID/SSLlistener | {`listenerPort`:1,`backendPort`:1,`scheduler`:`RoundRobin`,`certIds`:[`cert-emulator0001`],`dualAuth`:true,`clientCertIds`:[`cert-2`]} | CertificateNotFound | clientCertIds[0] is `cert-2`",
                "PUT | /v1/blb/ID/HTTPSlistener?listenerPort=443 | {`additionalCertDomains`:[{`certId`:`cert-2`,`host`:`a`}]} | CertificateNotFound | additionalCertDomains[0].certId is `cert-2`"
            })
    void whatIsNotDeclaredIsRefused(String method, String path, String body, String code, String message) {
        String id = api.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}")
                .ok()
                .text("/blbId");
        api.post(
                        "/v1/blb/" + id + "/HTTPSlistener",
                        "{\"listenerPort\":443,\"backendPort\":1,\"scheduler\":\"RoundRobin\",\"certIds\":[\"cert-emulator0001\"]}")
                .ok();
        var answer = api.send(
                method.strip(), path.strip().replace("ID", id), body.strip().replace('`', '"'));
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.message()).contains(message.strip().replace('`', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/v1/blb | {} | MissingParameter | vpcId is required: an id: vpc- and letters or digits",
                "/v1/blb | {`vpcId`:`vpc-1`} | MissingParameter | subnetId is required: an id: sbn- and letters or digits",
                "/v1/blb | {`vpcId`:`vpc-1`,`subnetId`:1} | InappropriateJSON | subnetId is 1; allowed is an id: sbn- and",
                "/v1/blb | {`vpcId`:`vpc-1`,`subnetId`:``} | InvalidParameter | subnetId is ``; allowed is an id: sbn- and letters or digits",
                "/v1/blb/lb-1/backendserver | {`backendServerList`:[{}]} | MissingParameter | backendServerList[0].instanceId is required: an id: letters, digits, - and _, such as i-",
                "/v1/subnet | {`name`:`a`,`zoneName`:`cn-bj-a`,`cidr`:`10.1.2.0/24`} | MissingParameter | vpcId is required: an id: vpc- and"
            })
    void whatAnIdLooksLikeIsTold(String path, String body, String code, String message) {
        var answer = api.post(path.strip(), body.strip().replace('`', '"'));
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.message()).contains(message.strip().replace('`', '"'));
    }

    @Test
    void whatIsDeclaredIsAcceptedShownAndMayBeTakenBack() {
        api.put("/_blb/world/securityGroups/g-1", "{\"securityGroupName\":\"web\"}")
                .ok();
        api.put("/_blb/world/enterpriseSecurityGroups/esg-1", "{\"enterpriseSecurityGroupName\":\"all\"}")
                .ok();
        api.put("/_blb/world/certificates/cert-1", "{}").ok();
        api.put("/_blb/world/eips/198.51.100.1", "{}").ok();
        String id = api.createWhole("198.51.100.1");
        String path = "/v1/blb/" + id;

        JsonNode detail = api.get(path).json();
        assertThat(detail.path("vpcName").asText()).isEqualTo("one");
        assertThat(detail.path("cidr").asText()).isEqualTo("10.1.0.0/16");
        assertThat(api.get(path + "/backendserver").text("/backendServerList/0/privateIp"))
                .isEqualTo("10.1.2.3");
        assertThat(api.get(path + "/securitygroup").text("/blbSecurityGroups/0/securityGroupName"))
                .isEqualTo("web");
        assertThat(api.get("/v1/blb?bccId=i-1").json().path("blbList")).hasSize(1);
        assertThat(api.get("/v1/blb?bccId=i-emul0001").json().path("blbList")).isEmpty();

        assertThat(api.delete("/_blb/world/securityGroups/g-1?force=true")
                        .ok()
                        .json()
                        .path("removed")
                        .asBoolean())
                .isTrue();
        assertThat(api.delete("/_blb/world/securityGroups/g-1")
                        .ok()
                        .json()
                        .path("removed")
                        .asBoolean())
                .isFalse();
        api.put(path + "/securitygroup?bind", "{\"securityGroupIds\":[\"g-1\"]}")
                .refused(400, "InvalidParameter");
        api.put(path + "/securitygroup?unbind", "{\"securityGroupIds\":[\"g-1\"]}")
                .ok();
    }

    @Test
    void oneAccountsWorldIsItsOwn() {
        String own = "?account=" + api.account();
        api.put("/_blb/world/vpcs/vpc-1" + own, "{\"name\":\"mine\",\"cidr\":\"10.1.0.0/16\"}")
                .ok();
        api.put("/_blb/world/machines/i-9" + own, "{}").ok();
        Api other = Api.of(emulator);
        for (Api each : new Api[] {api, other}) {
            String id = each.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}")
                    .ok()
                    .text("/blbId");
            assertThat(each.get("/v1/blb/" + id).text("/vpcName")).isEqualTo(each == api ? "mine" : "one");
            var added =
                    each.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-9\"}]}");
            assertThat(added.status()).isEqualTo(each == api ? 200 : 400);
        }
        assertThat(api.get("/_blb/world/vpcs").json().path("vpcs")).hasSize(3);
        assertThat(api.get("/_blb/world/vpcs" + own).json().path("vpcs"))
                .containsExactly(Json.of("{\"account\":\"" + api.account()
                        + "\",\"vpcId\":\"vpc-1\",\"name\":\"mine\",\"cidr\":\"10.1.0.0/16\"}"));
    }

    @Test
    void anExportOfOneAccountMayBeSownUnderAnother() {
        String own = "?account=" + api.account();
        api.put("/_blb/world/machines/i-9" + own, "{\"privateIp\":\"10.9.9.9\"}")
                .ok();
        String id = api.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}")
                .ok()
                .text("/blbId");
        String document = api.text("/_blb/world" + own);
        api.post("/_blb/reset" + own, "").ok();
        api.post("/_blb/seed?account=other", document).ok();
        api.as("other").get("/v1/blb/" + id).ok();
        assertThat(api.text("/_blb/world?account=other")).isEqualTo(document);
        assertThat(api.text("/_blb/world" + own)).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PUT | vpcs/net-1 | {\"cidr\":\"10.0.0.0/16\"} | vpcId is",
                "PUT | vpcs/vpc-1 | {\"cidr\":\"10.0.0.0/33\"} | cidr is \"10.0.0.0/33\"; allowed is",
                "PUT | vpcs/vpc-1 | {\"cidr\":\"300.0.0.0/16\"} | cidr is \"300.0.0.0/16\"; allowed is",
                "PUT | vpcs/vpc-1 | {} | cidr is required",
                "PUT | vpcs/vpc-1 | {\"cidr\":\"10.0.0.0/16\",\"x\":1} | x is unknown here",
                "PUT | machines/i-1 | {\"address\":\"127.0.0.1\"} | machines/{instanceId} sets its real address",
                "PUT | subnets/sbn-2 | {\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.0.0/30\"} | cidr is",
                "PUT | subnets/sbn-2 | {\"vpcId\":\"vpc-1\",\"cidr\":\"10.2.0.0/24\"} | a part of 10.1.0.0/16",
                "PUT | subnets/sbn-2 | {\"vpcId\":\"vpc-7\",\"cidr\":\"10.2.0.0/24\"} | vpcId is \"vpc-7\", which is not declared",
                "PUT | machines/i-2 | {\"privateIp\":\"10.0.0.256\"} | privateIp is \"10.0.0.256\"",
                "PUT | planets/p-1 | {} | allowed here is DELETE",
                "DELETE | planets/p-1 | | kind is \"planets\"; allowed is one of vpcs, subnets",
                "GET | planets | | kind is \"planets\""
            })
    void nonsenseIsRefused(String method, String path, String body, String message) {
        var answer = api.send(method.strip(), "/_blb/world/" + path.strip(), body == null ? "" : body.strip());
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.message()).contains(message.strip());
    }

    @Test
    void anEipWithEmptyMembersIsUsedByNothing() {
        String eip = "/_blb/world/eips/203.0.113.77?account=" + api.account();
        api.put(eip, "{\"instanceType\":\"\",\"instanceId\":\"\"}").ok();
        api.delete(eip).ok();
    }
}
