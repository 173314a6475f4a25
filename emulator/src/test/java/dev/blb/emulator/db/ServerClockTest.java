package dev.blb.emulator.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The clock of a node follows that of the server. */
class ServerClockTest {
    private static final Instant BEGIN = Instant.parse("2026-01-31T10:00:00Z");

    private final MovableClock local = new MovableClock(BEGIN);
    private final ServerClock clock = new ServerClock(local);

    @Test
    void aServerThatIsAheadOrBehindIsFollowed() {
        clock.correct(clock.instant(), BEGIN.plusSeconds(5));
        assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(5));
        clock.correct(clock.instant(), BEGIN.plusSeconds(3));
        assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(3));
    }

    @Test
    void anAnswerThatTakesLongDoesNotSetItBack() {
        Instant asked = clock.instant();
        local.advance(Duration.ofSeconds(30));
        clock.correct(asked, BEGIN.plusSeconds(1));
        assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(30));
    }

    @Test
    void aSmallDifferenceIsLeft() {
        clock.correct(clock.instant(), BEGIN.plusMillis(200));
        assertThat(clock.instant()).isEqualTo(BEGIN);
    }
}
