package dev.blb.emulator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmulatorClockTest {
    private static final Instant START = Instant.parse("2026-01-31T10:00:00.123456789Z");

    private final MovableClock real = new MovableClock(START);
    private final EmulatorClock clock = new EmulatorClock(real);

    @Test
    void untouchedItIsTheRealOneToTheNanosecond() {
        assertThat(clock.instant()).isEqualTo(START);
        real.advance(Duration.ofDays(400).plusNanos(1));
        assertThat(clock.instant()).isEqualTo(real.instant());
        assertThat(clock.scale()).isOne();
    }

    @Test
    void frozenItStandsAndResumedItGoesOnFromThere() {
        clock.freeze();
        real.advance(Duration.ofHours(5));
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(clock.scale()).isZero();
        clock.resume();
        assertThat(clock.instant()).isEqualTo(START);
        real.advance(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void scaledItRunsFasterFromThenOn() {
        clock.scale(60);
        real.advance(Duration.ofSeconds(10));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(600));
        clock.scale(2);
        real.advance(Duration.ofSeconds(10));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(620));
        clock.resume();
        real.advance(Duration.ofSeconds(10));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(630));
    }

    @Test
    void advancingAndSettingKeepTheWayItRuns() {
        clock.advance(Duration.ofDays(30));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(30)));
        real.advance(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(30)).plusSeconds(1));
        clock.freeze();
        clock.set(START.plus(Duration.ofDays(31)));
        real.advance(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(31)));
    }

    @Test
    void itStandsAtItsLatestTimeHoweverItRuns() {
        clock.set(EmulatorClock.LATEST.minusSeconds(1));
        real.advance(Duration.ofMillis(500));
        assertThat(clock.instant()).isEqualTo(EmulatorClock.LATEST.minusMillis(500));
        real.advance(Duration.ofDays(1));
        assertThat(clock.instant()).isEqualTo(EmulatorClock.LATEST);
        clock.scale(EmulatorClock.MAX_SCALE);
        real.advance(Duration.ofDays(36_500));
        assertThat(clock.instant()).isEqualTo(EmulatorClock.LATEST);
        assertThat(clock.reading().at()).isEqualTo(EmulatorClock.LATEST);
        clock.set(EmulatorClock.LATEST);
        clock.freeze();
        assertThat(clock.instant()).isEqualTo(EmulatorClock.LATEST);
        clock.backToReal();
        assertThat(clock.instant()).isEqualTo(real.instant());
    }

    @Test
    void itNeverGoesBackAndNeverPastTheYearNineThousandNineHundredNinetyNine() {
        assertThatThrownBy(() -> clock.set(START.minusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time does not go back");
        assertThatThrownBy(() -> clock.set(Instant.MAX)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.scale(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.scale(1001)).isInstanceOf(IllegalArgumentException.class);
        assertThat(clock.instant()).isEqualTo(START);
    }

    @Test
    void aFollowerIsToldOfEveryChange() {
        List<String> told = new ArrayList<>();
        clock.follow(() -> told.add("scale " + clock.scale()), from -> told.add(from + " to " + clock.instant()));
        clock.freeze();
        clock.advance(Duration.ofSeconds(30));
        clock.set(START.plusSeconds(40));
        assertThatThrownBy(() -> clock.set(START)).isInstanceOf(IllegalArgumentException.class);
        clock.scale(60);
        clock.resume();
        assertThat(told)
                .containsExactly(
                        "scale 0",
                        START + " to " + START.plusSeconds(30),
                        START.plusSeconds(30) + " to " + START.plusSeconds(40),
                        "scale 60",
                        "scale 1");
    }

    @Test
    void severalFollowersAreToldInOrderAndNoneHarmsTheOthers() {
        List<String> told = new ArrayList<>();
        clock.follow(
                () -> {
                    throw new IllegalStateException("the first follower");
                },
                from -> {
                    throw new AssertionError("the first follower");
                });
        clock.follow(() -> told.add("second"), from -> told.add("second " + from));
        clock.follow(() -> told.add("third"), from -> told.add("third " + from));
        clock.freeze();
        clock.advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly("second", "third", "second " + START, "third " + START);
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void itResumesFromAReadingAsIfItHadNeverStopped() {
        EmulatorClock before = new EmulatorClock(real);
        before.scale(60);
        real.advance(Duration.ofSeconds(1));
        clock.resumeFrom(before.reading());
        real.advance(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(120));
        assertThat(clock.scale()).isEqualTo(60);
    }
}
