package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

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
        api.put("/_blb/world/" + path + "?account=" + api.account(), members).ok();
    }

    private static String create(String vpcId, String subnetId, String more) {
        return "{\"vpcId\":\"" + vpcId + "\",\"subnetId\":\"" + subnetId + "\"" + more + "}";
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
