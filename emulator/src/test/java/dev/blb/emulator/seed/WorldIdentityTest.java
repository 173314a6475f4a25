package dev.blb.emulator.seed;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Export, wipe, import is the identity: over random worlds that random calls have made. */
@TestInstance(Lifecycle.PER_CLASS)
class WorldIdentityTest {
    /** {@code -Dblb.test.worlds=500} for a proof. */
    private static final int WORLDS = Integer.getInteger("blb.test.worlds", 100);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00.123Z"));
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE), clock);

    @AfterAll
    void stop() {
        emulator.close();
    }

    /** Random calls of one world. */
    private final class Story {
        private final Random random;
        private final List<Api> accounts = new ArrayList<>();
        private int refused;
        private int accepted;

        Story(long seed) {
            random = new Random(seed);
            for (int i = 0; i <= random.nextInt(3); i++) {
                accounts.add(Api.of(emulator).as("emulator-" + seed + "-" + i));
            }
        }

        private String one(String... of) {
            return of[random.nextInt(of.length)];
        }

        private String n(String prefix, int bound) {
            return prefix + random.nextInt(bound);
        }

        private Api account() {
            return accounts.get(random.nextInt(accounts.size()));
        }

        private String query(Api api) {
            return random.nextBoolean() ? "?account=" + api.account() : "";
        }

        private void count(Api.Answer answer) {
            assertThat(answer.status()).as(answer.body()).isLessThan(500);
            if (answer.status() == 200) {
                accepted++;
            } else {
                refused++;
            }
        }

        private String instance(Api api) {
            JsonNode list = api.get("/v1/blb" + one("", "?type=ipv6")).json().path("blbList");
            return list.isEmpty()
                    ? "lb-none"
                    : list.get(random.nextInt(list.size())).path("blbId").asText();
        }

        void step() {
            Api api = account();
            switch (random.nextInt(22)) {
                case 0 -> declare(api);
                case 1 ->
                    count(api.put(
                            "/_blb/accounts/" + api.account() + "/settings",
                            one(
                                    "{\"references\":\"strict\"}",
                                    "{\"references\":\"lenient\"}",
                                    "{\"settleDelay\":\"" + one("0", "30s", "1m") + "\"}",
                                    "{\"quotaLoadBalancers\":" + random.nextInt(5) + ",\"quotaListeners\":"
                                            + random.nextInt(5) + "}")));
                case 2, 3, 4, 5 -> create(api);
                case 6, 7, 8 -> listener(api);
                case 9 ->
                    count(api.put(
                            "/v1/blb/" + instance(api) + "/" + one("HTTP", "TCP", "UDP", "HTTPS")
                                    + "listener?listenerPort=" + n("8", 3),
                            one(
                                    "{\"keepSession\":true,\"keepSessionType\":\"insert\"}",
                                    "{\"keepSession\":true,\"keepSessionType\":\"rewrite\",\"keepSessionCookieName\":\"c\"}",
                                    "{\"healthCheckInterval\":" + (1 + random.nextInt(10))
                                            + ",\"description\":\"d é\"}")));
                case 10, 11 ->
                    count(api.post(
                            "/v1/blb/" + instance(api) + "/backendserver",
                            "{\"backendServerList\":[{\"instanceId\":\"" + n("i-", 4) + "\",\"weight\":"
                                    + random.nextInt(101) + "}]}"));
                case 12 ->
                    count(api.put(
                            "/v1/blb/" + instance(api) + "/backendserver",
                            "{\"backendServerList\":[\"" + n("i-", 4) + "\"]}"));
                case 13 ->
                    count(
                            random.nextBoolean()
                                    ? api.put(
                                            "/v1/blb/" + instance(api) + "/securitygroup?bind",
                                            "{\"securityGroupIds\":[\"" + n("g-", 3) + "\"]}")
                                    : api.put(
                                            "/v1/blb/" + instance(api) + "/enterprise/securitygroup?"
                                                    + one("bind", "unbind"),
                                            "{\"enterpriseSecurityGroupIds\":[\"" + n("esg-", 3) + "\"]}"));
                case 14 -> health(api);
                case 15 -> order(api);
                case 16 ->
                    count(api.put(
                            "/v1/blb/" + instance(api),
                            one(
                                    "{\"name\":\"web/1\",\"desc\":\"- a: 'b' #\"}",
                                    "{\"desc\":\"yes\"}",
                                    "{\"allowDelete\":false}",
                                    "{\"allocateIpv6\":true}")));
                case 17 ->
                    count(api.put(
                            "/_blb/loadbalancers/" + instance(api) + "/status",
                            "{\"status\":\"" + one("paused", "unavailable", "available", "available") + "\"}"));
                case 18 ->
                    count(
                            random.nextBoolean()
                                    ? api.delete("/v1/blb/" + instance(api))
                                    : api.put(
                                            "/v1/blb/" + instance(api) + "/listener?batchdelete",
                                            "{\"portList\":[" + n("8", 3) + "]}"));
                case 19 -> place(api);
                case 20 ->
                    count(api.put(
                            "/_blb/async?account=" + api.account(),
                            "{\"operations\":{\"" + one("CreateBlb", "UpdateBlb") + "\":{\"settle\":\""
                                    + one("0", "held", "20s") + "\",\"list\":\"" + one("0", "1h")
                                    + "\"}}}"));
                default -> clock.advance(Duration.ofMillis(random.nextInt(40_000)));
            }
        }

        private void declare(Api api) {
            int k = random.nextInt(4);
            switch (random.nextInt(9)) {
                case 0 ->
                    count(api.put(
                            "/_blb/world/vpcs/vpc-" + k + query(api),
                            "{\"name\":\"" + one("a", "no", "1") + "\",\"cidr\":\"10." + k + ".0.0/16\"}"));
                case 1 ->
                    count(api.put(
                            "/_blb/world/subnets/sbn-" + k + query(api),
                            "{\"vpcId\":\"vpc-" + k + "\",\"cidr\":\"10." + k + ".1.0/2" + (4 + random.nextInt(6))
                                    + "\"}"));
                case 2 ->
                    count(api.put(
                            "/_blb/world/machines/i-" + k + query(api),
                            "{\"privateIp\":\"10.0.0." + random.nextInt(9) + "\"}"));
                case 3 ->
                    count(api.put(
                            "/_blb/world/securityGroups/g-" + k + query(api),
                            "{\"securityGroupRules\":[{\"direction\":\"egress\",\"portRange\":\"" + one("80", "1-2")
                                    + "\"}]}"));
                case 4 ->
                    count(api.put(
                            "/_blb/world/enterpriseSecurityGroups/esg-" + k + query(api),
                            "{\"enterpriseSecurityGroupRules\":[{\"sourceIp\":\"all\",\"priority\":"
                                    + (1 + random.nextInt(9)) + "}]}"));
                case 5 -> count(api.put("/_blb/world/certificates/cert-" + k + query(api), "{}"));
                case 6 ->
                    count(api.put(
                            "/_blb/world/eips/198.51.100." + k + query(api),
                            one("{}", "{\"instanceType\":\"BCC\",\"instanceId\":\"" + n("i-", 4) + "\"}")));
                default ->
                    count(api.delete("/_blb/world/"
                            + one("vpcs/vpc-", "subnets/sbn-", "machines/i-", "eips/198.51.100.") + k + query(api)));
            }
        }

        private void create(Api api) {
            int k = random.nextInt(4);
            StringBuilder body = new StringBuilder("{\"vpcId\":\"vpc-" + k + "\",\"subnetId\":\"sbn-" + k + "\"");
            if (random.nextBoolean()) {
                body.append(",\"type\":\"" + one("normal", "ipv6") + "\"");
            }
            if (random.nextInt(4) == 0) {
                body.append(",\"eip\":\"198.51.100." + random.nextInt(4) + "\"");
            }
            if (random.nextInt(3) == 0) {
                body.append(",\"name\":\"n" + k + "\",\"desc\":\"" + one("null", "12", "中", "", " x ")
                        + "\",\"tags\":[{\"tagKey\":\"k" + k + "\",\"tagValue\":\"\"},{\"tagKey\":\"a\"}]");
            }
            if (random.nextInt(3) == 0) {
                body.append(
                        ",\"performanceLevel\":\"small1\",\"autoRenewLength\":1,\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}");
            } else if (random.nextInt(3) == 0) {
                body.append(
                        ",\"billing\":{\"paymentTiming\":\"Postpaid\",\"billingMethod\":\"ByCapacityUnit\"},\"performanceLevel\":\"unlimited\"");
            }
            if (random.nextInt(4) == 0) {
                body.append(",\"layer4ClusterId\":\"c\",\"layer4ClusterExclusive\":" + random.nextBoolean()
                        + ",\"modificationProtectionReason\":\"r\",\"allowModify\":false");
            }
            count(api.post("/v1/blb" + one("", "?clientToken=t" + k), body + "}"));
        }

        private void listener(Api api) {
            String port = n("8", 3);
            String common = "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"";
            String path = "/v1/blb/" + instance(api) + "/";
            count(
                    switch (random.nextInt(5)) {
                        case 0 ->
                            api.post(
                                    path + "TCPlistener",
                                    common + ",\"unhealthyThreshold\":" + (2 + random.nextInt(4)) + "}");
                        case 1 ->
                            api.post(
                                    path + "UDPlistener",
                                    common + ",\"healthCheckString\":\"" + one("a", "\\\\00", "") + "\"}");
                        case 2 ->
                            api.post(
                                    path + "HTTPlistener",
                                    common
                                            + ",\"keepSession\":true,\"additionalAttributes\":{\"gzipJson\":\"on\"},\"redirectPort\":"
                                            + one("0", "81") + "}");
                        case 3 ->
                            api.post(
                                    path + "HTTPSlistener",
                                    common + ",\"certIds\":[\"cert-0\",\"" + n("cert-", 4)
                                            + "\"],\"additionalCertDomains\":[{\"certId\":\"cert-1\",\"host\":\"a.example\"}]}");
                        default ->
                            api.post(
                                    path + "SSLlistener",
                                    common
                                            + ",\"certIds\":[\"cert-1\"],\"encryptionType\":\"userDefind\",\"encryptionProtocols\":[\"tlsv12\"],\"dualAuth\":true,\"clientCertIds\":[\"cert-2\"]}");
                    });
        }

        private void health(Api api) {
            String said = one(
                    "\"status\":\"Dead\"",
                    "\"status\":\"Unknown\"",
                    "\"script\":\"up 10s, down 5s, repeat\"",
                    "\"script\":\"down\"");
            String scope = random.nextBoolean()
                    ? ""
                    : ",\"blbId\":\"" + instance(api) + "\"" + (random.nextBoolean() ? "" : ",\"listenerPort\":80");
            count(api.put("/_blb/backends/" + n("i-", 4) + "/health" + query(api), "{" + said + scope + "}"));
        }

        /** Of machines that no story attaches: what a real probe finds out, and when, is no part of the world. */
        private void place(Api api) {
            String path = "/_blb/machines/" + n("i-real", 3) + query(api);
            count(
                    random.nextInt(4) == 0
                            ? api.delete(path)
                            : api.put(
                                    path,
                                    "{\"address\":\""
                                            + one("127.0.0.1", "app:8080", "[::1]:1", "10.0.0.1:080", "256.1.1.1")
                                            + "\"" + one("", ",\"ports\":{\"8080\":18080,\"443\":1}") + "}"));
        }

        private void order(Api api) {
            String id = instance(api);
            count(
                    switch (random.nextInt(4)) {
                        case 0 -> api.post("/v1/blb/" + id + "?action=RESIZE", "{\"performanceLevel\":\"medium1\"}");
                        case 1 -> api.post("/v1/blb/" + id + "/charge?action=TO_PREPAY", "{\"reservationLength\":2}");
                        case 2 ->
                            api.post("/v1/blb/" + id + "/charge?action=TO_POSTPAY", "{\"billingMethod\":\"BySpec\"}");
                        default ->
                            api.put(
                                    "/v1/blb/autoRenew/" + id,
                                    "{\"autoRenewLength\":1,\"autoRenewTimeUnit\":\"year\"}");
                    });
        }

        /** What callers see of the world. */
        Map<String, JsonNode> answers() {
            Map<String, JsonNode> all = new LinkedHashMap<>();
            all.put("machines", Api.of(emulator).get("/_blb/machines").ok().json());
            for (Api api : accounts) {
                for (String type : List.of("normal", "ipv6")) {
                    JsonNode list = api.get("/v1/blb?type=" + type).ok().json();
                    all.put(api.account() + type, list);
                    for (JsonNode each : list.path("blbList")) {
                        String path = "/v1/blb/" + each.path("blbId").asText();
                        for (String part : List.of(
                                "", "/listener", "/backendserver", "/securitygroup", "/enterprise/securitygroup")) {
                            all.put(path + part, api.get(path + part).ok().json());
                        }
                        all.put(
                                path + "/health",
                                api.get("/_blb/loadbalancers/"
                                                + each.path("blbId").asText() + "/health")
                                        .ok()
                                        .json());
                    }
                }
            }
            return all;
        }
    }

    /** What an element's state alone says: another member of it must follow from the members beside it. */
    private static final List<String> STATE_ALONE = List.of(
            "ordinal", "createTime", "attachTime", "expireTime", "lastOrdinal", "change", "pendingChange", "probePlan");

    /** A world in which each state is left with what follows from the other members. */
    private static ObjectNode withoutStateAlone(JsonNode world) {
        ObjectNode copy = world.deepCopy();
        for (JsonNode state : copy.findValues("state")) {
            ((ObjectNode) state).remove(STATE_ALONE);
            if (!state.path("ipv6").asText().isEmpty()) {
                // Which one it is depends on the number.
                ((ObjectNode) state).put("ipv6", "some");
            }
        }
        copy.findParents("state").stream()
                .filter(each -> each.path("state").isEmpty())
                .forEach(each -> ((ObjectNode) each).remove("state"));
        // Of an account they refuse what was there before they were set.
        copy.path("accounts")
                .forEach(each ->
                        ((ObjectNode) each).remove(List.of("references", "quotaLoadBalancers", "quotaListeners")));
        return copy;
    }

    @Test
    @Timeout(900)
    void exportWithoutStateIsMadeAnewAsItWas() {
        int made = 0;
        for (int seed = 1; seed <= WORLDS; seed++) {
            Story story = new Story(seed);
            for (int i = 0; i < 30; i++) {
                story.step();
            }
            Api api = Api.of(emulator);
            ObjectNode before = withoutStateAlone(api.get("/_blb/world").ok().json());
            ObjectNode document = before.deepCopy();
            document.findParents("state").forEach(each -> ((ObjectNode) each).remove("state"));
            api.post("/_blb/reset", "").ok();

            Api.Answer answer = api.post("/_blb/seed", document.toString());

            if (answer.status() == 200) {
                made++;
                ObjectNode after = withoutStateAlone(api.get("/_blb/world").ok().json());
                assertThat(withoutEmptyAccounts(after)).as("world " + seed).isEqualTo(withoutEmptyAccounts(before));
            } else {
                // What a call can no longer make, as what it names has changed.
                assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
                System.out.println("world " + seed + ": " + answer.message());
            }
            api.post("/_blb/reset", "").ok();
        }
        assertThat(made).isGreaterThan(WORLDS / 2);
    }

    private static ObjectNode withoutEmptyAccounts(ObjectNode world) {
        if (world.get("accounts") instanceof ArrayNode accounts) {
            List<JsonNode> declared = new ArrayList<>();
            accounts.forEach(each -> {
                if (each.size() > 1) {
                    declared.add(each);
                }
            });
            accounts.removeAll().addAll(declared);
            if (declared.isEmpty()) {
                world.remove("accounts");
            }
        }
        return world;
    }

    @Test
    @Timeout(900)
    void exportWipeImportIsTheIdentity() {
        int accepted = 0;
        int refused = 0;
        for (int seed = 1; seed <= WORLDS; seed++) {
            Story story = new Story(seed);
            for (int i = 0; i < 30; i++) {
                story.step();
            }
            accepted += story.accepted;
            refused += story.refused;
            Api api = Api.of(emulator);
            boolean yaml = seed % 2 == 0;
            String format = yaml ? "?format=yaml" : "";
            Api.Answer before = api.send(HttpRequest.newBuilder(api.uri("/_blb/world")));
            var answers = story.answers();
            String document = yaml ? api.text("/_blb/world?format=yaml") : before.body();
            api.post("/_blb/reset", "").ok();
            assertThat(api.get("/_blb/world").body()).isEqualTo("{}");
            api.send(HttpRequest.newBuilder(api.uri("/_blb/seed"))
                            .header("Content-Type", yaml ? "application/yaml" : "application/json")
                            .POST(BodyPublishers.ofString(document)))
                    .ok();
            assertThat(api.text("/_blb/world" + format)).as("world " + seed).isEqualTo(document);
            assertThat(api.text("/_blb/world")).as("world " + seed).isEqualTo(before.body());
            assertThat(story.answers()).as("world " + seed).isEqualTo(answers);
            api.post("/_blb/reset", "").ok();
        }
        System.out.println(WORLDS + " worlds by " + accepted + " calls, and " + refused + " that were refused");
        assertThat(accepted).as("the worlds are not empty").isGreaterThan(WORLDS * 6);
    }
}
