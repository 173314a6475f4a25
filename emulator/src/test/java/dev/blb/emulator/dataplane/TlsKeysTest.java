package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handshake that comes before the RSA keys are made waits for them, and for longer than for a silent client. */
@Timeout(
        value = 60,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a handshake that keeps its thread is not interrupted
class TlsKeysTest {
    private static final TlsPlan PLAN = new TlsPlan(
            List.of("tlsv12"),
            List.of("ECDHE-RSA-AES128-GCM-SHA256"),
            new CertificatePlan("cert-1", null, null, List.of("localhost")),
            List.of(),
            null);

    private final CompletableFuture<KeyPair> keys = new CompletableFuture<>();
    private final TlsContext tls = TlsContext.of(PLAN, CertificateAuthority.create(Clock.systemUTC()), () -> keys);

    @Test
    void aHandshakeWaitsForKeysWithoutKeepingTheEventLoop() throws Exception {
        SslHandler early = tls.handler();
        EmbeddedChannel server = new EmbeddedChannel(early);
        EmbeddedChannel client = new EmbeddedChannel(SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build()
                .newHandler(server.alloc()));
        carry(client, server);
        assertThat(early.handshakeFuture().isDone()).isFalse();
        keys.complete(CertificateAuthority.rsaKeys());
        for (int turn = 0; turn < 10; turn++) {
            carry(server, client);
            carry(client, server);
        }
        assertThat(early.handshakeFuture().isSuccess()).isTrue();
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    @Test
    void keysMayTakeLongerThanAHandshake() {
        assertThat(tls.handler().getHandshakeTimeoutMillis()).isEqualTo(130_000);
        keys.complete(CertificateAuthority.rsaKeys());
        assertThat(tls.handler().getHandshakeTimeoutMillis()).isEqualTo(10_000);
    }

    private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
        to.runPendingTasks();
    }
}
