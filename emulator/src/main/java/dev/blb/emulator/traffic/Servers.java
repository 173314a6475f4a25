package dev.blb.emulator.traffic;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The servers of a listener under one plan. It is replaced as a whole by that of the next plan. Thread-safe. */
public final class Servers {
    private final List<Server> all;
    private final List<Eligible> eligible;
    private final Map<String, Server> byToken;
    private final Scheduler scheduler;
    private final Picker picker;

    /** What the picker of a plan depends on: as long as it stays the same, the order goes on. */
    private record Eligible(Server server, int weight) {}

    private Servers(List<Server> all, Scheduler scheduler, @Nullable Servers before) {
        this.all = all;
        this.scheduler = scheduler;
        this.eligible = all.stream()
                .filter(server -> server.plan().isEligible())
                .map(server -> new Eligible(server, server.plan().weight()))
                .toList();
        this.byToken = eligible.stream()
                .map(Eligible::server)
                .collect(Collectors.toUnmodifiableMap(Server::token, server -> server));
        this.picker = before != null && before.scheduler == scheduler && before.eligible.equals(eligible)
                ? before.picker
                : picker();
    }

    private Picker picker() {
        List<Server> servers = eligible.stream().map(Eligible::server).toList();
        return switch (scheduler) {
            case ROUND_ROBIN -> new RoundRobin(servers);
            case LEAST_CONNECTIONS -> new LeastConnections(servers);
            case SOURCE_HASH -> new SourceHash(servers);
        };
    }

    /**
     * The servers of a plan.
     *
     * @param before those of the plan before: who is still there keeps load and counters, who is not is marked as removed
     */
    public static Servers of(ListenerPlan plan, @Nullable Servers before) {
        Map<String, Server> known = new HashMap<>();
        if (before != null) {
            before.all.forEach(server -> known.put(server.instanceId(), server));
        }
        List<Server> all = new ArrayList<>();
        for (ServerPlan each : plan.servers()) {
            Server server = known.remove(each.instanceId());
            if (server == null) {
                server = new Server(plan.key().blbId(), each);
            } else {
                server.follow(each);
            }
            all.add(server);
        }
        known.values().forEach(Server::remove);
        return new Servers(List.copyOf(all), plan.scheduler(), before);
    }

    /** All servers in the order of the API. */
    public List<Server> all() {
        return all;
    }

    /**
     * Chooses a server and adds one to its load; the caller calls {@link Server#release} once.
     *
     * @param client where the traffic comes from
     * @param tried the servers that failed already
     * @return null if there is none left
     */
    public @Nullable Server take(InetAddress client, Set<Server> tried) {
        return picker.take(client, tried);
    }

    /** Takes the server with this token, if it can take new traffic; null otherwise. */
    public @Nullable Server takeByToken(String token) {
        Server server = byToken.get(token);
        if (server != null) {
            server.take();
        }
        return server;
    }

    /** The server that {@link #take} would choose next, left as it is; null if there is none. */
    public @Nullable Server peek(InetAddress client) {
        return picker.peek(client);
    }

    /** Marks all servers as removed: their listener is gone. */
    public void removeAll() {
        all.forEach(Server::remove);
    }

    /** The servers that can take new traffic. */
    public Set<Server> eligible() {
        return new HashSet<>(byToken.values());
    }

    /** Whether a server can take new traffic. */
    public boolean isEligible(Server server) {
        return Objects.equals(byToken.get(server.token()), server);
    }
}
