package dev.blb.emulator;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.probe.Echo;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers on loopback, really probed. */
class ProbingTest {
    private static final Settings CONFIG = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

    /** What the issue allows a state to lag behind, beyond interval x threshold + time-out. */
    private static final long ALLOWED_MILLIS = 250;

    /** What a busy machine may add to that before a test fails. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final BlbEmulator emulator = BlbEmulator.start(CONFIG);
    private final Api api = Api.of(emulator);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private String id = "";

    @BeforeEach
    void prepare() {
        id = api.create();
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    /** A port below those that are given to others. */
    private static final int UNUSED_PORT = 1;

    /** A listener with an interval of 1 s, thresholds of 2, a time-out of 60 s; the members replace or add to that. */
    private void listen(String protocol, int port, String... members) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "\"listenerPort\":" + port,
                                "\"backendPort\":8080",
                                "\"scheduler\":\"RoundRobin\"",
                                "\"healthCheckInterval\":1",
                                "\"unhealthyThreshold\":2",
                                "\"healthyThreshold\":2",
                                "\"healthCheckTimeoutInSecond\":60"),
                        Stream.of(members))
                .forEach(member -> all.put(member.split(":", 2)[0], member));
        api.post("/v1/blb/" + id + "/" + protocol + "listener", "{" + String.join(",", all.values()) + "}")
                .ok();
    }

    private void attach(String machine) {
        api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\"}]}")
                .ok();
    }

    private void detach(String machine) {
        api.put("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[\"" + machine + "\"]}")
                .ok();
    }

    private void register(String machine, String body) {
        api.put("/_blb/machines/" + machine, body).ok();
    }

    private void register(String machine, int realPort) {
        register(machine, "{\"address\":\"127.0.0.1\",\"ports\":{\"8080\":" + realPort + "}}");
    }

    private void clock(String body) {
        api.post("/_blb/clock", body).ok();
    }

    /** What time it is, to the millisecond: no finer does health count. */
    private Instant now() {
        return Instant.parse(api.get("/_blb/clock").ok().text("/now")).truncatedTo(ChronoUnit.MILLIS);
    }

    private String status(int port) {
        return api.get("/v1/blb/" + id + "/backendserver?listenerPort=" + port)
                .ok()
                .text("/backendServerList/0/status");
    }

    private JsonNode seen() {
        return api.get("/_blb/loadbalancers/" + id + "/health").ok().json().at("/listenerList/0/backendServerList/0");
    }

    private List<String> probes() {
        List<String> lines = new ArrayList<>();
        seen().path("probes")
                .forEach(probe -> lines.add(probe.path("at").asText() + " "
                        + probe.path("result").asText() + " "
                        + probe.path("inARow").asLong() + " "
                        + probe.path("status").asText() + " "
                        + probe.path("reason").asText()));
        return lines;
    }

    private String newestProbe() {
        List<String> probes = probes();
        return probes.get(probes.size() - 1);
    }

    private static void pause() {
        try {
            assertThat(new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits for a state for as long as it may take and some patience, and prints how late it came. */
    private void follows(int port, String status, String after, long mayTakeMillis) {
        Instant begin = Instant.now();
        long took;
        while (!status(port).equals(status)) {
            took = Duration.between(begin, Instant.now()).toMillis();
            assertThat(took)
                    .as(status + " after: " + after + "; " + seen())
                    .isLessThan(mayTakeMillis + ALLOWED_MILLIS + PATIENCE_MILLIS);
            pause();
        }
        took = Duration.between(begin, Instant.now()).toMillis();
        System.out.printf(
                Locale.ROOT,
                "%s after %s: %d ms, may take %d + %d ms%n",
                status,
                after,
                took,
                mayTakeMillis,
                ALLOWED_MILLIS);
    }

    @Test
    @Timeout(600)
    void theStateFollowsAnHttpServerThatStopsStartsIsSlowAndFails() {
        RealServer server = opened(new RealServer());
        listen(
                "HTTP",
                80,
                "\"healthCheckURI\":\"/up?x=1\"",
                "\"healthCheckHost\":\"shop.example\"",
                "\"healthCheckInterval\":2",
                "\"healthCheckTimeoutInSecond\":2");
        attach("i-1");
        register("i-1", server.port());
        long mayTake = 2 * 2000 + 2000;
        follows(80, "Alive", "start", mayTake);
        assertThat(server.requests()).containsOnly("GET /up?x=1 shop.example");
        server.answer(500);
        follows(80, "Dead", "HTTP 500", mayTake);
        assertThat(newestProbe()).contains("HTTP 500 is not in http_2xx|http_3xx");
        server.answer(302);
        follows(80, "Alive", "HTTP 302", mayTake);
        server.stop();
        follows(80, "Dead", "stop", mayTake);
        assertThat(newestProbe()).contains("connection refused");
        server.startAgain();
        follows(80, "Alive", "start again", mayTake);
        server.delay(30_000);
        follows(80, "Dead", "slow answers", mayTake);
        assertThat(newestProbe()).contains("timed out after 2 s");
        server.delay(0);
        follows(80, "Alive", "fast answers", mayTake);
        JsonNode probes = seen().path("probes");
        JsonNode newest = probes.get(probes.size() - 1);
        assertThat(newest.path("latencyMillis").isIntegralNumber()).isTrue();
        assertThat(newest.path("result").asText()).isEqualTo("up");
        assertThat(seen().path("decidedBy").asText()).isEqualTo("probes of 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCP", "SSL", "HTTP", "HTTPS"})
    void aConnectionIsEnoughForATcpCheck(String protocol) throws IOException {
        ServerSocket server = opened(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()));
        String encrypted =
                protocol.equals("SSL") || protocol.equals("HTTPS") ? ",\"certIds\":[\"cert-emulator0001\"]" : "";
        listen(protocol, 80, "\"healthCheckType\":\"TCP\"" + encrypted);
        attach("i-1");
        register("i-1", server.getLocalPort());
        follows(80, "Alive", protocol + " listener, open port", 2_000);
        assertThat(probes()).allSatisfy(line -> assertThat(line).endsWith("connected"));
        server.close();
        follows(80, "Dead", protocol + " listener, closed port", 2_000);
        assertThat(newestProbe()).endsWith("connection refused");
    }

    @Test
    void anyAnswerToADatagramCountsAndSilenceDoesNot() throws IOException {
        List<byte[]> heard = new CopyOnWriteArrayList<>();
        DatagramSocket answering = opened(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        Thread answers = new Thread(() -> {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                    answering.receive(packet);
                    heard.add(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
                    // An empty answer is an answer.
                    answering.send(new DatagramPacket(new byte[0], 0, packet.getSocketAddress()));
                }
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        answers.setDaemon(true);
        answers.start();
        DatagramSocket silent = opened(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        listen("UDP", 53, "\"healthCheckString\":\"\\\\00\\\\01ping\"", "\"healthCheckTimeoutInSecond\":1");
        attach("i-1");
        register("i-1", answering.getLocalPort());
        follows(53, "Alive", "an answering port", 2_000);
        assertThat(heard.get(0)).isEqualTo("\0\1ping".getBytes(StandardCharsets.ISO_8859_1));
        register("i-1", silent.getLocalPort());
        follows(53, "Dead", "a silent port", 3_000);
        assertThat(probes().get(0)).endsWith("timed out after 1 s");
        // Not a port that the sockets of other tests may get.
        register("i-1", UNUSED_PORT);
        follows(53, "Dead", "an unreachable port", 3_000);
        // Where the refusal takes longer than the second that a probe waits, that of a later probe comes in time.
        until(() -> probes().stream().anyMatch(line -> line.endsWith("port unreachable")));
    }

    @Test
    void anEchoIsSentWhereThePlatformAllowsItElseRefusedAtConfiguration() {
        if (Echo.isPossible()) {
            listen("UDP", 53, "\"healthCheckType\":\"ICMP\"");
            attach("i-1");
            register("i-1", "{\"address\":\"127.0.0.1\"}");
            follows(53, "Alive", "echo", 2_000);
            assertThat(probes().get(0)).endsWith("echo reply");
        }
        try (BlbEmulator without = BlbEmulator.start(CONFIG, Clock.systemUTC(), Ids.random(), () -> false)) {
            Api other = Api.of(without);
            String blb = other.create();
            String icmp = "{\"listenerPort\":53,\"backendPort\":53,\"scheduler\":\"RoundRobin\","
                    + "\"healthCheckType\":\"ICMP\"}";
            other.post("/v1/blb/" + blb + "/UDPlistener", icmp).ok();
            String machine = "/_blb/machines/i-1?account=" + other.account();
            assertThat(other.put(machine, "{\"address\":\"127.0.0.1\"}")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("healthCheckType ICMP", "CAP_NET_RAW");
            other.put("/_blb/machines/i-1?account=another", "{\"address\":\"127.0.0.1\"}")
                    .ok();
            other.put("/v1/blb/" + blb + "/listener?batchdelete", "{\"portList\":[53]}")
                    .ok();
            other.put(machine, "{\"address\":\"127.0.0.1\"}").ok();
            assertThat(other.post("/v1/blb/" + blb + "/UDPlistener", icmp)
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("healthCheckType is ICMP", "CAP_NET_RAW");
            other.post("/v1/blb/" + blb + "/UDPlistener", icmp.replace("ICMP\"", "UDP\",\"healthCheckString\":\"x\""))
                    .ok();
            other.put("/v1/blb/" + blb + "/UDPlistener?listenerPort=53", "{\"healthCheckType\":\"ICMP\"}")
                    .refused(400, "InvalidParameter");
            Api stranger = Api.of(without);
            stranger.post("/v1/blb/" + stranger.create() + "/UDPlistener", icmp).ok();
        }
    }

    @Test
    void whileTimeStandsStillOnlyItsAdvanceProbes() {
        RealServer server = opened(new RealServer());
        clock("{\"set\":\"2060-01-31T10:00:00Z\"}");
        clock("{\"freeze\":true}");
        Instant start = now();
        listen("HTTP", 80, "\"healthCheckInterval\":3", "\"unhealthyThreshold\":3");
        attach("i-1");
        register("i-1", server.port());
        assertThat(status(80)).isEqualTo("Unknown");
        clock("{\"advance\":\"PT2.999S\"}");
        assertThat(probes()).containsExactly(start + " up 1 Unknown HTTP 200 is in http_2xx|http_3xx");
        clock("{\"advance\":\"1ms\"}");
        assertThat(status(80)).as("second success at 3 s").isEqualTo("Alive");
        server.answer(503);
        clock("{\"advance\":\"6s\"}");
        assertThat(status(80)).isEqualTo("Alive");
        clock("{\"advance\":\"3s\"}");
        assertThat(status(80)).as("third failure").isEqualTo("Dead");
        assertThat(probes().subList(2, 5))
                .containsExactly(
                        start.plusSeconds(6) + " down 1 Alive HTTP 503 is not in http_2xx|http_3xx",
                        start.plusSeconds(9) + " down 2 Alive HTTP 503 is not in http_2xx|http_3xx",
                        start.plusSeconds(12) + " down 3 Dead HTTP 503 is not in http_2xx|http_3xx");
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void aMonthIsAdvancedWithAHandfulOfRealProbes() {
        RealServer server = opened(new RealServer());
        clock("{\"freeze\":true}");
        listen("HTTP", 80, "\"healthCheckInterval\":3");
        attach("i-1");
        register("i-1", server.port());
        Instant start = now();
        clock("{\"advance\":\"P30D\"}");
        assertThat(server.requests()).hasSize(2);
        assertThat(probes())
                .containsExactly(
                        start + " up 1 Unknown HTTP 200 is in http_2xx|http_3xx",
                        start.plusSeconds(3) + " up 2 Alive HTTP 200 is in http_2xx|http_3xx",
                        start.plus(Duration.ofDays(30))
                                + " up 864001 Alive 863999 probes not sent, as they could not change the state; counted"
                                + " like the one before: HTTP 200 is in http_2xx|http_3xx");
        server.stop();
        clock("{\"advance\":\"3s\"}");
        assertThat(status(80)).isEqualTo("Alive");
        clock("{\"advance\":\"3s\"}");
        assertThat(status(80)).isEqualTo("Dead");
    }

    @Test
    void sixtyTimesAsFastItIsProbedSixtyTimesAsOften() {
        RealServer server = opened(new RealServer());
        listen("HTTP", 80, "\"healthCheckInterval\":10", "\"healthyThreshold\":5");
        attach("i-1");
        clock("{\"scale\":60}");
        register("i-1", server.port());
        follows(80, "Alive", "50 s at x60", 50_000 / 60);
        assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void aWordByHandWinsOverProbesAndIsTakenBack() {
        RealServer server = opened(new RealServer());
        listen("HTTP", 80);
        attach("i-1");
        register("i-1", server.port());
        follows(80, "Alive", "start", 2_000);
        api.put("/_blb/backends/i-1/health", "{\"status\":\"Dead\"}").ok();
        assertThat(status(80)).isEqualTo("Dead");
        assertThat(seen().path("decidedBy").asText()).isEqualTo("set by hand");
        api.put("/_blb/backends/i-1/health", "{\"script\":\"down\"}").ok();
        assertThat(seen().path("decidedBy").asText()).isEqualTo("script: down");
        api.delete("/_blb/backends/i-1/health").ok();
        assertThat(status(80)).isEqualTo("Alive");
        api.delete("/_blb/machines/i-1").ok();
        assertThat(seen().path("decidedBy").asText()).isEqualTo("default");
        assertThat(status(80)).isEqualTo("Alive");
    }

    @Test
    void changesOfListenersAndServersCount() {
        RealServer server = opened(new RealServer());
        clock("{\"freeze\":true}");
        listen("HTTP", 80);
        attach("i-1");
        register("i-1", server.port());
        clock("{\"advance\":\"1s\"}");
        assertThat(status(80)).isEqualTo("Alive");

        // Another check holds from the next probe on; the counting and the state stay.
        api.put("/v1/blb/" + id + "/HTTPlistener?listenerPort=80", "{\"healthCheckNormalStatus\":\"http_5xx\"}")
                .ok();
        clock("{\"advance\":\"1s\"}");
        assertThat(status(80)).isEqualTo("Alive");
        clock("{\"advance\":\"1s\"}");
        assertThat(status(80)).isEqualTo("Dead");

        // Other thresholds begin the counting anew.
        api.put(
                        "/v1/blb/" + id + "/HTTPlistener?listenerPort=80",
                        "{\"healthCheckNormalStatus\":\"http_2xx\",\"healthyThreshold\":3}")
                .ok();
        assertThat(status(80)).as("changed settings leave the state").isEqualTo("Dead");
        clock("{\"advance\":\"1s\"}");
        assertThat(status(80)).isEqualTo("Dead");
        clock("{\"advance\":\"1s\"}");
        assertThat(status(80)).as("third success, the first at once").isEqualTo("Alive");

        api.put(
                        "/v1/blb/" + id + "/backendserver?update",
                        "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":0}]}")
                .ok();
        assertThat(status(80)).as("a weight does not matter").isEqualTo("Alive");
        detach("i-1");
        attach("i-1");
        assertThat(status(80)).as("attached anew").isEqualTo("Unknown");
        assertThat(probes()).isEmpty();
        clock("{\"advance\":\"2s\"}");
        assertThat(status(80)).isEqualTo("Alive");

        api.put("/v1/blb/" + id + "/listener?batchdelete", "{\"portList\":[80]}")
                .ok();
        int asked = server.requests().size();
        clock("{\"advance\":\"10s\"}");
        assertThat(server.requests()).as("no listener, no probe").hasSize(asked);
        listen("HTTP", 80);
        assertThat(status(80)).isEqualTo("Unknown");
        clock("{\"advance\":\"2s\"}");
        assertThat(status(80)).isEqualTo("Alive");

        register("i-1", server.port());
        assertThat(status(80)).as("said again, nothing changes").isEqualTo("Alive");
        register("i-1", "{\"address\":\"localhost:" + server.port() + "\"}");
        assertThat(status(80)).as("it lives elsewhere").isEqualTo("Unknown");
        clock("{\"advance\":\"2s\"}");
        assertThat(status(80)).isEqualTo("Alive");

        api.delete("/v1/blb/" + id).ok();
        asked = server.requests().size();
        clock("{\"advance\":\"10s\"}");
        assertThat(server.requests()).as("no instance, no probe").hasSize(asked);
    }

    @Test
    void anAccountsOwnMachineWinsAndAResetForgetsIt() throws IOException {
        RealServer server = opened(new RealServer());
        clock("{\"freeze\":true}");
        listen("HTTP", 80);
        attach("i-1");
        register("i-1", UNUSED_PORT);
        api.put("/_blb/machines/i-1?account=" + api.account(), "{\"address\":\"127.0.0.1:" + server.port() + "\"}")
                .ok();
        clock("{\"advance\":\"1s\"}");
        assertThat(status(80)).isEqualTo("Alive");
        api.delete("/_blb/machines/i-1?account=" + api.account()).ok();
        clock("{\"advance\":\"1s\"}");
        assertThat(status(80)).isEqualTo("Dead");
        api.put("/_blb/machines/i-1?account=" + api.account(), "{\"address\":\"127.0.0.1:" + server.port() + "\"}")
                .ok();
        assertThat(api.get("/_blb/machines").ok().json().path("machines")).hasSize(2);
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        assertThat(api.get("/_blb/machines").ok().json().path("machines")).hasSize(1);
        api.post("/_blb/reset", "").ok();
        assertThat(api.get("/_blb/machines").ok().json().path("machines")).isEmpty();
        int asked = server.requests().size();
        clock("{\"advance\":\"1m\"}");
        assertThat(server.requests()).hasSize(asked);
    }

    @Test
    void manyServersAreProbedAtOnce() throws IOException {
        ServerSocket server = opened(new ServerSocket(0, 4096, InetAddress.getLoopbackAddress()));
        clock("{\"freeze\":true}");
        List<String> machines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            machines.add("{\"instanceId\":\"i-" + i + "\"}");
            register("i-" + i, server.getLocalPort());
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            id = api.create();
            ids.add(id);
            listen("TCP", 80);
            listen("TCP", 81);
            api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[" + String.join(",", machines) + "]}")
                    .ok();
        }
        clock("{\"advance\":\"1s\"}");
        for (String each : ids) {
            for (int port : new int[] {80, 81}) {
                JsonNode servers = api.get("/v1/blb/" + each + "/backendserver?listenerPort=" + port)
                        .ok()
                        .json()
                        .path("backendServerList");
                assertThat(servers)
                        .hasSize(50)
                        .allSatisfy(
                                row -> assertThat(row.path("status").asText()).isEqualTo("Alive"));
            }
        }
    }

    @Test
    void theRegistryShowsWhatItWasTold() {
        register("i-1", "{\"address\":\"App.internal:80\",\"ports\":{\"8080\":18080}}");
        attach("i-1");
        assertThat(api.put("/_blb/machines/i-1?account=a", "{\"address\":\"::1\"}")
                        .ok()
                        .json()
                        .path("attachedServers")
                        .asInt())
                .isZero();
        JsonNode machines = api.get("/_blb/machines").ok().json().path("machines");
        assertThat(machines.get(0).path("address").asText()).isEqualTo("app.internal:80");
        assertThat(machines.get(0).path("ports")).isEqualTo(Json.of("{\"8080\":18080}"));
        assertThat(machines.get(0).has("account")).isFalse();
        assertThat(machines.get(1).path("account").asText()).isEqualTo("a");
        assertThat(machines.get(1).path("address").asText()).isEqualTo("[::1]");
        assertThat(api.delete("/_blb/machines/i-2").ok().json().path("deleted").asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "i-1 | {}                                                  | MissingParameter  | address is required",
                "i-1 | {\"address\":\"http://a\"}                          | InvalidParameter  | allowed is a host name or IP address",
                "i-1 | {\"address\":\"a:0\"}                               | InvalidParameter  | address is \"a:0\"",
                "i-1 | {\"address\":\"a\",\"ports\":{\"web\":1}}           | InvalidParameter  | ports names port \"web\"",
                "i-1 | {\"address\":\"a\",\"ports\":{\"65536\":1}}         | InvalidParameter  | from 1 to 65535",
                "i-1 | {\"address\":\"a\",\"ports\":{\"80\":0}}            | InvalidParameter  | ports.80 is 0",
                "i-1 | {\"address\":\"a\",\"ports\":{\"80\":\"81\"}}       | InappropriateJSON | ports.80 is",
                "i-1 | {\"address\":\"a\",\"ports\":[80]}                  | InappropriateJSON | ports is [80]",
                "i-1 | {\"address\":\"a\",\"port\":80}                     | InvalidParameter  | port is unknown",
                "1-i | {\"address\":\"a\"}                                 | InvalidParameter  | instanceId is \"1-i\""
            })
    void nonsenseIsRefused(String machine, String body, String code, String message) {
        assertThat(api.put("/_blb/machines/" + machine, body).refused(400, code).message())
                .contains(message);
    }

    @Test
    void aHostThatNobodyKnowsIsAFailureWithItsName() {
        clock("{\"freeze\":true}");
        listen("TCP", 80, "\"healthCheckTimeoutInSecond\":5");
        attach("i-1");
        register("i-1", "{\"address\":\"no-such-host.invalid\"}");
        clock("{\"advance\":\"1s\"}");
        assertThat(probes())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).containsAnyOf("host no-such-host.invalid is unknown", "timed out after 5 s"));
        assertThat(status(80)).isEqualTo("Dead");
    }

    @Test
    void whatIsNoHttpIsAFailure() throws IOException {
        clock("{\"freeze\":true}");
        listen("HTTP", 80);
        attach("i-1");
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread talks = new Thread(() -> {
                try {
                    while (true) {
                        try (var socket = server.accept()) {
                            socket.getInputStream().read(new byte[1000]);
                            socket.getOutputStream().write("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                } catch (IOException closed) {
                    return;
                }
            });
            talks.setDaemon(true);
            talks.start();
            register("i-1", server.getLocalPort());
            clock("{\"advance\":\"1s\"}");
            assertThat(probes()).hasSize(2).allSatisfy(line -> assertThat(line).endsWith("the answer is no HTTP"));
        }
    }
}
