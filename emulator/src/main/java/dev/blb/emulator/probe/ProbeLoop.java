package dev.blb.emulator.probe;

import dev.blb.emulator.probe.ProbeEngine.Wanted;
import dev.blb.emulator.time.EmulatorClock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that probes, from the first machine's registration until no machine is left. */
final class ProbeLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeLoop.class);

    /** Longer than five probes in a row that all time out. */
    private static final int CATCH_UP_TIMEOUT_SECONDS = 330;

    private static final int STOP_TIMEOUT_SECONDS = 5;
    private static final long RETRY_MILLIS = 500;
    private static final long MOVE_POLL_MILLIS = 5;
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final EmulatorClock clock;
    private final Supplier<Wanted> wanted;
    private final BooleanSupplier echoIsPossible;
    private final Consumer<String> stateChanged;
    private final Ending ending;
    private final Prober prober;
    private final Sharing sharing;

    /** Those with results that are not published yet. */
    private final Set<ProbedServer> unpublished = new HashSet<>();

    private final Thread thread = new Thread(this, "blb-probes");

    /** Changed by this thread, read by all. */
    private final Map<Target.Key, ProbedServer> servers = new ConcurrentHashMap<>();

    private final Queue<ProbedServer> schedule = new PriorityQueue<>(Comparator.comparingLong(ProbedServer::dueMillis));
    private final Set<ProbedServer> underWay = new HashSet<>();

    /** Moves of the clock that this thread has not seen yet. */
    private final Queue<ClockMove> requests = new ConcurrentLinkedQueue<>();

    /** Moves of the clock whose probes are not all done. */
    private final List<ClockMove> moves = new ArrayList<>();

    private volatile boolean changed = true;
    private volatile boolean beginsAnew;
    private volatile boolean stopping;
    private volatile boolean failed;
    private boolean anyMachine = true;

    /** Up to when every due probe is carried out, since the clock was moved there by hand. */
    private long movedTo = Long.MIN_VALUE;

    /** A move of the clock by hand. */
    private record ClockMove(long fromMillis, long toMillis, CountDownLatch done) {}

    /** Where several processes share a database: what is known beyond this one. */
    interface Sharing {
        /** For one process: nothing is. */
        Sharing NONE = new Sharing() {
            @Override
            public Optional<ProbeStore.Kept> kept(Target target) {
                return Optional.empty();
            }

            @Override
            public void publish(Collection<ProbedServer> servers) {
                // The engine reads what the loop knows.
            }
        };

        /** What another process found out before. */
        Optional<ProbeStore.Kept> kept(Target target);

        /** Lets all processes know the newest results. */
        void publish(Collection<ProbedServer> servers);
    }

    /** Decides with the engine whether the loop may end. */
    interface Ending {
        /**
         * Lets the loop end if it still may; then another one can start.
         *
         * @param stillMay whether it may, asked under the engine's lock
         */
        boolean end(ProbeLoop loop, BooleanSupplier stillMay);

        /** The loop has ended, for whatever reason. */
        void ended(ProbeLoop loop);
    }

    ProbeLoop(
            EmulatorClock clock,
            Supplier<Wanted> wanted,
            BooleanSupplier echoIsPossible,
            Consumer<String> stateChanged,
            Prober prober,
            Sharing sharing,
            Ending ending) {
        this.clock = clock;
        this.wanted = wanted;
        this.echoIsPossible = echoIsPossible;
        this.stateChanged = stateChanged;
        this.ending = ending;
        this.prober = prober;
        this.sharing = sharing;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether it ended by a fault. */
    boolean hasFailed() {
        return failed;
    }

    /** Tells it that what shall be probed, or how the clock runs, may have changed. */
    void changed() {
        changed = true;
        prober.wakeUp();
    }

    /** Lets it forget all results and due times. */
    void beginAnew() {
        beginsAnew = true;
        changed();
    }

    /** A server that it probes; null if there is none. */
    @Nullable
    ProbedServer server(Target.Key key) {
        return servers.get(key);
    }

    /** Carries out every probe that became due while the clock was moved, before it returns. */
    void catchUp(long fromMillis, long toMillis, BooleanSupplier isCurrent) {
        ClockMove move = new ClockMove(fromMillis, toMillis, new CountDownLatch(1));
        requests.add(move);
        // A loop that ends meanwhile takes its requests once more after that.
        if (!isCurrent.getAsBoolean() || failed) {
            return;
        }
        changed();
        try {
            if (!move.done().await(CATCH_UP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("probes are not finished {} s after the clock was moved", CATCH_UP_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes it end. */
    void stop() {
        stopping = true;
        prober.wakeUp();
    }

    /** Waits until it has ended, for a limited time. */
    void awaitEnd() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_TIMEOUT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping && !hasEnded()) {
                for (ClockMove move = requests.poll(); move != null; move = requests.poll()) {
                    begin(move);
                }
                long wait = changed ? askWhatIsWanted() : NEVER;
                if (!anyMachine) {
                    continue;
                }
                long untilDue = sendDueProbes();
                publish();
                moves.removeIf(this::isDone);
                prober.turn(Math.min(wait, untilDue));
            }
        } catch (RuntimeException | Error failure) {
            // The engine keeps it, so that its servers are Unknown and not Alive like those of no machine.
            failed = true;
            LOG.error("probing has stopped; registering a machine starts it again", failure);
        } finally {
            servers.clear();
            ending.ended(this);
            prober.close();
            moves.forEach(move -> move.done().countDown());
            for (ClockMove move = requests.poll(); move != null; move = requests.poll()) {
                move.done().countDown();
            }
        }
    }

    private boolean hasEnded() {
        return ending.end(this, () -> !anyMachine && !changed && requests.isEmpty());
    }

    private void begin(ClockMove move) {
        // What was written before the clock was moved counts.
        askWhatIsWanted();
        movedTo = Math.max(movedTo, move.toMillis());
        List<ProbedServer> scheduled = List.copyOf(schedule);
        schedule.clear();
        for (ProbedServer server : scheduled) {
            server.skipTo(move.fromMillis());
            schedule.add(server);
        }
        moves.add(move);
    }

    /** Asks what shall be probed; returns after how many milliseconds to ask again. */
    private long askWhatIsWanted() {
        changed = false;
        if (beginsAnew) {
            beginsAnew = false;
            servers.clear();
            schedule.clear();
            movedTo = Long.MIN_VALUE;
        }
        try {
            schedule(wanted.get());
        } catch (RuntimeException failure) {
            LOG.warn("what shall be probed cannot be read; trying again", failure);
            changed = true;
            anyMachine = true;
            return RETRY_MILLIS;
        }
        return NEVER;
    }

    private void schedule(Wanted now) {
        anyMachine = now.anyMachine();
        Set<Target.Key> kept = new HashSet<>();
        for (Target target : now.targets()) {
            if (target.check().type() == Check.Type.ECHO && !echoIsPossible.getAsBoolean()) {
                continue;
            }
            kept.add(target.key());
            ProbedServer known = servers.get(target.key());
            if (known != null && known.target().equals(target)) {
                continue;
            }
            ProbedServer server = known != null && known.target().continues(target)
                    ? known.changedTo(target)
                    : sharing.kept(target)
                            .map(found -> ProbedServer.of(target, found))
                            .orElseGet(() -> new ProbedServer(target));
            if (known != null) {
                schedule.remove(known);
            }
            servers.put(target.key(), server);
            schedule.add(server);
        }
        servers.values().removeIf(server -> {
            boolean gone = !kept.contains(server.target().key());
            if (gone) {
                schedule.remove(server);
            }
            return gone;
        });
    }

    /** Returns after how many milliseconds to look again. */
    private long sendDueProbes() {
        long now = clock.instant().toEpochMilli();
        // Read after the time: the probes up to a move that has not been requested yet would count as left out.
        if (clock.isBeingMoved() && moves.isEmpty()) {
            return MOVE_POLL_MILLIS;
        }
        // On a frozen clock only a move makes a probe due.
        long limit = moves.isEmpty() ? Long.MIN_VALUE : movedTo;
        if (clock.scale() != 0) {
            limit = Math.max(now, limit);
        }
        for (ProbedServer next = schedule.peek(); next != null && next.dueMillis() <= limit; next = schedule.peek()) {
            ProbedServer server = schedule.remove();
            if (server.dueMillis() > movedTo) {
                server.skipTo(now);
            }
            underWay.add(server);
            prober.send(server.target().machine(), server.target().check(), result -> complete(server, result));
        }
        return realMillisToNextDue();
    }

    private void publish() {
        if (unpublished.isEmpty()) {
            return;
        }
        try {
            sharing.publish(unpublished);
            unpublished.clear();
        } catch (RuntimeException failure) {
            // Such as a database that is away: with the next probe it is tried again.
            LOG.warn("results of probes could not be stored: {}", failure.getMessage());
            unpublished.removeIf(server -> servers.get(server.target().key()) != server);
        }
    }

    private void complete(ProbedServer server, ProbeResult result) {
        underWay.remove(server);
        // The result of a check that was changed or given up meanwhile is void.
        if (servers.get(server.target().key()) == server) {
            String before = server.timeline().status();
            server.count(result, movedTo);
            schedule.add(server);
            unpublished.add(server);
            if (!before.equals(server.timeline().status())) {
                stateChanged.accept(server.target().key().blbId());
            }
        }
    }

    /** Whether the probes of a move are all done; then its caller goes on. */
    private boolean isDone(ClockMove move) {
        ProbedServer next = schedule.peek();
        boolean done = (next == null || next.dueMillis() > move.toMillis())
                && underWay.stream().noneMatch(server -> server.dueMillis() <= move.toMillis());
        if (done) {
            move.done().countDown();
        }
        return done;
    }

    private long realMillisToNextDue() {
        ProbedServer next = schedule.peek();
        int scale = clock.scale();
        if (next == null || scale == 0) {
            return NEVER;
        }
        // Rounded up: a millisecond too early would turn the loop without effect.
        return (Math.max(0, next.dueMillis() - clock.instant().toEpochMilli()) + scale - 1) / scale;
    }
}
