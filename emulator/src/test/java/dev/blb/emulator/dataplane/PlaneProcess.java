package dev.blb.emulator.dataplane;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Placement;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.ServerPlan;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import dev.blb.emulator.traffic.TrafficFaults;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A data plane in a process of its own, for what belongs to a whole process: its heap, its security properties, its user. It
 * has an HTTP listener at port 8080 and an SSL listener at 8443 of an address, prints its endpoints, and ends with its input.
 */
final class PlaneProcess implements AutoCloseable {
    private final Process process;
    private final List<String> endpoints = new ArrayList<>();

    /** Starts it with these options of the JVM. */
    PlaneProcess(String address, InetSocketAddress server, TlsPlan tls, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PlaneProcess.class.getName(), address));
        command.addAll(List.of(
                server.getHostString(),
                String.valueOf(server.getPort()),
                String.join(",", tls.protocols()),
                String.join(":", tls.ciphers())));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null && !line.equals("ready"); line = output.readLine()) {
            endpoints.add(line);
        }
    }

    /** Its endpoints as text. */
    List<String> endpoints() {
        return endpoints;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the process does. */
    public static void main(String[] arguments) throws IOException {
        ServerPlan server = Plans.server(
                "i-a", new InetSocketAddress(Plans.address(arguments[1]), Integer.parseInt(arguments[2])), 1);
        TlsPlan tls = new TlsPlan(
                Arrays.asList(arguments[3].split(",", -1)),
                Arrays.asList(arguments[4].split(":", -1)),
                new CertificatePlan("cert-1", null, null, List.of("localhost")),
                List.of(),
                null);
        Clock clock = Clock.systemUTC();
        try (NettyDataPlane plane = new NettyDataPlane(
                Placement.Settings.LOOPBACK, clock, clock, CertificateAuthority.create(clock), TrafficFaults.NONE)) {
            List<ListenerPlan> plans = List.of(
                    Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, server),
                    Plans.listener(Protocol.HTTP, 80, HttpPlan.PLAIN, null, server),
                    Plans.listener(Protocol.SSL, 8443, null, tls, server));
            plane.apply(
                    Rig.BLB,
                    plans.stream()
                            .map(plan -> Plans.shownAt(plan, arguments[0], null))
                            .toList());
            plane.endpoints().forEach(System.out::println);
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Until the test closes it.
            }
        }
    }
}
