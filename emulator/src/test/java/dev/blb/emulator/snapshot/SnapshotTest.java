package dev.blb.emulator.snapshot;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots and resets: exact, of one account or of all, and atomic while traffic runs. */
class SnapshotTest {
    private final Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private final BlbEmulator emulator = TestEmulator.start(config);
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static JsonNode diff(Api api, String path) {
        return api.get("/_blb/snapshots/" + path).ok().json();
    }

    @Test
    void restoringBringsBackWhatWasThereAndDiffTellsWhatChanged() {
        String id = api.create("\"name\":\"web\"");
        api.createTcp(id, 80);
        api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}")
                .ok();
        String body = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}";
        String token = api.post("/v1/blb?clientToken=t", body).ok().text("/blbId");
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"quotaListeners\":3}")
                .ok();
        String world = api.text("/_blb/world");
        String list = api.get("/v1/blb").body();
        api.put("/_blb/snapshots/before", "").ok();
        assertThat(diff(api, "before/diff/now")).isEqualTo(Json.of("{\"added\":[],\"removed\":[],\"changed\":[]}"));

        api.put("/v1/blb/" + id, "{\"name\":\"other\"}").ok();
        api.put("/v1/blb/" + id + "/listener?batchdelete", "{\"portList\":[80]}")
                .ok();
        api.post("/v1/blb/" + id + "/UDPlistener", Api.tcp(53).replace("}", ",\"healthCheckString\":\"a\"}"))
                .ok();
        api.delete("/v1/blb/" + token).ok();
        api.put("/_blb/world/vpcs/vpc-9", "{\"cidr\":\"10.9.0.0/16\"}").ok();
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"quotaListeners\":4}")
                .ok();

        JsonNode diff = diff(api, "before/diff/now");
        String path = "loadBalancers[" + id + "]";
        assertThat(diff.path("added").findValuesAsText("path"))
                .containsExactlyInAnyOrder("vpcs", path + ".listeners[UDP:53]");
        assertThat(diff.path("removed").findValuesAsText("path"))
                .containsExactlyInAnyOrder(path + ".listeners[TCP:80]", "loadBalancers[" + token + "]");
        assertThat(diff.path("changed"))
                .contains(Json.of("{\"path\":\"" + path + ".name\",\"from\":\"web\",\"to\":\"other\"}"))
                .contains(Json.of("{\"path\":\"accounts[" + api.account() + "].quotaListeners\",\"from\":3,\"to\":4}"))
                .hasSize(2);
        assertThat(diff(api, "seed/diff/before").path("added").findValuesAsText("path"))
                .containsExactly("accounts", "loadBalancers");

        api.post("/_blb/snapshots/before/restore", "").ok();
        assertThat(api.text("/_blb/world")).isEqualTo(world);
        assertThat(api.get("/v1/blb").body()).isEqualTo(list);
        assertThat(api.post("/v1/blb?clientToken=t", body).text("/blbId"))
                .as("client tokens are part of a snapshot")
                .isEqualTo(token);
        for (int port = 81; port < 83; port++) {
            api.createTcp(id, port);
        }
        api.post("/v1/blb/" + id + "/TCPlistener", Api.tcp(84)).refused(413, "ListenerExceeded");
    }

    @Test
    void oneAccountIsRestoredAloneAlsoFromASnapshotOfAll() {
        Api other = Api.of(emulator);
        String mine = api.create();
        api.put("/_blb/snapshots/all", "").ok();
        api.put("/_blb/snapshots/mine?account=" + api.account(), "").ok();
        String later = other.create();
        for (String name : List.of("mine", "all")) {
            api.delete("/v1/blb/" + mine).ok();
            String extra = api.create();
            api.post("/_blb/snapshots/" + name + "/restore?account=" + api.account(), "")
                    .ok();
            api.get("/v1/blb/" + mine).ok();
            api.get("/v1/blb/" + extra).refused(404, "InstanceNotFound");
            other.get("/v1/blb/" + later).ok();
        }
        assertThat(api.get("/_blb/snapshots?account=" + api.account())
                        .json()
                        .path("snapshots")
                        .findValuesAsText("name"))
                .containsExactly("mine");
        api.post("/_blb/snapshots/all/restore", "").ok();
        other.get("/v1/blb/" + later).refused(404, "InstanceNotFound");
    }

    @Test
    void snapshotsAreBoundedAndNamed() {
        for (int i = 0; i < 100; i++) {
            api.put("/_blb/snapshots/s" + i, "").ok();
        }
        api.put("/_blb/snapshots/s1", "").ok();
        assertThat(api.put("/_blb/snapshots/more", "")
                        .refused(413, "QuotaExceeded")
                        .message())
                .contains("100");
        assertThat(api.delete("/_blb/snapshots/s1").ok().json().path("deleted").asBoolean())
                .isTrue();
        assertThat(api.delete("/_blb/snapshots/s1").ok().json().path("deleted").asBoolean())
                .isFalse();
        api.put("/_blb/snapshots/more", "").ok();
        for (String name : List.of("seed", "now", "a%20b", "x".repeat(65))) {
            assertThat(api.put("/_blb/snapshots/" + name, "")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("name is", "allowed are");
        }
        assertThat(api.post("/_blb/snapshots/none/restore", "")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("name is \"none\"", "s99");
        api.get("/_blb/snapshots/s2/diff/none").refused(400, "InvalidParameter");
        api.get("/_blb/snapshots/now/diff/s2").ok();
    }

    @Test
    void aNameThatIsNoneNamesThoseThatTheCallMayUse() {
        Api other = api.as("emulator-other");
        api.put("/_blb/snapshots/of-all", "").ok();
        api.put("/_blb/snapshots/mine?account=" + api.account(), "").ok();
        api.put("/_blb/snapshots/theirs?account=" + other.account(), "").ok();
        assertThat(refusal("/_blb/snapshots/mine2/restore?account=" + api.account()))
                .contains("allowed is one of of-all, mine, seed; did you mean mine?");
        assertThat(refusal("/_blb/snapshots/theirs/restore"))
                .contains(
                        "\"theirs\", which is a snapshot of account emulator-other alone (?account=emulator-other names it);"
                                + " allowed is one of of-all, seed");
        assertThat(api.get("/_blb/snapshots/of-al/diff/now")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("allowed is one of of-all, seed, now; did you mean of-all?");
    }

    private String refusal(String path) {
        return api.post(path, "").refused(400, "InvalidParameter").message();
    }

    @Test
    void aResetComesBackToTheSeed(@TempDir Path folder) throws IOException {
        Path seed = Files.writeString(folder.resolve("w.yaml"), """
                accounts: [{account: a, quotaLoadBalancers: 2}]
                machines: [{instanceId: i-1, privateIp: 10.0.0.1}]
                loadBalancers:
                  - {account: a, blbId: lb-a, vpcId: vpc-1, subnetId: sbn-1, backendServerList: [{instanceId: i-1}]}
                  - {account: b, vpcId: vpc-1, subnetId: sbn-1}
                """);
        try (BlbEmulator seeded =
                TestEmulator.start(config.with(SEED, List.of(seed)).with(SEED_IDS, Optional.of(7L)))) {
            Api a = Api.of(seeded).as("a");
            Api b = a.as("b");
            String world = a.text("/_blb/world");
            String drawn = a.create();
            a.post("/_blb/reset", "").ok();
            assertThat(a.text("/_blb/world")).isEqualTo(world);
            assertThat(a.create()).as("what is drawn begins anew").isEqualTo(drawn);

            a.put("/_blb/world/machines/i-1", "{\"privateIp\":\"10.0.0.2\"}").ok();
            b.create();
            a.delete("/v1/blb/lb-a").ok();
            a.post("/_blb/reset?account=a", "").ok();
            assertThat(a.get("/v1/blb/lb-a/backendserver").text("/backendServerList/0/privateIp"))
                    .as("what is declared for all is not one account's")
                    .isEqualTo("10.0.0.2");
            assertThat(a.get("/v1/blb").json().path("blbList")).hasSize(1);
            assertThat(b.get("/v1/blb").json().path("blbList")).hasSize(2);
            a.put("/_blb/accounts/a/settings", "{\"quotaLoadBalancers\":9}").ok();
            a.post("/_blb/reset", "").ok();
            assertThat(a.text("/_blb/world")).isEqualTo(world);
            a.create();
            a.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}").refused(413, "QuotaExceeded");
        }
    }

    @Test
    @Timeout(600)
    void tenThousandResourcesAreResetAndRestored() {
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"quotaLoadBalancers\":1000}")
                .ok();
        StringBuilder text = new StringBuilder("{\"loadBalancers\":[");
        for (int i = 0; i < 50; i++) {
            text.append(i == 0 ? "" : ",").append("{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"listeners\":[");
            for (int port = 1; port <= 4; port++) {
                text.append(port == 1 ? "" : ",")
                        .append("{\"listenerType\":\"TCP\",\"scheduler\":\"Hash\",\"backendPort\":1,\"listenerPort\":")
                        .append(port)
                        .append("}");
            }
            text.append("],\"backendServerList\":[");
            for (int server = 1; server <= 5; server++) {
                text.append(server == 1 ? "" : ",")
                        .append("{\"instanceId\":\"i-")
                        .append(server)
                        .append("\"}");
            }
            text.append("]}");
        }
        for (int i = 0; i < 20; i++) {
            api.post("/_blb/seed?account=" + api.account(), text + "]}").ok();
        }
        api.put("/_blb/snapshots/full", "").ok();
        for (String whose : List.of("", "?account=" + api.account())) {
            assertThat(api.get("/v1/blb?bccId=i-5").json().path("blbList")).hasSize(1000);
            api.post("/_blb/reset" + whose, "").ok();
            assertThat(api.get("/v1/blb").json().path("blbList")).isEmpty();
            api.post("/_blb/snapshots/full/restore" + whose, "").ok();
        }
    }

    @Test
    @Timeout(600)
    void whileTrafficRunsNobodySeesHalfAStateOrA500()
            throws InterruptedException, ExecutionException, TimeoutException {
        String id = api.create();
        api.createTcp(id, 80);
        api.createTcp(id, 81);
        api.put(
                        "/_blb/world/vpcs/vpc-emulator0001?account=" + api.account(),
                        "{\"name\":\"two\",\"cidr\":\"10.0.0.0/16\"}")
                .ok();
        api.put("/_blb/snapshots/two", "").ok();
        api.put("/v1/blb/" + id + "/listener?batchdelete", "{\"portList\":[80,81]}")
                .ok();
        api.put(
                        "/_blb/world/vpcs/vpc-emulator0001?account=" + api.account(),
                        "{\"name\":\"none\",\"cidr\":\"10.0.0.0/16\"}")
                .ok();
        api.put("/_blb/snapshots/none", "").ok();

        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(7);
        try {
            List<Future<Integer>> traffic = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Api account = i < 3 ? api : Api.of(emulator);
                boolean reads = i < 3;
                traffic.add(pool.submit(() -> {
                    int calls = 0;
                    for (; !stop.get(); calls++) {
                        Api.Answer answer = reads
                                ? account.get("/v1/blb/" + id)
                                : calls % 5 == 4
                                        ? account.post("/_blb/reset?account=" + account.account(), "")
                                        : account.post(
                                                "/v1/blb?clientToken=" + calls,
                                                "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}");
                        assertThat(answer.status()).as(answer.body()).isLessThan(500);
                        if (reads) {
                            int listeners = answer.ok().json().path("listener").size();
                            assertThat(listeners + answer.text("/vpcName")).isIn("2two", "0none");
                        }
                    }
                    return calls;
                }));
            }
            for (int round = 0; round < 60; round++) {
                api.post("/_blb/snapshots/" + (round % 2 == 0 ? "two" : "none") + "/restore", "")
                        .ok();
                api.get("/_blb/world").ok();
            }
            stop.set(true);
            for (Future<Integer> each : traffic) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            stop.set(true);
            pool.shutdownNow();
        }
    }

    @Test
    void aSnapshotOfOneAccountRefusesWhatIsAnotherAccountsByNow() {
        String seed = "{\"loadBalancers\":[{\"blbId\":\"lb-x\",\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}]}";
        api.post("/_blb/seed?account=a", seed).ok();
        api.put("/_blb/snapshots/s?account=a", "").ok();
        api.as("a").delete("/v1/blb/lb-x").ok();
        api.post("/_blb/seed?account=b", seed).ok();
        assertThat(api.post("/_blb/snapshots/s/restore?account=a", "")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("load balancer");
        api.as("b").get("/v1/blb/lb-x").ok();
    }
}
