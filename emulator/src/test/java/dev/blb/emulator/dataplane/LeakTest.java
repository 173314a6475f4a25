package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Whatever ends a connection, nothing of it stays. */
@Isolated("it counts the open files of the whole process")
class LeakTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int ROUNDS = 1_000;

    private final Rig rig = new Rig();
    private final TestServer http = HttpServer.saying("ok");
    private final TestServer echo = TestServer.echo();
    private final TestServer closing = new TestServer(socket -> Message.read(socket.getInputStream()));

    @AfterEach
    void close() {
        rig.close();
        http.close();
        echo.close();
        closing.close();
    }

    private static long descriptors() {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tenThousandConnectionsLeaveNothing() throws IOException {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "only Linux counts open files there");
        rig.apply(
                Plans.tcp(8080, echo.plan("i-a", 1)),
                Plans.listener(Protocol.HTTP, 8081, HttpPlan.PLAIN, null, http.plan("i-a", 1)),
                Plans.listener(Protocol.HTTP, 8082, HttpPlan.PLAIN, null, closing.plan("i-a", 1)));
        round();
        settle();
        long before = descriptors();
        for (int i = 0; i < ROUNDS; i++) {
            round();
        }
        settle();

        // A few connections to servers are kept; the servers close others on threads of their own.
        until(() -> descriptors() < before + 30);
        assertThat(rig.count(8080, Metric.NEW_CONNECTIONS)
                        + rig.count(8081, Metric.NEW_CONNECTIONS)
                        + rig.count(8082, Metric.NEW_CONNECTIONS))
                .isGreaterThanOrEqualTo(10_000);
        assertNoLeaks();
    }

    private static void assertNoLeaks() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            // A report is made when the next buffer is.
            ByteBufAllocator.DEFAULT.buffer().release();
        }
        assertThat(Leaks.reports()).isEmpty();
    }

    @Test
    void bytesBehindAChangeOfTheProtocolThatNobodyAskedForAreReleased() throws IOException {
        try (TestServer changing = new TestServer(socket -> {
            Message.read(socket.getInputStream());
            socket.getOutputStream()
                    .write(HttpServer.bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nbytes"));
            socket.getInputStream().read();
        })) {
            rig.apply(Plans.listener(Protocol.HTTP, 8083, HttpPlan.PLAIN, null, changing.plan("i-a", 1)));
            for (int i = 0; i < 20; i++) {
                try (Client client = new Client(rig.connect(8083))) {
                    assertThat(client.get("/").status()).isEqualTo(502);
                }
            }
            until(() -> changing.open() == 0);
        }
        assertNoLeaks();
    }

    private void settle() {
        until(() -> Stream.of(8080, 8081, 8082).allMatch(port -> rig.count(port, Metric.ACTIVE_CONNECTIONS) == 0));
    }

    /** Ten connections that end in ten ways. */
    private void round() throws IOException {
        for (int port : new int[] {8080, 8081}) {
            rig.connect(port).close();
            try (Socket reset = rig.connect(port)) {
                reset.getOutputStream().write(HttpServer.bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
                reset.setSoLinger(true, 0);
            }
            try (Client client = new Client(rig.connect(port))) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + "a".repeat(10_000));
            }
        }
        try (Client client = new Client(rig.connect(8081))) {
            client.get("/");
        }
        try (Client client = new Client(rig.connect(8081))) {
            client.send("nonsense\r\n\r\n");
            client.read();
        }
        try (Client client = new Client(rig.connect(8081))) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\nmore\r\n");
            client.read();
        }
        try (Client client = new Client(rig.connect(8082))) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.read().status()).isEqualTo(502);
        }
    }
}
