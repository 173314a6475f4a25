package dev.blb.client;

import dev.blb.client.Wait.Polled;
import dev.blb.client.internal.Required;
import dev.blb.client.model.BackendServer;
import dev.blb.client.model.HealthReport;
import dev.blb.client.model.HealthStatus;
import dev.blb.client.model.ListenerType;
import dev.blb.client.model.Page;
import dev.blb.client.model.PageRequest;
import dev.blb.client.model.ServerHealth;
import dev.blb.client.model.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The operations on real servers. Every method may throw {@link BlbException}; writes return before they have taken effect
 * [doc:interface-spec].
 */
public final class BackendServers {
    private static final String LIST = "backendServerList";

    private final Call.Start calls;
    private final Wait wait;

    BackendServers(Call.Start calls, Wait wait) {
        this.calls = calls;
        this.wait = wait;
    }

    /** The same operations with this client token; see {@link LoadBalancers#withClientToken}. */
    public BackendServers withClientToken(String clientToken) {
        return new BackendServers(calls.withClientToken(clientToken), wait);
    }

    /** AddBlbServer: adds servers to an instance. */
    public void add(String blbId, List<ServerSettings> servers) {
        calls.to(Operation.ADD_BLB_SERVER, blbId)
                .body(LIST, Required.some("servers", servers))
                .send();
    }

    /** UpdateBlbServer: changes servers of an instance. */
    public void update(String blbId, List<ServerSettings> servers) {
        calls.to(Operation.UPDATE_BLB_SERVER, blbId)
                .body(LIST, Required.some("servers", servers))
                .send();
    }

    /** DeleteBlbServer: removes servers from an instance by the ids of their machines. */
    public void remove(String blbId, List<String> instanceIds) {
        calls.to(Operation.DELETE_BLB_SERVER, blbId)
                .body(LIST, Required.ids("instanceIds", instanceIds, "i-"))
                .send();
    }

    /** DescribeBlbServers: one page of the servers of an instance. */
    public Page<BackendServer> list(String blbId, PageRequest page) {
        return calls.to(Operation.DESCRIBE_BLB_SERVERS, blbId).query(page).page(LIST, BackendServer.class);
    }

    /** All servers of an instance. */
    public Pager<BackendServer> all(String blbId) {
        Required.id("blbId", blbId, "lb-");
        return new Pager<>(page -> list(blbId, page));
    }

    /** DescribeBlbServerHealth: one page of the servers' health as probed by the listener on a port, 1 to 65535. */
    public HealthReport health(String blbId, int listenerPort, PageRequest page) {
        return calls.to(Operation.DESCRIBE_BLB_SERVER_HEALTH, blbId)
                .query("listenerPort", Required.port("listenerPort", listenerPort))
                .query(page)
                .read(json -> new HealthReport(
                        new ListenerType(json.path("type").asText("")),
                        json.path("listenerPort").asInt(),
                        json.path("backendPort").asInt(),
                        Call.pageOf(json, LIST, ServerHealth.class)));
    }

    /** The health of all servers as probed by the listener on a port, 1 to 65535. */
    public Pager<ServerHealth> allHealth(String blbId, int listenerPort) {
        Required.id("blbId", blbId, "lb-");
        Required.port("listenerPort", listenerPort);
        return new Pager<>(page -> health(blbId, listenerPort, page).servers());
    }

    /** {@link #awaitHealthy(String, int, int, Instant)} for at most this time. */
    public List<ServerHealth> awaitHealthy(String blbId, int listenerPort, int count, Duration limit) {
        return awaitHealthy(blbId, listenerPort, count, wait.after(limit));
    }

    /**
     * Waits until at least {@code count} servers, 1 or more, are alive for the listener on a port, and returns all servers. A
     * listener that is not found counts as not created yet for 30 seconds (assumption [m54]).
     *
     * @throws WaitFailure at the deadline, or up to a second later if the last poll is not answered before; at once when
     *     instance or listener are gone
     */
    public List<ServerHealth> awaitHealthy(String blbId, int listenerPort, int count, Instant deadline) {
        Required.port("listenerPort", listenerPort);
        if (count < 1) {
            throw new IllegalArgumentException("count " + count + " is not 1 or more");
        }
        return wait.until("awaitHealthy", blbId, deadline, end -> {
            List<ServerHealth> servers = new BackendServers(calls.until(end), wait)
                    .allHealth(blbId, listenerPort).stream().toList();
            long alive = servers.stream()
                    .filter(server -> server.status().equals(HealthStatus.ALIVE))
                    .count();
            String state = alive + " of " + count + " Alive";
            return alive >= count ? Polled.reached(servers, state) : Polled.pending(state);
        });
    }
}
