package dev.blb.emulator.fault;

import dev.blb.emulator.fault.FaultRule.Selection;
import dev.blb.emulator.traffic.ListenerKey;
import dev.blb.emulator.traffic.TrafficFault.Point;
import dev.blb.emulator.traffic.TrafficFaults.Hit;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plan from the time it is set until it is removed: its counts, its buckets and those that wait in it. Thread-safe. */
final class ActivePlan {
    private static final Logger LOG = LoggerFactory.getLogger(ActivePlan.class);
    private static final int MAX_REQUEST_IDS = 100;

    /** Odd constants of the golden ratio, as SplittableRandom mixes its seeds by. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final FaultPlan plan;
    private final Clock clock;
    private Instant begin;
    private Instant latest;
    private final List<Counted> rules = new ArrayList<>();
    private final List<CountedTraffic> traffic = new ArrayList<>();
    private final Map<Object, Runnable> endings = new ConcurrentHashMap<>();
    private final CountDownLatch removed = new CountDownLatch(1);

    ActivePlan(FaultPlan plan, Clock clock) {
        this.plan = plan;
        this.clock = clock;
        this.begin = clock.instant();
        this.latest = begin;
        for (int i = 0; i < plan.rules().size(); i++) {
            rules.add(new Counted(plan.rules().get(i), i));
        }
        for (TrafficRule rule : plan.traffic()) {
            traffic.add(new CountedTraffic(
                    rule, new Count(rule.name(), rule.selection(), rule.times(), rules.size() + traffic.size())));
        }
    }

    /** How long the plan is active by the clock. Where the clock has gone back, that goes on from what it was. */
    private synchronized Duration sinceBegin() {
        Instant now = clock.instant();
        if (now.isBefore(latest)) {
            begin = begin.minus(Duration.between(now, latest));
        }
        latest = now;
        return Duration.between(begin, now);
    }

    /** How often a rule was matched and fired. Thread-safe. */
    private final class Count {
        private final String name;
        private final Selection selection;
        private final long times;
        private final int index;
        private final Deque<String> requestIds = new ArrayDeque<>();
        private long matched;
        private long fired;

        Count(String name, Selection selection, long times, int index) {
            this.name = name;
            this.selection = selection;
            this.times = times;
            this.index = index;
        }

        /** Counts a match; gives draws if it is hit and something fires. */
        synchronized <T> Optional<T> fire(String requestId, Function<SplittableRandom, Optional<T>> firing) {
            matched++;
            SplittableRandom draws =
                    new SplittableRandom(GOLDEN * (GOLDEN * (GOLDEN * plan.seed() + index + 1) + matched));
            if (fired >= times || !selection.hits(matched, draws.nextDouble())) {
                return Optional.empty();
            }
            Optional<T> result = firing.apply(draws);
            if (result.isPresent()) {
                fired++;
                if (!requestId.isEmpty()) {
                    requestIds.add(requestId);
                    if (requestIds.size() > MAX_REQUEST_IDS) {
                        requestIds.remove();
                    }
                }
            }
            return result;
        }

        synchronized RuleCount shown() {
            boolean isBounded = times < Long.MAX_VALUE;
            return new RuleCount(
                    name,
                    isBounded ? times : null,
                    matched,
                    fired,
                    isBounded ? times - fired : null,
                    List.copyOf(requestIds));
        }
    }

    /** A rule about calls with its counts. */
    private final class Counted {
        private final FaultRule rule;
        private final Count count;
        private final Optional<Bucket> bucket;

        Counted(FaultRule rule, int index) {
            this.rule = rule;
            this.count = new Count(rule.name(), rule.selection(), rule.times(), index);
            this.bucket = rule.effect() instanceof Effect.Throttle throttle
                    ? Optional.of(Bucket.builder()
                            .addLimit(limit -> limit.capacity(throttle.burst())
                                    .refillGreedy(
                                            throttle.rate().calls(),
                                            throttle.rate().time()))
                            .withCustomTimePrecision(new EmulatorTime())
                            .build())
                    : Optional.empty();
        }

        Optional<Fired> fire(String requestId) {
            return count.fire(requestId, draws -> {
                long waitSeconds = 0;
                if (bucket.isPresent()) {
                    ConsumptionProbe probe = bucket.get().tryConsumeAndReturnRemaining(1);
                    if (probe.isConsumed()) {
                        return Optional.empty();
                    }
                    waitSeconds = Math.max(1, (probe.getNanosToWaitForRefill() + 999_999_999) / 1_000_000_000);
                }
                return Optional.of(new Fired(
                        rule.name(),
                        rule.after(),
                        rule.delay().draw(draws),
                        rule.effect(),
                        waitSeconds,
                        ActivePlan.this));
            });
        }
    }

    /** A rule about traffic with its counts. */
    private record CountedTraffic(TrafficRule rule, Count count) {}

    /** The emulator's clock for a bucket, in nanoseconds since the plan began. */
    private final class EmulatorTime implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            Duration since = sinceBegin();
            // A clock may be set to a year whose nanoseconds no long holds.
            return since.compareTo(Duration.ofDays(36_500)) > 0
                    ? Duration.ofDays(36_500).toNanos()
                    : since.toNanos();
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }

    /** The fault of a call: that of the first rule that hits it. */
    Optional<Fired> fire(Asked asked, String requestId) {
        Duration since = sinceBegin();
        for (Counted each : rules) {
            if (each.rule.fits(asked, since)) {
                Optional<Fired> fired = each.fire(requestId);
                if (fired.isPresent()) {
                    return fired;
                }
            }
        }
        return Optional.empty();
    }

    /** The fault that traffic meets: that of the first rule that hits it. */
    Optional<Hit> fire(Point point, ListenerKey key, String instanceId, int openConnections) {
        if (traffic.isEmpty()) {
            return Optional.empty();
        }
        Duration since = sinceBegin();
        for (CountedTraffic each : traffic) {
            if (each.rule().fits(point, key, instanceId, openConnections, since)) {
                Hit hit = new Hit(each.rule().name(), each.rule().fault());
                Optional<Hit> fired = each.count().fire("", draws -> Optional.of(hit));
                if (fired.isPresent()) {
                    return fired;
                }
            }
        }
        return Optional.empty();
    }

    /** Waits in real time, but not longer than the plan is active; returns whether it was removed. */
    boolean await(Duration time) throws InterruptedException {
        boolean isRemoved = removed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        if (isRemoved) {
            LOG.debug("a call was held back for a shorter time: its plan was removed");
        }
        return isRemoved;
    }

    /** Runs an action once: after some real time, or when the plan is removed, before {@link #remove} returns. */
    void after(Duration time, Runnable action) {
        Object ending = new Object();
        endings.put(ending, action);
        Thread thread = new Thread(
                () -> {
                    try {
                        await(time);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    end(ending);
                },
                "blb-fault-end");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs an action once; a second caller waits until it has run. */
    private void end(Object ending) {
        synchronized (ending) {
            Runnable action = endings.get(ending);
            if (action != null) {
                try {
                    action.run();
                } finally {
                    endings.remove(ending);
                }
            }
        }
    }

    void remove() {
        removed.countDown();
        endings.keySet().forEach(this::end);
    }

    int seed() {
        return plan.seed();
    }

    List<RuleCount> counts() {
        return Stream.concat(
                        rules.stream().map(each -> each.count), traffic.stream().map(CountedTraffic::count))
                .map(Count::shown)
                .toList();
    }
}
