package dev.blb.emulator.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The part about growth: the same operations on emulators that store 100 to 100,000 instances. */
final class Growth {
    /** The series of 1,000 instances, a fifth of them full. */
    static final String BESIDE_FULL_ONES = "1000, a fifth full";

    private final Setup setup;

    Growth(Setup setup) {
        this.setup = setup;
    }

    void measure() throws IOException, InterruptedException {
        List<Stocked> servers = new ArrayList<>();
        try {
            for (int size : List.of(100, 1_000, 10_000, 100_000)) {
                servers.add(Stocked.start(setup, String.valueOf(size), size));
            }
            servers.add(besideFullOnes());
            for (Stocked each : servers) {
                setup.figures()
                        .add(
                                "memory: MB resident with -Xmx1g",
                                "instances",
                                each.name(),
                                each.served().residentMegabytes());
            }
            for (Stocked each : servers) {
                // Machines to filter by, ten of them each at ten instances; others are at none.
                Requests requests = new Requests(each.served().port());
                Load.run(
                        each.served(),
                        1,
                        Operations.SLICE,
                        Operations.spread(each.ids().subList(0, 10), 10, requests::addServer),
                        false,
                        false);
            }
            for (int round = -Setup.WARM_UPS; round < Setup.ROUNDS; round++) {
                for (Stocked each : servers) {
                    measure(round, each);
                }
            }
        } finally {
            servers.forEach(Stocked::close);
        }
    }

    /** Instances of which a fifth have as many listeners and servers as they may have; the others are asked for. */
    private Stocked besideFullOnes() throws IOException, InterruptedException {
        Stocked all = Stocked.start(setup, BESIDE_FULL_ONES, 1_000);
        List<String> full = all.ids().subList(0, 200);
        Requests requests = new Requests(all.served().port());
        for (Operations.Numbered numbered :
                List.<Operations.Numbered>of(requests::createListener, requests::addServer)) {
            Load.run(all.served(), 16, Duration.ofMinutes(1), Operations.spread(full, 50, numbered), false, false);
        }
        return new Stocked(all.name(), all.served(), all.ids().subList(200, 1_000));
    }

    /** One round at one server; what warms up does not count. */
    void measure(int round, Stocked stocked) {
        Served served = stocked.served();
        List<String> ids = stocked.ids();
        int size = ids.size();
        Requests requests = new Requests(served.port());
        // The same number of different requests at every size, so that the generator costs the same.
        List<String> some = IntStream.range(0, 1000)
                .mapToObj(i -> ids.get((int) (i * 7919L % ids.size())))
                .toList();
        Load.Result created = Load.run(served, 1, Operations.SLICE, List.of(requests.create()), true, true);
        Map<String, Load.Result> results = new LinkedHashMap<>();
        results.put("create", created);
        results.put("delete", Operations.deleteAll(served, Operations.blbIds(created), 1));
        results.put(
                "describe", read(served, some.stream().map(requests::describe).toList()));
        results.put("first page", read(served, List.of(requests.list(""))));
        results.put(
                "page at any marker",
                read(
                        served,
                        IntStream.range(0, 1000)
                                .mapToObj(i -> requests.list(String.format(
                                        Locale.ROOT, "&marker=blb-%08X", 1 + i * 7919L % Math.max(1, size - 100))))
                                .toList()));
        // All different, so that nothing kept from one answers the next.
        results.put("filter by a name's part", read(served, listed(requests, "&name=nothing")));
        results.put("filter by a machine", read(served, listed(requests, "&bccId=i-bench")));
        if (round >= 0) {
            results.forEach((row, result) ->
                    setup.figures().add("growth: p50 ms, c1", row, stocked.name(), result.p50Millis()));
        }
    }

    private static List<byte[]> listed(Requests requests, String filter) {
        return IntStream.range(0, 1000).mapToObj(i -> requests.list(filter + i)).toList();
    }

    private static Load.Result read(Served served, List<byte[]> requests) {
        return Load.run(served, 1, Operations.SLICE, requests, true, false);
    }
}
