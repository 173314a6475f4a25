package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.FreePort;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener and a client at ::1, whose texts are those of RFC 5952, as nginx and the API write them. */
class Ipv6Test {
    private static final InetAddress LOOPBACK = Plans.address("::1");

    private final Rig rig = new Rig();
    private final int port = FreePort.any();
    private final List<Message> requests = new CopyOnWriteArrayList<>();
    private final TestServer server = HttpServer.saying("ok", requests);

    @BeforeEach
    void hasAddress() {
        boolean has = true;
        try (ServerSocket socket = new ServerSocket(port, 1, LOOPBACK)) {
            assertThat(socket.isBound()).isTrue();
        } catch (IOException none) {
            has = false;
        }
        assumeTrue(has, "this machine has no IPv6");
    }

    @AfterEach
    void close() {
        rig.close();
        server.close();
    }

    private void listen(HttpPlan http) {
        ListenerPlan plan = Plans.listener(Protocol.HTTP, port, http, null, server.plan("i-a", 1));
        rig.plane.apply(Rig.BLB, List.of(Plans.shownAt(plan, "::1", null)));
    }

    private Client client() throws IOException {
        return new Client(Driven.connect(new InetSocketAddress(LOOPBACK, port)));
    }

    @Test
    void addressesAreWrittenShort() throws IOException {
        listen(new HttpPlan(true, false, null, 0, false));
        try (Client client = client()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("ok");
        }
        assertThat(requests.get(0).header("x-forwarded-for")).isEqualTo("::1");
        assertThat(requests.get(0).header("host")).isEqualTo("[::1]:" + port);
        assertThat(rig.endpoint(port).shown()).isEqualTo("[::1]:" + port);
        assertThat(rig.endpoint(port).real()).isEqualTo("[::1]:" + port);
        Map<String, Object> logged = rig.plane.accessLog(Rig.BLB, 1).get(0).fields();
        assertThat(logged)
                .containsEntry("remote_addr", "::1")
                .containsEntry("cip", "::1")
                .containsEntry("vip", "::1");
    }

    @Test
    void aRedirectWithoutAHostLeadsToTheAddressInBrackets() throws IOException {
        listen(new HttpPlan(false, false, null, 443, false));
        try (Client client = client()) {
            client.send("GET /p HTTP/1.0\r\n\r\n");
            assertThat(client.read().header("location")).isEqualTo("https://[::1]/p");
        }
        listen(new HttpPlan(false, false, null, 8443, false));
        try (Client client = client()) {
            client.send("GET /p HTTP/1.0\r\n\r\n");
            assertThat(client.read().header("location")).isEqualTo("https://[::1]:8443/p");
        }
    }
}
