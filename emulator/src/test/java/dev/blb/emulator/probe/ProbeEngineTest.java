package dev.blb.emulator.probe;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.health.ProbePlan.Phase;
import dev.blb.emulator.probe.Machine.Address;
import dev.blb.emulator.probe.ProbeEngine.Wanted;
import dev.blb.emulator.probe.netty.NettyProbeSockets;
import dev.blb.emulator.time.EmulatorClock;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When the engine runs, and that it asks, follows and ends. */
class ProbeEngineTest {
    private final AtomicReference<Wanted> wanted = new AtomicReference<>(new Wanted(false, List.of()));
    private final AtomicInteger asked = new AtomicInteger();

    private Wanted ask() {
        asked.incrementAndGet();
        return wanted.get();
    }

    private static Target target(String instanceId, int port, Instant since) {
        return target(instanceId, port, since, Check.connect(80, 20));
    }

    private static Target target(String instanceId, int port, Instant since, Check check) {
        return new Target(
                new Target.Key("lb-1", 80, "TCP", instanceId),
                new Machine(instanceId, "", new Address("127.0.0.1", port), Map.of(), since),
                check,
                new Phase(since.toEpochMilli(), 1, 2, 2),
                since.toEpochMilli());
    }

    @Test
    void nothingRunsWhileNoMachineIsRegistered() throws InterruptedException {
        EmulatorClock clock = new EmulatorClock(Clock.systemUTC());
        try (ProbeEngine engine =
                new ProbeEngine(clock, this::ask, () -> true, address -> true, NettyProbeSockets::new)) {
            engine.changed();
            clock.advance(Duration.ofDays(30));
            clock.scale(60);
            assertThat(engine.isFollowing()).isFalse();
            assertThat(asked).hasValue(0);

            for (int round = 0; round < 20; round++) {
                wanted.set(new Wanted(true, List.of()));
                engine.follow();
                assertThat(engine.isFollowing()).isTrue();
                wanted.set(new Wanted(false, List.of()));
                engine.changed();
                until(() -> !engine.isFollowing());
            }
        }
    }

    @Test
    void afterTheCloseNothingBeginsAgain() {
        ProbeEngine engine = new ProbeEngine(
                new EmulatorClock(Clock.systemUTC()), this::ask, () -> true, address -> true, NettyProbeSockets::new);
        wanted.set(new Wanted(true, List.of()));
        engine.follow();
        engine.close();
        assertThat(engine.isFollowing()).isFalse();
        engine.follow();
        assertThat(engine.isFollowing()).isFalse();
        engine.close();
    }

