package dev.blb.emulator.probe.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes that probes send. */
class ProbeBytesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\00\\01ping | 00 01 70 69 6e 67",
                "\\x00\\xfF | 00 ff",
                "\\05baidu\\03com\\00 | 05 62 61 69 64 75 03 63 6f 6d 00",
                "plain | 70 6c 61 69 6e",
                "\\zz | 5c 7a 7a",
                "\\x0 | 5c 78 30",
                "é\\ff | c3 a9 ff"
            })
    void escapesInACheckStringAreBytes(String text, String hex) {
        StringBuilder found = new StringBuilder();
        for (byte each : DatagramProbe.payload(text)) {
            found.append(String.format(Locale.ROOT, "%02x ", each));
        }
        assertThat(found.toString().strip()).isEqualTo(hex);
    }

    @Test
    void anEmptyCheckStringIsAnEmptyDatagram() {
        assertThat(DatagramProbe.payload("")).isEmpty();
    }

    @Test
    void nothingInAUriOrHostCanEndALineOfTheRequest() {
        assertThat(GetProbe.printable("/a b\r\nX: y?q=1%20")).isEqualTo("/a%20b%0d%0aX:%20y?q=1%20");
        assertThat(GetProbe.printable("/é").getBytes(StandardCharsets.US_ASCII))
                .isEqualTo("/%c3%a9".getBytes(StandardCharsets.US_ASCII));
    }
}
