package dev.blb.emulator.probe;

import dev.blb.emulator.health.HealthTimeline;
import dev.blb.emulator.health.HealthTimeline.Probe;
import dev.blb.emulator.health.ProbePlan.Phase;
import dev.blb.emulator.health.Tally;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

/**
 * Probes the servers that really live somewhere, when the emulator's clock says so. It asks the database what shall be probed
 * after each write, and keeps what it found out in memory alone. While no machine is registered, no thread runs.
 *
 * <p>A probe that is due is sent once: if it comes late, because probes take longer than their interval or the process
 * stood still, those before it are left out. Only where the clock is moved by hand is every one of them carried out before
 * the move ends, one after the other for each server; after as many equal results as both thresholds ask for, no other can
 * change the state, and the rest count without being sent.
 */
public final class ProbeEngine implements AutoCloseable {
    /** How many probes of a server are remembered. */
    public static final int REMEMBERED_PROBES = 20;

    private static final Logger LOG = LoggerFactory.getLogger(ProbeEngine.class);

    /** Longer than five probes in a row that all time out. */
    private static final int CATCH_UP_TIMEOUT_SECONDS = 330;

    private static final int CLOSE_TIMEOUT_SECONDS = 5;
    private static final long RETRY_MILLIS = 500;
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final EmulatorClock clock;
    private final Supplier<Wanted> wanted;
    private final BooleanSupplier echoIsPossible;

    /** Written by the loop, read by all. */
    private final Map<Target.Key, Entry> entries = new ConcurrentHashMap<>();

    /** Guards the start and the end of the loop. */
    private final Object lifecycle = new Object();

    /** The loop, while there is something to follow. */
    private volatile @Nullable Loop loop;

    private boolean closed;

    /** Is called with the load balancer of a server whose state a probe has changed. */
    private volatile Consumer<String> stateChanged = blbId -> {};

    /**
     * What shall be probed.
     *
     * @param anyMachine whether a machine is registered at all, attached or not
     */
    public record Wanted(boolean anyMachine, List<Target> targets) {}

