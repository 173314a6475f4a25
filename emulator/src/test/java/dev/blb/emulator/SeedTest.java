package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.seed.SeedException;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeds: what they make, and how a wrong one is refused. */
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
                enterpriseSecurityGroupRules: [{action: deny, priority: 7, destIp: 10.0.0.1}]
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
                "{\n\t\"vpcs\": [\n\t\t{\"vpcId\":\t\"vpc-j\", \"name\": \"a\\/\\u00e9\\ud83d\\ude00\", \"cidr\": \"10.2.0.0/16\"}\n\t]\n}";
        seed("application/json", json).ok();
        assertThat(api.get("/_blb/world/vpcs").json().at("/vpcs/0/name").asText())
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

    static Stream<Arguments> badSeeds() {
        return Stream.of(
                bad("vpcs: [", 1, "column"),
                bad("a: 1\nvpcs: []", 1, "a is unknown here; allowed is accounts, vpcs, subnets"),
                bad("- 1", 1, "top level must be a mapping"),
                bad("vpcs: []\nvpcs: []", 2, "vpcs stands twice"),
                bad("vpcs: 7", 1, "vpcs is 7; allowed is a list"),
                bad("vpcs:\n  - vpc-1", 2, "vpcs[0] is \"vpc-1\"; allowed is an object"),
                bad("vpcs:\n  - {vpcId: vpc-1}", 2, "vpcs[0].cidr is required: a text"),
                bad("vpcs:\n  - vpcId: vpc-1\n    cidr: 10.0.0.0", 3, "vpcs[0].cidr is \"10.0.0.0\"; allowed is"),
                bad("vpcs:\n  - vpcId: vpc-1\n    cidr: 10.0.0.1/24", 3, "vpcs[0].cidr is \"10.0.0.1/24\"; allowed is"),
                bad(
                        "vpcs:\n  - vpcId: net-1\n    cidr: 10.0.0.0/24",
                        2,
                        "vpcs[0].vpcId is \"net-1\"; allowed is an id"),
                bad(
                        "vpcs:\n  - {vpcId: vpc-1, cidr: 10.0.0.0/24}\n  - {vpcId: vpc-1, cidr: 10.0.0.0/24}",
                        3,
                        "vpcs[1].vpcId is \"vpc-1\", which was declared before"),
                bad(
                        "subnets:\n  - {subnetId: sbn-1, vpcId: vpc-none, cidr: 10.0.0.0/24}",
                        2,
                        "subnets[0].vpcId is \"vpc-none\", which is not declared"),
                bad(
                        "vpcs:\n- {vpcId: vpc-1, cidr: 10.0.0.0/24}\nsubnets:\n- subnetId: sbn-1\n  vpcId: vpc-1\n  cidr: 10.0.1.0/24",
                        6,
                        "subnets[0].cidr is \"10.0.1.0/24\"; allowed is a part of 10.0.0.0/24"),
                bad(
                        "accounts:\n  - account: a\n    keys: [{accessKey: K, secretKey: s}]\n"
                                + "  - account: b\n    keys:\n    - {accessKey: K, secretKey: t}",
                        6,
                        "accounts[1].keys[0].accessKey is \"K\", which was declared before"),
                bad(
                        "accounts:\n  - account: a\n    keys:\n    - {accessKey: K, secretKey: s}\n"
                                + "    - {accessKey: K, secretKey: t}",
                        5,
                        "accounts[0].keys[1].accessKey is \"K\", which was declared before"),
                bad("machines:\n  - instanceId: 1x", 2, "machines[0].instanceId is \"1x\"; allowed is an id"),
                bad("machines:\n  - instanceId: i-1\n    privateIp: 1.2.3", 3, "machines[0].privateIp is \"1.2.3\""),
                bad(
                        "machines:\n  - instanceId: i-1\n    health: sick",
                        3,
                        "machines[0].health is \"sick\"; allowed are"),
                bad(
                        "machines:\n  - instanceId: i-1\n    address: http://a",
                        3,
                        "machines[0].address is \"http://a\"; allowed is a host name or IP address"),
                bad("machines:\n  - instanceId: i-1\n    ports: {8080: 1}", 2, "machines[0].address is required"),
                bad(
                        "machines:\n  - instanceId: i-1\n    address: a\n    ports: {web: 1}",
                        4,
                        "machines[0].ports names port \"web\"; allowed is a port from 1 to 65535"),
                bad(
                        "machines:\n  - instanceId: i-1\n    address: a\n    ports:\n      1: 1\n      2: 65536",
                        6,
                        "machines[0].ports.2 is 65536; allowed is an integer from 1 to 65535"),
                bad("addresses:\n  - {instanceId: i-1}", 2, "addresses[0].address is required"),
                bad(
                        "addresses:\n  - {instanceId: i-1, address: a}\n  - {instanceId: i-1, address: b}",
                        3,
                        "addresses[1].instanceId is \"i-1\", which was declared before"),
                bad(
                        "health:\n- {instanceId: i-1, status: Dead}\n- {instanceId: i-1, account: a, status: Dead}\n- {instanceId: i-1, status: Alive}",
                        4,
                        "health[2].instanceId is \"i-1\", which was declared before"),
                bad(
                        "addresses:\n  - instanceId: i-1\n    address: a:0",
                        3,
                        "addresses[0].address is \"a:0\"; allowed is a host name or IP address"),
                bad("addresses:\n  - {instanceId: 1i, address: a}", 2, "addresses[0].instanceId is \"1i\""),
                bad(
                        "addresses:\n  - {instanceId: i-1, address: a, since: 2026-02-30T00:00:00Z}",
                        2,
                        "addresses[0].since is \"2026-02-30"),
                bad(
                        "securityGroups:\n  - securityGroupId: g-1\n    securityGroupRules:\n      - {direction: up}",
                        4,
                        "securityGroups[0].securityGroupRules[0].direction is \"up\"; allowed is one of ingress, egress"),
                bad(
                        "securityGroups:\n  - securityGroupId: g-1\n    securityGroupRules:\n      - {port: 1}",
                        4,
                        "securityGroups[0].securityGroupRules[0].port is unknown here"),
                bad("eips:\n  - {eip: 1.2.3.400}", 2, "eips[0].eip is \"1.2.3.400\""),
                bad("certificates:\n  - {certId: c-1}", 2, "certificates[0].certId is \"c-1\""),
                bad("accounts:\n  - {quotaListeners: 1}", 2, "accounts[0].account is required"),
                bad("accounts:\n  - {account: a, settleDelay: soon}", 2, "accounts[0].settleDelay is \"soon\""),
                bad("accounts:\n  - {account: a, references: some}", 2, "accounts[0].references is \"some\""),
                bad("health:\n  - {instanceId: i-1}", 2, "status and script are not given"),
                bad("health:\n  - {instanceId: i-1, status: Alive, since: 2026-13-01T00:00:00Z}", 2, "health[0].since"),
                bad(
                        "loadBalancers:\n  - vpcId: vpc-1\n    subnetId: sbn-1\n    name: 1",
                        4,
                        "loadBalancers[0].name is 1; allowed is a text"),
                bad(
                        "loadBalancers:\n  - vpcId: vpc-1\n    subnetId: sbn-1\n    listener: []",
                        4,
                        "loadBalancers[0].listener is unknown here; allowed is account"),
                bad("loadBalancers:\n  - vpcId: vpc-1\n", 2, "loadBalancers[0].subnetId is required"),
                bad(lb("blbId: LB1"), 4, "loadBalancers[0].blbId is \"LB1\""),
                bad(lb("status: creating"), 4, "loadBalancers[0].status is \"creating\"; allowed is one of available"),
                bad(lb("billing: {paymentTiming: Prepaid}"), 4, "reservationLength is required"),
                bad(lb("billing: {paymentTimng: Prepaid}"), 4, "loadBalancers[0].billing.paymentTimng is unknown"),
                bad(lb("address: 1.1.1"), 4, "loadBalancers[0].address is \"1.1.1\""),
                bad(
                        lb("listeners:\n  - {listenerType: TCP, listenerPort: 0, backendPort: 1, scheduler: Hash}"),
                        5,
                        "loadBalancers[0].listeners[0].listenerPort is 0; allowed is an integer from 1 to 65535"),
                bad(
                        lb(
                                "listeners:\n  - listenerType: TCP\n    listenerPort: 80\n    backendPort: 1\n    scheduler: Hsah"),
                        8,
                        "loadBalancers[0].listeners[0].scheduler is \"Hsah\"; allowed is one of RoundRobin"),
                bad(
                        lb("listeners:\n  - {listenerPort: 80}"),
                        5,
                        "loadBalancers[0].listeners[0].listenerType is required"),
                bad(
                        lb(
                                "listeners:\n  - {listenerType: UDP, listenerPort: 80, backendPort: 1, scheduler: Hash, x: 1, healthCheckString: a}"),
                        5,
                        "loadBalancers[0].listeners[0].x is unknown"),
                bad(
                        lb("listeners:\n  - {listenerType: UDP, listenerPort: 80, backendPort: 1, scheduler: Hash}"),
                        5,
                        "loadBalancers[0].listeners[0].healthCheckString is required"),
                bad(
                        lb(
                                "listeners:\n  - &l {listenerType: TCP, listenerPort: 80, backendPort: 1, scheduler: Hash}\n  - *l"),
                        5,
                        "loadBalancers[0].listeners[1].listenerPort is 80, which another listener"),
                bad(
                        lb(
                                "listeners:\n  - {listenerType: HTTP, listenerPort: 80, backendPort: 1, scheduler: RoundRobin, redirectPort: 443}"),
                        5,
                        "loadBalancers[0].listeners[0].redirectPort is 443; allowed is the port of an HTTPS listener"),
                bad(
                        lb("backendServerList:\n  - {instanceId: i-1}\n  - {instanceId: i-1}"),
                        6,
                        "loadBalancers[0].backendServerList[1].instanceId is \"i-1\", which is attached"),
                bad(
                        lb("backendServerList:\n  - {instanceId: i-1}\n  - instanceId: i-2\n    weight: 101"),
                        7,
                        "loadBalancers[0].backendServerList[1].weight is 101; allowed is an integer from 0 to 100"),
                bad(lb("backendServerList:\n  - i-1"), 5, "loadBalancers[0].backendServerList[0]"),
                bad(
                        lb("securityGroupIds:\n  - esg-1"),
                        5,
                        "loadBalancers[0].securityGroupIds[0] is \"esg-1\"; allowed"),
                bad(lb("securityGroupIds: g-1"), 4, "loadBalancers[0].securityGroupIds is \"g-1\"; allowed is a list"),
                bad(
                        lb("state: {ordinal: 1, createTime: 2026-01-01T00:00:00Z}"),
                        2,
                        "address is \"\"; allowed with state"),
                bad(
                        lb("state: {ordinal: 0, createTime: 2026-01-01T00:00:00Z}"),
                        4,
                        "loadBalancers[0].state.ordinal is 0"),
                bad(
                        lb("address: 10.0.0.4\nblbId: lb-1\nname: a\n"
                                + "state: {ordinal: 1, createTime: 2026-02-30T00:00:00Z}"),
                        7,
                        "loadBalancers[0].state.createTime is \"2026-02-30"),
                bad(
                        "vpcs:\n- vpcId: vpc-1\n  cidr: 10.0.0.0/16\n  secondaryCidr: [here]",
                        4,
                        "vpcs[0].secondaryCidr[0] is \"here\"; allowed is an IPv4 block"),
                bad("accounts: &x\n  - *x", 0, "contains itself"),
                bad("vpcs: " + "[".repeat(20_000), 0, ""));
    }

    /** A load balancer in the lenient world with more members; they begin on line 4. */
    private static String lb(String more) {
        return "loadBalancers:\n- vpcId: vpc-1\n  subnetId: sbn-1\n  " + more.replace("\n", "\n  ");
    }

    private static Arguments bad(String text, int line, String complaint) {
        return Arguments.of(text, line, complaint);
    }

    @ParameterizedTest
    @MethodSource("badSeeds")
    void aBadSeedIsRefusedWithLinePathAndWhatIsAllowed(String text, int line, String complaint) throws IOException {
        String good = "vpcs: [{vpcId: vpc-good, cidr: 10.0.0.0/16}]\n";
        Files.writeString(folder.resolve("a.yaml"), good);
        Path bad = Files.writeString(folder.resolve("b.yaml"), text);
        Files.writeString(folder.resolve("c.txt"), "not a seed");

        assertThatThrownBy(() -> TestEmulator.start(config.with(SEED, List.of(folder))))
                .isInstanceOf(SeedException.class)
                .hasMessageStartingWith(line == 0 ? bad.toString() : bad + ":" + line + ": ")
                .hasMessageContaining(complaint);
        var refused = seed("application/yaml", text);
        assertThat(refused.status()).as(refused.body()).isBetween(400, 413);
        assertThat(refused.message()).contains(complaint);
        assertThat(api.get("/_blb/world").ok().body()).as("nothing is applied").isEqualTo("{}");
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
        if ("write".equals(System.getProperty("blb.readme"))) {
            Files.writeString(published, schema.toPrettyString() + "\n");
        }
        assertThat(Json.of(Files.readString(published))).isEqualTo(schema);
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
