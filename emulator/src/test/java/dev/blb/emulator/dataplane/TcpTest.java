package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.traffic.Plans.tcp;
import static dev.blb.emulator.traffic.Plans.with;
import static dev.blb.emulator.traffic.Plans.withHealth;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.traffic.Admission;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.EndpointLine.State;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Scheduler;
import dev.blb.emulator.traffic.ServerPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpTest {
    private final Rig rig = new Rig();
    private final TestServer a = TestServer.saying("a");
    private final TestServer b = TestServer.saying("b");
    private final TestServer echo = TestServer.echo();

    @AfterEach
    void close() {
        rig.close();
        a.close();
        b.close();
        echo.close();
    }

    private static char first(Socket socket) throws IOException {
        return (char) socket.getInputStream().read();
    }

    private static String exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return new String(socket.getInputStream().readNBytes(text.length()), US_ASCII);
    }

    /** How a connection ended that nothing is sent over any more: -1 for an orderly end. */
    private static String end(Socket socket) throws IOException {
        try {
            return String.valueOf(socket.getInputStream().read());
        } catch (SocketException reset) {
            return "reset";
        }
    }

    /** How a new connection ended; a reset may arrive while it is still being connected. A refusal is thrown. */
    private String endOfConnecting(int port) throws IOException {
        try (Socket socket = rig.connect(port)) {
            return end(socket);
        } catch (ConnectException refused) {
            throw refused;
        } catch (SocketException reset) {
            return "reset";
        }
    }

    @Test
    void bytesPassUnchangedBothWaysAtOnceAndAnEndPassesByItself() throws Exception {
        rig.apply(tcp(8080, echo.plan("i-a", 1)));
        byte[] sent = new byte[32 * 1024 * 1024];
        new Random(7).nextBytes(sent);
        try (Socket socket = rig.connect(8080)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(socket, sent));
            assertThat(java.util.Arrays.equals(socket.getInputStream().readAllBytes(), sent))
                    .isTrue();
            writing.join();
        }
        until(() -> rig.count(8080, Metric.ACTIVE_CONNECTIONS) == 0);
        assertThat(rig.count(8080, Metric.BYTES_IN)).isEqualTo(sent.length);
        assertThat(rig.count(8080, Metric.BYTES_OUT)).isEqualTo(sent.length);
        assertThat(rig.traffic(8080).servers().get(0).counters()).containsEntry(Metric.BYTES_OUT, (long) sent.length);
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsItsServerUp() throws Exception {
        CompletableFuture<Long> accepted = new CompletableFuture<>();
        try (TestServer endless = new TestServer(socket -> {
            long written = 0;
            socket.setSendBufferSize(16_384);
            OutputStream out = socket.getOutputStream();
            byte[] part = new byte[65_536];
            while (written < 64L * 1024 * 1024) {
                out.write(part);
                written += part.length;
                if (!accepted.isDone() && written > 48L * 1024 * 1024) {
                    accepted.complete(written);
                }
            }
        })) {
            rig.apply(tcp(8080, endless.plan("i-a", 1)));
            try (Socket socket = rig.connect(8080)) {
                until(() -> rig.count(8080, Metric.BYTES_OUT) > 100_000);
                long before = -1;
                // Until it stands still: the client's and the relay's buffers are full.
                for (long now = rig.count(8080, Metric.BYTES_OUT);
                        now != before;
                        now = rig.count(8080, Metric.BYTES_OUT)) {
                    before = now;
                    java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
                }
                assertThat(before).isLessThan(48L * 1024 * 1024);
                assertThat(accepted).isNotDone();
                assertThat(socket.getInputStream().readAllBytes()).hasSize(64 * 1024 * 1024);
            }
        }
    }

    @Test
    void sharesAreExactOverWholeCycles() throws IOException {
        rig.apply(tcp(8080, a.plan("i-a", 3), b.plan("i-b", 1)));
        Map<Character, Integer> counts = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            try (Socket socket = rig.connect(8080)) {
                counts.merge(first(socket), 1, Integer::sum);
            }
        }
        assertThat(counts).containsExactlyInAnyOrderEntriesOf(Map.of('a', 30, 'b', 10));
    }

    @Test
    void leastConnectionsCountsOpenOnes() throws IOException {
        rig.apply(with(tcp(8080, a.plan("i-a", 1), b.plan("i-b", 3)), Scheduler.LEAST_CONNECTIONS));
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Socket socket = rig.connect(8080);
            first(socket);
            held.add(socket);
        }
        assertThat(a.open()).isEqualTo(10);
        assertThat(b.open()).isEqualTo(30);
        for (Socket socket : held) {
            socket.close();
        }
        until(() -> rig.count(8080, Metric.ACTIVE_CONNECTIONS) == 0);
    }

    @Test
    void aServerThatRefusesIsPassedOver() throws IOException {
        a.kill();
        rig.apply(tcp(8080, a.plan("i-a", 1), b.plan("i-b", 1)));
        for (int i = 0; i < 6; i++) {
            try (Socket socket = rig.connect(8080)) {
                assertThat(first(socket)).isEqualTo('b');
            }
        }
        assertThat(rig.count(8080, Metric.CONNECT_FAILURES)).isPositive();
        assertThat(rig.count(8080, Metric.RETRIES)).isEqualTo(rig.count(8080, Metric.CONNECT_FAILURES));
    }

    @Test
    void whereAllServersRefuseTheClientIsReset() throws IOException {
        a.kill();
        rig.apply(tcp(8080, a.plan("i-a", 1)));
        assertThat(endOfConnecting(8080)).isEqualTo("reset");
        assertThat(rig.count(8080, Metric.DROPPED)).isEqualTo(1);
        assertThat(rig.count(8080, Metric.RETRIES)).isZero();
    }

    @Test
    void withoutAnEligibleServerConnectionsAreRefusedAndThePortIsKept() throws IOException {
        ServerPlan server = a.plan("i-a", 1);
        rig.apply(tcp(8080, server));
        try (Socket open = rig.connect(8080)) {
            first(open);
            rig.apply(tcp(8080, withHealth(server, "Dead")));
            assertThatThrownBy(() -> rig.connect(8080)).isInstanceOf(ConnectException.class);
            EndpointLine line = rig.endpoint(8080);
            assertThat(line.state()).isEqualTo(State.REFUSING);
            assertThat(line.reason()).isEqualTo("no server is eligible (i-a Dead: 3 probes were answered so)");
            try (ServerSocket other = new ServerSocket()) {
                other.setReuseAddress(false);
                assertThatThrownBy(() -> other.bind(rig.at(8080))).hasMessageContaining("in use");
            }

            rig.apply(tcp(8080, server));
            try (Socket next = rig.connect(8080)) {
                assertThat(first(next)).isEqualTo('a');
                open.getOutputStream().write(1);
                assertThat(a.open()).isEqualTo(2);
            }
        }
    }

    @Test
    void openConnectionsKeepTheirServerThroughChanges() throws IOException {
        ServerPlan server = echo.plan("i-e", 1);
        rig.apply(tcp(8080, server));
        try (Socket socket = rig.connect(8080)) {
            assertThat(exchange(socket, "one")).isEqualTo("one");
            rig.apply(with(tcp(8080, a.plan("i-a", 5), echo.plan("i-e", 0)), Scheduler.LEAST_CONNECTIONS));
            assertThat(exchange(socket, "two")).isEqualTo("two");
            rig.apply(tcp(8080, a.plan("i-a", 5)));
            assertThat(exchange(socket, "three")).isEqualTo("three");
            try (Socket next = rig.connect(8080)) {
                assertThat(first(next)).isEqualTo('a');
            }
        }
    }

    @Test
    void idleConnectionsEndByTheClockAndBeforeItsMoveReturns() throws IOException {
        rig.apply(tcp(8080, echo.plan("i-e", 1)));
        try (Socket idle = rig.connect(8080);
                Socket busy = rig.connect(8080)) {
            exchange(idle, "x");
            exchange(busy, "x");
            rig.advance(Duration.ofSeconds(899));
            assertThat(exchange(busy, "y")).isEqualTo("y");
            assertThat(rig.count(8080, Metric.ACTIVE_CONNECTIONS)).isEqualTo(2);

            rig.advance(Duration.ofSeconds(1));

            assertThat(rig.count(8080, Metric.TIMEOUTS)).isEqualTo(1);
            assertThat(end(idle)).isEqualTo("-1");
            assertThat(exchange(busy, "z")).isEqualTo("z");
        }
    }

    @Test
    void aChangedTimeoutHoldsForOpenConnections() throws IOException {
        ListenerPlan plan = tcp(8080, echo.plan("i-e", 1));
        rig.apply(plan);
        try (Socket socket = rig.connect(8080)) {
            exchange(socket, "x");
            rig.apply(Plans.withTimeout(plan, 10));
            rig.advance(Duration.ofSeconds(10));
            assertThat(end(socket)).isEqualTo("-1");
        }
    }

    @Test
    void connectionsOfARemovedServerAgeFaster() throws IOException {
        rig.apply(tcp(8080, echo.plan("i-e", 1)));
        try (Socket socket = rig.connect(8080)) {
            exchange(socket, "x");
            rig.apply(tcp(8080, a.plan("i-a", 1)));
            rig.advance(Duration.ofSeconds(9));
            assertThat(exchange(socket, "y")).isEqualTo("y");
            rig.advance(Duration.ofSeconds(10));
            assertThat(end(socket)).isEqualTo("-1");
        }
    }

    @Test
    void connectionsOfADeletedListenerAreReset() throws IOException {
        rig.apply(tcp(8080, echo.plan("i-e", 1)));
        try (Socket socket = rig.connect(8080)) {
            exchange(socket, "x");
            rig.apply();
            assertThat(end(socket)).isEqualTo("reset");
        }
    }

    @Test
    void resetsPassOn() throws Exception {
        CompletableFuture<String> ofServer = new CompletableFuture<>();
        try (TestServer server = new TestServer(socket -> {
            socket.getOutputStream().write('x');
            ofServer.complete(end(socket));
        })) {
            rig.apply(tcp(8080, server.plan("i-a", 1)));
            try (Socket socket = rig.connect(8080)) {
                first(socket);
                socket.setSoLinger(true, 0);
            }
            assertThat(ofServer.get()).isEqualTo("reset");
        }
        rig.apply(tcp(8080, echo.plan("i-e", 1)));
        try (Socket socket = rig.connect(8080)) {
            exchange(socket, "x");
            echo.kill();
            assertThat(end(socket)).isEqualTo("reset");
        }
        until(() -> rig.count(8080, Metric.ACTIVE_CONNECTIONS) == 0);
    }

    @Test
    void theServerSeesTheAddressOfTheClient() throws IOException {
        try (TestServer server = new TestServer(socket -> socket.getOutputStream()
                .write(socket.getInetAddress().getHostAddress().getBytes(US_ASCII)))) {
            rig.apply(tcp(8080, server.plan("i-a", 1)));
            try (Socket socket = rig.connect(8080, "127.9.8.7")) {
                assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                        .isEqualTo("127.9.8.7");
            }
        }
    }

    @Test
    void aTakenPortIsAConflictUntilItIsFree() throws IOException {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(rig.at(8080));
            rig.apply(tcp(8080, a.plan("i-a", 1)));
            EndpointLine line = rig.endpoint(8080);
            assertThat(line.state()).isEqualTo(State.CONFLICT);
            assertThat(line.reason()).isEqualTo("another socket listens on " + rig.address + ":8080");
            assertThat(line.real()).isNull();
        }
        // A program that another test starts may hold the closed socket open for a moment.
        until(() -> {
            rig.apply(tcp(8080, a.plan("i-a", 1)));
            return rig.endpoint(8080).state() == State.LISTENING;
        });
        try (Socket socket = rig.connect(8080)) {
            assertThat(first(socket)).isEqualTo('a');
        }
    }

    @Test
    void aListenerOfAnInstanceThatIsNotReadyWaitsOrRefuses() throws IOException {
        ListenerPlan plan = tcp(8080, a.plan("i-a", 1));
        rig.apply(with(plan, new Admission(Admission.Kind.WAITING, "the load balancer is being created")));
        assertThatThrownBy(() -> rig.connect(8080)).isInstanceOf(ConnectException.class);
        assertThat(rig.endpoint(8080).state()).isEqualTo(State.WAITING);

        rig.apply(with(plan, new Admission(Admission.Kind.REFUSING, "the load balancer is paused")));
        assertThatThrownBy(() -> rig.connect(8080)).isInstanceOf(ConnectException.class);
        assertThat(rig.endpoint(8080).state()).isEqualTo(State.REFUSING);
        assertThat(rig.endpoint(8080).reason()).isEqualTo("the load balancer is paused");

        rig.apply(plan);
        try (Socket socket = rig.connect(8080)) {
            assertThat(first(socket)).isEqualTo('a');
        }
    }

    @Test
    void manyLoadBalancersShareAPort() throws IOException {
        for (int i = 1; i <= 50; i++) {
            ListenerKey key = new ListenerKey("lb-" + i, 8999, false);
            ListenerPlan plan =
                    Plans.shownAt(tcp(8999, a.plan("i-a", 1)), rig.address.replaceFirst("\\d+$", "") + i, null);
            rig.plane.apply(key.blbId(), List.of(Plans.with(plan, key)));
        }
        assertThat(rig.plane.endpoints()).hasSize(50).allMatch(line -> line.state() == State.LISTENING);
        rig.plane.release("lb-7");
        assertThat(rig.plane.endpoints())
                .hasSize(49)
                .noneMatch(line -> line.blbId().equals("lb-7"));
    }

    @Test
    void anAddressOfAnotherMachineIsMapped() throws IOException {
        rig.plane.apply(Rig.BLB, List.of(Plans.shownAt(tcp(8080, a.plan("i-a", 1)), "10.1.2.3", null)));

        EndpointLine line = rig.endpoint(8080);
        assertThat(line.shown()).isEqualTo("10.1.2.3:8080");
        String real = java.util.Objects.requireNonNull(line.real());
        assertThat(real).startsWith("127.127.").endsWith(":8080");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Plans.address(real.substring(0, real.indexOf(':'))), 8080));
            try (InputStream in = socket.getInputStream()) {
                assertThat(in.read()).isEqualTo('a');
            }
        }
    }
}
