package dev.blb.emulator.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.forwarding.PlannerQueue.Work;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerQueueTest {
    private static final long NEVER = Long.MAX_VALUE;

    private final MovableClock real = new MovableClock(Instant.parse("2026-11-26T10:00:00Z"));
    private final EmulatorClock clock = new EmulatorClock(real);
    private final PlannerQueue queue = new PlannerQueue(clock, real::millis);

    private Work next() {
        return queue.next().orElseThrow();
    }

    @Test
    void whatIsNotCarriedOutInTimeIsWarnedOfUntilItIs() {
        queue.await(queue.mark(Set.of("lb-1")), Set.of("lb-1"));
        assertThat(queue.warning("lb-1").orElseThrow()).contains("not carried this out within 2000 ms");
        assertThat(queue.warning("lb-2")).isEmpty();
        Work work = next();
        assertThat(work.blbIds()).containsExactly("lb-1");
        queue.done(work);
        assertThat(queue.warning("lb-1")).isEmpty();
    }

    @Test
    void whatIsMarkedWhileWorkGoesOnIsNextWork() {
        queue.mark("lb-1");
        Work first = next();
        queue.mark("lb-1");
        queue.markAll();
        queue.done(first);
        Work second = next();
        assertThat(second.blbIds()).containsExactly("lb-1");
        assertThat(second.all()).isTrue();
        assertThat(second.ticket()).isGreaterThan(first.ticket());
    }

    @Test
    void aChangeByTimeAndAConflictAreLookedAtAgain() {
        queue.planned("lb-1", clock.instant().plusSeconds(60).toEpochMilli(), false, NEVER, List.of());
        queue.planned(
                "lb-2", NEVER, false, NEVER, List.of("listener TCP 80 does not listen: caf\u00e9 \n is in the way"));
        assertThat(queue.warning("lb-2")).contains("listener TCP 80 does not listen: caf is in the way");
        assertThat(queue.warning("")).isPresent();
        real.advance(Duration.ofSeconds(5));
        Work conflict = next();
        assertThat(conflict.blbIds()).containsExactly("lb-2");
        queue.planned("lb-2", NEVER, false, NEVER, List.of());
        queue.done(conflict);
        assertThat(queue.warning("")).isEmpty();
        clock.advance(Duration.ofSeconds(55));
        assertThat(next().blbIds()).containsExactly("lb-1");
    }

    @Test
    void whatDependsOnTheTimeIsPlannedAnewWhenTheClockMoves() {
        clock.freeze();
        queue.planned("lb-1", NEVER, true, NEVER, List.of());
        queue.timeRunsOtherwise();
        assertThat(next().blbIds()).containsExactly("lb-1");
    }

    @Test
    void nobodyWaitsForAQueueThatIsClosed() {
        queue.close();
        queue.await(queue.mark(Set.of("lb-1")), Set.of("lb-1"));
        assertThat(queue.warning("lb-1")).isEmpty();
        assertThat(queue.next()).isEmpty();
    }
}
