package dev.blb.emulator.forwarding;

import dev.blb.emulator.time.EmulatorClock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Which load balancers the planner has to plan anew, and who waits for it. Thread-safe. */
final class PlannerQueue {
    /** How long the thread that committed waits at most, in real time. */
    private static final long MAX_WAIT_MILLIS = 2_000;

    /** How often, in real time, it is looked again: at scripts, at ports that were taken, at a state that could not be read. */
    private static final long SCRIPT_MILLIS = 200;

    private static final long CONFLICT_MILLIS = 5_000;
    private static final long RETRY_MILLIS = 500;
    private static final long MAX_SLEEP_MILLIS = 1_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final EmulatorClock clock;
    private final LongSupplier elapsedMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition finished = lock.newCondition();

    private final Set<String> marked = new LinkedHashSet<>();
    private final Map<String, Due> dues = new HashMap<>();
    private final Map<String, List<String>> problems = new HashMap<>();
    private final Set<String> late = new HashSet<>();
    private boolean all;
    private boolean timeRunsOtherwise;
    private long retryAllAtMillis = NEVER;
    private long ticket;
    private long done;
    private boolean closed;

    /**
     * When a load balancer is planned anew without a commit.
     *
     * @param atMillis by the emulator's clock
     * @param realMillis by the elapsed real time
     * @param scripted whether it depends on the time otherwise
     */
    private record Due(long atMillis, long realMillis, boolean scripted) {}

    /**
     * What the planner shall do next.
     *
     * @param ticket everything that was marked up to here
     * @param all whether all load balancers are planned anew, and those that are gone released
     */
    record Work(long ticket, boolean all, Set<String> blbIds) {}

    /**
     * An empty queue.
     *
     * @param elapsedMillis the real time since any fixed moment, in milliseconds
     */
    PlannerQueue(EmulatorClock clock, LongSupplier elapsedMillis) {
        this.clock = clock;
        this.elapsedMillis = elapsedMillis;
    }

    /** Marks all load balancers; returns what {@link #await} takes. */
    long markAll() {
        return mark(Set.of(), true, false);
    }

    /** Marks these load balancers. */
    long mark(Collection<String> blbIds) {
        return mark(blbIds, false, false);
    }

    /** Marks one load balancer. */
    void mark(String blbId) {
        mark(Set.of(blbId));
    }

    /** Marks what depends on the time. */
    long timeRunsOtherwise() {
        return mark(Set.of(), false, true);
    }

