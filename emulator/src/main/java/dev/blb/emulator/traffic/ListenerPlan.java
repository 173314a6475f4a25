package dev.blb.emulator.traffic;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a listener shall do, as one value: what differs from the plan before takes effect at once for new
 * traffic and leaves open connections alone.
 *
 * @param key which listener
 * @param account whose load balancer it is of
 * @param protocol its protocol
 * @param shown the address and port that the API shows, resolved
 * @param before where it really listened in an earlier run, tried first where the shown address is not to be had; or null
 * @param admission whether its load balancer lets it take connections
 * @param servers the servers in the order of the API
 * @param scheduler how one is chosen
 * @param timeoutSeconds TCP and UDP: how long a session may be idle; SSL: the same in both directions; HTTP and HTTPS: how
 *     long a server may be silent within an answer, and an upgraded connection idle [meta]
 * @param http what is done with requests; null for TCP, UDP and SSL
 * @param tls how TLS is ended; null for TCP, UDP and HTTP
 * @param security which clients the load balancer's security groups let in
 */
public record ListenerPlan(
        ListenerKey key,
        String account,
        Protocol protocol,
        InetSocketAddress shown,
        @Nullable InetSocketAddress before,
        Admission admission,
        List<ServerPlan> servers,
        Scheduler scheduler,
        int timeoutSeconds,
        @Nullable HttpPlan http,
        @Nullable TlsPlan tls,
        SecurityPlan security) {
    /**
     * A plan; its servers are copied.
     *
     * @throws IllegalArgumentException if members do not belong to its protocol
     */
    public ListenerPlan {
        servers = List.copyOf(servers);
        if (protocol.isLayer7() != (http != null)
                || protocol.isEncrypted() != (tls != null)
                || (protocol == Protocol.UDP) != key.udp()) {
            throw new IllegalArgumentException(key + " has members that a listener of " + protocol + " has not");
        }
    }

    /** The same with other servers. */
    public ListenerPlan withServers(List<ServerPlan> changed) {
        return new ListenerPlan(
                key,
                account,
                protocol,
                shown,
                before,
                admission,
                changed,
                scheduler,
                timeoutSeconds,
                http,
                tls,
                security);
    }

    /** The idle time of its sessions. */
    public long timeoutMillis() {
        return timeoutSeconds * 1000L;
    }

    /** Whether it can take new traffic. */
    public boolean hasEligibleServer() {
        return servers.stream().anyMatch(ServerPlan::isEligible);
    }

    /** Why no server can take new traffic, for explanations. */
    public String whyNoServer() {
        if (servers.isEmpty()) {
            return "no server is attached";
        }
        StringBuilder why = new StringBuilder("no server is eligible (");
        String separator = "";
        for (ServerPlan server : servers) {
            why.append(separator).append(server.instanceId()).append(' ').append(server.why());
            separator = "; ";
        }
        return why.append(')').toString();
    }
}
