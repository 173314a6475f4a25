package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api.Answer;
import dev.blb.emulator.traffic.Plans;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** What a user sees of the data plane: calls of the API, and traffic. One emulator for all tests, its clock runs. */
@Isolated("calls go on with a warning after 2 s, which a busy machine may take for the first listener")
@Execution(ExecutionMode.SAME_THREAD)
class DrivenTest {
    private static Driven driven;

    @BeforeAll
    static void start() {
        driven = new Driven();
    }

    @AfterAll
    static void stop() {
        driven.close();
    }

    private static int count(List<String> bodies, String body) {
        return Collections.frequency(bodies, body);
    }

    @Test
    void theAddressThatIsShownAnswersInSharesOfTheWeights() {
        try (TestServer a = HttpServer.saying("a");
                TestServer b = HttpServer.saying("b")) {
            String blbId = driven.http(a, 20, b, 40);
            String address = driven.address(blbId);
            assertThat(address).startsWith("127.");
            List<String> bodies = driven.bodies(new InetSocketAddress(Plans.address(address), 80), 30);
            assertThat(count(bodies, "a")).isEqualTo(10);
            assertThat(count(bodies, "b")).isEqualTo(20);

            JsonNode line = driven.endpoint(blbId, 80);
            assertThat(line.path("state").asText()).isEqualTo("listening");
            assertThat(line.path("shown").asText()).isEqualTo(address + ":80");
            assertThat(line.path("real").asText()).isEqualTo(address + ":80");
            assertThat(line.path("servers"))
                    .hasSize(2)
                    .allMatch(server -> server.path("eligible").booleanValue());
        }
    }

    @Test
    void trafficFollowsWeightsHealthAndAttachment() {
        try (TestServer a = HttpServer.saying("a");
                TestServer b = HttpServer.saying("b")) {
            String blbId = driven.api.create();
            driven.listen(blbId, "HTTP", 80);
            InetSocketAddress listener = driven.real(blbId, 80);
            assertThat(answer(listener).firstLine()).contains("503");
            assertThat(answer(listener).header("x-blb-emulator-reason")).contains("no server is attached");
            String first = driven.machine(a);
            String second = driven.machine(b);
            driven.attach(blbId, first, 10);
            driven.attach(blbId, second, 10);
            assertThat(count(driven.bodies(listener, 10), "a")).isEqualTo(5);

            driven.health(first, "Dead");
            assertThat(driven.bodies(listener, 4)).containsOnly("b");
            driven.health(first, "Alive");
            assertThat(count(driven.bodies(listener, 10), "a")).isEqualTo(5);

            driven.api
                    .put(
                            "/v1/blb/" + blbId + "/backendserver?update",
                            "{\"backendServerList\":[{\"instanceId\":\"" + second + "\",\"weight\":0}]}")
                    .ok();
            assertThat(driven.bodies(listener, 4)).containsOnly("a");

            driven.health(first, "Unknown");
            Message none = answer(listener);
            assertThat(none.firstLine()).contains("502");
            assertThat(none.header("x-blb-emulator-reason")).contains(first + " Unknown", second + " weight 0");

            driven.health(first, "Alive");
            driven.api
                    .put(
                            "/_blb/machines/" + first,
                            "{\"address\":\"" + b.address().getHostString() + ":"
                                    + b.address().getPort() + "\"}")
                    .ok();
            assertThat(driven.bodies(listener, 4)).containsOnly("b");
            // Without a registered address nothing is sent, whatever the privateIp.
            driven.api.delete("/_blb/machines/" + first).ok();
            assertThat(answer(listener).header("x-blb-emulator-reason"))
                    .contains("no address is registered for this machine");
        }
    }

