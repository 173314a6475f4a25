package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.Scheduler;
import dev.blb.emulator.traffic.ServerPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpTest {
    private final Rig rig = new Rig();
    private final Echo a = new Echo("a");
    private final Echo b = new Echo("b");

    @AfterEach
    void close() {
        rig.close();
        a.close();
        b.close();
    }

    /** Answers each datagram with its name, the sender and the datagram. */
    private static final class Echo implements AutoCloseable {
        private final DatagramSocket socket;

        Echo(String name) {
            try {
                socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            } catch (SocketException e) {
                throw new UncheckedIOException(e);
            }
            Thread thread = new Thread(() -> answer(name), "udp-echo");
            thread.setDaemon(true);
            thread.start();
        }

        private void answer(String name) {
            byte[] buffer = new byte[65_536];
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    socket.receive(packet);
                    byte[] prefix = (name + " " + packet.getAddress().getHostAddress() + " ").getBytes(US_ASCII);
                    byte[] answer = new byte[prefix.length + packet.getLength()];
                    System.arraycopy(prefix, 0, answer, 0, prefix.length);
                    System.arraycopy(buffer, 0, answer, prefix.length, packet.getLength());
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        ServerPlan plan(String instanceId, int weight) {
            return Plans.server(instanceId, (java.net.InetSocketAddress) socket.getLocalSocketAddress(), weight);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static ListenerPlan plan(ServerPlan... servers) {
        return Plans.withTimeout(Plans.listener(Protocol.UDP, 5353, null, null, servers), 90);
    }

    private static DatagramSocket client(String from) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, Plans.address(from));
        socket.setSoTimeout(60_000);
        return socket;
    }

    private void send(DatagramSocket socket, byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, rig.at(5353)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        assertThat(packet.getSocketAddress()).isEqualTo(rig.at(5353));
        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private String exchange(DatagramSocket socket, String text) throws IOException {
        send(socket, text.getBytes(US_ASCII));
        return new String(receive(socket), US_ASCII);
    }

    @Test
    void datagramsOfAClientAreOneSessionAndTheServerSeesTheClient() throws IOException {
        rig.apply(plan(a.plan("i-a", 1), b.plan("i-b", 1)));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            try (DatagramSocket socket = client("127.9.0." + (i + 1))) {
                String first = exchange(socket, "x");
                assertThat(first).endsWith(" 127.9.0." + (i + 1) + " x");
                assertThat(exchange(socket, "x")).isEqualTo(first);
                counts.merge(first.substring(0, 1), 1, Integer::sum);
            }
        }
        assertThat(counts).containsExactlyInAnyOrderEntriesOf(Map.of("a", 5, "b", 5));
        assertThat(rig.count(5353, Metric.NEW_CONNECTIONS)).isEqualTo(10);
    }

    @Test
    void datagramsOfAnySizePassWhole() throws IOException {
        rig.apply(plan(a.plan("i-a", 1)));
        try (DatagramSocket socket = client("127.0.0.1")) {
            for (int size : new int[] {1, 1_400, 2_048, 9_000, 60_000}) {
                byte[] bytes = new byte[size];
                new Random(size).nextBytes(bytes);
                send(socket, bytes);
                byte[] answer = receive(socket);
                assertThat(answer).hasSize(size + "a 127.0.0.1 ".length()).endsWith(bytes);
            }
        }
    }

    @Test
    void emptyDatagramsPassBothWays() throws IOException {
        try (DatagramSocket server = client("127.0.0.1");
                DatagramSocket socket = client("127.9.0.1")) {
            rig.apply(plan(Plans.server("i-a", (java.net.InetSocketAddress) server.getLocalSocketAddress(), 1)));
            // The first one opens the session; those between full ones keep their place.
            for (int size : new int[] {0, 3, 0, 0, 5}) {
                send(socket, new byte[size]);
                DatagramPacket heard = new DatagramPacket(new byte[9], 9);
                server.receive(heard);
                assertThat(heard.getLength()).isEqualTo(size);
                assertThat(heard.getAddress()).isEqualTo(Plans.address("127.9.0.1"));
                server.send(new DatagramPacket(new byte[size], size, heard.getSocketAddress()));
                assertThat(receive(socket)).hasSize(size);
            }
            assertThat(rig.count(5353, Metric.NEW_CONNECTIONS)).isEqualTo(1);
            assertThat(rig.count(5353, Metric.DROPPED)).isZero();
        }
    }

    @Test
    void aThousandSessionsGoOnSideBySideAndEndByTheClock() throws IOException {
        rig.apply(plan(a.plan("i-a", 1), b.plan("i-b", 1)));
        List<DatagramSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                DatagramSocket socket = client("127.0.0.1");
                sockets.add(socket);
                assertThat(exchange(socket, "n" + i)).endsWith(" n" + i);
            }
            assertThat(rig.count(5353, Metric.ACTIVE_CONNECTIONS)).isEqualTo(1_000);
            rig.advance(Duration.ofSeconds(89));
            for (int i = 0; i < 10; i++) {
                exchange(sockets.get(i), "again");
            }
            rig.advance(Duration.ofSeconds(1));
            assertThat(rig.count(5353, Metric.ACTIVE_CONNECTIONS)).isEqualTo(10);
            assertThat(rig.count(5353, Metric.TIMEOUTS)).isEqualTo(990);
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
    }

    @Test
    void tooManySessionsAreDroppedAndCounted() throws IOException {
        rig.apply(plan(a.plan("i-a", 1)));
        List<DatagramSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < UdpFront.MAX_SESSIONS + 5; i++) {
                DatagramSocket socket = client("127.0.0.1");
                sockets.add(socket);
                if (i < UdpFront.MAX_SESSIONS) {
                    exchange(socket, "x");
                } else {
                    send(socket, new byte[] {1});
                }
            }
            until(() -> rig.count(5353, Metric.DROPPED) == 5);
            assertThat(rig.count(5353, Metric.ACTIVE_CONNECTIONS)).isEqualTo(UdpFront.MAX_SESSIONS);
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
    }

    @Test
    void anUnreachablePortEndsTheSession() throws IOException {
        ServerPlan gone = a.plan("i-a", 1);
        a.close();
        rig.apply(plan(gone, b.plan("i-b", 1)));
        try (DatagramSocket socket = client("127.0.0.1")) {
            // While a program that another test starts holds the closed socket open, a datagram is lost in silence.
            until(() -> {
                send(socket, "lost".getBytes(US_ASCII));
                return rig.count(5353, Metric.RESETS) >= 1;
            });
            assertThat(exchange(socket, "x")).startsWith("b ");
        }
    }

    @Test
    void sourceHashKeepsAClientWhateverItsPort() throws IOException {
        rig.apply(Plans.with(plan(a.plan("i-a", 1), b.plan("i-b", 1)), Scheduler.SOURCE_HASH));
        for (int i = 1; i <= 20; i++) {
            String from = "127.9.1." + i;
            String server = "";
            for (int port = 0; port < 3; port++) {
                try (DatagramSocket socket = client(from)) {
                    String now = exchange(socket, "x").substring(0, 1);
                    assertThat(server.isEmpty() ? now : server).isEqualTo(now);
                    server = now;
                }
            }
        }
    }

    @Test
    void withoutAServerDatagramsAreDropped() throws IOException {
        rig.apply(plan());
        try (DatagramSocket socket = client("127.0.0.1")) {
            send(socket, new byte[] {1});
            until(() -> rig.count(5353, Metric.DROPPED) == 1);
            rig.apply(plan(a.plan("i-a", 1)));
            assertThat(exchange(socket, "x")).startsWith("a ");
        }
        assertThat(rig.endpoint(5353).state()).isEqualTo(dev.blb.emulator.traffic.EndpointLine.State.LISTENING);
    }

    @Test
    void aDeletedListenerHearsNothing() throws IOException {
        rig.apply(plan(a.plan("i-a", 1)));
        try (DatagramSocket socket = client("127.0.0.1")) {
            exchange(socket, "x");
            rig.apply();
            socket.setSoTimeout(100);
            socket.connect(rig.at(5353));
            // While a program that another test starts holds the closed socket open, a datagram is lost in silence.
            until(() -> isUnreachable(socket));
        }
    }

    /** Whether a datagram is answered by the system's refusal, in place of a time-out; another answer is a failure. */
    private boolean isUnreachable(DatagramSocket socket) {
        try {
            socket.send(new DatagramPacket(new byte[] {1}, 1));
            throw new AssertionError("heard " + receive(socket).length + " bytes");
        } catch (PortUnreachableException refused) {
            return true;
        } catch (SocketTimeoutException notYet) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void udpAndTcpShareAPort() throws IOException {
        try (TestServer tcp = TestServer.saying("t")) {
            rig.apply(plan(a.plan("i-a", 1)), Plans.tcp(5353, tcp.plan("i-a", 1)));
            try (DatagramSocket socket = client("127.0.0.1");
                    java.net.Socket connection = rig.connect(5353)) {
                assertThat(exchange(socket, "x")).startsWith("a ");
                assertThat(connection.getInputStream().read()).isEqualTo('t');
            }
        }
    }
}
