package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.RsaKeys;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Ticker;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handshake that comes before the RSA keys are made waits for them, and for longer than for a silent client. */
@Timeout(
        value = 600,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a handshake that keeps its thread is not interrupted
class TlsKeysTest {
    private static final TlsPlan PLAN = new TlsPlan(
            List.of("tlsv12"),
            List.of("ECDHE-RSA-AES128-GCM-SHA256"),
            new CertificatePlan("cert-1", null, null, List.of("localhost")),
            List.of(),
            null);

    /** Made before the tests, whose time is limited. */
    private final CompletableFuture<KeyPair> keys = new CompletableFuture<>();

    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final TlsContext tls = TlsContext.of(PLAN, CertificateAuthority.create(Clock.systemUTC()), () -> keys);

    @Test
    void aHandshakeWaitsForKeysWithoutKeepingTheEventLoop() throws Exception {
        SslHandler early = tls.handler();
        EmbeddedChannel server = standing(early);
        EmbeddedChannel client = client(server);
        carry(client, server);
        assertThat(early.handshakeFuture().isDone()).isFalse();
        keys.complete(RsaKeys.SHARED);
        for (int turn = 0; turn < 10; turn++) {
            carry(server, client);
            carry(client, server);
        }
        assertThat(early.handshakeFuture().isSuccess()).isTrue();
    }

    @Test
    void keysMayTakeLongerThanAHandshake() {
        assertThat(tls.handler().getHandshakeTimeoutMillis()).isEqualTo(130_000);
        keys.complete(RsaKeys.SHARED);
        assertThat(tls.handler().getHandshakeTimeoutMillis()).isEqualTo(10_000);
    }

    @Test
    void aHandshakeThatWaitsForKeysIsResetAtOnce() throws Exception {
        EmbeddedChannel server = standing(tls.handler());
        carry(client(server), server);

        Channels.reset(server);

        assertThat(server.isOpen()).isFalse();
    }

    @AfterEach
    void release() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    private EmbeddedChannel client(EmbeddedChannel server) throws SSLException {
        return standing(SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build()
                .newHandler(server.alloc()));
    }

    /** A channel whose time stands still, since keys may take longer here than a client would wait. */
    private EmbeddedChannel standing(SslHandler tls) {
        EmbeddedChannel channel = EmbeddedChannel.builder()
                .ticker(Ticker.newMockTicker())
                .handlers(tls)
                .build();
        channels.add(channel);
        return channel;
    }

    /** Delivers what one channel wrote to the other. */
    static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
        to.runPendingTasks();
    }
}
