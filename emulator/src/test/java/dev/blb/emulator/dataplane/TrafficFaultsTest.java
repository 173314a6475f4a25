package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.traffic.Plans;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Planned faults of the data plane, as clients see them on their sockets. */
class TrafficFaultsTest {
    private static final byte[] TEN = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private final Driven driven = new Driven();
    private final TestServer web = HttpServer.saying("web");
    private final TestServer echo = TestServer.echo();
    private final String blbId = driven.api.create();
    private final String webMachine = driven.machine(web);

    @AfterEach
    void close() {
        driven.close();
        web.close();
        echo.close();
    }

    private InetSocketAddress http() {
        driven.attach(blbId, webMachine, 10);
        driven.listen(blbId, "HTTP", 80);
        return driven.real(blbId, 80);
    }

    private InetSocketAddress tcp() {
        driven.attach(blbId, driven.machine(echo), 10);
        driven.listen(blbId, "TCP", 90);
        return driven.real(blbId, 90);
    }

    private void plan(String... rules) {
        driven.api
                .put(
                        "/_blb/faults?account=" + driven.api.account(),
                        ("{'seed':7,'traffic':[" + String.join(",", rules) + "]}").replace('\'', '"'))
                .ok();
    }

    private String rule(String name, String members) {
        return "{'name':'" + name + "','blbId':'" + blbId + "'," + members + "}";
    }

    private long fired(String name) {
        for (JsonNode rule : driven.api
                .get("/_blb/faults?account=" + driven.api.account())
                .ok()
                .json()
                .path("rules")) {
            if (rule.path("name").asText().equals(name)) {
                return rule.path("fired").asLong();
            }
        }
        throw new AssertionError("no rule " + name);
    }

    /** What an echo of ten bytes gives until it ends, and how it ends. A refusal is thrown. */
    private static String echoed(InetSocketAddress listener) throws IOException {
        try {
            return echoedOnceConnected(listener);
        } catch (ConnectException refused) {
            throw refused;
        } catch (SocketException resetWhileConnecting) {
            return " reset";
        }
    }

    private static String echoedOnceConnected(InetSocketAddress listener) throws IOException {
        StringBuilder heard = new StringBuilder();
        try (Socket socket = Driven.connect(listener)) {
            try {
                socket.getOutputStream().write(TEN);
                for (int c = socket.getInputStream().read();
                        c >= 0;
                        c = socket.getInputStream().read()) {
                    heard.append((char) c);
                    if (heard.length() == TEN.length) {
                        return heard.toString();
                    }
                }
                return heard + " end";
            } catch (SocketException reset) {
                return heard + " reset";
            }
        }
    }

    @Test
    void theFirstConnectionIsResetAndTheOthersAreNot() throws IOException {
        InetSocketAddress listener = tcp();
        plan(rule("first", "'listenerPort':90,'match':{'first':1},'effect':{'accept':'refuse'}"));
        assertThat(echoed(listener)).isEqualTo(" reset");
        assertThat(echoed(listener)).isEqualTo("0123456789");
        assertThat(fired("first")).isEqualTo(1);
    }