    private static Message answer(InetSocketAddress listener) {
        try (Client client = new Client(Driven.connect(listener))) {
            return client.get("/");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aListenerListensBeforeItsCreateReturnsAndRefusesOnceItsDeleteReturned() throws IOException {
        try (TestServer server = TestServer.echo()) {
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            String address = driven.address(blbId);
            int warned = 0;
            for (int i = 0; i < 1000; i++) {
                Answer created = driven.listen(blbId, "TCP", 8081);
                if (isWarned(created)) {
                    // A machine that is too busy for 2 s: the call says so.
                    warned++;
                    until(() -> driven.state(blbId, 8081).equals("listening"));
                }
                try (Socket socket = driven.connect(address, 8081)) {
                    assertThat(socket.isConnected()).isTrue();
                }
                if (isWarned(driven.delete(blbId, 8081))) {
                    warned++;
                    until(() -> Driven.isRefused(address, 8081));
                }
                assertThat(Driven.refuses(address, 8081)).as("round " + i).isTrue();
            }
            assertThat(warned).isLessThan(1000);
        }
    }

    private static boolean isWarned(Answer answer) {
        return answer.headers().firstValue("x-blb-emulator-warning").isPresent();
    }

    @Test
    void tcpRefusesWithoutAServerAndIsClosedByItsRelease() throws IOException {
        try (TestServer server = TestServer.echo()) {
            String blbId = driven.api.create();
            String address = driven.address(blbId);
            driven.listen(blbId, "TCP", 90);
            assertThat(Driven.refuses(address, 90)).isTrue();
            assertThat(driven.state(blbId, 90)).isEqualTo("refusing");
            driven.attach(blbId, driven.machine(server), 10);
            Socket open = driven.connect(address, 90);
            open.getOutputStream().write('x');
            assertThat(open.getInputStream().read()).isEqualTo('x');
            driven.api
                    .put("/_blb/loadbalancers/" + blbId + "/status", "{\"status\":\"paused\"}")
                    .ok();
            assertThat(Driven.refuses(address, 90)).isTrue();
            assertThat(driven.endpoint(blbId, 90).path("reason").asText()).contains("paused");
            driven.api
                    .put("/_blb/loadbalancers/" + blbId + "/status", "{\"status\":\"available\"}")
                    .ok();
            assertThat(Driven.refuses(address, 90)).isFalse();
            driven.api.delete("/v1/blb/" + blbId).ok();
            assertThat(Driven.refuses(address, 90)).isTrue();
            assertThatThrownBy(() -> {
                        if (open.getInputStream().read() < 0) {
                            throw new IOException("ended");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void udpIsForwarded() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, Plans.address("127.0.0.1"));
                DatagramSocket client = new DatagramSocket(0, Plans.address("127.0.0.1"))) {
            server.setSoTimeout(60_000);
            client.setSoTimeout(60_000);
            String blbId = driven.api.create();
            driven.attach(
                    blbId,
                    driven.machine(new InetSocketAddress(Plans.address("127.0.0.1"), server.getLocalPort())),
                    10);
            driven.listen(blbId, "UDP", 53, "\"healthCheckString\":\"x\"");
            byte[] question = {1, 2, 3};
            client.send(new DatagramPacket(question, 3, driven.real(blbId, 53)));
            DatagramPacket received = new DatagramPacket(new byte[10], 10);
            do {
                // Health checks come, too.
                received.setLength(10);
                server.receive(received);
            } while (received.getLength() != question.length);
            server.send(new DatagramPacket(new byte[] {4}, 1, received.getSocketAddress()));
            client.receive(received);
            assertThat(received.getData()[0]).isEqualTo((byte) 4);
        }
    }

    @Test
    void aCookieKeepsAClientAtItsServer() throws IOException {
        try (TestServer a = HttpServer.saying("a");
                TestServer b = HttpServer.saying("b")) {
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(a), 10);
            driven.attach(blbId, driven.machine(b), 10);
            driven.listen(blbId, "HTTP", 80, "\"keepSession\":true");
            InetSocketAddress listener = driven.real(blbId, 80);
            Message first = answer(listener);
            String cookie = first.header("set-cookie").split(";", 2)[0];
            for (int i = 0; i < 4; i++) {
                try (Client client = new Client(Driven.connect(listener))) {
                    assertThat(client.get("/", "Cookie: " + cookie + "\r\n").body())
                            .isEqualTo(first.body());
                }
            }
        }
    }

    @Test
    void aRedirectLeadsToTheHttpsListener() {
        String blbId = driven.api.create();
        driven.listen(blbId, "HTTPS", 443, "\"certIds\":[\"cert-emulator0001\"]");
        driven.listen(blbId, "HTTP", 80, "\"redirectPort\":443");
        Message answer = answer(driven.real(blbId, 80));
        assertThat(answer.firstLine()).contains("301");
        assertThat(answer.header("location")).startsWith("https://h/");
    }

    @Test
    void aHundredLoadBalancersOfManyAccountsShareAPort() throws IOException {
        try (TestServer server = TestServer.echo()) {
            String machine = driven.machine(server);
            Set<String> addresses = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Driven other = driven;
                String blbId = other.api.as("emulator-many" + i % 10).create();
                var api = other.api.as("emulator-many" + i % 10);
                api.post(
                                "/v1/blb/" + blbId + "/backendserver",
                                "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\",\"weight\":1}]}")
                        .ok();
                api.post(
                                "/v1/blb/" + blbId + "/TCPlistener",
                                "{\"listenerPort\":80,\"backendPort\":80,\"scheduler\":\"RoundRobin\"}")
                        .ok();
                String address = api.get("/v1/blb/" + blbId).text("/address");
                assertThat(addresses.add(address)).isTrue();
                try (Socket socket = driven.connect(address, 80)) {
                    socket.getOutputStream().write(i);
                    assertThat(socket.getInputStream().read()).isEqualTo(i);
                }
            }
            String taken = addresses.iterator().next();
            driven.api
                    .as("emulator-greedy")
                    .post(
                            "/v1/blb",
                            "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"address\":\"" + taken
                                    + "\"}")
                    .refused(400, "InvalidParameter");
        }
    }

    @Test
    void hostNamesOfMachinesAreLookedUp() {
        try (TestServer server = HttpServer.at("127.0.0.1", "named")) {
            String blbId = driven.api.create();
            String machine = driven.machine(server);
            driven.attach(blbId, machine, 10);
            driven.listen(blbId, "HTTP", 80);
            InetSocketAddress listener = driven.real(blbId, 80);
            driven.api
                    .put(
                            "/_blb/machines/" + machine,
                            "{\"address\":\"localhost\",\"ports\":{\"8080\":"
                                    + server.address().getPort() + "}}")
                    .ok();
            until(() -> driven.bodies(listener, 1).equals(List.of("named")));
            driven.api
                    .put("/_blb/machines/" + machine, "{\"address\":\"no-such-host.invalid\"}")
                    .ok();
            // The plan follows the commit on a thread of its own.
            until(() -> answer(listener).all("x-blb-emulator-reason").stream()
                    .anyMatch(
                            reason -> reason.contains("host name no-such-host.invalid has no address at the moment")));
        }
    }
}
