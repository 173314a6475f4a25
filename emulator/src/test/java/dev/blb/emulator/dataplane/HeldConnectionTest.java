package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.tls.RsaKeys;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import dev.blb.emulator.traffic.TrafficFault;
import dev.blb.emulator.traffic.TrafficFault.Delay;
import dev.blb.emulator.traffic.TrafficFault.Silence;
import dev.blb.emulator.traffic.TrafficFaults.Hit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that is held back for longer than a TLS handshake may take, on a clock that the test moves. */
class HeldConnectionTest {

    private static final TlsPlan PLAN = new TlsPlan(
            List.of("tlsv12"), TlsTest.SECURE, new CertificatePlan("cert-1", null, null, List.of()), List.of(), null);

    private final Clock clock = Clock.systemUTC();
    private final Workers workers = new Workers(clock, clock);
    private EmbeddedChannel held = new EmbeddedChannel();

    private void accept(TrafficFault fault) {
        TlsContext tls = TlsContext.of(PLAN, Rig.AUTHORITY, () -> CompletableFuture.completedFuture(RsaKeys.SHARED));
        ListenerPlan plan = Plans.listener(Protocol.HTTPS, 443, HttpPlan.PLAIN, PLAN);
        ActiveListener listener = new ActiveListener(
                plan, tls, workers, Map.of(), (point, key, instanceId, open) -> new Hit("held", fault));
        held = new EmbeddedChannel(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                ConnectionFaults.accept(listener, new Worker(channel.eventLoop(), clock, clock), channel, tls);
            }
        });
        held.freezeTime();
    }

    private void advance(int seconds) {
        held.advanceTimeBy(seconds, TimeUnit.SECONDS);
        held.runScheduledPendingTasks();
    }

    @AfterEach
    void close() {
        held.finishAndReleaseAll();
        workers.close();
    }

    @Test
    void aSilentConnectionStaysOpen() {
        accept(new Silence());
        advance(3600);
        assertThat(held.isOpen()).isTrue();
    }

    @Test
    void theHandshakeHasItsWholeTimeAfterTheDelay() throws Exception {
        accept(new Delay(Duration.ofSeconds(60)));
        advance(60);
        advance(9);
        assertThat(held.isOpen()).isTrue();
        EmbeddedChannel client = new EmbeddedChannel(SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build()
                .newHandler(held.alloc()));
        client.freezeTime();
        for (int turn = 0; turn < 10; turn++) {
            TlsKeysTest.carry(client, held);
            TlsKeysTest.carry(held, client);
        }
        client.finishAndReleaseAll();
        SslHandler tls = Objects.requireNonNull(held.pipeline().get(SslHandler.class));
        assertThat(tls.handshakeFuture().isSuccess()).isTrue();
    }

    @Test
    void aHandshakeThatDoesNotBeginAfterTheDelayEndsTheConnection() {
        accept(new Delay(Duration.ofSeconds(60)));
        advance(60);
        advance(10);
        assertThat(held.isOpen()).isFalse();
    }
}
