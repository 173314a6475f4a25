package dev.blb.emulator.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.ConsistencyDelay.Moment;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a delay ends that begins at a moment. */
class DelaySpecTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void aRangeIsDrawnFromWithBothItsEnds() {
        DelaySpec range = DelaySpec.parse("3s..8s");
        assertThat(range.end(NOW, () -> 0, Moment.NOW)).isEqualTo(in(NOW, 3_000));
        assertThat(range.end(NOW, () -> Math.nextDown(1.0), Moment.NOW)).isEqualTo(in(NOW, 8_000));
    }

    @Test
    void noDelayEndsAtOnce() {
        assertThat(DelaySpec.parse("0").end(NOW, () -> 0.5, Moment.HELD)).isEqualTo(Moment.NOW);
    }

    /** The clock stands at its latest time: a later moment would never come. */
    @Test
    void itEndsAtTheLatestTimeOfTheClockAtTheLatest() {
        Instant before = EmulatorClock.LATEST.minusSeconds(2);
        assertThat(DelaySpec.parse("1s").end(before, () -> 0.5, Moment.NOW)).isEqualTo(in(before, 1_000));
        assertThat(DelaySpec.parse("5s").end(before, () -> 0.5, Moment.NOW)).isEqualTo(in(EmulatorClock.LATEST, 0));
        assertThat(DelaySpec.parse("1d").end(EmulatorClock.LATEST, () -> 0.5, Moment.NOW))
                .isEqualTo(in(EmulatorClock.LATEST, 0));
    }

    @Test
    void theOtherFormsEndByWhatHappens() {
        Moment settled = in(NOW, 1_234);
        assertThat(DelaySpec.parse("settled").end(NOW, () -> 0.5, settled)).isEqualTo(settled);
        assertThat(DelaySpec.parse("held").end(NOW, () -> 0.5, settled)).isEqualTo(Moment.HELD);
        assertThat(DelaySpec.parse("3 reads").end(NOW, () -> 0.5, settled)).isEqualTo(new Moment(0, 3));
    }

    /** An older version stored them as they were given. */
    @Test
    void storedTextsMayHaveLeadingZeros() {
        assertThat(DelaySpec.kept("05s").end(NOW, () -> 0, Moment.NOW)).isEqualTo(in(NOW, 5_000));
        assertThat(DelaySpec.kept("03s..08s").end(NOW, () -> 0, Moment.NOW)).isEqualTo(in(NOW, 3_000));
        assertThat(DelaySpec.kept("pt+2s").end(NOW, () -> 0, Moment.NOW)).isEqualTo(in(NOW, 2_000));
    }

    private static Moment in(Instant begin, long millis) {
        return new Moment(begin.toEpochMilli() + millis, 0);
    }
}
