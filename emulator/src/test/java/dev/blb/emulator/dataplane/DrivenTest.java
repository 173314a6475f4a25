package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api.Answer;
import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.Pem;
import dev.blb.emulator.traffic.Plans;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
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

    /** A load balancer with an HTTP listener on port 80 and these servers, by weight. */
    private static String http(TestServer first, int firstWeight, TestServer second, int secondWeight) {
        String blbId = driven.api.create();
        driven.attach(blbId, driven.machine(first), firstWeight);
        driven.attach(blbId, driven.machine(second), secondWeight);
        Answer created = driven.listen(blbId, "HTTP", 80);
        assertThat(created.headers().firstValue("x-blb-emulator-warning")).isEmpty();
        return blbId;
    }

    private static int count(List<String> bodies, String body) {
        return Collections.frequency(bodies, body);
    }

    @Test
    void theAddressThatIsShownAnswersInSharesOfTheWeights() {
        try (TestServer a = HttpServer.saying("a");
                TestServer b = HttpServer.saying("b")) {
            String blbId = http(a, 20, b, 40);
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
                            "{\"address\":\"127.0.0.1:" + b.address().getPort() + "\"}")
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
                    Rig.until(() -> driven.state(blbId, 8081).equals("listening"));
                }
                try (Socket socket = driven.connect(address, 8081)) {
                    assertThat(socket.isConnected()).isTrue();
                }
                if (isWarned(driven.delete(blbId, 8081))) {
                    warned++;
                    Rig.until(() -> isRefused(address, 8081));
                }
                assertThat(Driven.refuses(address, 8081)).as("round " + i).isTrue();
            }
            assertThat(warned).isLessThan(1000);
        }
    }

    private static boolean isWarned(Answer answer) {
        return answer.headers().firstValue("x-blb-emulator-warning").isPresent();
    }

    private static boolean isRefused(String address, int port) {
        try {
            return Driven.refuses(address, port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
            server.setSoTimeout(10_000);
            client.setSoTimeout(10_000);
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
    void httpsHasAMadeCertificateThatTheAuthoritySigned() throws Exception {
        try (TestServer server = HttpServer.saying("secret")) {
            String account = driven.api.account();
            driven.api
                    .put(
                            "/_blb/world/certificates/cert-made01?account=" + account,
                            "{\"certName\":\"shop\",\"domains\":[\"shop.example\"]}")
                    .ok();
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "HTTPS", 443, "\"certIds\":[\"cert-made01\"]");
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting(driven.api.text("/_blb/ca.pem")).getTrustManagers(), null);
            for (String host : List.of("shop.example", driven.address(blbId))) {
                try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                        .createSocket(Driven.connect(driven.real(blbId, 443)), host, 443, true)) {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    socket.setSSLParameters(parameters);
                    try (Client client = new Client(socket)) {
                        assertThat(client.get("/").body()).isEqualTo("secret");
                    }
                }
            }
            JsonNode tls = driven.endpoint(blbId, 443).path("tls");
            assertThat(tls.path("offered").path("protocols")).isNotEmpty();
            assertThat(tls.path("asked").path("ciphers").size())
                    .isGreaterThanOrEqualTo(tls.path("offered").path("ciphers").size());
        }
    }

    @Test
    void aClientNeedsACertificateWhereItIsDemanded() throws Exception {
        try (TestServer server = HttpServer.saying("mutual")) {
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(
                    blbId,
                    "HTTPS",
                    443,
                    "\"certIds\":[\"cert-emulator0001\"]",
                    "\"dualAuth\":true",
                    "\"clientCertIds\":[\"cert-emulator0002\"]");
            InetSocketAddress listener = driven.real(blbId, 443);
            Answer issued =
                    driven.api.post("/_blb/ca/client", "{\"name\":\"alice\"}").ok();
            KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
            keys.load(null, null);
            keys.setKeyEntry(
                    "alice",
                    Pem.privateKey(issued.text("/privateKey")),
                    new char[0],
                    Pem.certificates(issued.text("/certificate")).toArray(new Certificate[0]));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, new char[0]);
            var trust = trusting(driven.api.text("/_blb/ca.pem")).getTrustManagers();
            SSLContext with = SSLContext.getInstance("TLS");
            with.init(factory.getKeyManagers(), trust, null);
            assertThat(overTls(with, listener)).isEqualTo("mutual");
            SSLContext without = SSLContext.getInstance("TLS");
            without.init(null, trust, null);
            assertThatThrownBy(() -> overTls(without, listener)).isInstanceOf(IOException.class);
        }
    }

    private static String overTls(SSLContext context, InetSocketAddress listener) throws IOException {
        try (Client client =
                new Client(context.getSocketFactory().createSocket(Driven.connect(listener), "localhost", 443, true))) {
            return client.get("/").body();
        }
    }

    private static TrustManagerFactory trusting(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    @Test
    void aDeclaredCertificateIsUsedAsItIs() throws Exception {
        CertificateAuthority.Issued given =
                Rig.AUTHORITY.issueForServer(List.of("given.example"), CertificateAuthority.ecKeys());
        try (TestServer server = HttpServer.saying("x")) {
            driven.api
                    .put(
                            "/_blb/world/certificates/cert-given01?account=" + driven.api.account(),
                            "{\"certificate\":\"" + given.chainPem().replace("\n", "\\n") + "\",\"privateKey\":\""
                                    + given.keyPem().replace("\n", "\\n") + "\"}")
                    .ok();
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "HTTPS", 443, "\"certIds\":[\"cert-given01\"]");
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting(Rig.AUTHORITY.own().chainPem()).getTrustManagers(), null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(Driven.connect(driven.real(blbId, 443)), "given.example", 443, true)) {
                socket.startHandshake();
                assertThat(socket.getSession().getPeerCertificates()[0])
                        .isEqualTo(given.chain().get(0));
            }
            driven.api
                    .put(
                            "/_blb/world/certificates/cert-given01?account=" + driven.api.account(),
                            "{\"certificate\":\"" + given.chainPem().replace("\n", "\\n") + "\"}")
                    .ok();
            assertThat(driven.endpoint(blbId, 443).at("/tls/problem").asText()).contains("cert-given01", "PRIVATE KEY");
            driven.api
                    .put("/_blb/world/certificates/cert-given02", "{\"certificate\":\"nonsense\"}")
                    .refused(400, "InvalidParameter");
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
    void aPortThatIsTakenIsShownInEveryPlace() throws IOException {
        try (TestServer server = TestServer.echo()) {
            String blbId = driven.api.create();
            driven.attach(blbId, driven.machine(server), 10);
            String address = driven.address(blbId);
            int port;
            try (ServerSocket other = new ServerSocket(0, 50, Plans.address(address))) {
                port = other.getLocalPort();
                Answer created = driven.listen(blbId, "TCP", port);
                assertThat(created.headers()
                                .firstValue("x-blb-emulator-warning")
                                .orElseThrow())
                        .contains("listener TCP " + port, "another socket listens on " + address);
                assertThat(driven.state(blbId, port)).isEqualTo("conflict");
                assertThat(driven.endpoint(blbId, port).path("reason").asText()).contains("another socket");
                assertThat(driven.api
                                .get("/_blb/health")
                                .ok()
                                .json()
                                .at("/dataPlane/conflict")
                                .intValue())
                        .isPositive();
            }
            // Any change tries again.
            Answer changed =
                    driven.api.put("/v1/blb/" + blbId, "{\"name\":\"again\"}").ok();
            assertThat(changed.headers().firstValue("x-blb-emulator-warning")).isEmpty();
            assertThat(driven.state(blbId, port)).isEqualTo("listening");
        }
    }

    @Test
    void aDeclaredNetworkIsMappedToAnAddressOfThisMachine() {
        try (TestServer server = HttpServer.saying("mapped")) {
            driven.api
                    .put("/_blb/world/vpcs/vpc-declared01", "{\"cidr\":\"10.1.0.0/16\"}")
                    .ok();
            driven.api
                    .put(
                            "/_blb/world/subnets/sbn-declared01",
                            "{\"vpcId\":\"vpc-declared01\",\"cidr\":\"10.1.2.0/24\"}")
                    .ok();
            String blbId = driven.api
                    .post("/v1/blb", "{\"vpcId\":\"vpc-declared01\",\"subnetId\":\"sbn-declared01\"}")
                    .ok()
                    .text("/blbId");
            driven.attach(blbId, driven.machine(server), 10);
            driven.listen(blbId, "HTTP", 80);
            JsonNode line = driven.endpoint(blbId, 80);
            assertThat(line.path("shown").asText()).startsWith("10.1.2.");
            assertThat(line.path("real").asText()).startsWith("127.127.").endsWith(":80");
            assertThat(line.path("reason").asText()).contains("is not an address of this machine");
            assertThat(driven.bodies(driven.real(blbId, 80), 1)).containsExactly("mapped");
        }
    }

    @Test
    void trafficIsCountedLoggedAndExplained() {
        try (TestServer a = HttpServer.saying("a");
                TestServer b = HttpServer.saying("b")) {
            String blbId = http(a, 10, b, 30);
            String path = "/_blb/loadbalancers/" + blbId;
            InetSocketAddress listener = driven.real(blbId, 80);
            JsonNode before = driven.api.get(path + "/traffic").ok().json();
            assertThat(before.at("/listenerList/0/counters/RequestCount").asInt(-1))
                    .isZero();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String next =
                        driven.api.get(path + "/pick?listenerPort=80").ok().text("/instanceId");
                expected.add(next);
                driven.bodies(listener, 1);
            }
            JsonNode since = driven.api
                    .get(path + "/traffic?since=" + before.path("mark").asText())
                    .ok()
                    .json();
            assertThat(since.at("/listenerList/0/counters/RequestCount").intValue())
                    .isEqualTo(8);
            assertThat(since.at("/listenerList/0/servers/1/counters/RequestCount")
                            .intValue())
                    .isEqualTo(6);
            driven.api.get(path + "/traffic?since=m-none").refused(400, "InvalidParameter");

            JsonNode log =
                    driven.api.get(path + "/accesslog?limit=8").ok().json().path("accessLog");
            List<String> servers = new ArrayList<>();
            log.forEach(line -> servers.add(line.path("vdum_ups_id").asText()));
            assertThat(servers).isEqualTo(expected);
            driven.api.get(path + "/pick?listenerPort=81").refused(400, "InvalidParameter");
            driven.api.get(path + "/pick?listenerPort=80&source=nowhere").refused(400, "InvalidParameter");
            driven.api.get("/_blb/loadbalancers/lb-none/traffic").refused(404, "InstanceNotFound");

            String metrics = driven.api.text("/metrics");
            assertThat(metrics)
                    .contains("blb_listener_requests_total{blb_id=\"" + blbId
                            + "\",listener_port=\"80\",protocol=\"HTTP\"} 8.0")
                    .contains("blb_api_requests_total{code=\"\",operation=\"CreateBlb\",status=\"200\"}")
                    .contains("blb_api_request_duration_seconds_bucket");
        }
    }

    @Test
    void hostNamesOfMachinesAreLookedUp() {
        try (TestServer server = HttpServer.saying("named")) {
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
            assertThat(driven.bodies(listener, 1)).containsExactly("named");
            driven.api
                    .put("/_blb/machines/" + machine, "{\"address\":\"no-such-host.invalid\"}")
                    .ok();
            assertThat(answer(listener).header("x-blb-emulator-reason"))
                    .contains("host name no-such-host.invalid has no address at the moment");
        }
    }

    @Test
    void endpointsAreOfOneAccountOrOneLoadBalancer() {
        String blbId = driven.api.create();
        driven.listen(blbId, "TCP", 7000);
        var other = driven.api.as("emulator-other-account");
        other.createTcp(other.create(), 7000);
        JsonNode of = driven.api
                .get("/_blb/endpoints?account=emulator-other-account")
                .ok()
                .json()
                .path("endpoints");
        assertThat(of).hasSize(1);
        assertThat(driven.api.get("/_blb/endpoints?blbId=" + blbId).ok().json().path("endpoints"))
                .hasSize(1);
        driven.api.get("/_blb/endpoints?blbId=lb-none").refused(404, "InstanceNotFound");
    }
}
