package dev.blb.emulator.forwarding;

import dev.blb.emulator.api.Reason;
import dev.blb.emulator.backend.HealthStore;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Touched;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.traffic.DataPlane;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.Forwarding;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Protocol;
import dev.blb.emulator.traffic.ServerPlan;
import dev.blb.emulator.world.DeclarationStore;
import dev.blb.emulator.world.World;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the data plane's plans up to date: after each commit, and when the health of a server or the status of a load balancer
 * changes with time. One thread reads the state and applies it; the thread that committed waits for that, so that a listener listens
 * before the call that creates it returns. Thread-safe.
 */
public final class Planner implements Forwarding {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

    private static final int CLOSE_TIMEOUT_MILLIS = 2_000;

    /** Tables of which a row belongs to no load balancer, and yet may change the plans of any. */
    static final List<String> FOR_ALL = List.of(MachineStore.TABLE, HealthStore.TABLE, DeclarationStore.TABLE);

    private final Database database;
    private final ProbeEngine engine;
    private final EmulatorClock clock;
    private final DataPlane plane;
    private final HostNames hosts;
    private final KeptPlaces places;
    private final ListenerPlans plans;
    private final PlannerQueue queue;
    private final Thread thread = new Thread(this::run, "blb-planner");

    /** What was applied; of the planner's thread alone. */
    private final Map<String, Applied> applied = new HashMap<>();

    /**
     * A planner that follows the state in this database, and ends the data plane with itself. It follows no commit yet.
     *
     * @param security makes plans of security groups
     * @param exceptions decide contested rules about servers
     * @param allowed to which addresses traffic may be sent
     * @param directory keeps ports of mapped listeners, if there is one
     */
    public Planner(
            Database database,
            World world,
            ProbeEngine engine,
            EmulatorClock clock,
            DataPlane plane,
            SecurityPlans security,
            Exceptions exceptions,
            Predicate<InetAddress> allowed,
            Optional<Path> directory) {
        this.database = database;
        this.engine = engine;
        this.clock = clock;
        this.plane = plane;
        this.hosts = new HostNames();
        this.places = new KeptPlaces(directory);
        this.plans = new ListenerPlans(
                new ServerAddresses(hosts::find, allowed),
                places::of,
                new CertificatePlans(world),
                security,
                exceptions);
        this.queue = new PlannerQueue(clock, EmulatorClock::elapsedMillis);
    }

