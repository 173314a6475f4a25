package dev.blb.emulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The part about the data plane: what it forwards beside nginx and HAProxy, and how many connections it keeps open. */
final class Traffic {
    /** The latency that a proxy adds: the 99th percentile through it less that of the server alone, in the same round. */
    static final String ADDED_P99 = "traffic: p99 ms added at 1,000 requests a second";

    private static final int PACED_A_SECOND = 1_000;
    private static final int PACED_REQUESTS = 2_000;
    private static final int PACED_CONNECTIONS = 16;

    /** How many connections are kept open at once. */
    private static final int MANY_CONNECTIONS = 5_000;

    private static final List<String> FLAGS = List.of("--auth", "off", "--data-plane", "on");

    /** More than elsewhere: with three the ratio of HTTPS to nginx lay between 1.3 and 2.4, run by run. */
    private static final int ROUNDS = 3 * Setup.ROUNDS;

    private static final int PACED_ROUNDS = 2 * Setup.ROUNDS + 1;

    private final Setup setup;
    private final Figures figures;

    Traffic(Setup setup) {
        this.setup = setup;
        figures = setup.figures();
    }

    /** Whether it could be measured. */
    boolean measure() throws IOException, InterruptedException {
        Optional<String> obstacle = Forwarding.obstacle();
        if (obstacle.isPresent()) {
            figures.fact("left out: traffic", obstacle.get());
            return false;
        }
        forwarding();
        keptOpen();
        return true;
    }

    private void forwarding() throws IOException, InterruptedException {
        try (Served backend = setup.limit("limit");
                Served emulator = setup.emulator("traffic", Setup.ROOMY, FLAGS);
                Forwarding forwarding =
                        new Forwarding(Files.createTempDirectory(setup.out(), "forwarding"), backend, emulator)) {
            var routes = forwarding.routes();
            for (long end = System.nanoTime() + Setup.LONG_WARM_UP.toNanos(); System.nanoTime() < end; ) {
                forwarded(-1, routes);
            }
            for (int round = 0; round < ROUNDS; round++) {
                forwarded(round, routes);
            }
            for (int round = 0; round < PACED_ROUNDS; round++) {
                addedLatency(backend, Objects.requireNonNull(routes.get("HTTP")));
            }
        }
    }

    private void keptOpen() throws IOException, InterruptedException {
        List<String> small = List.of("-XX:+UseSerialGC", "-Xmx64m");
        try (Served backend = setup.limit("limit");
                Served emulator = setup.emulator("connections", small, FLAGS);
                Forwarding forwarding =
                        new Forwarding(Files.createTempDirectory(setup.out(), "forwarding"), backend, emulator)) {
            Served listener = forwarding.listener("HTTP", 8080, "");
            figures.add(
                    "data plane: connections kept open",
                    "-Xmx64m",
                    "emulator",
                    Load.keptOpen(listener, MANY_CONNECTIONS, new Requests(listener.port()).limit("/fixed")));
            figures.add("memory: MB resident", "5000 connections, -Xmx64m", "emulator", emulator.residentMegabytes());
        }
    }

    private void forwarded(int round, Map<String, Map<String, Served>> routes) {
        for (var protocol : routes.entrySet()) {
            for (var proxy : protocol.getValue().entrySet()) {
                Served to = proxy.getValue();
                Load.Result small = Operations.atLimit(to, "/fixed", 16);
                Load.Result bulk = Operations.atLimit(to, "/bulk", 2);
                if (round >= 0) {
                    String row = protocol.getKey();
                    figures.add(
                            "traffic: processor us for each request of 1 KB", row, proxy.getKey(), small.cpuMicros());
                    figures.add("traffic: requests of 1 KB a second", row, proxy.getKey(), small.perSecond());
                    figures.add("traffic: p99 ms of 1 KB", row, proxy.getKey(), small.p99Millis());
                    figures.add("traffic: answers of 8 MB a second", row, proxy.getKey(), bulk.perSecond());
                }
            }
        }
    }

    private void addedLatency(Served backend, Map<String, Served> proxies) {
        double direct = pacedP99Millis(backend);
        proxies.forEach((proxy, to) -> figures.add(ADDED_P99, "HTTP", proxy, pacedP99Millis(to) - direct));
    }

    private static double pacedP99Millis(Served to) {
        return Load.pacedP99Millis(
                to, PACED_CONNECTIONS, PACED_A_SECOND, PACED_REQUESTS, new Requests(to.port()).limit("/fixed"));
    }
}
