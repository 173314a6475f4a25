package dev.blb.emulator.snapshot;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A restore of one account brings nothing back that another account has by now, where things are of one account. */
@TestInstance(Lifecycle.PER_CLASS)
class RestoredOwnershipTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

    private final BlbEmulator emulator = TestEmulator.start(SETTINGS);
    private final Api api = Api.of(emulator);
    private final Api other = Api.of(emulator);
    private final String mine = "?account=" + api.account();
    private final String theirs = "?account=" + other.account();

    @AfterAll
    void stop() {
        emulator.close();
    }

    @BeforeEach
    void reset() {
        api.post("/_blb/reset", "").ok();
    }

    private void keep() {
        api.put("/_blb/snapshots/own" + mine, "").ok();
        api.put("/_blb/snapshots/all", "").ok();
    }

    private Api.Answer restore(String name) {
        return api.post("/_blb/snapshots/" + name + "/restore" + mine, "");
    }

    /** A restore is refused with the thing and who has it, and changes nothing. */
    private void refused(String thing, String who) {
        String before = api.text("/_blb/world");
        for (String name : new String[] {"own", "all"}) {
            assertThat(restore(name).refused(400, "InvalidParameter").message())
                    .contains(thing, who, "account " + other.account());
            assertThat(api.text("/_blb/world")).isEqualTo(before);
        }
    }

    private static String json(String text) {
        return text.strip().replace('`', '"');
    }

    private static void use(Api account, String blbId, String method, String path, String body) {
        account.send(method.strip(), path.strip().replace("ID", blbId), json(body))
                .ok();
    }

    @ParameterizedTest
    @CsvSource({"certificates/cert-1", "eips/198.51.100.1", "securityGroups/g-1", "enterpriseSecurityGroups/esg-1"})
    void whatAnotherAccountDeclaresByNow(String thing) {
        api.put("/_blb/world/" + thing + mine, "{}").ok();
        keep();
        restore("own").ok();
        api.delete("/_blb/world/" + thing + mine).ok();
        api.put("/_blb/world/" + thing + theirs, "{}").ok();
        refused(thing, "declared for");

        other.delete("/_blb/world/" + thing + theirs).ok();
        restore("own").ok();
        assertThat(api.text("/_blb/world" + mine)).contains(thing.split("/", -1)[1]);
    }

    @Test
    void aLoadBalancerWhoseIdAnotherAccountHasByNow() {
        String seed = "{\"loadBalancers\":[{\"blbId\":\"lb-x1\",\"vpcId\":\"vpc-9\",\"subnetId\":\"sbn-9\"}]}";
        api.create();
        api.post("/_blb/seed" + mine, seed).ok();
        keep();
        api.post("/_blb/reset" + mine, "").ok();
        api.post("/_blb/seed" + theirs, seed).ok();
        refused("load balancer lb-x1, which account", "restore all accounts, or reset that one");
        api.post("/_blb/reset" + theirs, "").ok();
        restore("own").ok();
    }

    @Test
    void anEipThatAnotherAccountGotByNow() {
        String body =
                "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Postpaid\",\"billingMethod\":\"ByTraffic\"}}";
        String eip = api.post("/v1/eip", body).ok().text("/eip");
        keep();
        api.delete("/v1/eip/" + eip).ok();
        assertThat(other.post("/v1/eip", body).ok().text("/eip")).isEqualTo(eip);
        refused("eips/" + eip, "declared for");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "securityGroups/g-1             | PUT | /v1/blb/ID/securitygroup?bind | {`securityGroupIds`:[`g-1`]}",
                "enterpriseSecurityGroups/esg-1 | PUT | /v1/blb/ID/enterprise/securitygroup?bind | {`enterpriseSecurityGroupIds`:[`esg-1`]}",
                "certificates/cert-1            | POST | /v1/blb/ID/HTTPSlistener | {`listenerPort`:443,`backendPort`:80,`scheduler`:`RoundRobin`,`certIds`:[`cert-1`]}",
                "eips/198.51.100.1              | POST | /v1/blb | {`vpcId`:`vpc-9`,`subnetId`:`sbn-9`,`eip`:`198.51.100.1`}"
            })
    void whatAnotherAccountsLoadBalancerNamesByNow(String thing, String method, String path, String body) {
        String id = thing.strip();
        api.put("/_blb/world/" + id + mine, "{}").ok();
        keep();
        api.delete("/_blb/world/" + id + mine).ok();
        String blbId = other.create();
        use(other, blbId, method, path, body);
        String user = path.strip().equals("/v1/blb")
                ? other.get("/v1/blb").json().at("/blbList/1/blbId").asText()
                : blbId;
        refused(id, "load balancer " + user);

        other.delete("/v1/blb/" + user).ok();
        restore("own").ok();

        api.post("/_blb/reset", "").ok();
        String own = api.create();
        use(api, own, method, path, body);
        keep();
        api.post("/_blb/reset" + mine, "").ok();
        api.put("/_blb/world/" + id + theirs, "{}").ok();
        refused(id, "declared for");
        other.delete("/_blb/world/" + id + theirs).ok();
        restore("own").ok();
    }

    @Test
    void whatBothHadTogetherComesBack(@TempDir Path folder) throws IOException {
        Path seed = Files.writeString(
                folder.resolve("world.yaml"),
                "certificates: [{account: A, certId: cert-1}, {account: B, certId: cert-1}]");
        try (BlbEmulator seeded = TestEmulator.start(SETTINGS.with(SEED, List.of(seed)))) {
            Api a = Api.of(seeded).as("A");
            String world = a.text("/_blb/world");
            a.put("/_blb/snapshots/all", "").ok();
            for (String back : new String[] {"reset?account=A", "snapshots/all/restore?account=A"}) {
                a.delete("/_blb/world/certificates/cert-1?account=A").ok();
                a.post("/_blb/" + back, "").ok();
                assertThat(a.text("/_blb/world")).isEqualTo(world);
            }
        }
    }

    @Test
    void whatIsDeclaredForEveryAccountIsOfNobody() {
        api.put("/_blb/world/certificates/cert-1", "{}").ok();
        api.put("/_blb/world/certificates/cert-1" + mine, "{\"certName\":\"own\"}")
                .ok();
        keep();
        api.delete("/_blb/world/certificates/cert-1" + mine).ok();
        String blbId = other.create();
        other.post(
                        "/v1/blb/" + blbId + "/HTTPSlistener",
                        "{\"listenerPort\":443,\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"certIds\":[\"cert-1\"]}")
                .ok();
        restore("own").ok();
        assertThat(api.text("/_blb/world" + mine)).contains("own");
    }
}