    @Test
    void whatCannotBeReadNowIsReadLater() throws IOException, InterruptedException {
        Instant since = Instant.now();
        AtomicInteger failures = new AtomicInteger(2);
        EmulatorClock clock = new EmulatorClock(Clock.systemUTC());
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ProbeEngine engine = new ProbeEngine(
                        clock,
                        () -> {
                            if (failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("the database is busy");
                            }
                            return ask();
                        },
                        () -> true,
                        address -> true,
                        NettyProbeSockets::new)) {
            Target target = target("i-1", server.getLocalPort(), since);
            wanted.set(new Wanted(true, List.of(target)));
            engine.follow();
            until(() -> engine.timeline(target).status().equals("Alive"));
        }
    }

    @Test
    void aMoveOfTheClockCarriesOutWhatIsDueForThousandsOfServers() throws IOException {
        EmulatorClock clock = new EmulatorClock(Clock.systemUTC());
        clock.freeze();
        Instant since = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (ServerSocket server = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
                ProbeEngine engine =
                        new ProbeEngine(clock, this::ask, () -> true, address -> true, NettyProbeSockets::new)) {
            List<Target> targets = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                targets.add(target("i-" + i, server.getLocalPort(), since));
            }
            Thread accepts = new Thread(() -> {
                try {
                    while (true) {
                        server.accept().close();
                    }
                } catch (IOException closed) {
                    return;
                }
            });
            accepts.setDaemon(true);
            accepts.start();
            wanted.set(new Wanted(true, targets));
            engine.follow();
            clock.advance(Duration.ofSeconds(1));
            assertThat(targets)
                    .allSatisfy(target ->
                            assertThat(engine.timeline(target).status()).isEqualTo("Alive"))
                    .allSatisfy(target ->
                            assertThat(engine.timeline(target).probes()).hasSize(2));
            Target one = targets.get(0);
            wanted.set(new Wanted(true, List.of(one)));
            for (int i = 0; i < 30; i++) {
                clock.advance(Duration.ofSeconds(1));
            }
            assertThat(engine.timeline(one).probes())
                    .as("the newest are remembered")
                    .hasSize(ProbeEngine.REMEMBERED_PROBES)
                    .last()
                    .extracting(probe -> probe.inARow() + " " + probe.at())
                    .isEqualTo("32 " + since.plusSeconds(31));
        }
    }

    @Test
    void aMoveThatTheEngineHasNotHeardOfYetSkipsNoProbe() throws IOException, InterruptedException {
        MovableClock real = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
        EmulatorClock clock = new EmulatorClock(real);
        AtomicReference<ProbeEngine> running = new AtomicReference<>();
        // Called before the engine: meanwhile the clock shows the new time already.
        clock.follow(() -> {}, from -> {
            ProbeEngine engine = running.get();
            int before = asked.get();
            engine.changed();
            try {
                until(() -> asked.get() > before);
                // If the loop sends a probe now, it has had time to.
                assertThat(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS))
                        .isFalse();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ProbeEngine engine =
                        new ProbeEngine(clock, this::ask, () -> true, address -> true, NettyProbeSockets::new)) {
            running.set(engine);
            Target probed = target("i-1", server.getLocalPort(), real.instant());
            wanted.set(new Wanted(true, List.of(probed)));
            engine.follow();
            until(() -> engine.timeline(probed).probes().size() == 1);

            clock.advance(Duration.ofSeconds(3));

            assertThat(engine.timeline(probed).probes()).hasSize(4);
        }
    }

    @Test
    void aProbeThatComesLateIsSentOnce() throws IOException, InterruptedException {
        // The real clock stood still for an hour, as on a laptop that slept.
        MovableClock real = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
        EmulatorClock clock = new EmulatorClock(real);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ProbeEngine engine =
                        new ProbeEngine(clock, this::ask, () -> true, address -> true, NettyProbeSockets::new)) {
            Target target = target("i-1", server.getLocalPort(), clock.instant());
            wanted.set(new Wanted(true, List.of(target)));
            engine.follow();
            until(() -> engine.timeline(target).probes().size() == 1);
            real.advance(Duration.ofHours(1));
            engine.changed();
            until(() -> engine.timeline(target).probes().size() == 2);
            assertThat(engine.timeline(target).probes())
                    .extracting(probe -> probe.at() + " " + probe.inARow())
                    .containsExactly("2026-01-31T10:00:00Z 1", "2026-01-31T11:00:00Z 2");
        }
    }

    @Test
    void aTimeOutIsRealWhateverTheClocksShow() throws IOException, InterruptedException {
        EmulatorClock clock = new EmulatorClock(new MovableClock(Instant.parse("2026-01-31T10:00:00Z")));
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ProbeEngine engine =
                        new ProbeEngine(clock, this::ask, () -> true, address -> true, NettyProbeSockets::new)) {
            Target target = target("i-1", silent.getLocalPort(), clock.instant(), Check.datagram(80, 1, "ping"));
            wanted.set(new Wanted(true, List.of(target)));
            engine.follow();
            until(() -> !engine.timeline(target).probes().isEmpty());
            assertThat(engine.timeline(target).probes().get(0).reason()).isEqualTo("timed out after 1 s");
            assertThat(engine.timeline(target).probes().get(0).latencyMillis()).isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void anEmptyDatagramIsSent() throws IOException, InterruptedException {
        EmulatorClock clock = new EmulatorClock(Clock.systemUTC());
        try (DatagramSocket answering = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ProbeEngine engine =
                        new ProbeEngine(clock, this::ask, () -> true, address -> true, NettyProbeSockets::new)) {
            Target target = target("i-1", answering.getLocalPort(), clock.instant(), Check.datagram(80, 20, ""));
            wanted.set(new Wanted(true, List.of(target)));
            engine.follow();
            answering.setSoTimeout(60_000);
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            answering.receive(packet);
            assertThat(packet.getLength()).isZero();
            answering.send(packet);
            until(() -> !engine.timeline(target).probes().isEmpty());
            assertThat(engine.timeline(target).probes().get(0).reason()).isEqualTo("answered");
        }
    }
}
