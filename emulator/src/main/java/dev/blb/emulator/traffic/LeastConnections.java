package dev.blb.emulator.traffic;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server with the smallest load for its weight; of several the one whose turn in the weighted round robin comes first,
 * as nginx's {@code least_conn} does it (assumption). The winner's load is raised by compare-and-set, so that two picks at
 * the same time do not both count on the same load.
 */
final class LeastConnections implements Picker {
    private final Server[] servers;
    private final int[] weights;
    private final RoundRobin turns;

    /** Chooses among these servers, all with a weight above 0. */
    LeastConnections(List<Server> servers) {
        this.servers = servers.toArray(Server[]::new);
        this.weights =
                servers.stream().mapToInt(server -> server.plan().weight()).toArray();
        this.turns = new RoundRobin(servers);
    }

    /** A server with the load that decided for it. */
    private record Candidate(Server server, int weight, int load) {
        /** Which of two has the smaller load for its weight, without a division: as {@link Long#compare}. */
        int compareTo(Candidate other) {
            return Long.compare((long) load * other.weight, (long) other.load * weight);
        }
    }

    @Override
    public @Nullable Server take(InetAddress client, Set<Server> tried) {
        while (true) {
            List<Candidate> best = best(tried);
            if (best.isEmpty()) {
                return null;
            }
            Candidate chosen = best.size() == 1 ? best.get(0) : best.get(turns.turn(servers(best)));
            if (chosen.server().takeAt(chosen.load())) {
                return chosen.server();
            }
        }
    }

    @Override
    public @Nullable Server peek(InetAddress client) {
        List<Candidate> best = best(Set.of());
        return best.isEmpty() ? null : best.get(turns.nextTurn(servers(best))).server();
    }

    private static List<Server> servers(List<Candidate> candidates) {
        List<Server> servers = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            servers.add(candidate.server());
        }
        return servers;
    }

    private List<Candidate> best(Set<Server> tried) {
        List<Candidate> best = new ArrayList<>();
        for (int i = 0; i < servers.length; i++) {
            if (tried.contains(servers[i])) {
                continue;
            }
            Candidate candidate = new Candidate(servers[i], weights[i], servers[i].load());
            int difference = best.isEmpty() ? 0 : candidate.compareTo(best.get(0));
            if (difference < 0) {
                best.clear();
            }
            if (difference <= 0) {
                best.add(candidate);
            }
        }
        return best;
    }
}
