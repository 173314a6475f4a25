package dev.blb.emulator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lengths of time are written like. */
class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "500ms, PT0.5S",
        "90s, PT90S",
        "2m, PT2M",
        "12h, PT12H",
        "1d, PT24H",
        "1D, PT24H",
        "PT2S, PT2S",
        "P1D, PT24H"
    })
    void eachUnitCounts(String text, Duration length) {
        assertThat(DurationText.parse(text)).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "d", "-1d", "1.5d", "2w", "2d", "25h", "999999999d", "9999999999d", "1d12h"})
    void whatIsNoneOrTooLongIsRefused(String text) {
        assertThatThrownBy(() -> DurationText.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
