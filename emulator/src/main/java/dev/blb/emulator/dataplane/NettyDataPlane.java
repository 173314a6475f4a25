package dev.blb.emulator.dataplane;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.traffic.AccessLine;
import dev.blb.emulator.traffic.CounterLine;
import dev.blb.emulator.traffic.DataPlane;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.MappedPort;
import dev.blb.emulator.traffic.PickLine;
import dev.blb.emulator.traffic.Placement;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TrafficFaults;
import dev.blb.emulator.traffic.TrafficLine.Reading;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data plane on Netty. */
public final class NettyDataPlane implements DataPlane {
    private static final Logger LOG = LoggerFactory.getLogger(NettyDataPlane.class);

    /** How long requests may go on when the emulator stops, as those of the API. */
    private static final long STOP_MILLIS = 7_000;

    private static final Comparator<ListenerKey> ORDER = Comparator.comparing(ListenerKey::blbId)
            .thenComparingInt(ListenerKey::port)
            .thenComparing(ListenerKey::udp);

    private final Clock real;
    private final Workers workers;
    private final Placement placement;
    private final CertificateAuthority authority;
    private final TrafficFaults faults;
    private final Readings readings = new Readings();
    private final Map<ListenerKey, ActiveListener> listeners = new ConcurrentHashMap<>();
    private final NavigableMap<ListenerKey, Port> ports = new TreeMap<>(ORDER);
    private boolean closed;

    /**
     * A data plane that listens to nothing yet.
     *
     * @param clock the emulator's clock, which idle times and cookies go by
     * @param real the real one, for limits that a frozen clock must not lift
     * @param authority signs certificates of which only a name is known
     * @param faults what traffic meets by plan
     */
    public NettyDataPlane(
            Placement.Settings settings,
            Clock clock,
            Clock real,
            CertificateAuthority authority,
            TrafficFaults faults) {
        this.real = real;
        this.faults = faults;
        this.workers = new Workers(clock, real);
        this.placement = new Placement(settings, NettyDataPlane::isOurs);
        this.authority = authority;
    }

    /** Whether a socket can be bound to an address: one of an interface, or on Linux any of 127.0.0.0/8. */
    private static boolean isOurs(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public void warmUp() {
        Binding binding = new StreamBinding(workers.group(), new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                Channels.close(channel);
            }
        });
        binding.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), true);
        binding.close();
    }

    @Override
    public synchronized void apply(String blbId, List<ListenerPlan> plans) {
        Map<ListenerKey, ListenerPlan> wanted = new HashMap<>();
        plans.forEach(plan -> wanted.put(plan.key(), plan));
        for (ListenerKey key : keys(blbId)) {
            ListenerPlan plan = wanted.get(key);
            if (plan == null || plan.protocol() != port(key).listener().protocol()) {
                remove(key, false);
            }
        }
        plans.forEach(this::apply);
    }

    private void apply(ListenerPlan plan) {
        Port known = ports.get(plan.key());
        if (known == null) {
            ActiveListener listener = new ActiveListener(plan, tls(plan, null), workers, listeners, faults);
            Port port = Port.of(listener, workers);
            ports.put(plan.key(), port);
            port.place(placement);
            listeners.put(plan.key(), listener);
            warn(port, "");
        } else {
            String before = known.reason();
            ActiveListener listener = known.listener();
            ListenerPlan old = listener.current().plan();
            if (!plan.equals(old)) {
                listener.follow(plan, tls(plan, listener));
            }
            known.follow(old, placement);
            warn(known, before);
        }
    }

    private @Nullable TlsContext tls(ListenerPlan plan, @Nullable ActiveListener before) {
        TlsPlan tls = plan.tls();
        if (tls == null) {
            return null;
        }
        // Made anew only if it changed: it holds the sessions that clients resume.
        return before != null && tls.equals(before.current().plan().tls())
                ? before.current().tls()
                : TlsContext.of(tls, authority);
    }

    private static void warn(Port port, String before) {
        if (port.state() == EndpointLine.State.CONFLICT && !port.reason().equals(before)) {
            LOG.warn("listener {} does not listen: {}", port.listener().key(), port.reason());
        }
    }

    @Override
    public synchronized void reserve(Set<MappedPort> ports) {
        placement.reserve(ports);
    }

    @Override
    public synchronized void release(String blbId) {
        keys(blbId).forEach(key -> remove(key, true));
        placement.forget(blbId);
        readings.forget(blbId);
    }

    private void remove(ListenerKey key, boolean atOnce) {
        Port port = Objects.requireNonNull(ports.remove(key));
        listeners.remove(key);
        port.close();
        port.listener().close(atOnce);
    }

    private Port port(ListenerKey key) {
        return Objects.requireNonNull(ports.get(key));
    }

    private List<ListenerKey> keys(String blbId) {
        return List.copyOf(ports.subMap(
                        new ListenerKey(blbId, 0, false), true, new ListenerKey(blbId, Integer.MAX_VALUE, true), true)
                .keySet());
    }

    @Override
    public synchronized List<EndpointLine> endpoints() {
        return ports.values().stream().map(Port::line).toList();
    }

    @Override
    public synchronized List<EndpointLine> endpoints(String blbId) {
        return keys(blbId).stream().map(key -> port(key).line()).toList();
    }

    @Override
    public synchronized Reading traffic(String blbId, String since) {
        return readings.read(
                blbId, keys(blbId).stream().map(key -> port(key).listener()).toList(), since);
    }

    @Override
    public synchronized List<AccessLine> accessLog(String blbId, int limit) {
        List<AccessLine> lines = new ArrayList<>();
        keys(blbId).forEach(key -> lines.addAll(port(key).listener().accessLog().newest(limit)));
        lines.sort(Comparator.comparing(AccessLine::at));
        return List.copyOf(lines.subList(Math.max(0, lines.size() - limit), lines.size()));
    }

    @Override
    public Optional<PickLine> pick(ListenerKey key, InetAddress source) {
        return Optional.ofNullable(listeners.get(key))
                .map(ActiveListener::current)
                .map(current -> PickLine.of(current.plan(), current.servers(), source));
    }

    @Override
    public List<CounterLine> counters() {
        return sorted(listeners.values()).stream()
                .flatMap(listener -> Stream.concat(
                        Stream.of(new CounterLine(
                                listener.key(),
                                listener.protocol(),
                                null,
                                listener.counters().values())),
                        listener.current().servers().all().stream()
                                .map(server -> new CounterLine(
                                        listener.key(),
                                        listener.protocol(),
                                        server.instanceId(),
                                        server.counters().values()))))
                .toList();
    }

    @Override
    public ClientCertificate issueForClient(String name) {
        CertificateAuthority.Issued issued = authority.issueForClient(name);
        return new ClientCertificate(issued.chainPem(), issued.keyPem());
    }

    private static List<ActiveListener> sorted(Collection<ActiveListener> all) {
        return all.stream()
                .sorted(Comparator.comparing(ActiveListener::key, ORDER))
                .toList();
    }

    @Override
    public void timeMoved(Instant from) {
        workers.onEach(Worker::sweep);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(ports.keySet()).forEach(key -> remove(key, false));
        long end = real.millis() + STOP_MILLIS;
        AtomicBoolean busy = new AtomicBoolean(true);
        while (busy.get() && real.millis() < end) {
            busy.set(false);
            workers.onEach(worker -> {
                if (worker.isBusy()) {
                    busy.set(true);
                }
            });
            LockSupport.parkNanos(busy.get() ? TimeUnit.MILLISECONDS.toNanos(10) : 1);
        }
        workers.close();
    }
}