    /**
     * An engine at rest.
     *
     * @param wanted asks what shall be probed
     * @param echoIsPossible whether an ICMP echo can be sent
     */
    public ProbeEngine(EmulatorClock clock, Supplier<Wanted> wanted, BooleanSupplier echoIsPossible) {
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

    /** Whether machines are registered, so that servers may be probed. */
    public boolean isFollowing() {
        return loop != null;
    }

    /** Says that machines may be registered from now on; until they are gone again, the engine runs. */
    public void follow() {
        synchronized (lifecycle) {
            if (closed) {
                return;
            }
            Loop running = loop;
            if (running == null || running.failed) {
                running = new Loop();
                loop = running;
                running.thread.start();
            }
            running.changed = true;
        }
        changed();
    }

    /** Says that something was written, or that the clock runs otherwise. */
    public void changed() {
        Loop running = loop;
        if (running != null) {
            running.changed = true;
            running.prober.wakeUp();
        }
    }

    /** What was found out about a server since it shall be probed: Unknown before the first verdict. */
    public HealthTimeline seen(Target target) {
        Entry entry = entries.get(target.key());
        // What was found out before it was detached and attached again, say, does not count.
        return entry != null && entry.target.continues(target)
                ? entry.seen
                : new HealthTimeline(HealthTimeline.UNKNOWN, List.of());
    }

    /** Carries out what became due while the clock was moved from this time to now. */
    private void catchUp(Instant from) {
        Loop running = loop;
        if (running == null) {
            return;
        }
        CatchUp request = new CatchUp(from.toEpochMilli(), clock.instant().toEpochMilli(), new CountDownLatch(1));
        running.requests.add(request);
        // A loop that ends meanwhile looks at its requests once more after it said so.
        if (loop != running || running.failed) {
            return;
        }
        changed();
        try {
            if (!request.done.await(CATCH_UP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("probes are still under way {} s after the clock was moved", CATCH_UP_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A move of the clock whose probes are not yet all done. */
    private record CatchUp(long from, long to, CountDownLatch done) {}

    /** Stops probing. */
    @Override
    public void close() {
        Thread thread;
        synchronized (lifecycle) {
            closed = true;
            Loop running = loop;
            if (running == null) {
                return;
            }
            running.stopping = true;
            running.prober.wakeUp();
            thread = running.thread;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_TIMEOUT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A server behind a listener, with what was found out; changed by the loop alone. */
    private static final class Entry {
        private final Target target;
        private final Deque<Probe> newest = new ArrayDeque<>();
        private volatile HealthTimeline seen = new HealthTimeline(HealthTimeline.UNKNOWN, List.of());
        private Tally tally = Tally.NONE;
        private long due;
        private long equalInMove;
        private long move = Long.MIN_VALUE;

        private Entry(Target target) {
            this.target = target;
            this.due = target.firstDueMillis();
        }

        /** The same server under changed settings or another check. */
        private Entry changed(Target now) {
            Entry entry = new Entry(now);
            entry.newest.addAll(newest);
            entry.seen = seen;
            if (now.settings().equals(target.settings())) {
                entry.tally = tally;
                entry.due = due;
            } else {
                entry.tally = tally.anew();
            }
            return entry;
        }

        private void count(boolean up, long times, @Nullable Long latencyMillis, String reason) {
            tally = tally.after(up, times, target.settings());
            newest.addLast(
                    new Probe(Instant.ofEpochMilli(due), up, latencyMillis, reason, tally.inARow(), tally.status()));
            if (newest.size() > REMEMBERED_PROBES) {
                newest.removeFirst();
            }
            seen = new HealthTimeline(tally.status(), List.copyOf(newest));
        }

        /** Counts the result of the probe that is due, and says when the next one is. */
        private void count(Outcome outcome, long movedTo) {
            Phase settings = target.settings();
            boolean inMove = due <= movedTo;
            boolean equal = move == movedTo && tally.inARow() > 0 && tally.up() == outcome.up();
            count(outcome.up(), 1, outcome.latencyMillis(), outcome.reason());
            if (inMove) {
                equalInMove = equal ? equalInMove + 1 : 1;
                move = movedTo;
                long rest = settings.probesBetween(due + settings.intervalMillis(), movedTo);
                if (rest > 0 && equalInMove >= Math.max(settings.unhealthyThreshold(), settings.healthyThreshold())) {
                    due += rest * settings.intervalMillis();
                    count(
                            outcome.up(),
                            rest,
                            null,
                            rest + " probes not sent, as they could not change the state; counted like the one before: "
                                    + outcome.reason());
                }
            }
            due += settings.intervalMillis();
        }
    }

    /** The one thread that probes, from the first machine's registration until none is left. */
    private final class Loop implements Runnable {
        private final Prober prober = new Prober(clock.real());
        private final Queue<CatchUp> requests = new ConcurrentLinkedQueue<>();
        private final List<CatchUp> moves = new ArrayList<>();
        private final Queue<Entry> schedule = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.due));
        private final Set<Entry> underWay = new HashSet<>();
        private final Thread thread = new Thread(this, "blb-probes");
        private volatile boolean changed = true;
        private volatile boolean stopping;
        private volatile boolean failed;
        private boolean anyMachine = true;

        /** Up to when everything is carried out, because the clock was moved there by hand. */
        private long movedTo = Long.MIN_VALUE;

        private Loop() {
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (!stopping && !hasEnded()) {
                    for (CatchUp request = requests.poll(); request != null; request = requests.poll()) {
                        begin(request);
                    }
                    long wait = changed ? ask() : NEVER;
                    if (!anyMachine) {
                        continue;
                    }
                    sendWhatIsDue();
                    moves.removeIf(this::isDone);
                    prober.turn(Math.min(wait, realMillisToNextDue()));
                }
            } catch (RuntimeException | Error failure) {
                // It stays in place, so that its servers are seen as Unknown and not as those of no machine.
                failed = true;
                LOG.error("probing has stopped; registering a machine starts it again", failure);
            } finally {
                synchronized (lifecycle) {
                    if (loop == this) {
                        entries.clear();
                        loop = failed ? this : null;
                    }
                }
                prober.close();
                moves.forEach(move -> move.done.countDown());
                for (CatchUp request = requests.poll(); request != null; request = requests.poll()) {
                    request.done.countDown();
                }
            }
        }

        /** Whether nothing is left to follow, and nobody has said otherwise meanwhile. */
        private boolean hasEnded() {
            synchronized (lifecycle) {
                if (anyMachine || changed || !requests.isEmpty()) {
                    return false;
                }
                loop = null;
                return true;
            }
        }

        private void begin(CatchUp request) {
            // What was written before the clock was moved counts.
            ask();
            movedTo = Math.max(movedTo, request.to());
            List<Entry> scheduled = List.copyOf(schedule);
            schedule.clear();
            for (Entry entry : scheduled) {
                entry.due = Math.max(entry.due, entry.target.newestDueMillis(request.from()));
                schedule.add(entry);
            }
            moves.add(request);
        }

        /** Asks what shall be probed, and returns after how many milliseconds to ask again. */
        private long ask() {
            changed = false;
            Wanted now;
            try {
                now = wanted.get();
            } catch (RuntimeException failure) {
                LOG.warn("what shall be probed cannot be read; it is tried again", failure);
                changed = true;
                anyMachine = true;
                return RETRY_MILLIS;
            }
            anyMachine = now.anyMachine();
            Set<Target.Key> kept = new HashSet<>();
            for (Target target : now.targets()) {
                if (target.check().type() == Check.Type.ECHO && !echoIsPossible()) {
                    continue;
                }
                kept.add(target.key());
                Entry known = entries.get(target.key());
                if (known != null && known.target.equals(target)) {
                    continue;
                }
                Entry entry =
                        known != null && known.target.continues(target) ? known.changed(target) : new Entry(target);
                if (known != null) {
                    schedule.remove(known);
                }
                entries.put(target.key(), entry);
                schedule.add(entry);
            }
            entries.values().removeIf(entry -> {
                boolean gone = !kept.contains(entry.target.key());
                if (gone) {
                    schedule.remove(entry);
                }
                return gone;
            });
            return NEVER;
        }

        private void sendWhatIsDue() {
            long now = clock.instant().toEpochMilli();
            // While time stands still, only a move of the clock makes a probe due.
            long limit = moves.isEmpty() ? Long.MIN_VALUE : movedTo;
            if (clock.scale() != 0) {
                limit = Math.max(now, limit);
            }
            for (Entry next = schedule.peek(); next != null && next.due <= limit; next = schedule.peek()) {
                Entry entry = schedule.remove();
                if (entry.due > movedTo) {
                    entry.due = Math.max(entry.due, entry.target.newestDueMillis(now));
                }
                underWay.add(entry);
                prober.send(entry.target.machine(), entry.target.check(), outcome -> landed(entry, outcome));
            }
        }

        private void landed(Entry entry, Outcome outcome) {
            underWay.remove(entry);
            // The result of a check that was changed or given up meanwhile says nothing any more.
            if (entries.get(entry.target.key()) == entry) {
                String before = entry.seen.status();
                entry.count(outcome, movedTo);
                schedule.add(entry);
                if (!before.equals(entry.seen.status())) {
                    stateChanged.accept(entry.target.key().blbId());
                }
            }
        }

        /** Whether a move's probes are all done; then its caller goes on. */
        private boolean isDone(CatchUp move) {
            Entry next = schedule.peek();
            boolean done = (next == null || next.due > move.to())
                    && underWay.stream().noneMatch(entry -> entry.due <= move.to());
            if (done) {
                move.done.countDown();
            }
            return done;
        }

        private long realMillisToNextDue() {
            Entry next = schedule.peek();
            int scale = clock.scale();
            if (next == null || scale == 0) {
                return NEVER;
            }
            // Rounded up: a millisecond too early would turn the loop for nothing.
            return (Math.max(0, next.due - clock.instant().toEpochMilli()) + scale - 1) / scale;
        }
    }
}
