package dev.blb.emulator.traffic;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans for tests. */
public final class Plans {
    private Plans() {}

    /** The address with this text. */
    public static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** A healthy server. */
    public static ServerPlan server(String instanceId, InetSocketAddress address, int weight) {
        return new ServerPlan(instanceId, address, weight, "Alive", "set by hand");
    }

    /** A healthy server that nothing is sent to. */
    static ServerPlan server(String instanceId, int weight) {
        return server(instanceId, new InetSocketAddress(address("127.0.0.1"), 9), weight);
    }

    /** The same with another health. */
    public static ServerPlan withHealth(ServerPlan server, String health) {
        return new ServerPlan(
                server.instanceId(), server.address(), server.weight(), health, "3 probes were answered so");
    }

    /** A listener of 127.64.0.9 with an idle time of 900 s. */
    public static ListenerPlan listener(
            Protocol protocol, int port, @Nullable HttpPlan http, @Nullable TlsPlan tls, ServerPlan... servers) {
        return new ListenerPlan(
                new ListenerKey("lb-test0001", port, protocol == Protocol.UDP),
                "default",
                protocol,
                new InetSocketAddress(address("127.64.0.9"), port),
                null,
                Admission.OPEN,
                List.of(servers),
                Scheduler.ROUND_ROBIN,
                900,
                http,
                tls,
                SecurityPlan.NONE);
    }

    /** A TCP listener. */
    public static ListenerPlan tcp(int port, ServerPlan... servers) {
        return listener(Protocol.TCP, port, null, null, servers);
    }

    /** The same with another scheduler. */
    public static ListenerPlan with(ListenerPlan plan, Scheduler scheduler) {
        return new ListenerPlan(
                plan.key(),
                plan.account(),
                plan.protocol(),
                plan.shown(),
                plan.before(),
                plan.admission(),
                plan.servers(),
                scheduler,
                plan.timeoutSeconds(),
                plan.http(),
                plan.tls(),
                plan.security());
    }

    /** The same with other servers. */
    public static ListenerPlan with(ListenerPlan plan, List<ServerPlan> servers) {
        return new ListenerPlan(
                plan.key(),
                plan.account(),
                plan.protocol(),
                plan.shown(),
                plan.before(),
                plan.admission(),
                servers,
                plan.scheduler(),
                plan.timeoutSeconds(),
                plan.http(),
                plan.tls(),
                plan.security());
    }

    /** The same with another idle time. */
    public static ListenerPlan withTimeout(ListenerPlan plan, int timeoutSeconds) {
        return new ListenerPlan(
                plan.key(),
                plan.account(),
                plan.protocol(),
                plan.shown(),
                plan.before(),
                plan.admission(),
                plan.servers(),
                plan.scheduler(),
                timeoutSeconds,
                plan.http(),
                plan.tls(),
                plan.security());
    }

    /** The same that its load balancer lets take connections or not. */
    public static ListenerPlan with(ListenerPlan plan, Admission admission) {
        return new ListenerPlan(
                plan.key(),
                plan.account(),
                plan.protocol(),
                plan.shown(),
                plan.before(),
                admission,
                plan.servers(),
                plan.scheduler(),
                plan.timeoutSeconds(),
                plan.http(),
                plan.tls(),
                plan.security());
    }

    /** The same of another load balancer. */
    public static ListenerPlan with(ListenerPlan plan, ListenerKey key) {
        return new ListenerPlan(
                key,
                plan.account(),
                plan.protocol(),
                plan.shown(),
                plan.before(),
                plan.admission(),
                plan.servers(),
                plan.scheduler(),
                plan.timeoutSeconds(),
                plan.http(),
                plan.tls(),
                plan.security());
    }

    /** The same at another address. */
    public static ListenerPlan shownAt(ListenerPlan plan, String address, @Nullable InetSocketAddress before) {
        return new ListenerPlan(
                plan.key(),
                plan.account(),
                plan.protocol(),
                new InetSocketAddress(address(address), plan.shown().getPort()),
                before,
                plan.admission(),
                plan.servers(),
                plan.scheduler(),
                plan.timeoutSeconds(),
                plan.http(),
                plan.tls(),
                plan.security());
    }

    /** The servers of a plan whose servers have these weights, with a scheduler. */
    static Servers servers(Scheduler scheduler, int... weights) {
        return Servers.of(with(tcp(80, weighted(weights)), scheduler), null);
    }

    /** Servers i-0, i-1 and so on with these weights. */
    static ServerPlan[] weighted(int... weights) {
        ServerPlan[] servers = new ServerPlan[weights.length];
        Arrays.setAll(servers, i -> server("i-" + i, weights[i]));
        return servers;
    }
}
