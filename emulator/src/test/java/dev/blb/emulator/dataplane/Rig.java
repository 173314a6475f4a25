package dev.blb.emulator.dataplane;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Placement;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.TrafficFaults;
import dev.blb.emulator.traffic.TrafficLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A data plane whose clock stands still, with a loopback address of its own. */
final class Rig implements AutoCloseable {
    static final String BLB = "lb-test0001";
    static final CertificateAuthority AUTHORITY = CertificateAuthority.create(Clock.systemUTC());

    static {
        Leaks.watch();
    }

    private static final int TIMEOUT_MILLIS = 180_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T10:00:00Z"));
    final NettyDataPlane plane;

    /** Unlike those of other tests, in this process and in others that run beside it. */
    final String address;

    Rig() {
        this(Placement.Settings.LOOPBACK);
    }

    Rig(Placement.Settings settings) {
        this(settings, TrafficFaults.NONE, Clock.systemUTC());
    }

    Rig(TrafficFaults faults) {
        this(faults, Clock.systemUTC());
    }

    /** One whose limits in real time go by a clock of the test. */
    Rig(TrafficFaults faults, Clock real) {
        this(Placement.Settings.LOOPBACK, faults, real);
    }

    private Rig(Placement.Settings settings, TrafficFaults faults, Clock real) {
        long process = ProcessHandle.current().pid();
        int number = NUMBER.incrementAndGet();
        address = "127." + (64 + process % 63) + "." + process / 63 % 256 + "." + (1 + number % 250);
        plane = new NettyDataPlane(settings, clock, real, AUTHORITY, faults);
    }

    /** Makes these the listeners of the load balancer, at the address of this rig. */
    void apply(ListenerPlan... plans) {
        plane.apply(
                BLB,
                List.of(plans).stream()
                        .map(plan -> Plans.shownAt(plan, address, null))
                        .toList());
    }

    InetSocketAddress at(int port) {
        return new InetSocketAddress(Plans.address(address), port);
    }

    /** A connection to a listener. */
    Socket connect(int port) throws IOException {
        return connect(port, "127.0.0.1");
    }

    /** A connection to a listener from an address of our own. */
    Socket connect(int port, String from) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.bind(new InetSocketAddress(Plans.address(from), 0));
        socket.connect(at(port), TIMEOUT_MILLIS);
        return socket;
    }

    /** Moves the clock; when it returns, what became due is done. */
    void advance(Duration by) {
        Instant from = clock.instant();
        clock.advance(by);
        plane.timeMoved(from);
    }

    EndpointLine endpoint(int port) {
        return plane.endpoints(BLB).stream()
                .filter(line -> line.listenerPort() == port)
                .findFirst()
                .orElseThrow();
    }

    TrafficLine traffic(int port) {
        return plane.traffic(BLB, "").listeners().stream()
                .filter(line -> line.listenerPort() == port)
                .findFirst()
                .orElseThrow();
    }

    long count(int port, Metric metric) {
        return traffic(port).counters().getOrDefault(metric, -1L);
    }

    @Override
    public void close() {
        plane.close();
        if (!Leaks.reports().isEmpty()) {
            throw new AssertionError("leaked: " + Leaks.reports());
        }
    }
}
