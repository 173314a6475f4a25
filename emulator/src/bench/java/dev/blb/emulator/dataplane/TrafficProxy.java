package dev.blb.emulator.dataplane;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.traffic.Admission;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Placement;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.Scheduler;
import dev.blb.emulator.traffic.ServerPlan;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import dev.blb.emulator.traffic.TrafficFaults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;

/**
 * The data plane in a process of its own, as the benchmark measures it. Arguments: the server's port, the ports of the TCP,
 * HTTP and HTTPS listeners, the port of an echo server and that of a TCP listener before it. Prints how long the first bind
 * took and by how many kB the process grew, and ends with its input.
 */
final class TrafficProxy {
    private TrafficProxy() {}

    public static void main(String[] arguments) throws IOException {
        int[] ports = List.of(arguments).stream().mapToInt(Integer::parseInt).toArray();
        ServerPlan server = server(ports[0]);
        long residentBefore =
                TrafficBench.residentKilobytes(ProcessHandle.current().pid());
        long begin = System.nanoTime();
        Clock clock = Clock.systemUTC();
        NettyDataPlane plane = new NettyDataPlane(
                Placement.Settings.LOOPBACK, clock, clock, CertificateAuthority.create(clock), TrafficFaults.NONE);
        plane.apply("lb-tcp", List.of(plan("lb-tcp", Protocol.TCP, ports[1], null, null, server)));
        long nanos = System.nanoTime() - begin;
        long resident = TrafficBench.residentKilobytes(ProcessHandle.current().pid()) - residentBefore;
        plane.apply("lb-http", List.of(plan("lb-http", Protocol.HTTP, ports[2], http(), null, server)));
        plane.apply("lb-https", List.of(plan("lb-https", Protocol.HTTPS, ports[3], http(), tls(), server)));
        plane.apply("lb-echo", List.of(plan("lb-echo", Protocol.TCP, ports[5], null, null, server(ports[4]))));
        plane.endpoints().stream()
                .filter(line -> line.real() == null)
                .forEach(line -> System.err.println(line.reason()));
        System.out.println(nanos / 1_000_000 + " " + resident);
        while (System.in.read() >= 0) {
            // Until the benchmark ends it.
        }
        System.exit(0);
    }

    private static ServerPlan server(int port) {
        return new ServerPlan(
                "i-a", new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100, "Alive", "benchmark");
    }

    private static HttpPlan http() {
        return new HttpPlan(true, true, null, 0, false);
    }

    private static TlsPlan tls() {
        return new TlsPlan(
                List.of("tlsv12"),
                List.of("ECDHE-RSA-AES128-GCM-SHA256"),
                new CertificatePlan("cert-1", null, null, List.of("localhost")),
                List.of(),
                null);
    }

    private static ListenerPlan plan(
            String blbId,
            Protocol protocol,
            int port,
            @org.jspecify.annotations.Nullable HttpPlan http,
            @org.jspecify.annotations.Nullable TlsPlan tls,
            ServerPlan server) {
        return new ListenerPlan(
                new ListenerKey(blbId, port, false),
                protocol,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                null,
                Admission.OPEN,
                List.of(server),
                Scheduler.ROUND_ROBIN,
                900,
                http,
                tls);
    }
}
