package dev.blb.emulator.http;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.SignedApi;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator under the cloud's host names, all requests signed: a name chooses the service and the region. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudNamesTest {
    private static final String CREATE = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";

    private final BlbEmulator emulator = TestEmulator.start(Settings.DEFAULTS.with(PORT, 0));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private SignedHttp client(String host) {
        return client(emulator, host);
    }

    private static SignedHttp client(BlbEmulator server, String host) {
        return SignedHttp.of(server.baseUri(), "emulator-" + UUID.randomUUID()).at(host);
    }

    private static String create(SignedHttp client) {
        return client.ok("POST", "/v1/blb", CREATE).path("blbId").asText();
    }

    private static JsonNode list(SignedHttp client) {
        return client.ok("GET", "/v1/blb", "").path("blbList");
    }

    @Test
    void theRegionsOfAnAccountAreApart() {
        SignedHttp gz = client("blb.gz.baidubce.com");

        String blbId = create(gz);

        assertThat(list(gz).path(0).path("name").asText()).startsWith("BLB-guangzhou-");
        for (String elsewhere : new String[] {"blb.bj.baidubce.com", "blb.su.baidubce.com", "localhost:8252"}) {
            assertThat(list(gz.at(elsewhere))).as(elsewhere).isEmpty();
            gz.at(elsewhere).refused("InstanceNotFound", "GET", "/v1/blb/" + blbId, "");
        }
        assertThat(list(gz.at("BLB.GZ.baidubce.com:80"))).hasSize(1);
        gz.ok("DELETE", "/v1/blb/" + blbId, "");
        assertThat(list(gz)).isEmpty();
    }

    @Test
    void theResourceManagerKnowsLoadBalancersOfEveryRegion() {
        SignedHttp gz = client("blb.gz.baidubce.com");
        String blbId = gz.ok("POST", "/v1/blb", CREATE.replace("}", ",\"resourceGroupId\":\"RESG-1\"}"))
                .path("blbId")
                .asText();
        String question = "{\"resourceBriefs\":[{\"resourceId\":\"" + blbId
                + "\",\"resourceType\":\"BLB\",\"resourceRegion\":\"gz\"}]}";

        JsonNode answer =
                gz.at("resourcemanager.baidubce.com").ok("POST", "/v1/res/resource/batch/queryGroupRes", question);

        assertThat(answer.at("/resGroups/0/groups/0/groupId").asText()).isEqualTo("RESG-1");
    }

    @Test
    void theRegionOfTheStartHasTheStateOfEveryOtherName() {
        SignedHttp bj = client("blb.bj.baidubce.com");
        String blbId = create(bj);

        for (String name : new String[] {"127.0.0.1:8252", "blb", "blb.example.com", "blb.baidubce.com"}) {
            assertThat(list(bj.at(name)).path(0).path("blbId").asText()).isEqualTo(blbId);
        }
        try (BlbEmulator south =
                TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(REGION, Region.GZ))) {
            SignedHttp gz = client(south, "blb.gz.baidubce.com");
            String southern = create(gz);
            assertThat(list(gz.at("localhost")).path(0).path("blbId").asText()).isEqualTo(southern);
            assertThat(list(gz.at("blb.bj.baidubce.com"))).isEmpty();
            Api api = Api.of(south);
            assertThat(api.get("/_blb/world?account=" + gz.accessKey() + "@gz").body())
                    .isEqualTo(api.get("/_blb/world?account=" + gz.accessKey()).body())
                    .contains(southern);
        }
    }

    @Test
    void aServiceShowsTheRegionOfItsHost() {
        SignedHttp su = client("bcc.su.baidubce.com");

        assertThat(su.ok("GET", "/v2/zone", "")
                        .path("zones")
                        .path(0)
                        .path("zoneName")
                        .asText())
                .isEqualTo("cn-su-a");
        assertThat(su.ok("GET", "/v1/subnet", "")
                        .path("subnets")
                        .path(0)
                        .path("zoneName")
                        .asText())
                .isEqualTo("cn-su-a");
        assertThat(su.at("eip.su.baidubce.com")
                        .ok("GET", "/v1/eip", "")
                        .path("eipList")
                        .path(0)
                        .path("region")
                        .asText())
                .isEqualTo("su");
        String vpc = su.ok("POST", "/v1/vpc", "{\"name\":\"shop\",\"cidr\":\"192.168.0.0/16\"}")
                .path("vpcId")
                .asText();
        su.at("vpc.su.baidubce.com").ok("GET", "/v1/vpc/" + vpc, "");
        su.at("bcc.bj.baidubce.com").refused("NoSuchObject", "GET", "/v1/vpc/" + vpc, "");
    }

    @Test
    void anEipIsGivenOutInOneRegion() {
        SignedHttp bj = client("eip.bj.baidubce.com");
        String body = "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Postpaid\"}}";

        String eip = bj.ok("POST", "/v1/eip", body).path("eip").asText();

        assertThat(bj.at("eip.gz.baidubce.com")
                        .ok("POST", "/v1/eip", body)
                        .path("eip")
                        .asText())
                .isNotEqualTo(eip);
    }

    @Test
    void certificatesAndKeysAreThoseOfAllRegions() {
        SignedHttp global = client("certificate.baidubce.com");
        SignedHttp gz = global.at("blb.gz.baidubce.com");
        SignedHttp renamed = global.at("cert.bj.baidubce.com");
        global.ok("PUT", "/v1/certificate/cert-emulator0001?certName", "{\"certName\":\"web\"}");
        assertThat(renamed.ok("GET", "/v1/certificate/cert-emulator0001", "")
                        .path("certName")
                        .asText())
                .isEqualTo("web");
        String blbId = create(gz);
        gz.ok(
                "POST",
                "/v1/blb/" + blbId + "/HTTPSlistener",
                "{\"listenerPort\":443,\"backendPort\":80,\"scheduler\":\"RoundRobin\","
                        + "\"certIds\":[\"cert-emulator0001\"]}");
        assertThat(global.ok("GET", "/v1/certificate/cert-emulator0001/detail", "")
                        .path("resources")
                        .path(0)
                        .path("resourceId")
                        .asText())
                .isEqualTo(blbId);
        assertThat(global.refused("CertificateInUse", "DELETE", "/v1/certificate/cert-emulator0001", ""))
                .contains(blbId);

        JsonNode key = global.at("sts.bj.baidubce.com").ok("POST", "/v1/sessionToken", "");
        assertThat(list(gz.as(
                        key.path("accessKeyId").asText(),
                        key.path("secretAccessKey").asText(),
                        key.path("sessionToken").asText())))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "eip.gz.baidubce.com,          /v1/blb,           blb.gz.baidubce.com",
        "blb.bj.baidubce.com,          /v1/eip,           eip.bj.baidubce.com",
        "blb.bj.baidubce.com,          /v2/zone,          bcc.bj.baidubce.com",
        "bcc.bj.baidubce.com,          /v1/appblb,        blb.bj.baidubce.com",
        "blb.bj.baidubce.com,          /v1/certificate,   certificate.baidubce.com",
        "resourcemanager.baidubce.com, /v1/blb,           blb.baidubce.com"
    })
    void aHostOfAnotherServiceIsRefusedWithTheRightOne(String host, String path, String right) {
        assertThat(client(host).refused("InvalidURI", "GET", path, "")).contains(host, right);
    }

    @Test
    void settingsAreThoseOfAnAccountInAllRegions() {
        Api api = Api.of(emulator);
        SignedHttp gz = SignedHttp.of(emulator.baseUri(), api.account()).at("blb.gz.baidubce.com");
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"quotaLoadBalancers\":1}")
                .ok();
        api.put("/_blb/async?account=" + api.account(), "{\"operations\":{\"CreateBlb\":{\"settle\":\"held\"}}}")
                .ok();

        create(gz);
        assertThat(list(gz).path(0).path("status").asText()).isEqualTo("creating");
        gz.refused("QuotaExceeded", "POST", "/v1/blb", CREATE);
        create(gz.at("blb.bj.baidubce.com"));

        assertThat(api.put("/_blb/accounts/" + api.account() + "@gz/settings", "{\"quotaLoadBalancers\":2}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(api.account() + "@gz", "name it " + api.account());
        assertThat(api.put("/_blb/world/certificates/cert-1?account=" + api.account() + "@gz", "{\"certName\":\"web\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("certificates", "name it " + api.account());
    }

    @Test
    void controlRoutesAndSeedsNameTheStateOfARegion() {
        SignedHttp gz = client("blb.gz.baidubce.com");
        Api api = Api.of(emulator);
        String state = gz.accessKey() + "@gz";

        api.post(
                        "/_blb/seed",
                        "{\"subnets\":[{\"account\":\"" + state + "\",\"subnetId\":\"sbn-1\","
                                + "\"vpcId\":\"vpc-emulator0001\",\"cidr\":\"172.30.0.0/24\"}],"
                                + "\"loadBalancers\":[{\"account\":\"" + state
                                + "\",\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-1\"}]}")
                .ok();

        assertThat(list(gz).path(0).path("name").asText()).startsWith("BLB-guangzhou-");
        String world = api.get("/_blb/world?account=" + state).ok().body();
        assertThat(world).contains("sbn-1");
        assertThat(api.get("/_blb/world?account=" + gz.accessKey()).ok().body()).doesNotContain("sbn-1");
        api.post("/_blb/reset?account=" + state, "").ok();
        assertThat(list(gz)).isEmpty();
        api.post("/_blb/seed?account=" + state, world).ok();
        assertThat(list(gz)).hasSize(1);
        assertThat(api.post("/_blb/reset?account=someone@mars", "")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("someone@mars", "emulator-1@gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blb.bj.baidubce.com", "certificate.baidubce.com:8252", "EIP.GZ.BAIDUBCE.COM"})
    void controlRoutesServeTheCloudsNames(String host) {
        client(host).ok("GET", "/_blb/world", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bos.bj.baidubce.com", "blb.mars.baidubce.com", "a.blb.bj.baidubce.com", "baidubce.com"})
    void controlRoutesServeNoOtherNamesOfThatDomain(String host) {
        client(host).refused("AccessDenied", "GET", "/_blb/world", "");
    }

    @Test
    void aProxyVariableThatNamesTheEmulatorIsEnough() {
        SignedHttp gz = client("blb.gz.baidubce.com");
        create(gz);

        // A client with a proxy sends the whole address, and signs host and path alone.
        String authorization = gz.authorization("GET", "/v1/blb");
        try (RawHttp connection = new RawHttp(emulator.baseUri())) {
            String answer = connection
                    .send("GET http://blb.gz.baidubce.com/v1/blb HTTP/1.1\r\nHost: blb.gz.baidubce.com\r\n"
                            + "Content-Type: application/json\r\nAuthorization: " + authorization + "\r\n\r\n")
                    .answer()
                    .body();
            assertThat(answer).contains("BLB-guangzhou-");
        }
    }

    /** A program that knows the cloud's names alone; the first argument is the port. */
    static final class Program {
        public static void main(String[] arguments) {
            for (String region : new String[] {"bj", "gz"}) {
                URI endpoint = URI.create("http://blb." + region + ".baidubce.com:" + arguments[0]);
                SignedApi api =
                        new SignedApi(endpoint, new BlbCredentials("emulator-program", "emulator-secret-key-0001"));
                api.create();
                System.out.println(region + " " + api.list().size());
            }
        }
    }

    @Test
    void aProgramWhoseHostsAreMappedToTheEmulatorRunsUnchanged(@TempDir Path folder) throws Exception {
        Path hosts = Files.writeString(
                folder.resolve("hosts"), "127.0.0.1 blb.bj.baidubce.com\n127.0.0.1 blb.gz.baidubce.com\n");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        String.valueOf(emulator.baseUri().getPort()))
                .redirectErrorStream(true)
                .start();
        String output = output(program);

        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output.lines()).containsExactly("bj 1", "gz 1");
    }

    private static String output(Process program) throws IOException {
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
