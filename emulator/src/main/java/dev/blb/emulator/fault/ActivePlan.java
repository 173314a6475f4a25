package dev.blb.emulator.fault;

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
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private final Instant begin;
    private final List<Counted> rules = new ArrayList<>();
    private final CountDownLatch removed = new CountDownLatch(1);

    ActivePlan(FaultPlan plan, Clock clock) {
        this.plan = plan;
        this.clock = clock;
        this.begin = clock.instant();
        for (int i = 0; i < plan.rules().size(); i++) {
            rules.add(new Counted(plan.rules().get(i), i));
        }
    }

    private Duration sinceBegin() {
        return Duration.between(begin, clock.instant());
    }

    /** A rule with its counts, which are changed under its own lock. */
    private final class Counted {
        private final FaultRule rule;
        private final int index;
        private final Optional<Bucket> bucket;
        private final Deque<String> requestIds = new ArrayDeque<>();
        private long matched;
        private long fired;

        Counted(FaultRule rule, int index) {
            this.rule = rule;
            this.index = index;
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

        synchronized Optional<Fired> fire(String requestId) {
            matched++;
            SplittableRandom draws =
                    new SplittableRandom(GOLDEN * (GOLDEN * (GOLDEN * plan.seed() + index + 1) + matched));
            if (fired >= rule.times() || !rule.selection().hits(matched, draws.nextDouble())) {
                return Optional.empty();
            }
            long waitSeconds = 0;
            if (bucket.isPresent()) {
                ConsumptionProbe probe = bucket.get().tryConsumeAndReturnRemaining(1);
                if (probe.isConsumed()) {
                    return Optional.empty();
                }
                waitSeconds = Math.max(1, (probe.getNanosToWaitForRefill() + 999_999_999) / 1_000_000_000);
            }
            fired++;
            requestIds.add(requestId);
            if (requestIds.size() > MAX_REQUEST_IDS) {
                requestIds.remove();
            }
            return Optional.of(new Fired(
                    rule.name(), rule.after(), rule.delay().draw(draws), rule.effect(), waitSeconds, ActivePlan.this));
        }

        synchronized RuleCount count() {
            boolean isBounded = rule.times() < Long.MAX_VALUE;
            return new RuleCount(
                    rule.name(),
                    isBounded ? rule.times() : null,
                    matched,
                    fired,
                    isBounded ? rule.times() - fired : null,
                    List.copyOf(requestIds));
        }
    }

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
            if (each.rule.match().fits(asked, since)) {
                Optional<Fired> fired = each.fire(requestId);
                if (fired.isPresent()) {
                    return fired;
                }
            }
        }
        return Optional.empty();
    }

    /** Waits in real time, but not longer than the plan is active. */
    void await(Duration time) throws InterruptedException {
        if (removed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("a call was held back for a shorter time: its plan was removed");
        }
    }

    void remove() {
        removed.countDown();
    }

    int seed() {
        return plan.seed();
    }

    List<RuleCount> counts() {
        return rules.stream().map(Counted::count).toList();
    }
}