    /** Follows commits, probes and the clock, beginning with what is there. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
        database.addFollower(this::changed);
        engine.onStateChange(queue::mark);
        clock.follow(queue::timeRunsOtherwise, from -> {
            queue.await(queue.timeRunsOtherwise(), Set.of());
            plane.timeMoved(from);
        });
        if (database.isDurable()) {
            changed(Touched.EVERYTHING);
        }
    }

    private void changed(Touched what) {
        if (what.everything() || FOR_ALL.stream().anyMatch(what::table)) {
            queue.await(queue.markAll(), Set.of());
        } else if (!what.instances().isEmpty()) {
            queue.await(queue.mark(what.instances()), what.instances());
        }
    }

    @Override
    public Optional<DataPlane> plane() {
        return Optional.of(plane);
    }

    @Override
    public Optional<String> warning(String blbId) {
        return queue.warning(blbId);
    }

    private void run() {
        try {
            plane.warmUp();
            for (Optional<PlannerQueue.Work> work = queue.next(); work.isPresent(); work = queue.next()) {
                carryOut(work.get());
                queue.done(work.get());
            }
        } catch (RuntimeException | Error failure) {
            LOG.error("the data plane does not follow changes any more; restart the emulator", failure);
            queue.close();
        }
    }

    private void carryOut(PlannerQueue.Work work) {
        hosts.beginRound();
        Set<String> ids = new LinkedHashSet<>(work.blbIds());
        try {
            if (work.all()) {
                Set<String> there =
                        new LinkedHashSet<>(database.inTransaction(tx -> new PlanStore(tx, engine).ids("")));
                Set<String> gone = new HashSet<>(applied.keySet());
                gone.removeAll(there);
                // First, since another load balancer may have their addresses now.
                gone.forEach(this::release);
                places.keepOnly(there);
                ids.addAll(there);
            }
        } catch (RuntimeException failure) {
            LOG.warn("the state cannot be read for the data plane; it is tried again", failure);
            queue.retryAll();
            return;
        }
        for (String blbId : ids) {
            if (queue.isClosed()) {
                return;
            }
            try {
                plan(blbId);
            } catch (RuntimeException failure) {
                LOG.warn("load balancer {} cannot be carried out; it is tried again", blbId, failure);
                queue.retry(blbId, "it cannot be carried out: " + Reason.of(failure));
            }
        }
    }

    private void plan(String blbId) {
        Instant now = clock.instant();
        Optional<InstanceRows> found = database.inTransaction(tx -> new PlanStore(tx, engine).read(blbId, now));
        if (found.isEmpty()) {
            release(blbId);
            return;
        }
        InstanceRows rows = found.get();
        Stage stage = Stage.of(rows.instance().lifecycle(), now);
        Applied before = applied.get(blbId);
        if (stage.kind() == Stage.Plans.NONE) {
            release(blbId);
            return;
        }
        List<ListenerPlan> newest = plans.of(rows, stage.admission());
        // After a restart nothing is known of what was before.
        List<ListenerPlan> next =
                stage.kind() == Stage.Plans.NEWEST || before == null ? newest : before.withHealthOf(newest);
        plane.reserve(places.all());
        plane.apply(blbId, next);
        applied.put(blbId, new Applied(next));
        List<EndpointLine> lines = plane.endpoints(blbId);
        keepPlaces(blbId, lines);
        queue.planned(blbId, stage.changesAtMillis(), rows.hasScripts(), nameMillis(rows), conflicts(lines));
    }

    /** After which real time addresses of host names are looked up again; the greatest number if there are no names. */
    private long nameMillis(InstanceRows rows) {
        boolean named = rows.machines().values().stream()
                .anyMatch(machine -> HostNames.isName(machine.address().host()));
        if (!named) {
            return Long.MAX_VALUE;
        }
        return hosts.hasPending() ? HostNames.PENDING_MILLIS : HostNames.VALID_MILLIS;
    }

    private void release(String blbId) {
        if (applied.remove(blbId) != null) {
            plane.release(blbId);
            places.keep(blbId, Map.of());
        }
        queue.forget(blbId);
    }

    private void keepPlaces(String blbId, List<EndpointLine> lines) {
        Map<ListenerKey, Integer> ports = new HashMap<>();
        for (EndpointLine line : lines) {
            String real = line.real();
            if (real != null && !real.equals(line.shown())) {
                ports.put(
                        new ListenerKey(blbId, line.listenerPort(), line.protocol() == Protocol.UDP),
                        Integer.valueOf(real.substring(real.lastIndexOf(':') + 1)));
            }
        }
        places.keep(blbId, ports);
    }

    private static List<String> conflicts(List<EndpointLine> lines) {
        return lines.stream()
                .filter(line -> line.state() == EndpointLine.State.CONFLICT)
                .map(line -> "listener " + line.protocol() + " " + line.listenerPort() + " of " + line.blbId()
                        + " does not listen: " + line.reason())
                .toList();
    }

    /** The plans that a load balancer's listeners go by. */
    private record Applied(List<ListenerPlan> plans) {
        /** The same with the health of servers as newer plans have it. */
        List<ListenerPlan> withHealthOf(List<ListenerPlan> newest) {
            Map<ListenerKey, ListenerPlan> byKey = new HashMap<>();
            newest.forEach(plan -> byKey.put(plan.key(), plan));
            List<ListenerPlan> changed = new ArrayList<>();
            for (ListenerPlan plan : plans) {
                ListenerPlan newer = byKey.get(plan.key());
                changed.add(newer == null ? plan : plan.withServers(withHealth(plan.servers(), newer.servers())));
            }
            return changed;
        }

        private static List<ServerPlan> withHealth(List<ServerPlan> servers, List<ServerPlan> newer) {
            return servers.stream()
                    .map(server -> newer.stream()
                            .filter(each -> each.instanceId().equals(server.instanceId()))
                            .findFirst()
                            .map(server::withHealthOf)
                            .orElse(server))
                    .toList();
        }
    }

    @Override
    public void close() {
        queue.close();
        try {
            thread.join(CLOSE_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hosts.close();
        plane.close();
    }
}
