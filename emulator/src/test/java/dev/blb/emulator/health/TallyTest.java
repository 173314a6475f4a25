package dev.blb.emulator.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.health.ProbePlan.Phase;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict falls exactly at the k-th probe, for every k, from every state. */
class TallyTest {
    static Stream<Arguments> thresholds() {
        return IntStream.rangeClosed(2, 5)
                .boxed()
                .flatMap(unhealthy -> IntStream.rangeClosed(2, 5)
                        .boxed()
                        .flatMap(healthy -> Stream.of("Unknown", "Alive", "Dead")
                                .flatMap(status -> Stream.of(true, false)
                                        .map(up -> Arguments.of(unhealthy, healthy, status, up)))));
    }

    @ParameterizedTest(name = "unhealthyThreshold {0}, healthyThreshold {1}, from {2}, up {3}")
    @MethodSource("thresholds")
    void theVerdictFallsAtTheThresholdAndNotBefore(int unhealthy, int healthy, String status, boolean up) {
        Phase phase = new Phase(0, 3, unhealthy, healthy);
        int threshold = up ? healthy : unhealthy;
        String verdict = up ? "Alive" : "Dead";
        // A row that breaks one short of the threshold counts for nothing.
        Tally tally = new Tally(status, !up, 1);
        for (int i = 1; i < threshold; i++) {
            tally = tally.after(up, phase);
            assertThat(tally).isEqualTo(new Tally(status, up, i));
        }
        tally = tally.after(!up, phase);
        assertThat(tally).isEqualTo(new Tally(status, !up, 1));
        for (int i = 1; i < threshold; i++) {
            tally = tally.after(up, phase);
            assertThat(tally.status()).isEqualTo(status);
        }
        assertThat(tally.after(up, phase)).isEqualTo(new Tally(verdict, up, threshold));
        assertThat(tally.anew().after(up, phase)).isEqualTo(new Tally(status, up, 1));
    }

    @Test
    void manyAtOnceCountLikeOneByOne() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            Phase phase = new Phase(0, 1, 2 + random.nextInt(4), 2 + random.nextInt(4));
            Tally leaping = Tally.NONE;
            Tally stepping = Tally.NONE;
            for (int run = 0; run < 5; run++) {
                boolean up = random.nextBoolean();
                int times = 1 + random.nextInt(7);
                leaping = leaping.after(up, times, phase);
                for (int j = 0; j < times; j++) {
                    stepping = stepping.after(up, phase);
                }
                assertThat(leaping).isEqualTo(stepping);
            }
        }
    }
}
