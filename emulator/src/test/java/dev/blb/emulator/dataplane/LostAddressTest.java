package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Placement;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.ServerPlan;
import dev.blb.emulator.traffic.Servers;
import dev.blb.emulator.traffic.TrafficFaults;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server whose address is gone after it was chosen: the attempt to connect to it fails, as any other. */
class LostAddressTest {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final ServerPlan GONE = new ServerPlan("i-a", null, 1, "Alive", "set by hand");

    private final Rig rig = new Rig();
    private final Workers workers = new Workers(rig.clock, Clock.systemUTC());
    private final List<Port> ports = new ArrayList<>();
    private final TestServer echo = TestServer.echo();
    private final TestServer http = HttpServer.saying("ok");

    @AfterEach
    void close() {
        for (Port port : ports) {
            port.close();
            port.listener().close(true);
        }
        workers.close();
        rig.close();
        echo.close();
        http.close();
    }

    /** A listener in the moment in which its servers know the next plan and new traffic still goes by the old one. */
    private ActiveListener changing(ListenerPlan from, ServerPlan... to) {
        ListenerPlan plan = Plans.shownAt(from, rig.address, null);
        ActiveListener listener = new ActiveListener(plan, null, workers, Map.of(), TrafficFaults.NONE);
        Port port = Port.of(listener, workers);
        port.place(new Placement(Placement.Settings.LOOPBACK, address -> true));
        ports.add(port);
        Servers.of(plan.withServers(List.of(to)), listener.current().servers());
        return listener;
    }

    private static ListenerPlan http(ServerPlan... servers) {
        return Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, servers);
    }

    private Socket connect() throws IOException {
        Socket socket = rig.connect(8080);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static int load(ActiveListener listener) {
        return listener.current().servers().all().get(0).load();
    }

    @Test
    void aTcpConnectionGoesToTheNextServer() throws IOException {
        ServerPlan other = echo.plan("i-b", 1);
        ActiveListener listener = changing(Plans.tcp(8080, echo.plan("i-a", 1), other), GONE, other);
        try (Socket socket = connect()) {
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
        assertThat(listener.counters().value(Metric.CONNECT_FAILURES)).isEqualTo(1);
        assertThat(listener.counters().value(Metric.RETRIES)).isEqualTo(1);
        assertThat(load(listener)).isZero();
    }

    @Test
    void aTcpConnectionIsResetIfThereIsNoOtherServer() throws IOException {
        ActiveListener listener = changing(Plans.tcp(8080, echo.plan("i-a", 1)), GONE);
        assertThatThrownBy(() -> {
                    try (Socket socket = connect()) {
                        socket.getInputStream().read();
                    }
                })
                .isExactlyInstanceOf(SocketException.class);
        assertThat(listener.counters().value(Metric.DROPPED)).isEqualTo(1);
        assertThat(load(listener)).isZero();
    }

    @Test
    void aDatagramIsDropped() throws IOException {
        ActiveListener listener = changing(Plans.listener(Protocol.UDP, 8080, null, null, echo.plan("i-a", 1)), GONE);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[1], 1, rig.at(8080)));
            until(() -> listener.counters().value(Metric.DROPPED) == 1);
        }
        assertThat(listener.counters().value(Metric.CONNECT_FAILURES)).isEqualTo(1);
        assertThat(listener.counters().value(Metric.ACTIVE_CONNECTIONS)).isZero();
        assertThat(load(listener)).isZero();
    }

    @Test
    void aRequestGoesToTheNextServer() throws IOException {
        ServerPlan other = http.plan("i-b", 1);
        ActiveListener listener = changing(http(http.plan("i-a", 1), other), GONE, other);
        try (Client client = new Client(connect())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
        assertThat(load(listener)).isZero();
    }

    @Test
    void aRequestWhoseServerClosesItsKeptConnectionIsAnswered() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (TestServer closing = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            socket.getOutputStream().write(HttpServer.ok("ok", false));
            Message.read(socket.getInputStream());
            asked.countDown();
            await(gone);
        })) {
            rig.apply(http(closing.plan("i-a", 1)));
            try (Client client = new Client(connect())) {
                client.get("/");
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                await(asked);
                rig.apply(http(GONE));
                gone.countDown();
                Message answer = client.read();
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.header(Answers.REASON_HEADER)).isEqualTo("i-a cannot be connected to");
            }
        } finally {
            gone.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
