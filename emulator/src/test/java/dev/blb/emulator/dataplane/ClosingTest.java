package dev.blb.emulator.dataplane;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Placement;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import dev.blb.emulator.traffic.TrafficFault.Pace;
import dev.blb.emulator.traffic.TrafficFault.Point;
import dev.blb.emulator.traffic.TrafficFaults;
import dev.blb.emulator.traffic.TrafficFaults.Hit;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a client's connection ends, by a real time that the test moves. */
class ClosingTest {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final Hit SLOW = new Hit("slow", new Pace(false, true, Duration.ZERO, 10));

    private final MovableClock real = new MovableClock(Instant.parse("2026-11-25T10:00:00Z"));

    @Test
    void aClientThatGetsItsAnswerSlowlyGetsTheWholeOfIt() throws IOException {
        try (Rig rig = new Rig((point, key, server, open) -> point == Point.ACCEPT ? SLOW : null, real)) {
            rig.apply(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null));
            try (Client client = new Client(rig.connect(8080))) {
                // The body does not come, so the connection cannot be kept.
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
                CompletableFuture<Integer> status = new CompletableFuture<>();
                Thread reader = new Thread(() -> {
                    try {
                        status.complete(client.read().status());
                    } catch (IOException cutOff) {
                        status.completeExceptionally(cutOff);
                    }
                });
                reader.start();
                until(() -> {
                    real.advance(Duration.ofMillis(20));
                    return status.isDone();
                });
                assertThat(status).isCompletedWithValue(503);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "SSL"})
    void aHandshakeThatWaitsForKeysEndsWithItsListener(Protocol protocol) throws Exception {
        try (Rig rig = new Rig(TrafficFaults.NONE, real);
                TestServer server = TestServer.echo()) {
            TlsPlan tls = new TlsPlan(
                    List.of("tlsv12"),
                    TlsTest.SECURE,
                    new CertificatePlan("cert-1", null, null, List.of(rig.address)),
                    List.of(),
                    null);
            CompletableFuture<KeyPair> neverMade = new CompletableFuture<>();
            ListenerPlan plan = Plans.shownAt(
                    Plans.listener(
                            protocol, 8443, protocol.isLayer7() ? HttpPlan.PLAIN : null, tls, server.plan("i-a", 1)),
                    rig.address,
                    null);
            Workers workers = new Workers(rig.clock, real);
            ActiveListener listener = new ActiveListener(
                    plan, TlsContext.of(tls, Rig.AUTHORITY, () -> neverMade), workers, Map.of(), TrafficFaults.NONE);
            Port port = Port.of(listener, workers);
            port.place(new Placement(Placement.Settings.LOOPBACK, address -> true));
            try (Socket socket = rig.connect(8443)) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.getOutputStream().write(clientHello());

                port.close();
                listener.close(false);

                assertThatThrownBy(socket.getInputStream()::read).isInstanceOf(SocketException.class);
            } finally {
                workers.close();
            }
        }
    }

    private static byte[] clientHello() throws GeneralSecurityException, IOException {
        SSLEngine client = SSLContext.getDefault().createSSLEngine();
        client.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }
}
