package dev.blb.emulator.db.postgres;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATABASE;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.PostgresServer;
import dev.blb.emulator.probe.RealServer;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Several emulators on one database are one emulator: what any of them answered, the next request to any other one sees. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
@TestInstance(Lifecycle.PER_CLASS)
class NodesTest {
    /** Rounds of the tests that repeat themselves: {@code -Dblb.test.rounds=10000} for a proof. */
    private static final int ROUNDS = Integer.getInteger("blb.test.rounds", 60);

    private static final String PLAIN = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";

    private final List<BlbEmulator> nodes = new ArrayList<>();
    private Settings settings = Settings.DEFAULTS;

    @BeforeAll
    void start() {
        settings = Settings.DEFAULTS
                .with(PORT, 0)
                .with(AUTH, AuthMode.PARSE)
                .with(QUOTA_LOAD_BALANCERS, 100_000)
                .with(DATABASE, Optional.of(PostgresServer.shared().emptyAddress()));
        for (int i = 0; i < 3; i++) {
            nodes.add(BlbEmulator.start(settings));
        }
    }

    @AfterAll
    void stop() {
        nodes.forEach(BlbEmulator::close);
    }

    /** The API at each node, as one new account. */
    private List<Api> account() {
        Api first = Api.of(nodes.get(0));
        return nodes.stream().map(node -> Api.of(node).as(first.account())).toList();
    }

