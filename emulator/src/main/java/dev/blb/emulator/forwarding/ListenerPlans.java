package dev.blb.emulator.forwarding;

import dev.blb.emulator.backend.Backend;
import dev.blb.emulator.backend.ServerHealth.ProbeLine;
import dev.blb.emulator.backend.ServerHealth.ServerLine;
import dev.blb.emulator.forwarding.ServerAddresses.Found;
import dev.blb.emulator.health.ProbePlan.Phase;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.Listener;
import dev.blb.emulator.listener.ListenerSettings;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.traffic.Admission;
import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.Scheduler;
import dev.blb.emulator.traffic.ServerPlan;
import dev.blb.emulator.traffic.TlsPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes plans of rows. */
public final class ListenerPlans {
    private final ServerAddresses addresses;
    private final Function<ListenerKey, Optional<InetSocketAddress>> before;
    private final CertificatePlans certificates;
    private final SecurityPlans security;
    private final Exceptions exceptions;

    /**
     * Makes plans by these.
     *
     * @param addresses where machines are really found
     * @param before where a listener listened in an earlier run
     */
    public ListenerPlans(
            ServerAddresses addresses,
            Function<ListenerKey, Optional<InetSocketAddress>> before,
            CertificatePlans certificates,
            SecurityPlans security,
            Exceptions exceptions) {
        this.addresses = addresses;
        this.before = before;
        this.certificates = certificates;
        this.security = security;
        this.exceptions = exceptions;
    }

    /** The plans of a load balancer's listeners, by port. */
    public List<ListenerPlan> of(InstanceRows rows, Admission admission) {
        return rows.listeners().stream()
                .map(listener -> plan(rows, listener, admission))
                .toList();
    }

    private ListenerPlan plan(InstanceRows rows, Listener listener, Admission admission) {
        Protocol protocol = Protocol.valueOf(listener.protocol().name());
        ListenerKey key = new ListenerKey(listener.blbId(), listener.port(), protocol == Protocol.UDP);
        ListenerSettings settings = listener.settings();
        Scheduler scheduler = scheduler(settings.scheduler());
        return new ListenerPlan(
                key,
                rows.instance().account(),
                protocol,
                new InetSocketAddress(literal(rows.instance().place().address()), listener.port()),
                before.apply(key).orElse(null),
                admission,
                exceptions.apply(
                        rows.servers().stream()
                                .map(server -> server(rows, listener, settings.backendPort(), server))
                                .toList(),
                        scheduler),
                scheduler,
                settings.idleTimeoutSeconds(),
                protocol.isLayer7() ? http(settings) : null,
                tls(rows.instance(), settings),
                security.plan(rows.instance().account(), rows.groups(), key));
    }

    private static Scheduler scheduler(ListenerSettings.Scheduler scheduler) {
        return switch (scheduler) {
            case ROUND_ROBIN -> Scheduler.ROUND_ROBIN;
            case LEAST_CONNECTIONS -> Scheduler.LEAST_CONNECTIONS;
            case SOURCE_HASH -> Scheduler.SOURCE_HASH;
        };
    }

    /** An address that the API shows is never a name, so that nothing is looked up. */
    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(address + " is no IP address", e);
        }
    }

    private ServerPlan server(InstanceRows rows, Listener listener, int backendPort, Backend server) {
        Optional<ServerLine> health = rows.health(listener, server.instanceId());
        Machine machine = rows.machines().get(server.instanceId());
        Found found = machine == null ? Found.NOWHERE : addresses.of(machine, backendPort);
        return new ServerPlan(
                server.instanceId(),
                found.address(),
                server.weight(),
                health.map(ServerLine::status).orElse("Unknown"),
                health.map(line -> reason(line, listener.probes().newest())).orElse("attached just now"),
                found.problem(),
                "");
    }

    private static String reason(ServerLine line, Phase probes) {
        if (line.status().equals("Unknown") && line.decidedBy().startsWith("probes")) {
            return line.decidedBy() + " have no verdict yet; " + probes.healthyThreshold()
                    + " successes in a row, one every " + probes.intervalSeconds() + " s, make it Alive";
        }
        List<ProbeLine> newest = line.probes();
        return newest.isEmpty()
                ? line.decidedBy()
                : line.decidedBy() + ": " + newest.get(newest.size() - 1).reason();
    }

    private static HttpPlan http(ListenerSettings settings) {
        return new HttpPlan(
                settings.forwardsAddress(),
                settings.forwardsProtocol(),
                settings.stickiness().map(ListenerPlans::stickiness).orElse(null),
                settings.redirectPort(),
                settings.compressesJson());
    }

    /** Rewriting has no effect without the name of a cookie to rewrite (assumption). */
    private static HttpPlan.@Nullable Stickiness stickiness(ListenerSettings.Stickiness stickiness) {
        if (!stickiness.rewrite()) {
            return new HttpPlan.Stickiness(false, HttpPlan.Stickiness.INSERTED_NAME, stickiness.seconds());
        }
        String cookie = stickiness.cookie();
        return cookie == null ? null : new HttpPlan.Stickiness(true, cookie, stickiness.seconds());
    }

    private @Nullable TlsPlan tls(LoadBalancer instance, ListenerSettings settings) {
        return settings.tls().map(tls -> certificates.plan(instance, tls)).orElse(null);
    }
}
