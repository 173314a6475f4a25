package dev.blb.emulator.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The part about the throughput: all operations over 1, 16 and 64 connections beside the requests of the limit. */
final class Throughput {
    private static final Duration WARM_UP = Duration.ofSeconds(40);

    private final Setup setup;

    Throughput(Setup setup) {
        this.setup = setup;
    }

    void measure() throws IOException, InterruptedException {
        try (Served limit = setup.limit("limit");
                Served served = setup.roomy("throughput")) {
            List<String> stored = Operations.fill(served, 1_000);
            for (long end = System.nanoTime() + WARM_UP.toNanos(); System.nanoTime() < end; ) {
                Operations.atLimit(limit, "/fixed", 4);
                Operations.atLimit(limit, "/insert", 4);
                Operations.each(served, stored, 4);
            }
            for (int round = -Setup.WARM_UPS; round < Setup.ROUNDS; round++) {
                for (int connections : List.of(1, 16, 64)) {
                    String suffix = " c" + connections;
                    for (String path : List.of("/fixed", "/page", "/insert")) {
                        note(round, path + suffix, "limit", Operations.atLimit(limit, path, connections));
                    }
                    for (var each : Operations.each(served, stored, connections).entrySet()) {
                        note(round, each.getKey() + suffix, "emulator", each.getValue());
                    }
                }
            }
        }
    }

    /** Adds a result to the tables of this part; what warms up does not count. */
    void note(int round, String row, String series, Load.Result result) {
        if (round >= 0) {
            Figures figures = setup.figures();
            figures.add("throughput: a second", row, series, result.perSecond());
            figures.add("latency: p50 ms", row, series, result.p50Millis());
            figures.add("latency: p99 ms", row, series, result.p99Millis());
            figures.add("processor us of the server for each", row, series, result.cpuMicros());
        }
    }
}
