package dev.blb.emulator.seed;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Seeds: what they make. How a wrong one is refused is in {@link BadSeedsTest}. */
class SeedTest {
    private static final String WORLD = """
            accounts:
              - {account: emulator-a, references: strict, quotaLoadBalancers: 2, secretKey: of-a}
            vpcs:
              - {vpcId: vpc-shop, name: shop, cidr: 10.1.0.0/16}
            subnets:
              - {subnetId: sbn-front, vpcId: vpc-shop, cidr: 10.1.8.0/24}
            machines:
              - {instanceId: i-web1, privateIp: 10.1.9.1}
              - {instanceId: i-web2, privateIp: 10.1.9.2, health: Dead}
              - {instanceId: i-web3, health: "up 10s, down 5s, repeat"}
            securityGroups:
              - securityGroupId: g-web
                securityGroupName: web
                securityGroupRules:
                  - {portRange: 80-81, sourceIp: 10.0.0.0/8}
                  - {direction: egress, securityGroupRuleId: r-out, protocol: all}
            enterpriseSecurityGroups:
              - enterpriseSecurityGroupId: esg-all
                enterpriseSecurityGroupRules: [{action: deny, priority: 7, direction: egress, destIp: 10.0.0.1}]
            certificates: [{certId: cert-shop}]
            eips: [{eip: 198.51.100.7}]
            loadBalancers:
              - account: emulator-a
                blbId: lb-shop
                name: shop
                vpcId: vpc-shop
                subnetId: sbn-front
                eip: 198.51.100.7
                supportAcl: true
                tags: [{tagKey: team, tagValue: shop}]
                listeners:
                  - {listenerType: HTTPS, listenerPort: 443, backendPort: 8080, scheduler: RoundRobin, certIds: [cert-shop]}
                  - {listenerType: HTTP, listenerPort: 80, backendPort: 8080, scheduler: RoundRobin, redirectPort: 443}
                backendServerList:
                  - {instanceId: i-web1, weight: 10}
                  - {instanceId: i-web2}
                securityGroupIds: [g-web]
                enterpriseSecurityGroupIds: [esg-all]
              - {account: emulator-a, vpcId: vpc-shop, subnetId: sbn-front, status: paused}
            """;

    @TempDir
    private Path folder;

    private final Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private final BlbEmulator emulator = TestEmulator.start(config);
    private final Api api = Api.of(emulator).as("emulator-a");

    @AfterEach
    void stop() {
        emulator.close();
    }

