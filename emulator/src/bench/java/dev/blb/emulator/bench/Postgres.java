package dev.blb.emulator.bench;

import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.PostgresServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The part about PostgreSQL: one node and a cluster of three on it, beside memory and a bare insert into the same server. */
final class Postgres {
    /** The series of an emulator on PostgreSQL, before the number of its instances. */
    static final String SERIES = "PostgreSQL ";

    /** All are warmed up in turns, each node of three as long as a node alone: after 90 s a call still took twice as long. */
    private static final Duration WARM_UP = Duration.ofMinutes(6);

    private final Setup setup;
    private final Throughput throughput;
    private final Growth growth;

    Postgres(Setup setup) {
        this.setup = setup;
        throughput = new Throughput(setup);
        growth = new Growth(setup);
    }

    /** Measures unless no PostgreSQL is installed; whether it did. */
    boolean measure() throws IOException, InterruptedException {
        if (!PostgresServer.isPossible()) {
            setup.figures().fact("left out: postgres", "no PostgreSQL is installed");
            return false;
        }
        try (PostgresServer server = PostgresServer.own();
                Served limit =
                        setup.limit("limit-postgres", server.emptyAddress().url());
                Served memory = setup.roomy("postgres-memory", "--auth", "parse");
                Served one = node(server.emptyAddress());
                Cluster three = threeNodes(server.emptyAddress());
                Stocked large = new Stocked(SERIES + "100000", node(server.emptyAddress()), new ArrayList<>())) {
            List<Cluster> series = List.of(
                    new Cluster("memory", List.of(memory), Operations.fill(memory, 1_000)),
                    new Cluster("one node", List.of(one), Operations.fill(one, 1_000)),
                    three);
            large.ids().addAll(Operations.fill(large.served(), 100_000));
            Stocked small = new Stocked(SERIES + "1000", one, series.get(1).ids());
            for (long end = System.nanoTime() + WARM_UP.toNanos(); System.nanoTime() < end; ) {
                Operations.atLimit(limit, "/insert", 16);
                for (Cluster each : series) {
                    each.nodes().forEach(node -> onNodes(-1, each));
                }
                growth.measure(-1, small);
                growth.measure(-1, large);
            }
            for (int round = -Setup.WARM_UPS; round < Setup.ROUNDS; round++) {
                throughput.note(round, "/insert c16, PostgreSQL", "limit", Operations.atLimit(limit, "/insert", 16));
                for (Cluster each : series) {
                    onNodes(round, each);
                }
                growth.measure(round, small);
                growth.measure(round, large);
            }
        }
        return true;
    }

    private void onNodes(int round, Cluster cluster) {
        List<Served> nodes = cluster.nodes();
        Requests requests = new Requests(nodes.get(0).port());
        for (int connections : List.of(1, 16)) {
            List<byte[]> describe =
                    cluster.ids().stream().map(requests::describe).toList();
            String on = " c" + connections + ", PostgreSQL";
            throughput.note(
                    round,
                    "describe" + on,
                    cluster.name(),
                    Load.run(nodes, connections, Operations.SLICE, describe, true, false));
            Load.Result created =
                    Load.run(nodes, connections, Operations.SLICE, List.of(requests.create()), true, true);
            throughput.note(round, "create" + on, cluster.name(), created);
            Operations.deleteAll(nodes.get(0), Operations.blbIds(created), connections);
        }
    }

    private Served node(DatabaseAddress address) throws IOException, InterruptedException {
        return setup.roomy("postgres", "--auth", "parse", "--database", address.url(), "--database-user", "blb");
    }

    private Cluster threeNodes(DatabaseAddress address) throws IOException, InterruptedException {
        List<Served> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(node(address));
        }
        return new Cluster("three nodes", nodes, Operations.fill(nodes.get(0), 1_000));
    }

    /** Nodes on one database with the ids of what is stored there. */
    private record Cluster(String name, List<Served> nodes, List<String> ids) implements AutoCloseable {
        @Override
        public void close() {
            nodes.forEach(Served::close);
        }
    }
}