    @Test
    void everyWriteIsSeenByTheNextReadOnEveryOtherNode() {
        for (int round = 0; round < ROUNDS; round += 6) {
            List<Api> account = account();
            Api one = account.get(round / 6 % 3);
            Api two = account.get((round / 6 + 1) % 3);
            Api three = account.get((round / 6 + 2) % 3);

            String path = "/v1/blb/" + one.create("\"name\":\"a\"");
            assertThat(two.get(path).ok().text("/name")).isEqualTo("a");
            two.put(path, "{\"name\":\"b\"}").ok();
            assertThat(three.get(path).ok().text("/name")).isEqualTo("b");
            three.createTcp(path.substring("/v1/blb/".length()), 80);
            one.post(path + "/TCPlistener", Api.tcp(80)).refused(400, "ListenerAlreadyExist");
            one.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-nodes001\",\"weight\":50}]}")
                    .ok();
            assertThat(two.get(path + "/backendserver?listenerPort=80").ok().text("/backendServerList/0/instanceId"))
                    .isEqualTo("i-nodes001");
            two.put("/_blb/backends/i-nodes001/health?account=" + two.account(), "{\"status\":\"Dead\"}")
                    .ok();
            assertThat(three.get(path + "/backendserver?listenerPort=80").ok().text("/backendServerList/0/status"))
                    .isEqualTo("Dead");
            three.delete(path).ok();
            one.get(path).refused(404, "InstanceNotFound");
        }
    }

    @Test
    void settingsOfAnAccountHoldForTheNextRequestOnEveryNode() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Api> account = account();
            account.get(round % 3).with("quotaLoadBalancers", "0");
            account.get((round + 1) % 3).post("/v1/blb", PLAIN).refused(413, "QuotaExceeded");
        }
    }

    @Test
    void aTokenMakesOneWriteHappenOnWhateverNodeItIsRepeated() {
        List<Api> account = account();
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            answers.add(account.get(i % 3)
                    .post("/v1/blb?clientToken=once", PLAIN)
                    .ok()
                    .body());
        }
        assertThat(answers).hasSize(1);
        assertThat(account.get(1).get("/v1/blb").json().path("blbList")).hasSize(1);
    }

    @Test
    void twoAccountsSeeNothingOfEachOther() {
        List<Api> left = account();
        List<Api> right = account();
        String blbId = left.get(0).create();
        right.get(1).get("/v1/blb/" + blbId).refused(404, "InstanceNotFound");
        right.get(2).delete("/v1/blb/" + blbId).refused(404, "InstanceNotFound");
        assertThat(right.get(0).get("/v1/blb").ok().json().path("blbList")).isEmpty();
        left.get(1).get("/v1/blb/" + blbId).ok();
    }

    @Test
    void everyNodeListsAccountsAndLoadBalancersAndShowsTheConsole() {
        List<Api> account = account();
        String kept = account.get(0).create();
        account.get(1).delete("/v1/blb/" + account.get(0).create()).ok();
        for (Api node : account) {
            JsonNode accounts = node.get("/_blb/accounts?maxKeys=1000").ok().json();
            assertThat(accounts.path("totalLoadBalancers").asInt()).isPositive();
            String list = "/_blb/loadbalancers?account=" + node.account();
            assertThat(node.get(list).ok().json().path("total").asInt()).isEqualTo(1);
            assertThat(node.get(list).text("/loadBalancers/0/blbId")).isEqualTo(kept);
            assertThat(node.text("/_blb/ui/")).contains("count-loadbalancers");
        }
    }

    @Test
    void concurrentCreatesOnAllNodesGetAddressesOfTheirOwnAndKeepTheQuota() throws Exception {
        List<Api> account = account();
        account.get(0).with("quotaLoadBalancers", "40");
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Future<Api.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Api api = account.get(i % 3);
                answers.add(threads.submit(() -> api.post("/v1/blb", PLAIN)));
            }
            int made = 0;
            Set<String> addresses = new HashSet<>();
            for (Future<Api.Answer> future : answers) {
                Api.Answer answer = future.get(60, TimeUnit.SECONDS);
                if (answer.status() == 200) {
                    made++;
                    addresses.add(answer.text("/address"));
                } else {
                    answer.refused(413, "QuotaExceeded");
                }
            }
            assertThat(made).isEqualTo(40);
            assertThat(addresses).hasSize(40);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void allNodesHaveOneProfileAndLoseAsManyAnswersAsItSays() {
        List<Api> account = account();
        String path = "/_blb/async?account=" + account.get(0).account();
        account.get(0)
                .put(path, "{\"operations\":{\"CreateBlb\":{\"settle\":\"held\"}}}")
                .ok();
        Api.Answer made = account.get(1).post("/v1/blb", PLAIN).ok();
        assertThat(account.get(2).get("/v1/blb/" + made.text("/blbId")).text("/status"))
                .isEqualTo("creating");
        assertThat(account.get(2).get(path).text("/operations/CreateBlb/settle"))
                .isEqualTo("held");
        account.get(2)
                .put(path + "&keep=true", "{\"operations\":{\"UpdateBlb\":{\"settle\":\"1h\"}}}")
                .ok();
        assertThat(account.get(0).get(path).text("/operations/CreateBlb/settle"))
                .isEqualTo("held");
        assertThat(account.get(0).get(path).text("/operations/UpdateBlb/settle"))
                .isEqualTo("1h");
        account.get(1).put(path, "{\"profile\":\"instant\"}").ok();
        assertThat(account.get(0).get(path).text("/operations/CreateBlb/settle"))
                .isEqualTo("0");
    }

    @Test
    void allNodesHaveOneClock() {
        List<BlbEmulator> own = new ArrayList<>();
        try {
            Settings other =
                    settings.with(DATABASE, Optional.of(PostgresServer.shared().emptyAddress()));
            own.add(BlbEmulator.start(other));
            own.add(BlbEmulator.start(other));
            Api one = Api.of(own.get(0));
            Api two = Api.of(own.get(1));
            one.post("/_blb/clock", "{\"freeze\":true}").ok();
            String frozen = one.get("/_blb/clock").text("/now");
            assertThat(two.get("/_blb/clock").text("/now")).isEqualTo(frozen);
            two.post("/_blb/clock", "{\"advance\":\"1h\"}").ok();
            assertThat(Instant.parse(one.get("/_blb/clock").text("/now")))
                    .isEqualTo(Instant.parse(frozen).plus(Duration.ofHours(1)));
            // A node that starts later joins the clock as it runs.
            own.add(BlbEmulator.start(other));
            assertThat(Instant.parse(Api.of(own.get(2)).get("/_blb/clock").text("/now")))
                    .isEqualTo(Instant.parse(frozen).plus(Duration.ofHours(1)));
            Api.of(own.get(2)).post("/_blb/reset?clock=true", "").ok();
            assertThat(one.get("/_blb/clock").text("/mode")).isEqualTo("real");
        } finally {
            own.forEach(BlbEmulator::close);
        }
    }

    @Test
    void aSeedIsAppliedOnceAndAResetOnAnyNodeBringsItBack(@TempDir Path folder) throws IOException {
        Path seed = Files.writeString(
                folder.resolve("world.yaml"),
                "loadBalancers:\n  - {blbId: lb-seeded, account: seeded, name: seeded, vpcId: vpc-1, subnetId: sbn-1}\n");
        Settings seeded = settings.with(SEED, List.of(seed))
                .with(DATABASE, Optional.of(PostgresServer.shared().emptyAddress()));
        List<CompletableFuture<BlbEmulator>> starting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            starting.add(
                    CompletableFuture.supplyAsync(() -> BlbEmulator.start(seeded), task -> new Thread(task).start()));
        }
        List<BlbEmulator> own = starting.stream()
                .map(each -> each.orTimeout(120, TimeUnit.SECONDS).join())
                .toList();
        try {
            Api one = Api.of(own.get(0)).as("seeded");
            Api two = Api.of(own.get(1)).as("seeded");
            assertThat(one.get("/v1/blb").json().path("blbList")).hasSize(1);
            one.put("/_blb/snapshots/before?account=seeded", "").ok();
            two.delete("/v1/blb/lb-seeded").ok();
            two.create();
            one.post("/_blb/snapshots/before/restore?account=seeded", "").ok();
            two.get("/v1/blb/lb-seeded").ok();
            two.delete("/v1/blb/lb-seeded").ok();
            two.post("/_blb/reset", "").ok();
            one.get("/v1/blb/lb-seeded").ok();
        } finally {
            own.forEach(BlbEmulator::close);
        }
    }

    @Test
    void oneNodeProbesForAllAndAnotherTakesOverWhenItEnds() {
        List<BlbEmulator> own = new ArrayList<>();
        try (RealServer server = new RealServer()) {
            Settings other =
                    settings.with(DATABASE, Optional.of(PostgresServer.shared().emptyAddress()));
            for (int i = 0; i < 2; i++) {
                own.add(BlbEmulator.start(other));
            }
            Api one = Api.of(own.get(0));
            Api two = Api.of(own.get(1)).as(one.account());
            String path = "/v1/blb/" + two.create();
            two.post(
                            path + "/HTTPlistener",
                            "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\","
                                    + "\"healthCheckInterval\":1,\"healthyThreshold\":2,\"unhealthyThreshold\":2}")
                    .ok();
            two.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-nodes002\",\"weight\":50}]}")
                    .ok();
            two.put("/_blb/machines/i-nodes002", "{\"address\":\"127.0.0.1:" + server.port() + "\"}")
                    .ok();
            untilStatus(one, path, "Alive");
            untilStatus(two, path, "Alive");
            // The first one leads, as it was there first.
            own.remove(0).close();
            server.answer(500);
            untilStatus(two, path, "Dead");
        } finally {
            own.forEach(BlbEmulator::close);
        }
    }

    private static void untilStatus(Api api, String path, String expected) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        String status = "";
        while (!status.equals(expected)) {
            assertThat(System.nanoTime()).as("still " + status).isLessThan(end);
            status = api.get(path + "/backendserver?listenerPort=80").ok().text("/backendServerList/0/status");
        }
    }
}
