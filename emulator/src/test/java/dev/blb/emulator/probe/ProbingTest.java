package dev.blb.emulator.probe;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers on loopback, really probed. */
class ProbingTest {
    private final ProbeRig rig = new ProbeRig();
    private final Api api = rig.api();

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    @Timeout(600)
    void theStateFollowsAnHttpServerThatStopsStartsIsSlowAndFails() {
        RealServer server = rig.opened(new RealServer());
        rig.listen(
                "HTTP",
                80,
                "\"healthCheckURI\":\"/up?x=1\"",
                "\"healthCheckHost\":\"shop.example\"",
                "\"healthCheckInterval\":2",
                "\"healthCheckTimeoutInSecond\":2");
        rig.attach("i-1");
        rig.register("i-1", server.port());
        long mayTake = 2 * 2000 + 2000;
        rig.follows(80, "Alive", "start", mayTake);
        assertThat(server.requests()).containsOnly("GET /up?x=1 shop.example");
        server.answer(500);
        rig.follows(80, "Dead", "HTTP 500", mayTake);
        assertThat(rig.newestProbe()).contains("HTTP 500 is not in http_2xx|http_3xx");
        server.answer(302);
        rig.follows(80, "Alive", "HTTP 302", mayTake);
        server.stop();
        rig.follows(80, "Dead", "stop", mayTake);
        assertThat(rig.newestProbe()).contains("connection refused");
        server.startAgain();
        rig.follows(80, "Alive", "start again", mayTake);
        server.delay(30_000);
        rig.follows(80, "Dead", "slow answers", mayTake);
        assertThat(rig.newestProbe()).contains("timed out after 2 s");
        server.delay(0);
        rig.follows(80, "Alive", "fast answers", mayTake);
        JsonNode probes = rig.seen().path("probes");
        JsonNode newest = probes.get(probes.size() - 1);
        assertThat(newest.path("latencyMillis").isIntegralNumber()).isTrue();
        assertThat(newest.path("result").asText()).isEqualTo("up");
        assertThat(rig.seen().path("decidedBy").asText()).isEqualTo("probes of 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCP", "SSL", "HTTP", "HTTPS"})
    void aConnectionIsEnoughForATcpCheck(String protocol) throws IOException {
        ServerSocket server = rig.opened(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()));
        String encrypted =
                protocol.equals("SSL") || protocol.equals("HTTPS") ? ",\"certIds\":[\"cert-emulator0001\"]" : "";
        rig.listen(protocol, 80, "\"healthCheckType\":\"TCP\"" + encrypted);
        rig.attach("i-1");
        rig.register("i-1", server.getLocalPort());
        rig.follows(80, "Alive", protocol + " listener, open port", 2_000);
        assertThat(rig.probes()).allSatisfy(line -> assertThat(line).endsWith("connected"));
        server.close();
        rig.follows(80, "Dead", protocol + " listener, closed port", 2_000);
        assertThat(rig.newestProbe()).endsWith("connection refused");
    }

    @Test
    void anyAnswerToADatagramCountsAndSilenceDoesNot() throws IOException {
        List<byte[]> heard = new CopyOnWriteArrayList<>();
        DatagramSocket answering = rig.opened(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
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
        DatagramSocket silent = rig.opened(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        rig.listen("UDP", 53, "\"healthCheckString\":\"\\\\00\\\\01ping\"", "\"healthCheckTimeoutInSecond\":1");
        rig.attach("i-1");
        rig.register("i-1", answering.getLocalPort());
        rig.follows(53, "Alive", "an answering port", 2_000);
        assertThat(heard.get(0)).isEqualTo("\0\1ping".getBytes(StandardCharsets.ISO_8859_1));
        rig.register("i-1", silent.getLocalPort());
        rig.follows(53, "Dead", "a silent port", 3_000);
        assertThat(rig.probes().get(0)).endsWith("timed out after 1 s");
        // Not a port that the sockets of other tests may get.
        rig.register("i-1", ProbeRig.UNUSED_PORT);
        rig.follows(53, "Dead", "an unreachable port", 3_000);
        // Where the refusal takes longer than the second that a probe waits, that of a later probe comes in time.
        until(() -> rig.probes().stream().anyMatch(line -> line.endsWith("port unreachable")));
    }

    @Test
    void anEchoIsSentWhereThePlatformAllowsItElseRefusedAtConfiguration() {
        if (Echo.isPossible()) {
            rig.listen("UDP", 53, "\"healthCheckType\":\"ICMP\"");
            rig.attach("i-1");
            rig.register("i-1", "{\"address\":\"127.0.0.1\"}");
            rig.follows(53, "Alive", "echo", 2_000);
            assertThat(rig.probes().get(0)).endsWith("echo reply");
        }
        try (BlbEmulator without = TestEmulator.withoutEcho(ProbeRig.CONFIG)) {
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
    void aWordByHandWinsOverProbesAndIsTakenBack() {
        RealServer server = rig.opened(new RealServer());
        rig.listen("HTTP", 80);
        rig.attach("i-1");
        rig.register("i-1", server.port());
        rig.follows(80, "Alive", "start", 2_000);
        api.put("/_blb/backends/i-1/health", "{\"status\":\"Dead\"}").ok();
        assertThat(rig.status(80)).isEqualTo("Dead");
        assertThat(rig.seen().path("decidedBy").asText()).isEqualTo("set by hand");
        api.put("/_blb/backends/i-1/health", "{\"script\":\"down\"}").ok();
        assertThat(rig.seen().path("decidedBy").asText()).isEqualTo("script: down");
        api.delete("/_blb/backends/i-1/health").ok();
        assertThat(rig.status(80)).isEqualTo("Alive");
        api.delete("/_blb/machines/i-1").ok();
        assertThat(rig.seen().path("decidedBy").asText()).isEqualTo("default");
        assertThat(rig.status(80)).isEqualTo("Alive");
    }

    @Test
    void changesOfListenersAndServersCount() {
        RealServer server = rig.opened(new RealServer());
        rig.clock("{\"freeze\":true}");
        rig.listen("HTTP", 80);
        rig.attach("i-1");
        rig.register("i-1", server.port());
        rig.clock("{\"advance\":\"1s\"}");
        assertThat(rig.status(80)).isEqualTo("Alive");

        // Another check holds from the next probe on; the counting and the state stay.
        api.put("/v1/blb/" + rig.id() + "/HTTPlistener?listenerPort=80", "{\"healthCheckNormalStatus\":\"http_5xx\"}")
                .ok();
        rig.clock("{\"advance\":\"1s\"}");
        assertThat(rig.status(80)).isEqualTo("Alive");
        rig.clock("{\"advance\":\"1s\"}");
        assertThat(rig.status(80)).isEqualTo("Dead");

        // Other thresholds begin the counting anew.
        api.put(
                        "/v1/blb/" + rig.id() + "/HTTPlistener?listenerPort=80",
                        "{\"healthCheckNormalStatus\":\"http_2xx\",\"healthyThreshold\":3}")
                .ok();
        assertThat(rig.status(80)).as("changed settings leave the state").isEqualTo("Dead");
        rig.clock("{\"advance\":\"1s\"}");
        assertThat(rig.status(80)).isEqualTo("Dead");
        rig.clock("{\"advance\":\"1s\"}");
        assertThat(rig.status(80)).as("third success, the first at once").isEqualTo("Alive");

        api.put(
                        "/v1/blb/" + rig.id() + "/backendserver?update",
                        "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":0}]}")
                .ok();
        assertThat(rig.status(80)).as("a weight does not matter").isEqualTo("Alive");
        rig.detach("i-1");
        rig.attach("i-1");
        assertThat(rig.status(80)).as("attached anew").isEqualTo("Unknown");
        assertThat(rig.probes()).isEmpty();
        rig.clock("{\"advance\":\"2s\"}");
        assertThat(rig.status(80)).isEqualTo("Alive");

        api.put("/v1/blb/" + rig.id() + "/listener?batchdelete", "{\"portList\":[80]}")
                .ok();
        int asked = server.requests().size();
        rig.clock("{\"advance\":\"10s\"}");
        assertThat(server.requests()).as("no listener, no probe").hasSize(asked);
        rig.listen("HTTP", 80);
        assertThat(rig.status(80)).isEqualTo("Unknown");
        rig.clock("{\"advance\":\"2s\"}");
        assertThat(rig.status(80)).isEqualTo("Alive");

        rig.register("i-1", server.port());
        assertThat(rig.status(80)).as("said again, nothing changes").isEqualTo("Alive");
        rig.register("i-1", "{\"address\":\"localhost:" + server.port() + "\"}");
        assertThat(rig.status(80)).as("it lives elsewhere").isEqualTo("Unknown");
        rig.clock("{\"advance\":\"2s\"}");
        assertThat(rig.status(80)).isEqualTo("Alive");

        api.delete("/v1/blb/" + rig.id()).ok();
        asked = server.requests().size();
        rig.clock("{\"advance\":\"10s\"}");
        assertThat(server.requests()).as("no instance, no probe").hasSize(asked);
    }

    @Test
    void anAccountsOwnMachineWinsAndAResetForgetsIt() throws IOException {
        RealServer server = rig.opened(new RealServer());
        rig.clock("{\"freeze\":true}");
        rig.listen("HTTP", 80);
        rig.attach("i-1");
        rig.register("i-1", ProbeRig.UNUSED_PORT);
        api.put("/_blb/machines/i-1?account=" + api.account(), "{\"address\":\"127.0.0.1:" + server.port() + "\"}")
                .ok();
        rig.clock("{\"advance\":\"1s\"}");
        assertThat(rig.status(80)).isEqualTo("Alive");
        api.delete("/_blb/machines/i-1?account=" + api.account()).ok();
        rig.clock("{\"advance\":\"1s\"}");
        assertThat(rig.status(80)).isEqualTo("Dead");
        api.put("/_blb/machines/i-1?account=" + api.account(), "{\"address\":\"127.0.0.1:" + server.port() + "\"}")
                .ok();
        assertThat(api.get("/_blb/machines").ok().json().path("machines")).hasSize(2);
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        assertThat(api.get("/_blb/machines").ok().json().path("machines")).hasSize(1);
        api.post("/_blb/reset", "").ok();
        assertThat(api.get("/_blb/machines").ok().json().path("machines")).isEmpty();
        int asked = server.requests().size();
        rig.clock("{\"advance\":\"1m\"}");
        assertThat(server.requests()).hasSize(asked);
    }

    @Test
    void manyServersAreProbedAtOnce() throws IOException {
        ServerSocket server = rig.opened(new ServerSocket(0, 4096, InetAddress.getLoopbackAddress()));
        rig.clock("{\"freeze\":true}");
        List<String> machines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            machines.add("{\"instanceId\":\"i-" + i + "\"}");
            rig.register("i-" + i, server.getLocalPort());
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(rig.another());
            rig.listen("TCP", 80);
            rig.listen("TCP", 81);
            api.post(
                            "/v1/blb/" + rig.id() + "/backendserver",
                            "{\"backendServerList\":[" + String.join(",", machines) + "]}")
                    .ok();
        }
        rig.clock("{\"advance\":\"1s\"}");
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
    void aHostThatNobodyKnowsIsAFailureWithItsName() {
        rig.clock("{\"freeze\":true}");
        rig.listen("TCP", 80, "\"healthCheckTimeoutInSecond\":5");
        rig.attach("i-1");
        rig.register("i-1", "{\"address\":\"no-such-host.invalid\"}");
        rig.clock("{\"advance\":\"1s\"}");
        assertThat(rig.probes())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).containsAnyOf("host no-such-host.invalid is unknown", "timed out after 5 s"));
        assertThat(rig.status(80)).isEqualTo("Dead");
    }

    @Test
    void whatIsNoHttpIsAFailure() throws IOException {
        rig.clock("{\"freeze\":true}");
        rig.listen("HTTP", 80);
        rig.attach("i-1");
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
            rig.register("i-1", server.getLocalPort());
            rig.clock("{\"advance\":\"1s\"}");
            assertThat(rig.probes())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).endsWith("the answer is no HTTP"));
        }
    }
}
