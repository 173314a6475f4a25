package dev.blb.emulator.backend;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.HealthOverride.Scope;
import dev.blb.emulator.health.HealthTimeline;
import dev.blb.emulator.health.HealthTimeline.Probe;
import dev.blb.emulator.listener.Listener;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.probe.Check;
import dev.blb.emulator.probe.Echo;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.probe.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The health of servers behind listeners: what was set counts first, then what probes found out where the machine has a real
 * address; every other server is Alive (assumption [m38]).
 */
public final class ServerHealth {
    /** As many as the default quotas allow: 20 of each of 50 servers behind 50 listeners. */
    private static final int MAX_PROBES = 50_000;

    private final Tx tx;
    private final ProbeEngine engine;
    private final Instant now;

    /** Health as this transaction and these probes see it at a time. */
    public ServerHealth(Tx tx, ProbeEngine engine, Instant now) {
        this.tx = tx;
        this.engine = engine;
        this.now = now;
    }

    /** A probe as it is shown. */
    public record ProbeLine(
            String at, String result, @Nullable Long latencyMillis, String reason, long inARow, String status) {
        static ProbeLine of(Probe probe) {
            return new ProbeLine(
                    probe.at().toString(),
                    probe.up() ? "up" : "down",
                    probe.latencyMillis(),
                    probe.reason(),
                    probe.inARow(),
                    probe.status());
        }
    }

    /** Where health was set: absent members stand for all accounts, load balancers and listeners. */
    public record ScopeLine(
            @Nullable String account,
            @Nullable String blbId,
            @Nullable Integer listenerPort) {
        static ScopeLine of(Scope scope) {
            return new ScopeLine(
                    scope.account().isEmpty() ? null : scope.account(),
                    scope.blbId().isEmpty() ? null : scope.blbId(),
                    scope.port() == 0 ? null : scope.port());
        }
    }

    /**
     * What is known of one server behind one listener.
     *
     * @param setFor where the health was set that decides; null if none was
     */
    public record ServerLine(
            String instanceId,
            String status,
            String decidedBy,
            @Nullable ScopeLine setFor,
            List<ProbeLine> probes) {
        static ServerLine of(Backend backend, @Nullable HealthOverride override, Judgement judgement) {
            return new ServerLine(
                    backend.instanceId(),
                    judgement.timeline().status(),
                    judgement.decidedBy(),
                    override == null ? null : ScopeLine.of(override.scope()),
                    judgement.timeline().probes().stream().map(ProbeLine::of).toList());
        }
    }

    /** What is known of all servers behind one listener. */
    public record ListenerHealth(int listenerPort, String type, List<ServerLine> backendServerList) {}

    /** The state of a server, and what decides it. */
    private record Judgement(HealthTimeline timeline, String decidedBy) {}

    /** The state of each of these servers behind a listener. */
    Map<String, String> statuses(String account, Listener listener, List<Backend> backends) {
        Map<String, Machine> machines = machines(account, backends);
        Map<String, HealthOverride> overrides = new HealthStore(tx).behind(listener, account);
        return backends.stream()
                .collect(Collectors.toMap(
                        Backend::instanceId,
                        backend -> judge(
                                        overrides.get(backend.instanceId()),
                                        machines.get(backend.instanceId()),
                                        listener,
                                        backend,
                                        0)
                                .timeline()
                                .status()));
    }

    /**
     * Everything about the health of an instance's servers, with so many of the newest probes of each; where quotas were raised, with
     * fewer, so that all have at most 50,000.
     */
    public List<ListenerHealth> timelines(String account, String blbId, int atMost) {
        List<Backend> backends = new BackendStore(tx).all(blbId);
        List<Listener> listeners = new ListenerStore(tx).all(blbId);
        long servers = Math.max(1, (long) listeners.size() * backends.size());
        int probes = (int) Math.max(1, Math.min(atMost, MAX_PROBES / servers));
        Map<String, Machine> machines = machines(account, backends);
        return listeners.stream()
                .map(listener -> {
                    Map<String, HealthOverride> overrides = new HealthStore(tx).behind(listener, account);
                    return new ListenerHealth(
                            listener.port(),
                            listener.protocol().name(),
                            backends.stream()
                                    .map(backend -> ServerLine.of(
                                            backend,
                                            overrides.get(backend.instanceId()),
                                            judge(
                                                    overrides.get(backend.instanceId()),
                                                    machines.get(backend.instanceId()),
                                                    listener,
                                                    backend,
                                                    probes)))
                                    .toList());
                })
                .toList();
    }

    private Map<String, Machine> machines(String account, List<Backend> backends) {
        return engine.isFollowing() ? new MachineStore(tx).of(account, ids(backends)) : Map.of();
    }

    private static Collection<String> ids(List<Backend> backends) {
        return backends.stream().map(Backend::instanceId).toList();
    }

    private Judgement judge(
            @Nullable HealthOverride override,
            @Nullable Machine machine,
            Listener listener,
            Backend backend,
            int probes) {
        if (override != null) {
            return override.script() == null
                    ? verdict(Objects.requireNonNullElse(override.status(), HealthTimeline.UNKNOWN), "set by hand")
                    : new Judgement(
                            HealthTimeline.at(
                                    listener.probes(),
                                    override.script(),
                                    startMillis(override.since(), listener, backend),
                                    now,
                                    probes),
                            "script: " + override.script());
        }
        if (machine == null) {
            return verdict("Alive", "default");
        }
        if (listener.settings().check().type() == Check.Type.ECHO && !engine.echoIsPossible()) {
            return verdict(HealthTimeline.UNKNOWN, "default: no ICMP echo can be sent here; " + Echo.MISSING);
        }
        HealthTimeline timeline = engine.timeline(tx, target(machine, listener, backend));
        return new Judgement(timeline.newest(probes), "probes of " + machine.address());
    }

    private static Judgement verdict(String status, String decidedBy) {
        return new Judgement(new HealthTimeline(status, List.of()), decidedBy);
    }

    /** What is probed for a server behind a listener. */
    static Target target(Machine machine, Listener listener, Backend backend) {
        return new Target(
                new Target.Key(
                        listener.blbId(), listener.port(), listener.protocol().transport(), backend.instanceId()),
                machine,
                listener.settings().check(),
                listener.probes().newest(),
                startMillis(machine.since(), listener, backend));
    }

    /** Since when a server is probed behind a listener: the latest of its source, its attachment and the listener. */
    private static long startMillis(Instant since, Listener listener, Backend backend) {
        return Stream.of(
                        since.toEpochMilli(),
                        backend.attachedAt().toEpochMilli(),
                        listener.probes().startMillis())
                .max(Long::compare)
                .orElseThrow();
    }
}
