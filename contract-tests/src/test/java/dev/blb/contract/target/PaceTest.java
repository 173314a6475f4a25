package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a run awaits one answer. */
class PaceTest {
    @ParameterizedTest
    @CsvSource({"300ms, 10s", "15s, 15s", "2m, 60s", "7d, 60s"})
    void aTargetThatHangsCostsNoMoreThanThePatience(String patience, String readTimeout) {
        Duration expected = Pace.patience(readTimeout);

        assertThat(Pace.of(0, Pace.patience(patience)).readTimeout()).isEqualTo(expected);
    }
}
