package dev.blb.emulator.world;

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

/** With lenient references, too, a call does not contradict what is declared. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContradictionTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator);

    @AfterAll
    void stop() {
        emulator.close();
    }

    private void declare(String path, String members) {
        declare(api, path, members);
    }

    private static void declare(Api here, String path, String members) {
        here.put("/_blb/world/" + path + "?account=" + here.account(), members).ok();
    }

    private static String create(String vpcId, String subnetId, String more) {
        return "{\"vpcId\":\"" + vpcId + "\",\"subnetId\":\"" + subnetId + "\"" + more + "}";
    }

    private static String created(Api here, String vpcId) {
        return here.post("/v1/blb", create(vpcId, "sbn-9", ""))
                .ok()
                .json()
                .path("blbId")
                .asText();
    }

    @Test
    void aSubnetIsOneOfItsVpcWhereBothAreDeclared() {
        declare("vpcs/vpc-1", "{\"cidr\":\"10.1.0.0/16\"}");
        declare("vpcs/vpc-2", "{\"cidr\":\"10.2.0.0/16\"}");
        declare("subnets/sbn-1", "{\"vpcId\":\"vpc-1\",\"cidr\":\"10.1.1.0/24\"}");
        var refusal = api.post("/v1/blb", create("vpc-2", "sbn-1", "")).refused(400, "InvalidParameter");
        assertThat(refusal.message()).contains("subnetId", "sbn-1", "vpc-1", "vpc-2");
        api.post("/v1/blb", create("vpc-2", "sbn-emulator0001", "")).refused(400, "InvalidParameter");
        assertThat(api.post("/v1/blb", create("vpc-1", "sbn-1", ",\"address\":\"10.1.2.9\""))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("address", "10.1.1.0/24");
        assertThat(api.get("/v1/blb").json().path("blbList")).isEmpty();
        api.post("/v1/blb", create("vpc-1", "sbn-1", ",\"address\":\"10.1.1.9\""))
                .ok();
        api.post("/v1/blb", create("vpc-9", "sbn-9", ",\"address\":\"192.168.0.9\""))
                .ok();
        api.post("/v1/blb", create("vpc-9", "sbn-1", "")).ok();
        api.post("/v1/blb", create("vpc-2", "sbn-9", "")).ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "securityGroups/g-far | `vpcId`:`vpc-far` | PUT /securitygroup?bind | {`securityGroupIds`:[`g-emulator0001`,`g-far`]} | securityGroupIds[1] is `g-far`, which is in VPC vpc-far; allowed is what is in that of the load balancer, vpc-near",
                "machines/i-far | `vpcId`:`vpc-far` | POST /backendserver | {`backendServerList`:[{`instanceId`:`i-emul0001`,`weight`:1},{`instanceId`:`i-far`,`weight`:1}]} | backendServerList[1].instanceId is `i-far`, which is in VPC vpc-far",
                "machines/i-subnet | `subnetId`:`sbn-far` | POST /backendserver | {`backendServerList`:[{`instanceId`:`i-subnet`,`weight`:1}]} | backendServerList[0].instanceId is `i-subnet`, which is in VPC vpc-far"
            })
    void whatIsDeclaredInAnotherVpcIsRefused(String thing, String members, String call, String body, String message) {
        Api here = Api.of(emulator);
        declare(here, "vpcs/vpc-near", "{\"cidr\":\"10.8.0.0/16\"}");
        declare(here, "vpcs/vpc-far", "{\"cidr\":\"10.9.0.0/16\"}");
        declare(here, "subnets/sbn-far", "{\"vpcId\":\"vpc-far\",\"cidr\":\"10.9.1.0/24\"}");
        declare(here, thing, "{" + members.replace('`', '"') + "}");
        String[] methodAndPath = call.split(" ", 2);
        String json = body.replace('`', '"');
        String near = "/v1/blb/" + created(here, "vpc-near") + methodAndPath[1];
        String before = here.text("/_blb/world");
        assertThat(here.send(methodAndPath[0], near, json)
                        .refused(400, "InvalidParameter")
                        .message())
                .startsWith(message.replace('`', '"'));
        assertThat(here.text("/_blb/world")).isEqualTo(before);
        for (String vpcId : new String[] {"vpc-far", "vpc-undeclared"}) {
            here.send(methodAndPath[0], "/v1/blb/" + created(here, vpcId) + methodAndPath[1], json)
                    .ok();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "securityGroups/g-own             | PUT | /v1/blb/ID/securitygroup?bind | {`securityGroupIds`:[`g-own`]} | InvalidParameter",
                "enterpriseSecurityGroups/esg-own | PUT | /v1/blb/ID/enterprise/securitygroup?bind | {`enterpriseSecurityGroupIds`:[`esg-own`]} | InvalidParameter",
                "certificates/cert-own            | POST | /v1/blb/ID/HTTPSlistener | {`listenerPort`:443,`backendPort`:80,`scheduler`:`RoundRobin`,`certIds`:[`cert-own`]} | CertificateNotFound",
                "eips/203.0.113.99                | POST | /v1/blb | {`vpcId`:`vpc-9`,`subnetId`:`sbn-9`,`eip`:`203.0.113.99`} | InvalidParameter"
            })
    void whatIsDeclaredForAnotherAccountIsRefused(String thing, String method, String path, String body, String code) {
        Api stranger = Api.of(emulator);
        String id = stranger.create();
        String own = api.create();
        String json = body.strip().replace('`', '"');
        declare(thing.strip(), "{}");
        var refusal = stranger.send(method.strip(), path.strip().replace("ID", id), json);
        assertThat(refusal.code()).as(refusal.body()).isEqualTo(code);
        assertThat(refusal.message()).contains("declared for another account");
        api.send(method.strip(), path.strip().replace("ID", own), json).ok();

        // Without a declaration every well-formed id exists for everybody.
        api.delete("/_blb/world/" + thing.strip() + "?force=true&account=" + api.account())
                .ok();
        stranger.send(method.strip(), path.strip().replace("ID", id), json).ok();
    }
}
