package dev.blb.emulator.probe;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.health.HealthTimeline;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probing on a shared database: of all processes one leads and probes, and the others read what it found out. Each asks twice a second
 * whether it leads; the lead passes on when the leader's connection to the server ends.
 */
final class SharedProbes implements ProbeLoop.Sharing, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedProbes.class);
    private static final long TURN_MILLIS = 500;
    private static final int STOP_TIMEOUT_SECONDS = 5;

    private final Database database;
    private final EmulatorClock clock;
    private final ProbeEngine engine;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "blb-leader");
        thread.setDaemon(true);
        return thread;
    });
    private final boolean hearsOthers;
    private Instant newest = Instant.MIN;
    private volatile boolean leads;
    private volatile @Nullable Future<?> turning;

    /**
     * Probing for the processes on this database.
     *
     * @param hearsOthers whether followers of the database are to hear twice a second of what other processes wrote
     */
    SharedProbes(Database database, EmulatorClock clock, ProbeEngine engine, boolean hearsOthers) {
        this.hearsOthers = hearsOthers;
        this.database = database;
        this.clock = clock;
        this.engine = engine;
    }

    void start() {
        turning = turns.scheduleWithFixedDelay(this::turn, 0, TURN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void turn() {
        try {
            // Also corrects the clock of a node that nobody calls.
            database.refresh();
            if (hearsOthers) {
                database.tellOfOthers();
            }
            boolean leading = database.leads();
            if (leading != leads) {
                leads = leading;
                LOG.info(leading ? "This node probes the machines of all nodes." : "Another node probes machines.");
            }
            if (!leading) {
                engine.stopLoop();
                return;
            }
            Instant now = clock.instant();
            if (now.isBefore(newest)) {
                // The clock was set back: what is due would be due too late.
                database.inTransaction(tx -> {
                    new ProbeStore(tx).clear();
                    return tx;
                });
                engine.beginAnew();
            }
            newest = now;
            if (database.inTransaction(tx -> new MachineStore(tx).any(""))) {
                engine.startLoop();
            }
        } catch (RuntimeException | Error failure) {
            // Such as a database that is away: another node may lead by now. The next turn comes in any case.
            leads = false;
            engine.stopLoop();
            LOG.debug("who leads is not known", failure);
        }
    }

    HealthTimeline timeline(Tx tx, Target target) {
        return new ProbeStore(tx)
                .find(target)
                .map(ProbeStore.Kept::timeline)
                .orElseGet(() -> new HealthTimeline(HealthTimeline.UNKNOWN, List.of()));
    }

    @Override
    public Optional<ProbeStore.Kept> kept(Target target) {
        return database.inTransaction(tx -> new ProbeStore(tx).find(target));
    }

    @Override
    public void publish(Collection<ProbedServer> servers) {
        database.inTransaction(tx -> {
            ProbeStore store = new ProbeStore(tx);
            servers.forEach(server -> store.put(server.target(), server.kept()));
            return tx;
        });
    }

    @Override
    public void close() {
        Future<?> each = turning;
        if (each != null) {
            each.cancel(true);
        }
        turns.shutdownNow();
        try {
            if (!turns.awaitTermination(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a turn of the leader has not ended in {} s", STOP_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