    @Test
    void aFaultOfTlsDoesNotMeetAListenerWithoutIt() throws IOException {
        InetSocketAddress listener = tcp();
        plan(rule("alert", "'effect':{'tls':'alert'}"));
        assertThat(echoed(listener)).isEqualTo("0123456789");
        assertThat(fired("alert")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3000", "1000000", "2147483647"})
    void bytesPassAtARateThatNoMillisecondDivides(int bytesPerSecond) throws IOException {
        InetSocketAddress listener = tcp();
        plan(rule("paced", "'effect':{'bytes':{'bytesPerSecond':" + bytesPerSecond + "}}"));
        assertThat(echoed(listener)).isEqualTo("0123456789");
    }

    @Test
    void aSilentConnectionIsResetWithItsListener() throws IOException {
        InetSocketAddress listener = tcp();
        plan(rule("silent", "'effect':{'accept':'silence'},'times':1"));
        try (Socket socket = Driven.connect(listener)) {
            socket.getOutputStream().write(TEN);
            until(() -> fired("silent") == 1);
            // A probe may have a connection for a moment.
            until(() -> echo.open() == 0);
            driven.delete(blbId, 90);
            assertThat(readEnds(socket)).isTrue();
        }
    }

    /** A connection that nobody holds any more counts for no limit. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void aSilentConnectionEndsWithItsClient(boolean isHttp, boolean byReset) throws IOException {
        InetSocketAddress listener = isHttp ? http() : tcp();
        plan(rule("silent", "'effect':{'accept':'silence'},'times':1"));
        try (Socket socket = Driven.connect(listener)) {
            socket.getOutputStream().write(TEN);
            until(() -> fired("silent") == 1);
            plan(rule("one", "'effect':{'connectionLimit':1}"));
            if (isHttp) {
                assertThatThrownBy(() -> driven.bodies(listener, 1)).hasRootCauseInstanceOf(IOException.class);
            } else {
                assertThat(echoed(listener)).isEqualTo(" reset");
            }
            socket.setSoLinger(byReset, 0);
        }
        until(() -> isHttp ? isAnswered(listener) : echoes(listener));
    }

    private boolean isAnswered(InetSocketAddress listener) {
        try {
            return driven.bodies(listener, 1).equals(List.of("web"));
        } catch (AssertionError stillReset) {
            return false;
        }
    }

    private static boolean readEnds(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({"acceptDelay", "connectDelay"})
    void aDelayedConnectionWorksLater(String kind) throws IOException {
        InetSocketAddress listener = tcp();
        plan(
                rule("for long", "'match':{'nth':1},'effect':{'" + kind + "':'60s'}"),
                rule("shortly", "'match':{'nth':1},'effect':{'" + kind + "':'50ms'}"));
        try (Socket first = Driven.connect(listener)) {
            first.getOutputStream().write(TEN);
            until(() -> fired("for long") == 1);
            assertThat(echoed(listener)).isEqualTo("0123456789");
            assertThat(fired("shortly")).isEqualTo(1);
            // What came before the other connection would have been answered before it.
            first.setSoTimeout(1);
            assertThatThrownBy(() -> first.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aServerThatRefusesIsPassedOver() throws IOException {
        InetSocketAddress listener = http();
        try (TestServer other = HttpServer.saying("other")) {
            driven.attach(blbId, driven.machine(other), 10);
            plan(rule("refuses", "'instanceId':'" + webMachine + "','effect':{'connect':'refuse'}"));
            assertThat(driven.bodies(listener, 4)).containsOnly("other");
            assertThat(fired("refuses")).isPositive();
            driven.api.delete("/_blb/faults?account=" + driven.api.account()).ok();
            assertThat(driven.bodies(listener, 4)).contains("web", "other");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'direction':'toClient','resetAfter':4;[0-3]* reset",
                "'direction':'toClient','closeAfter':4;0123 end",
                "'direction':'toServer','closeAfter':0;\\s?end",
                "'direction':'toClient','corruptByte':2;01\u00cd3456789",
                "'direction':'toServer','corruptByte':9;012345678\u00c6",
                "'latency':'20ms';0123456789",
                "'bytesPerSecond':200;0123456789"
            })
    void bytesAreCutChangedAndSlowed(String bytes, String heard) throws IOException {
        InetSocketAddress listener = tcp();
        plan(rule("bytes", "'effect':{'bytes':{" + bytes + "}}"));
        assertThat(echoed(listener)).matches(heard);
        assertThat(fired("bytes")).isEqualTo(1);
    }

    @Test
    void bytesOfOneServerAreCut() throws IOException {
        InetSocketAddress listener = http();
        plan(rule(
                "half",
                "'instanceId':'" + webMachine + "','effect':{'bytes':{'direction':'toClient','closeAfter':20}}"));
        try (Client client = new Client(Driven.connect(listener))) {
            Message answer = client.get("/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("x-blb-emulator-reason")).contains("closed its connection");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "HTTP/1.0 200 OK|Content-Length: 3||web;'latency':'20ms'",
                "HTTP/1.0 200 OK||web;'latency':'20ms'",
                "HTTP/1.1 200 OK|Content-Length: 3||web;'bytesPerSecond':1000"
            })
    void aLateAnswerArrivesFromAServerThatClosesAfterIt(String answer, String pace) throws IOException {
        try (TestServer closing = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            socket.getOutputStream().write(HttpServer.bytes(answer.replace("|", "\r\n")));
        })) {
            String machine = driven.machine(closing);
            driven.attach(blbId, machine, 10);
            driven.listen(blbId, "HTTP", 80);
            InetSocketAddress listener = driven.real(blbId, 80);
            plan(rule(
                    "late", "'instanceId':'" + machine + "','effect':{'bytes':{'direction':'toClient'," + pace + "}}"));
            try (Client client = new Client(Driven.connect(listener))) {
                for (int request = 0; request < 2; request++) {
                    Message got = client.get("/");
                    assertThat(got.status()).isEqualTo(200);
                    assertThat(got.body()).isEqualTo("web");
                }
            }
            assertThat(fired("late")).isEqualTo(2);
        }
    }

    @Test
    void muchPassesSlowly() throws IOException {
        InetSocketAddress listener = tcp();
        plan(rule("slow", "'effect':{'bytes':{'latency':'5ms','bytesPerSecond':20000000}}"));
        byte[] sent = new byte[1_000_000];
        new java.util.Random(5).nextBytes(sent);
        try (Socket socket = Driven.connect(listener)) {
            Thread writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void requestsAreAnsweredAndHeadersDropped() throws IOException {
        InetSocketAddress listener = http();
        plan(
                rule("every second", "'match':{'every':2},'effect':{'http':{'status':503,'body':'later'}}"),
                rule("bare", "'effect':{'http':{'dropHeader':'Content-Length'}},'match':{'nth':2}"));
        try (Client client = new Client(Driven.connect(listener))) {
            assertThat(client.get("/").body()).isEqualTo("web");
            Message planned = client.get("/");
            assertThat(planned.status()).isEqualTo(503);
            assertThat(planned.body()).isEqualTo("later");
            assertThat(planned.header("x-blb-emulator-reason")).isEqualTo("planned fault \"every second\"");
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(new String(client.in().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContainIgnoringCase("content-length")
                    .endsWith("web");
        }
    }

    @Test
    void aHandshakeEndsWithAnAlert() throws IOException {
        driven.api
                .put("/_blb/world/certificates/cert-faults?account=" + driven.api.account(), "{}")
                .ok();
        driven.attach(blbId, webMachine, 10);
        driven.listen(blbId, "HTTPS", 443, "\"certIds\":[\"cert-faults\"]");
        plan(rule("alert", "'effect':{'tls':'alert'}"));
        try (Socket socket = Driven.connect(driven.real(blbId, 443))) {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 3});
            assertThat(socket.getInputStream().readAllBytes()).containsExactly(21, 3, 3, 0, 2, 2, 40);
        }
    }

    @Test
    void datagramsAreLostDoubledAndDelayed() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, Plans.address("127.0.0.1"));
                DatagramSocket client = new DatagramSocket(0, Plans.address("127.0.0.1"))) {
            server.setSoTimeout(60_000);
            InetSocketAddress listener = udpListener(server);
            plan(
                    rule("late", "'match':{'nth':1},'effect':{'datagram':{'direction':'toServer','latency':'60s'}}"),
                    rule("lost", "'match':{'nth':1},'effect':{'datagram':{'direction':'toServer','what':'lose'}}"),
                    rule(
                            "twice",
                            "'match':{'nth':1},'effect':{'datagram':{'direction':'toServer','what':'duplicate'}}"),
                    rule(
                            "shortly",
                            "'match':{'nth':1},'effect':{'datagram':{'direction':'toServer','latency':'20ms'}}"));
            for (String text : List.of("a", "b", "c", "d")) {
                client.send(new DatagramPacket(text.getBytes(StandardCharsets.US_ASCII), 1, listener));
                long expected = "abcd".indexOf(text) + 1L;
                until(() -> fired("late") + fired("lost") + fired("twice") + fired("shortly") == expected);
            }
            assertThat(received(server, 3, new DatagramPacket(new byte[10], 10)))
                    .containsExactly("c", "c", "d");
        }
    }

    @Test
    void datagramsPassOutOfOrder() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, Plans.address("127.0.0.1"));
                DatagramSocket client = new DatagramSocket(0, Plans.address("127.0.0.1"))) {
            server.setSoTimeout(60_000);
            client.setSoTimeout(60_000);
            InetSocketAddress listener = udpListener(server);
            plan(
                    rule("up", "'match':{'first':2},'effect':{'datagram':{'direction':'toServer','what':'reorder'}}"),
                    rule("down", "'match':{'nth':1},'effect':{'datagram':{'direction':'toClient','what':'reorder'}}"));
            // The first is held; the second is to be held as well, and overtakes it.
            for (String text : List.of("a", "b", "c")) {
                client.send(new DatagramPacket(text.getBytes(StandardCharsets.US_ASCII), 1, listener));
            }
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            assertThat(received(server, 3, packet)).containsExactly("b", "a", "c");
            for (String text : List.of("x", "y")) {
                server.send(new DatagramPacket(text.getBytes(StandardCharsets.US_ASCII), 1, packet.getSocketAddress()));
            }
            DatagramPacket answer = new DatagramPacket(new byte[10], 10);
            assertThat(List.of(receive(client, answer), receive(client, answer)))
                    .containsExactly("y", "x");
            assertThat(fired("up")).isEqualTo(2);
            assertThat(fired("down")).isEqualTo(1);
        }
    }

    /** A UDP listener in front of a server. */
    private InetSocketAddress udpListener(DatagramSocket server) {
        driven.attach(
                blbId, driven.machine(new InetSocketAddress(Plans.address("127.0.0.1"), server.getLocalPort())), 10);
        driven.listen(blbId, "UDP", 53, "\"healthCheckString\":\"probe\"");
        return driven.real(blbId, 53);
    }

    /** So many datagrams that are no probes; the packet is then the last one. */
    private static List<String> received(DatagramSocket server, int count, DatagramPacket packet) throws IOException {
        List<String> received = new ArrayList<>();
        while (received.size() < count) {
            String text = receive(server, packet);
            if (!text.equals("probe")) {
                received.add(text);
            }
        }
        return received;
    }

    private static String receive(DatagramSocket socket, DatagramPacket packet) throws IOException {
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static boolean echoes(InetSocketAddress listener) {
        try {
            return echoed(listener).equals("0123456789");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void noMoreConnectionsThanTheLimitAreOpen() throws IOException {
        InetSocketAddress listener = tcp();
        plan(rule("two", "'effect':{'connectionLimit':2}"));
        try (Socket second = Driven.connect(listener)) {
            try (Socket first = Driven.connect(listener)) {
                for (Socket socket : List.of(first, second)) {
                    socket.getOutputStream().write(TEN);
                    assertThat(socket.getInputStream().readNBytes(10)).isEqualTo(TEN);
                }
                assertThat(fired("two")).isZero();
                assertThat(echoed(listener)).isEqualTo(" reset");
                assertThat(echoed(listener)).isEqualTo(" reset");
                assertThat(fired("two")).isEqualTo(2);
            }
            until(() -> echoes(listener));
            second.getOutputStream().write(TEN);
            assertThat(second.getInputStream().readNBytes(10)).isEqualTo(TEN);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'effect':{'accept':'refuse','tls':'alert'};accept, tls",
                "'effect':{'bytes':{'resetAfter':1,'latency':'1s'}};bytes must have either",
                "'effect':{'bytes':{}};bytes must have either",
                "'effect':{'http':{}};either status or dropHeader",
                "'effect':{'datagram':{}};either what or latency",
                "'effect':{};has no effect",
                "'instanceId':'i-1','effect':{'accept':'refuse'};no matter of a server",
                "'instanceId':'i-1','effect':{'connectionLimit':3};no matter of a server",
                "'effect':{'connectionLimit':0};connectionLimit",
                "'effect':{'tls':'expried'};expired",
                "'listenerPort':0,'effect':{'accept':'refuse'};listenerPort",
                "'effect':{'acept':'refuse'};accept"
            })
    void aRuleThatContradictsItselfIsRefused(String members, String message) {
        String plan = "{'traffic':[" + rule("r", members) + "]}";
        assertThat(driven.api
                        .put("/_blb/faults", plan.replace('\'', '"'))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(message);
    }

    @Test
    void aPlanMeetsTheTrafficOfItsAccountAlone() throws IOException {
        InetSocketAddress listener = http();
        String refusing = "{\"name\":\"%s\",\"blbId\":\"" + blbId + "\",\"effect\":{\"http\":{\"status\":%d}}}";
        String plan = "{\"traffic\":[" + refusing + "]}";
        String own = "/_blb/faults?account=" + driven.api.account();
        String others = "/_blb/faults?account=faults-other";
        assertThat(driven.api
                        .put(others, plan.formatted("other", 503))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("traffic[0].blbId", blbId, driven.api.account(), "faults-other");
        assertThat(driven.api
                        .send(HttpRequest.newBuilder(driven.api.uri("/_blb/faults"))
                                .PUT(HttpRequest.BodyPublishers.ofString(plan.formatted("other", 503)))
                                .header("Content-Type", "application/json")
                                .header("x-blb-account", "faults-other"))
                        .refused(403, "AccessDenied")
                        .message())
                .contains("x-blb-account confines this call to \"faults-other\"");
        assertThat(driven.api.get(others).ok().json().path("active").booleanValue())
                .isFalse();
        assertThat(driven.bodies(listener, 1)).containsExactly("web");

        driven.api.put("/_blb/faults", plan.formatted("all", 418)).ok();
        assertThat(status(listener)).isEqualTo(418);
        driven.api
                .put(own, plan.formatted("own", 503).replace(blbId, "lb-another1"))
                .ok();
        assertThat(status(listener)).isEqualTo(200);
        driven.api.put(own, plan.formatted("own", 503)).ok();
        assertThat(status(listener)).isEqualTo(503);
        driven.api.delete(own).ok();
        assertThat(status(listener)).isEqualTo(418);
        driven.api.delete("/_blb/faults").ok();
        assertThat(status(listener)).isEqualTo(200);
    }

    @Test
    void aPlanOfAnotherAccountFromBeforeALoadBalancerDoesNotMeetIt() throws IOException {
        Api other = driven.api.as("faults-early");
        String id = "lb-early001";
        other.put(
                        "/_blb/faults?account=faults-early",
                        "{\"traffic\":[{\"name\":\"f\",\"blbId\":\"" + id
                                + "\",\"effect\":{\"http\":{\"status\":503}}}]}")
                .ok();
        driven.api
                .post(
                        "/_blb/seed?account=" + driven.api.account(),
                        ("{'loadBalancers':[{'blbId':'" + id
                                        + "','vpcId':'vpc-emulator0001','subnetId':'sbn-emulator0001',"
                                        + "'backendServerList':[{'instanceId':'" + webMachine + "'}],"
                                        + "'listeners':[{'listenerType':'HTTP','listenerPort':80,'backendPort':80,"
                                        + "'scheduler':'RoundRobin'}]}]}")
                                .replace('\'', '"'))
                .ok();
        assertThat(status(driven.real(id, 80))).isEqualTo(200);
        assertThat(other.get("/_blb/faults?account=faults-early")
                        .ok()
                        .json()
                        .at("/rules/0/matched")
                        .intValue())
                .isZero();
    }

    private static int status(InetSocketAddress listener) throws IOException {
        try (Client client = new Client(Driven.connect(listener))) {
            return client.get("/").status();
        }
    }
}
