package dev.blb.emulator.http;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.BODIES_IN_FLIGHT;
import static dev.blb.emulator.settings.SettingsTable.MAX_BODY_BYTES;
import static dev.blb.emulator.settings.SettingsTable.MAX_EXPORT;
import static dev.blb.emulator.settings.SettingsTable.MIN_BODY_RATE;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REQUEST_TIME;
import static dev.blb.emulator.settings.SettingsTable.SNAPSHOT_MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than the server can carry is refused by naming the limit; what is small is answered meanwhile. */
@Timeout(600)
@Isolated("it takes the threads and the time of the whole process")
class OverloadTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

    /** A body may take longer than a busy machine needs for a test. */
    private static final Settings PATIENT = SETTINGS.with(MIN_BODY_RATE, 0).with(REQUEST_TIME, Duration.ofMinutes(10));

    private static final String AUTHORIZED =
            "Authorization: bce-auth-v1/emulator-slow/2026-01-01T00:00:00Z/1800//x\r\n";

    /** With this header the server says that it waits for the body, which it has counted by then. */
    private static final String EXPECTING = AUTHORIZED + "Expect: 100-continue\r\n";

    /** More than the web server has threads. */
    private static final int MANY = 320;

    /** More than are carried out at one time. */
    private static final int MOVES = 80;

    private static String head(String authorization, int length) {
        return "POST /v1/blb HTTP/1.1\r\nHost: localhost\r\n" + authorization + "Content-Length: " + length
                + "\r\n\r\n";
    }

    private static void closeAll(List<RawHttp> connections) {
        connections.forEach(RawHttp::close);
    }

    @Test
    void slowBodiesLeaveThreadsForOthers() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            for (String authorization : List.of("", AUTHORIZED)) {
                List<RawHttp> slow = new ArrayList<>();
                try {
                    for (int i = 0; i < MANY; i++) {
                        slow.add(new RawHttp(emulator.baseUri()).send(head(authorization, 500) + "{"));
                    }
                    Api api = Api.of(emulator);
                    api.get("/_blb/health").ok();
                    api.create();
                } finally {
                    closeAll(slow);
                }
            }
        }
    }

    @Test
    void aBodyThatFindsNoThreadToWaitIsRefused() {
        try (BlbEmulator emulator = BlbEmulator.start(PATIENT)) {
            List<RawHttp> slow = new ArrayList<>();
            try {
                for (int i = 0; i <= 100; i++) {
                    slow.add(waiting(emulator, 500));
                }
                // Which of them comes too late is not known: a thread waits only when the first bytes were read.
                until(() -> slow.stream().anyMatch(RawHttp::isAnswered));
                RawHttp refused =
                        slow.stream().filter(RawHttp::isAnswered).findFirst().orElseThrow();
                assertThat(refused.answer().body()).contains("ServiceUnavailable", "bodies of 100 other requests");
            } finally {
                closeAll(slow);
            }
        }
    }

    /** A connection whose body the server has counted and waits for. */
    private static RawHttp waiting(BlbEmulator emulator, int length) {
        RawHttp connection = new RawHttp(emulator.baseUri()).send(head(EXPECTING, length));
        RawHttp.Answer answer = connection.answer();
        assertThat(answer.status()).as(answer.head() + answer.body()).isEqualTo(100);
        return connection.send("{");
    }

    @Test
    void aConnectionStaysOpenWhileTheRestOfOthersBodiesIsWaitedFor() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            List<RawHttp> refused = new ArrayList<>();
            try (RawHttp kept = new RawHttp(emulator.baseUri())) {
                for (int i = 0; i < 40; i++) {
                    RawHttp slow = new RawHttp(emulator.baseUri()).send(head("", 500) + "{");
                    refused.add(slow);
                    assertThat(slow.answer().status()).isEqualTo(403);
                }
                // No more bodies are waited for, so this connection has ended.
                assertThat(refused.get(39).isAtEnd()).isTrue();
                String body = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";
                for (int i = 0; i < 3; i++) {
                    RawHttp.Answer answer =
                            kept.send(head(AUTHORIZED, body.length()) + body).answer();
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                }
            } finally {
                closeAll(refused);
            }
        }
    }

    @Test
    void aBodyMustComeInTime() {
        Settings settings = SETTINGS.with(REQUEST_TIME, Duration.ofSeconds(1));
        try (BlbEmulator emulator = BlbEmulator.start(settings);
                RawHttp connection = new RawHttp(emulator.baseUri())) {
            RawHttp.Answer answer = connection.send(head(AUTHORIZED, 500) + "{").answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("InvalidHTTPRequest", "within 1 s", "--request-time");
        }
    }

    @Test
    void aBodyThatStopsIsRefusedByItsRate() {
        Settings settings = SETTINGS.with(MIN_BODY_RATE, 4096);
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            // The second one keeps the rate for 2.5 s.
            for (int sent : List.of(1, 10 * 1024)) {
                try (RawHttp connection = new RawHttp(emulator.baseUri())) {
                    RawHttp.Answer answer = connection
                            .send(head(AUTHORIZED, 100_000) + " ".repeat(sent))
                            .answer();
                    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
                    assertThat(answer.body()).contains("InvalidHTTPRequest", sent + " bytes", "--min-body-rate");
                }
            }
        }
    }

    @Test
    void aBodyThatTricklesIsRefusedByItsRate() throws Exception {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS);
                RawHttp connection = new RawHttp(emulator.baseUri())) {
            connection.send(head(AUTHORIZED, 100_000));
            CompletableFuture<RawHttp.Answer> answer = CompletableFuture.supplyAsync(connection::answer);
            // One byte whenever no answer came in a twentieth of a second, as long as the server takes it.
            boolean taken = true;
            while (taken) {
                try {
                    answer.get(50, TimeUnit.MILLISECONDS);
                    taken = false;
                } catch (TimeoutException notYet) {
                    taken = isTaken(connection);
                }
            }
            assertThat(answer.join().body()).contains("InvalidHTTPRequest", "--min-body-rate");
        }
    }

    private static boolean isTaken(RawHttp connection) {
        try {
            connection.send(" ");
            return true;
        } catch (AssertionError ended) {
            return false;
        }
    }

    @Test
    void bodiesInFlightAreBounded() {
        int size = 64 * 1024;
        Settings settings = PATIENT.with(MAX_BODY_BYTES, size).with(BODIES_IN_FLIGHT, 3 * size);
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            List<RawHttp> large = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    large.add(waiting(emulator, size));
                }
                Api api = Api.of(emulator);
                String body = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";
                assertThat(api.post("/v1/blb", "{}")
                                .refused(503, "ServiceUnavailable")
                                .message())
                        .contains("--bodies-in-flight");
                api.get("/v1/blb").ok();
                large.get(0).send(" ".repeat(size - 2) + "}");
                assertThat(large.get(0).answer().body()).contains("MissingParameter");
                api.post("/v1/blb", body).ok();
            } finally {
                closeAll(large);
            }
        }
    }

    @Test
    void manyMovesOfTheClockLeaveThreadsForOthers() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(emulator);
            String path = "/v1/blb/" + api.create();
            api.post(path + "/HTTPlistener", "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}")
                    .ok();
            api.post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-emul0001\"}]}")
                    .ok();
            api.put("/_blb/machines/i-emul0001", "{\"address\":\"127.0.0.1:" + mute.getLocalPort() + "\"}")
                    .ok();
            ExecutorService threads = Executors.newFixedThreadPool(MOVES);
            try {
                CompletableFuture<Api.Answer> refused = new CompletableFuture<>();
                List<CompletableFuture<Void>> moves = new ArrayList<>();
                for (int i = 0; i < MOVES; i++) {
                    moves.add(CompletableFuture.runAsync(
                            () -> {
                                Api.Answer answer = api.post("/_blb/clock", "{\"advance\":\"1m\"}");
                                if (answer.status() != 200) {
                                    refused.complete(answer);
                                }
                            },
                            threads));
                }
                assertThat(refused.get(60, TimeUnit.SECONDS)
                                .refused(503, "ServiceUnavailable")
                                .message())
                        .contains("control calls");
                api.get("/_blb/health").ok();
                api.get("/v1/blb").ok();
                assertThat(moves).hasSize(MOVES);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /_blb/health", "GET /_blb/operations", "GET /_blb/openapi.json", "POST /v1/blb"})
    void answersThatNobodyReadsLeaveThreadsForOthers(String line) throws Exception {
        String request = line + " HTTP/1.1\r\nHost: localhost\r\n"
                + (line.startsWith("POST") ? "Content-Length: 2\r\n\r\n{}" : "\r\n");
        ExecutorService threads = Executors.newCachedThreadPool();
        List<RawHttp> unread = new ArrayList<>();
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS)) {
            try {
                for (int i = 0; i < MANY; i++) {
                    RawHttp connection = new RawHttp(emulator.baseUri());
                    unread.add(connection);
                    threads.execute(() -> sendUntilClosed(connection, request.repeat(500)));
                }
                Api api = Api.of(emulator);
                for (int i = 0; i < 10; i++) {
                    api.get("/_blb/health").ok();
                }
                api.create();
            } finally {
                closeAll(unread);
                threads.shutdownNow();
            }
        }
    }

    @Test
    void aClientThatReadsLateGetsAllAnswers() {
        String request = "GET /_blb/operations HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS);
                RawHttp connection = new RawHttp(emulator.baseUri())) {
            // More than the buffers between both hold.
            connection.send(request.repeat(1000));
            Api.of(emulator).get("/_blb/health").ok();
            for (int i = 0; i < 1000; i++) {
                assertThat(connection.answer().body()).endsWith("}");
            }
        }
    }

    private static void sendUntilClosed(RawHttp connection, String requests) {
        while (true) {
            try {
                connection.send(requests);
            } catch (AssertionError closed) {
                return;
            }
        }
    }

    @Test
    void exportsAndSnapshotsNameTheirLimit() {
        Settings settings = SETTINGS.with(MAX_EXPORT, 4096).with(SNAPSHOT_MEMORY, 16 * 1024);
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            Api api = Api.of(emulator);
            api.put("/_blb/snapshots/one", "").ok();
            api.create();
            api.put("/_blb/snapshots/one", "").ok();
            for (int i = 0; i < 10; i++) {
                api.create();
            }
            for (String format : List.of("json", "yaml")) {
                assertThat(api.get("/_blb/world?format=" + format)
                                .refused(413, "QuotaExceeded")
                                .message())
                        .contains("--max-export");
            }
            assertThat(api.get("/_blb/snapshots/one/diff/now")
                            .refused(413, "QuotaExceeded")
                            .message())
                    .contains("--max-export");
            api.get("/_blb/world?account=nobody").ok();
            Api.Answer refused = Stream.iterate(0, i -> i + 1)
                    .map(i -> api.put("/_blb/snapshots/s" + i, ""))
                    .dropWhile(each -> each.status() == 200)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.refused(413, "QuotaExceeded").message()).contains("--snapshot-memory");
            api.post("/_blb/snapshots/one/restore", "").ok();
            api.delete("/_blb/snapshots/s0").ok();
            assertThat(api.get("/v1/blb").ok().json().path("blbList")).hasSize(1);
        }
    }
}
