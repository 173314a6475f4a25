package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** What the data plane does as time passes, over resets, restores and restarts: each test has an emulator. */
@Isolated("calls go on with a warning after 2 s, which a busy machine may take for the first listener")
@Execution(ExecutionMode.SAME_THREAD)
class DrivenTimeTest {
    @Test
    void whatIsIdleForTooLongIsClosedBeforeTheCallThatMovesTheClockReturns() throws IOException {
        try (Driven driven = new Driven();
                TestServer server = TestServer.echo()) {
            driven.freeze();
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "TCP", 80, "\"tcpSessionTimeout\":900");
            try (Socket socket = driven.connect(driven.address(blbId), 80)) {
                socket.getOutputStream().write(1);
                assertThat(socket.getInputStream().read()).isEqualTo(1);
                driven.advance("PT899S");
                socket.getOutputStream().write(2);
                assertThat(socket.getInputStream().read()).isEqualTo(2);
                driven.advance("PT900S");
                JsonNode traffic = driven.api
                        .get("/_blb/loadbalancers/" + blbId + "/traffic")
                        .ok()
                        .json();
                assertThat(traffic.at("/listenerList/0/counters/ActiveConnCount")
                                .asInt(-1))
                        .isZero();
                assertThat(traffic.at("/listenerList/0/counters/TimeoutCount").asInt())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void probesDecideWhoGetsTraffic() throws IOException {
        try (Driven driven = new Driven();
                TestServer server = TestServer.echo()) {
            driven.freeze();
            String blbId = driven.api.create();
            driven.attach(blbId, driven.unprobedMachine(server.address()), 10);
            driven.listen(blbId, "TCP", 80);
            String address = driven.address(blbId);
            assertThat(Driven.refuses(address, 80)).isTrue();
            assertThat(driven.endpoint(blbId, 80).path("reason").asText())
                    .contains("no verdict yet; 3 successes in a row");
            driven.advance("PT9S");
            assertThat(Driven.refuses(address, 80)).isFalse();
            server.kill();
            driven.advance("PT9S");
            assertThat(Driven.refuses(address, 80)).isTrue();
            assertThat(driven.endpoint(blbId, 80).path("reason").asText()).contains("Dead");
            server.revive();
            driven.advance("PT9S");
            assertThat(Driven.refuses(address, 80)).isFalse();
        }
    }

    @Test
    void scriptsOfHealthAreFollowed() throws IOException {
        try (Driven driven = new Driven();
                TestServer server = TestServer.echo()) {
            driven.freeze();
            String blbId = driven.api.create();
            String machine = driven.unprobedMachine(server.address());
            driven.api
                    .put("/_blb/backends/" + machine + "/health", "{\"script\":\"up 60s, down\"}")
                    .ok();
            driven.attach(blbId, machine, 10);
            driven.listen(blbId, "TCP", 80);
            String address = driven.address(blbId);
            driven.advance("PT30S");
            assertThat(Driven.refuses(address, 80)).isFalse();
            driven.advance("PT60S");
            assertThat(Driven.refuses(address, 80)).isTrue();
        }
    }

    @Test
    void aListenerWaitsUntilItsLoadBalancerHasSettled() throws IOException {
        try (Driven driven = new Driven("--settle-delay", "10s");
                TestServer server = TestServer.echo()) {
            driven.freeze();
            String blbId = driven.api.create();
            driven.advance("PT10S");
            driven.attach(blbId, driven.machine(server), 10);
            driven.advance("PT10S");
            driven.listen(blbId, "TCP", 80);
            String address = driven.address(blbId);
            assertThat(Driven.refuses(address, 80)).isTrue();
            driven.advance("PT10S");
            assertThat(Driven.refuses(address, 80)).isFalse();
            driven.delete(blbId, 80);
            assertThat(Driven.refuses(address, 80)).isFalse();
            driven.advance("PT10S");
            assertThat(Driven.refuses(address, 80)).isTrue();
        }
    }

    @Test
    void resetAndRestoreAreFollowed() throws IOException {
        try (Driven driven = new Driven();
                TestServer server = TestServer.echo()) {
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "TCP", 80);
            String address = driven.address(blbId);
            driven.api.put("/_blb/snapshots/one", "").ok();
            driven.api.post("/_blb/reset", "").ok();
            assertThat(Driven.refuses(address, 80)).isTrue();
            assertThat(driven.api.get("/_blb/endpoints").ok().json().path("endpoints"))
                    .isEmpty();
            driven.api.post("/_blb/snapshots/one/restore", "").ok();
            assertThat(Driven.refuses(address, 80)).isFalse();
        }
    }

    @Test
    void aDirectoryListensAgainBeforeTheEmulatorServes(@TempDir Path directory) throws IOException {
        String[] flags = {"--data-dir", directory.toString(), "--host", "127.0.0.1", "--data-plane-ports", "28100-28199"
        };
        String blbId;
        String second;
        String account;
        InetSocketAddress real;
        String authority;
        try (TestServer server = HttpServer.saying("kept")) {
            try (Driven driven = new Driven(flags)) {
                account = driven.api.account();
                authority = driven.api.text("/_blb/ca.pem");
                String machine = driven.machine(server);
                blbId = driven.api.create();
                driven.attach(blbId, machine, 10);
                driven.listen(blbId, "HTTP", 80);
                second = driven.api.create();
                driven.attach(second, machine, 10);
                driven.listen(second, "HTTP", 80);
                real = driven.real(second, 80);
                assertThat(real.getPort()).isBetween(28100, 28199);
                assertThat(real.getPort()).isNotEqualTo(driven.real(blbId, 80).getPort());
                // The lower port is free at the next start.
                driven.api.delete("/v1/blb/" + blbId).ok();
            }
            try (Driven driven = new Driven(flags)) {
                assertThat(driven.bodies(real, 1)).containsExactly("kept");
                assertThat(driven.real(second, 80)).isEqualTo(real);
                assertThat(driven.api.text("/_blb/ca.pem")).isEqualTo(authority);
                assertThat(driven.api.as(account).get("/v1/blb/" + second).ok().text("/blbId"))
                        .isEqualTo(second);
            }
        }
    }

    @Test
    void aPortOfALoadBalancerThatIsGoneIsFree(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("data-plane-ports.properties"), "lb-gone0001\\:90=28310\n");
        try (TestServer server = HttpServer.saying("free");
                Driven driven = new Driven(
                        "--data-dir",
                        directory.toString(),
                        "--host",
                        "127.0.0.1",
                        "--data-plane-ports",
                        "28310-28310")) {
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "HTTP", 90);
            assertThat(driven.real(blbId, 90).getPort()).isEqualTo(28310);
        }
    }

    @Test
    void whileItIsOffNothingListensAndRoutesSayWhy() {
        try (BlbEmulator emulator = Main.start("--auth", "parse")) {
            Api api = Api.of(emulator);
            String blbId = api.create();
            api.createTcp(blbId, 80);
            assertThat(api.get("/v1/blb/" + blbId).text("/address")).startsWith("172.16.");
            JsonNode line = api.get("/_blb/endpoints").ok().json().at("/endpoints/0");
            assertThat(line.path("state").asText()).isEqualTo("off");
            assertThat(line.path("reason").asText()).contains("--data-plane on");
            assertThat(line.has("real")).isFalse();
            assertThat(api.get("/_blb/loadbalancers/" + blbId + "/traffic")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("--data-plane on");
            assertThat(api.get("/_blb/health").ok().json().has("dataPlane")).isFalse();
            assertThat(api.text("/metrics")).contains("blb_api_requests_total");
        }
    }

    @Test
    void whileItIsOffNoClassOfItIsLoaded() throws Exception {
        List<String> loaded = loaded("off");
        assertThat(loaded).anyMatch(line -> line.contains("dev.blb.emulator.BlbEmulator "));
        assertThat(loaded)
                .noneMatch(line -> line.contains(" io.netty.")
                        || line.contains("dev.blb.emulator.dataplane.")
                        || line.contains("dev.blb.emulator.probe.netty.")
                        || line.contains(" gg.jte.")
                        || line.contains("dev.blb.emulator.console.Console ")
                        || line.contains("dev.blb.emulator.forwarding.Planner ")
                        || line.contains(" io.prometheus."));
        assertThat(loaded("on")).anyMatch(line -> line.contains(" io.netty."));
    }

    @Test
    void aProcessOfItsOwnOffersWhatPoliciesName() throws Exception {
        Process process = start(
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--port",
                "0",
                "--auth",
                "parse",
                "--data-plane",
                "on");
        try {
            Api api = Api.of(URI.create(endpoint(process)));
            String blbId = api.create();
            api.post(
                            "/v1/blb/" + blbId + "/SSLlistener",
                            "{\"listenerPort\":7443,\"backendPort\":80,\"scheduler\":\"RoundRobin\","
                                    + "\"certIds\":[\"cert-emulator0001\"]}")
                    .ok();
            // Without processor time for 2 s the call returns before the data plane has followed it.
            until(() -> !tls(api, blbId).isMissingNode());
            JsonNode tls = tls(api, blbId);
            assertThat(tls.path("offered")).isEqualTo(tls.path("asked"));
            assertThat(tls.path("offered").path("protocols").toString()).contains("tlsv10");
        } finally {
            end(process);
        }
    }

    private static JsonNode tls(Api api, String blbId) {
        return api.get("/_blb/endpoints?blbId=" + blbId).ok().json().at("/endpoints/0/tls");
    }

    /** The classes that an emulator loads until it serves. */
    private static List<String> loaded(String mode) throws Exception {
        Path log = Files.createTempFile("classes", ".txt");
        Process process = start(
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--port",
                "0",
                "--data-plane",
                mode);
        try {
            assertThat(endpoint(process)).startsWith("http://");
        } finally {
            end(process);
        }
        try {
            return Files.readAllLines(log);
        } finally {
            Files.delete(log);
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BLB_"));
        return builder.start();
    }

    /** Where it serves, once it does. */
    private static String endpoint(Process process) throws IOException {
        List<String> output = new ArrayList<>();
        BufferedReader reader = process.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            output.add(line);
            if (line.startsWith("  endpoint ")) {
                return line.substring("  endpoint ".length()).strip();
            }
        }
        throw new AssertionError(String.join("\n", output));
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor(60, TimeUnit.SECONDS);
    }

    @Test
    void aMappedPortIsKeptFromListenersThatHaveNone(@TempDir Path directory) throws IOException {
        String[] flags = {"--data-dir", directory.toString(), "--host", "127.0.0.1", "--data-plane-ports", "28300-28301"
        };
        String[] ids = new String[3];
        String account;
        InetSocketAddress second;
        InetSocketAddress third;
        try (TestServer server = HttpServer.saying("kept")) {
            try (Driven driven = new Driven(flags)) {
                account = driven.api.account();
                String machine = driven.machine(server);
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = driven.api.create();
                    driven.attach(ids[i], machine, 10);
                }
                driven.listen(ids[1], "HTTP", 90);
                second = driven.real(ids[1], 90);
                driven.listen(ids[2], "HTTP", 90);
                third = driven.real(ids[2], 90);
                driven.listen(ids[0], "HTTP", 90);
                driven.listen(ids[1], "HTTP", 80);
                driven.listen(ids[2], "HTTP", 80);
                until(() -> driven.state(ids[0], 90).equals("conflict"));
                until(() -> driven.state(ids[2], 80).equals("conflict"));
            }
            try (Driven driven = new Driven(flags)) {
                assertThat(driven.real(ids[1], 90)).isEqualTo(second);
                assertThat(driven.real(ids[2], 90)).isEqualTo(third);
                until(() -> driven.state(ids[0], 90).equals("conflict"));
                assertThat(driven.state(ids[1], 80)).isEqualTo("conflict");
                assertThat(driven.state(ids[2], 80)).isEqualTo("conflict");
                driven.api.as(account).delete("/v1/blb/" + ids[1]).ok();
                until(() -> driven.state(ids[0], 90).equals("listening"));
                assertThat(driven.real(ids[0], 90)).isEqualTo(second);
            }
        }
    }
}
