package dev.blb.emulator.probe;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.health.HealthTimeline;
import dev.blb.emulator.time.EmulatorClock;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Probes the servers whose machines have a real address, when the emulator's clock says so. After each write it asks the
 * database what shall be probed; the results are kept in memory only. While no machine is registered, no thread runs.
 *
 * <p>A probe that is due is sent once. If it is late, because probes take longer than their interval or the process was
 * stopped, the ones before it are left out. Only when the clock is moved by hand is each of them carried out before the move
 * ends, one after the other for each server; after as many equal results as the greater threshold, no further one can change
 * the state, and the rest are counted without being sent.
 */
public final class ProbeEngine implements AutoCloseable {
    /** How many probes of a server are remembered. */
    public static final int REMEMBERED_PROBES = 20;

    private final EmulatorClock clock;
    private final Supplier<Wanted> wanted;
    private final BooleanSupplier echoIsPossible;
    private final Predicate<InetAddress> allowed;
    private final Supplier<ProbeSockets> sockets;

    /** Guards the start and the end of the loop. */
    private final Object lifecycle = new Object();

    /** The loop while machines are registered. One that failed stays until the next registration. */
    private volatile @Nullable ProbeLoop loop;

    private boolean closed;

    /** Where several processes share a database, of which one probes. */
    private volatile @Nullable SharedProbes shared;

    /** Called with the load balancer of a server whose state a probe has changed. */
    private volatile Consumer<String> stateChanged = blbId -> {};

    /**
     * What shall be probed.
     *
     * @param anyMachine whether a machine is registered, attached or not
     */
    public record Wanted(boolean anyMachine, List<Target> targets) {}

    /**
     * An engine that does not run yet.
     *
     * @param wanted asks what shall be probed
     * @param echoIsPossible whether an ICMP echo can be sent
     * @param allowed whether an address may be probed
     * @param sockets opens what probes are sent with; called when the first probe after a start needs a socket
     */
    public ProbeEngine(
            EmulatorClock clock,
            Supplier<Wanted> wanted,
            BooleanSupplier echoIsPossible,
            Predicate<InetAddress> allowed,
            Supplier<ProbeSockets> sockets) {
        this.allowed = allowed;
        this.sockets = sockets;
        this.clock = clock;
        this.wanted = wanted;
        this.echoIsPossible = echoIsPossible;
        clock.follow(this::changed, this::catchUp);
    }

    /** Calls this, in the thread that probes, with the load balancer of each server whose state a probe has changed. */
    public void onStateChange(Consumer<String> listener) {
        stateChanged = listener;
    }

    /** Whether an ICMP echo can be sent. */
    public boolean echoIsPossible() {
        return echoIsPossible.getAsBoolean();
    }

    /**
     * Lets one of all processes on a shared database probe, and all read what it finds out.
     *
     * @param hearsOthers whether followers of the database are to hear twice a second of what other processes wrote
     */
    public void share(Database database, boolean hearsOthers) {
        SharedProbes probes = new SharedProbes(database, clock, this, hearsOthers);
        shared = probes;
        probes.start();
    }

    /** Whether machines are registered, so that servers may be probed. */
    public boolean isFollowing() {
        // On a shared database another process may have registered them.
        return loop != null || shared != null;
    }

    /** Tells it that machines may be registered: it runs until none is. */
    public void follow() {
        if (shared == null) {
            startLoop();
        }
    }

    /** Ends the loop because another process probes from now on. */
    void stopLoop() {
        ProbeLoop running = loop;
        if (running != null) {
            running.stop();
        }
    }

    void startLoop() {
        synchronized (lifecycle) {
            if (closed) {
                return;
            }
            if (loop == null || loop.hasFailed()) {
                ProbeLoop started = new ProbeLoop(
                        clock,
                        wanted,
                        echoIsPossible,
                        blbId -> stateChanged.accept(blbId),
                        new Prober(allowed, sockets),
                        shared == null ? ProbeLoop.Sharing.NONE : shared,
                        new LoopEnding());
                loop = started;
                started.start();
            }
            loop.changed();
        }
    }

    /** Tells it that something was written, or that the clock runs at another rate. */
    public void changed() {
        ProbeLoop running = loop;
        if (running != null) {
            running.changed();
        }
    }

    /** Begins anew with every server, as after a start: for a clock that was set back. */
    public void beginAnew() {
        ProbeLoop running = loop;
        if (running != null) {
            running.beginAnew();
        }
    }

    /** Whether an address may be probed; that of a name is only known when it is. */
    public boolean mayProbe(Machine.Address address) {
        return address.literal().map(allowed::test).orElse(true);
    }

    /** The health of a server by its probes, as a transaction sees it; Unknown before the first verdict. */
    public HealthTimeline timeline(Tx tx, Target target) {
        SharedProbes probes = shared;
        return probes != null ? probes.timeline(tx, target) : timeline(target);
    }

    /** The same by what this process found out. */
    HealthTimeline timeline(Target target) {
        ProbeLoop running = loop;
        ProbedServer server = running == null ? null : running.server(target.key());
        // Results from before it was detached and attached again, say, do not count.
        return server != null && server.target().continues(target)
                ? server.timeline()
                : new HealthTimeline(HealthTimeline.UNKNOWN, List.of());
    }

    private void catchUp(Instant from) {
        ProbeLoop running = loop;
        if (running != null) {
            running.catchUp(from.toEpochMilli(), clock.instant().toEpochMilli(), () -> loop == running);
        }
    }

    /** Keeps start and end of loops apart. */
    private final class LoopEnding implements ProbeLoop.Ending {
        @Override
        public boolean end(ProbeLoop ending, BooleanSupplier stillMay) {
            synchronized (lifecycle) {
                if (!stillMay.getAsBoolean()) {
                    return false;
                }
                loop = null;
                return true;
            }
        }

        @Override
        public void ended(ProbeLoop ended) {
            synchronized (lifecycle) {
                if (loop == ended && !ended.hasFailed()) {
                    loop = null;
                }
            }
        }
    }

    /** Stops probing. */
    @Override
    public void close() {
        SharedProbes probes = shared;
        if (probes != null) {
            probes.close();
        }
        ProbeLoop running;
        synchronized (lifecycle) {
            closed = true;
            running = loop;
            if (running == null) {
                return;
            }
            running.stop();
        }
        running.awaitEnd();
    }
}
