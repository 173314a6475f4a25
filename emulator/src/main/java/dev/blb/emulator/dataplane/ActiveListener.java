package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.AccessLog;
import dev.blb.emulator.traffic.Counters;
import dev.blb.emulator.traffic.HeaderRules;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.SecurityPlan;
import dev.blb.emulator.traffic.Server;
import dev.blb.emulator.traffic.Servers;
import dev.blb.emulator.traffic.TrafficFault.Point;
import dev.blb.emulator.traffic.TrafficFaults;
import dev.blb.emulator.traffic.TrafficFaults.Hit;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener that is carried out: its newest plan, which connections read when they need it, and what outlasts a plan.
 * Thread-safe; plans are set by one thread at a time.
 */
final class ActiveListener {
    /** How long a TCP connection or UDP session of a removed server may be idle at most (assumption). */
    private static final long REMOVED_IDLE_MILLIS = 10_000;

    /** How many names of dropped headers are told of. */
    private static final int MAX_DROPPED_NAMES = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ActiveListener.class);

    private final ListenerKey key;
    private final Protocol protocol;
    private final Workers workers;
    private final Map<ListenerKey, ActiveListener> all;
    private final TrafficFaults faults;
    private final Counters counters = new Counters();
    private final AccessLog accessLog = new AccessLog();
    private final AtomicInteger open = new AtomicInteger();
    private final Set<String> droppedHeaders = ConcurrentHashMap.newKeySet();
    private volatile Current current;
    private volatile @Nullable InetSocketAddress real;
    private volatile boolean closed;

    /**
     * A plan with what was made of it.
     *
     * @param tls what ends TLS, or null without TLS
     */
    record Current(
            ListenerPlan plan, Servers servers, @Nullable TlsContext tls) {}

    /**
     * A listener that goes by a plan.
     *
     * @param all where listeners of the same load balancer are found
     */
    ActiveListener(
            ListenerPlan plan,
            @Nullable TlsContext tls,
            Workers workers,
            Map<ListenerKey, ActiveListener> all,
            TrafficFaults faults) {
        this.key = plan.key();
        this.protocol = plan.protocol();
        this.workers = workers;
        this.all = all;
        this.faults = faults;
        this.current = new Current(plan, Servers.of(plan, null), tls);
    }

    ListenerKey key() {
        return key;
    }

    Protocol protocol() {
        return protocol;
    }

    Workers workers() {
        return workers;
    }

    Counters counters() {
        return counters;
    }

    AccessLog accessLog() {
        return accessLog;
    }

    /** The newest plan. */
    Current current() {
        return current;
    }

    /** Goes by another plan; open connections stay, kept connections to servers that get no traffic any more do not. */
    void follow(ListenerPlan plan, @Nullable TlsContext tls) {
        current = new Current(plan, Servers.of(plan, current.servers()), tls);
        if (protocol.isLayer7()) {
            workers.onEach(worker -> worker.pool().retain(this));
        }
    }

    /** Where it really listens, or null. */
    @Nullable
    InetSocketAddress real() {
        return real;
    }

    /** Where another listener of the load balancer really listens, or null. */
    @Nullable
    InetSocketAddress realOf(int port) {
        ActiveListener other = all.get(new ListenerKey(key.blbId(), port, false));
        return other == null ? null : other.real;
    }

    void movedTo(@Nullable InetSocketAddress address) {
        real = address;
    }

    /** Whether it is gone. */
    boolean isClosed() {
        return closed;
    }

    /** Ends it: its connections are reset, but a request under way may finish. */
    void close(boolean atOnce) {
        closed = true;
        current.servers().removeAll();
        workers.onEach(worker -> worker.listenerGone(this, atOnce));
    }

    /** Whether a client's connection or session may begin; what security groups deny is counted, enforced or not. */
    boolean admits(InetAddress client) {
        SecurityPlan security = current.plan().security();
        if (security.denial(client) == null) {
            return true;
        }
        counters.count(Metric.SECURITY_DENIED);
        return !security.enforced();
    }

    /** The planned fault that meets something now; the server is empty at points that are not about one. */
    @Nullable
    Hit fault(Point point, String instanceId) {
        return faults.fire(point, current.plan(), instanceId, 0);
    }

    /** Counts a client's connection until it is closed, and gives the planned fault that meets its begin. */
    @Nullable
    Hit accepted(Channel client, boolean hasTls) {
        int number = open.incrementAndGet();
        client.closeFuture().addListener(closed -> open.decrementAndGet());
        return faults.fire(hasTls ? Point.ACCEPT_TLS : Point.ACCEPT, current.plan(), "", number);
    }

    /** Tells once of each name, as far as they are few, that headers of it are dropped. */
    void droppedHeaders(Set<String> names) {
        for (String name : names) {
            if (droppedHeaders.size() < MAX_DROPPED_NAMES && droppedHeaders.add(name)) {
                LOG.warn("{} dropped a header: {}", key, HeaderRules.whyDropped(List.of(name)));
            }
        }
    }

    /** How long a session with a server may be idle now. */
    long idleMillis(Server server) {
        long idle = current.plan().timeoutMillis();
        boolean shortened = server.isRemoved() && (protocol == Protocol.TCP || protocol == Protocol.UDP);
        return shortened ? Math.min(idle, REMOVED_IDLE_MILLIS) : idle;
    }

    /** Counts for the listener and one of its servers. */
    void count(Server server, Metric metric, long amount) {
        counters.add(metric, amount);
        server.counters().add(metric, amount);
    }
}