    private long mark(Collection<String> blbIds, boolean every, boolean time) {
        lock.lock();
        try {
            marked.addAll(blbIds);
            all |= every;
            timeRunsOtherwise |= time;
            ticket++;
            changed.signal();
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until what was marked is carried out, but not too long.
     *
     * @param blbIds the load balancers of which it is noted if that is not in time
     */
    void await(long marking, Set<String> blbIds) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(MAX_WAIT_MILLIS);
            while (done < marking && !closed) {
                if (left <= 0) {
                    late.addAll(blbIds);
                    return;
                }
                left = finished.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to do; empty once it is closed. */
    Optional<Work> next() {
        lock.lock();
        try {
            while (!closed) {
                Set<String> blbIds = new LinkedHashSet<>(marked);
                addDue(blbIds);
                boolean retry = elapsedMillis.getAsLong() >= retryAllAtMillis;
                if (all || retry || timeRunsOtherwise || !blbIds.isEmpty() || done < ticket) {
                    Work work = new Work(ticket, all || retry, blbIds);
                    marked.clear();
                    all = false;
                    timeRunsOtherwise = false;
                    retryAllAtMillis = retry ? NEVER : retryAllAtMillis;
                    return Optional.of(work);
                }
                changed.await(sleepMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return Optional.empty();
    }

    private void addDue(Set<String> blbIds) {
        long now = clock.instant().toEpochMilli();
        long real = elapsedMillis.getAsLong();
        dues.forEach((blbId, due) -> {
            if (due.atMillis() <= now || due.realMillis() <= real || (due.scripted() && timeRunsOtherwise)) {
                blbIds.add(blbId);
            }
        });
    }

    private long sleepMillis() {
        long now = clock.instant().toEpochMilli();
        long real = elapsedMillis.getAsLong();
        int scale = clock.scale();
        // A test may move the real time without a notice, so no sleep is long.
        long sleep = MAX_SLEEP_MILLIS;
        for (Due due : dues.values()) {
            if (due.realMillis() != NEVER) {
                sleep = Math.min(sleep, due.realMillis() - real);
            }
            if (due.atMillis() != NEVER && scale > 0) {
                sleep = Math.min(sleep, (due.atMillis() - now + scale - 1) / scale);
            }
        }
        if (retryAllAtMillis != NEVER) {
            sleep = Math.min(sleep, retryAllAtMillis - real);
        }
        return Math.max(1, sleep);
    }

    /** Says that work is carried out. */
    void done(Work work) {
        lock.lock();
        try {
            done = Math.max(done, work.ticket());
            late.removeAll(work.blbIds());
            if (work.all()) {
                late.clear();
            }
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says that a load balancer is carried out, and when to look again.
     *
     * @param changesAtMillis when its status changes by time alone, by the emulator's clock
     * @param scripted whether the health of its servers changes with time
     * @param nameMillis after which real time host names are looked up again, or {@link Long#MAX_VALUE}
     * @param conflicts what could not be carried out
     */
    void planned(String blbId, long changesAtMillis, boolean scripted, long nameMillis, List<String> conflicts) {
        long scriptMillis = scripted && clock.scale() > 0 ? SCRIPT_MILLIS : NEVER;
        long conflictMillis = conflicts.isEmpty() ? NEVER : CONFLICT_MILLIS;
        long wait = Math.min(Math.min(scriptMillis, nameMillis), conflictMillis);
        lock.lock();
        try {
            due(blbId, changesAtMillis, wait, scripted);
            problems.put(blbId, conflicts);
            if (conflicts.isEmpty()) {
                problems.remove(blbId);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that a load balancer could not be carried out. */
    void retry(String blbId, String problem) {
        lock.lock();
        try {
            due(blbId, NEVER, RETRY_MILLIS, false);
            problems.put(blbId, List.of(blbId + ": " + problem));
        } finally {
            lock.unlock();
        }
    }

    private void due(String blbId, long atMillis, long waitMillis, boolean scripted) {
        if (atMillis == NEVER && waitMillis == NEVER && !scripted) {
            dues.remove(blbId);
        } else {
            long real = waitMillis == NEVER ? NEVER : elapsedMillis.getAsLong() + waitMillis;
            dues.put(blbId, new Due(atMillis, real, scripted));
        }
    }

    /** Says that the state could not be read. */
    void retryAll() {
        lock.lock();
        try {
            retryAllAtMillis = elapsedMillis.getAsLong() + RETRY_MILLIS;
        } finally {
            lock.unlock();
        }
    }

    /** Says that a load balancer is gone. */
    void forget(String blbId) {
        lock.lock();
        try {
            dues.remove(blbId);
            problems.remove(blbId);
        } finally {
            lock.unlock();
        }
    }

    /** What of a load balancer, or of all for the empty text, is not carried out. */
    Optional<String> warning(String blbId) {
        lock.lock();
        try {
            if (late.contains(blbId)) {
                return Optional.of("the data plane has not carried this out within " + MAX_WAIT_MILLIS
                        + " ms; GET /_blb/endpoints shows its state");
            }
            List<String> found = blbId.isEmpty()
                    ? problems.values().stream().flatMap(List::stream).toList()
                    : problems.getOrDefault(blbId, List.of());
            return found.isEmpty() ? Optional.empty() : Optional.of(shown(found));
        } finally {
            lock.unlock();
        }
    }

    private static String shown(List<String> found) {
        String first = found.get(0).replaceAll("[^!-~]+", " ");
        return found.size() == 1 ? first : first + " (and " + (found.size() - 1) + " more)";
    }

    /** Whether it has ended. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends; no thread waits any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