    private Api.Answer seed(String type, String body) {
        return api.send(HttpRequest.newBuilder(api.uri("/_blb/seed"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void aSeedMakesWhatCallsWouldHaveMade() {
        JsonNode counts = seed("application/yaml", WORLD).ok().json().path("seeded");
        assertThat(counts.path("loadBalancers").asInt()).isEqualTo(2);
        assertThat(counts.path("machines").asInt()).isEqualTo(3);

        JsonNode detail = api.get("/v1/blb/lb-shop").ok().json();
        assertThat(detail.path("vpcName").asText()).isEqualTo("shop");
        assertThat(detail.path("cidr").asText()).isEqualTo("10.1.0.0/16");
        assertThat(detail.path("address").asText()).isEqualTo("10.1.8.4");
        assertThat(detail.path("publicIp").asText()).isEqualTo("198.51.100.7");
        assertThat(detail.path("supportAcl").asBoolean()).isTrue();
        assertThat(detail.path("tags").at("/0/tagKey").asText()).isEqualTo("team");
        assertThat(detail.path("listener")).hasSize(2);
        assertThat(api.get("/v1/blb/lb-shop/HTTPlistener")
                        .json()
                        .at("/listenerList/0/redirectPort")
                        .asInt())
                .isEqualTo(443);

        JsonNode servers =
                api.get("/v1/blb/lb-shop/backendserver?listenerPort=80").json();
        assertThat(servers.at("/backendServerList/0/privateIp").asText()).isEqualTo("10.1.9.1");
        assertThat(servers.at("/backendServerList/0/weight").asInt()).isEqualTo(10);
        assertThat(servers.at("/backendServerList/0/status").asText()).isEqualTo("Alive");
        assertThat(servers.at("/backendServerList/1/status").asText()).isEqualTo("Dead");

        JsonNode group = api.get("/v1/blb/lb-shop/securitygroup").json().at("/blbSecurityGroups/0");
        assertThat(group.path("securityGroupName").asText()).isEqualTo("web");
        assertThat(group.path("vpcName").asText()).isEqualTo("shop");
        JsonNode ingress = group.at("/securityGroupRules/0");
        assertThat(ingress.path("portRange").asText()).isEqualTo("80-81");
        assertThat(ingress.path("sourceIp").asText()).isEqualTo("10.0.0.0/8");
        assertThat(ingress.has("destIp")).isFalse();
        JsonNode egress = group.at("/securityGroupRules/1");
        assertThat(egress.path("securityGroupRuleId").asText()).isEqualTo("r-out");
        assertThat(egress.path("destIp").asText()).isEqualTo("all");
        assertThat(egress.has("sourceIp")).isFalse();
        JsonNode enterprise =
                api.get("/v1/blb/lb-shop/enterprise/securitygroup").json();
        assertThat(enterprise
                        .at("/enterpriseSecurityGroups/0/enterpriseSecurityGroupRules/0/action")
                        .asText())
                .isEqualTo("deny");

        JsonNode list = api.get("/v1/blb").json().path("blbList");
        assertThat(list).hasSize(2);
        assertThat(list.get(1).path("status").asText()).isEqualTo("paused");
        assertThat(list.get(1).path("address").asText()).isEqualTo("10.1.8.5");
        api.post("/v1/blb", "{\"vpcId\":\"vpc-shop\",\"subnetId\":\"sbn-front\"}")
                .refused(413, "QuotaExceeded");
    }

    @Test
    void jsonWithTabsIsASeedToo() {
        String json =
                "{\n\t\"vpcs\": [\n\t\t{\"vpcId\":\t\"vpc-j\", \"description\": \"a\\/\\u00e9\\ud83d\\ude00\", \"cidr\": \"10.2.0.0/16\"}\n\t]\n}";
        seed("application/json", json).ok();
        assertThat(api.get("/_blb/world/vpcs").json().at("/vpcs/0/description").asText())
                .isEqualTo("a/é😀");
        seed("text/plain", json).refused(400, "InvalidHTTPRequest");
        seed("application/json", "").ok();
        seed("application/yaml", "# nothing\n").ok();
    }

    @Test
    void thingsWithoutAnAccountAreForTheDefaultAccount() {
        api.send("POST", "/_blb/seed?account=emulator-b", """
                {"machines":[{"instanceId":"i-b","privateIp":"10.9.9.9"}],
                "loadBalancers":[{"blbId":"lb-b","vpcId":"vpc-1","subnetId":"sbn-1",
                "backendServerList":[{"instanceId":"i-b"}]}]}""").ok();
        JsonNode servers =
                api.as("emulator-b").get("/v1/blb/lb-b/backendserver").ok().json();
        assertThat(servers.at("/backendServerList/0/privateIp").asText()).isEqualTo("10.9.9.9");
        api.get("/v1/blb/lb-b").refused(404, "InstanceNotFound");

        seed(
                        "application/json",
                        "{\"loadBalancers\":[{\"blbId\":\"lb-c\",\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}]}")
                .ok();
        api.as(config.get(CREDENTIALS).exampleAccessKey()).get("/v1/blb/lb-c").ok();
    }

    @Test
    void aListenerMayStandBeforeTheOneThatItRedirectsTo() {
        seed(
                        "application/yaml",
                        "loadBalancers:\n- blbId: lb-r\n  vpcId: vpc-1\n  subnetId: sbn-1\n  listeners:\n"
                                + "  - {listenerType: HTTP, listenerPort: 80, backendPort: 80, scheduler: RoundRobin,"
                                + " redirectPort: 443}\n"
                                + "  - {listenerType: HTTPS, listenerPort: 443, backendPort: 80, scheduler: RoundRobin,"
                                + " certIds: [cert-emulator0001]}\n")
                .ok();
        assertThat(api.as(config.get(CREDENTIALS).exampleAccessKey())
                        .get("/v1/blb/lb-r/HTTPlistener?listenerPort=80")
                        .text("/listenerList/0/redirectPort"))
                .isEqualTo("443");
    }

    @Test
    void ofSeveralFilesAllCountOrNone() throws IOException {
        Path a = Files.writeString(
                folder.resolve("a.yaml"),
                "loadBalancers: [{account: emulator-a, blbId: lb-1, vpcId: vpc-1, subnetId: sbn-1}]");
        Path b = Files.writeString(
                folder.resolve("b.json"),
                "{\"accounts\":[{\"account\":\"emulator-a\",\"references\":\"strict\"}],"
                        + "\"vpcs\":[{\"vpcId\":\"vpc-1\",\"cidr\":\"10.0.0.0/16\"}],"
                        + "\"subnets\":[{\"subnetId\":\"sbn-1\",\"vpcId\":\"vpc-1\",\"cidr\":\"10.0.1.0/24\"}]}");
        try (BlbEmulator seeded = TestEmulator.start(config.with(SEED, List.of(a, b)))) {
            assertThat(Api.of(seeded).as("emulator-a").get("/v1/blb/lb-1").ok().text("/address"))
                    .as("an earlier file may name what a later one declares")
                    .isEqualTo("10.0.1.4");
        }
        assertThatThrownBy(() -> TestEmulator.start(config.with(SEED, List.of(folder.resolve("none.yaml")))))
                .isInstanceOf(SeedException.class)
                .hasMessageContaining("none.yaml");
    }

    @Test
    void aDeclaredKeySigns() throws IOException {
        Path seed = Files.writeString(folder.resolve("a.yaml"), "accounts: [{account: key-1, secretKey: secret-1}]");
        try (BlbEmulator seeded =
                TestEmulator.start(config.with(SEED, List.of(seed)).with(AUTH, AuthMode.VERIFY))) {
            Api.of(seeded).as("key-1").get("/v1/blb").refused(400, "RequestExpired");
            Api.of(seeded).as("key-2").get("/v1/blb").refused(403, "InvalidAccessKeyId");
        }
    }

    @Test
    void theSchemaIsPublished() throws IOException {
        JsonNode schema = api.get("/_blb/seed/schema.json").ok().json();
        Path published = Path.of("src/main/resources/seed.schema.json");
        assertThat(Json.of(Files.readString(published)).equals(schema))
                .as("the served schema is that of " + published + ", which ReadmeTest compares with the code")
                .isTrue();
        assertThat(schema.at("/properties/loadBalancers/items/properties/vpcId/type")
                        .asText())
                .isEqualTo("string");
        List<String> sections =
                List.of("accounts", "vpcs", "subnets", "machines", "loadBalancers", "health", "addresses");
        assertThat(schema.path("properties").fieldNames()).toIterable().containsAll(sections);
    }

    @Test
    @Timeout(600)
    void aThousandBalancersAreSeeded() throws IOException {
        StringBuilder text =
                new StringBuilder("accounts: [{account: emulator-a, quotaLoadBalancers: 1000}]\nloadBalancers:\n");
        for (int i = 0; i < 1000; i++) {
            text.append("- account: emulator-a\n  name: lb")
                    .append(i)
                    .append("\n  vpcId: vpc-1\n  subnetId: sbn-1\n")
                    .append("  listeners: [{listenerType: TCP, listenerPort: 80, backendPort: 80, scheduler: Hash}]\n")
                    .append("  backendServerList: [{instanceId: i-1}]\n");
        }
        Path seed = Files.writeString(folder.resolve("a.yaml"), text);
        try (BlbEmulator seeded = TestEmulator.start(config.with(SEED, List.of(seed)))) {
            assertThat(Api.of(seeded)
                            .as("emulator-a")
                            .get("/v1/blb?maxKeys=1000")
                            .json()
                            .path("blbList"))
                    .hasSize(1000);
        }
    }
}
