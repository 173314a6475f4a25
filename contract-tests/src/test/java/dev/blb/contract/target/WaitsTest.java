package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.contract.target.Waits.Effect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When effects are looked for. */
class WaitsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ManualTime time = new ManualTime();
    private final Waits waits = new Waits(PATIENCE, time);

    private Optional<Boolean> after(Effect effect, Duration delay) {
        long start = time.nanos();
        return waits.until(
                effect, () -> time.nanos() - start >= delay.toNanos() ? Optional.of(true) : Optional.empty());
    }

    @Test
    void whatIsThereAtOnceCostsNoPause() {
        assertThat(after(Effect.UPDATE, Duration.ZERO)).isPresent();
        assertThat(time.takePauses()).isEmpty();
    }

    @Test
    void pausesDoubleUpToTwoSeconds() {
        assertThat(after(Effect.UPDATE, Duration.ofSeconds(20))).isPresent();

        List<Duration> pauses = time.takePauses();
        assertThat(pauses).isSorted().endsWith(Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(pauses.get(0)).isLessThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void theFirstLookComesWhenItWasThereBefore() {
        Duration delay = Duration.ofSeconds(4);
        for (int i = 0; i < 6; i++) {
            after(Effect.CREATE, delay);
        }
        time.takePauses();

        after(Effect.CREATE, delay);

        assertThat(time.takePauses())
                .hasSizeLessThan(7)
                .first()
                .satisfies(first -> assertThat(first).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5)));
        after(Effect.UPDATE, Duration.ZERO);
        assertThat(time.takePauses()).as("another effect").isEmpty();
    }

    @Test
    void patienceEndsAWait() {
        assertThat(after(Effect.RELEASE, Duration.ofHours(1))).isEmpty();
        assertThat(Duration.ofNanos(time.nanos())).isEqualTo(PATIENCE);
    }

    @Test
    void anAssertionIsRepeatedUntilItHolds() {
        int[] reads = {0};
        waits.eventually(() -> assertThat(++reads[0]).isEqualTo(4));
        assertThat(reads[0]).isEqualTo(4);

        assertThatThrownBy(() -> waits.eventually(() -> assertThat(1).as("one").isEqualTo(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("one");
    }
}
