package dev.blb.emulator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.probe.Machine.Address;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and where to: the parts that need no server. */
class WireTest {
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
        for (byte each : Conversation.payload(text)) {
            found.append(String.format(java.util.Locale.ROOT, "%02x ", each));
        }
        assertThat(found.toString().strip()).isEqualTo(hex);
    }

    @Test
    void anEmptyCheckStringIsAnEmptyDatagram() {
        assertThat(Conversation.payload("")).isEmpty();
    }

    @Test
    void nothingInAUriOrHostCanEndALineOfTheRequest() {
        assertThat(Conversation.Get.printable("/a b\r\nX: y?q=1%20")).isEqualTo("/a%20b%0d%0aX:%20y?q=1%20");
        assertThat(Conversation.Get.printable("/é").getBytes(StandardCharsets.US_ASCII))
                .isEqualTo("/%c3%a9".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 0",
        "127.0.0.1:80, 127.0.0.1, 80",
        "App_1.example:65535, app_1.example, 65535",
        "::1, ::1, 0",
        "[::1], ::1, 0",
        "[::1]:8080, ::1, 8080"
    })
    void addressesAreRead(String text, String host, int port) {
        assertThat(Address.parse(text)).isEqualTo(new Address(host, port));
        assertThat(Address.parse(Address.parse(text).toString())).isEqualTo(Address.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "http://a",
                "a:0",
                "a:65536",
                "a:",
                ":80",
                "a b",
                "1.2.3",
                "256.1.1.1",
                "1.2.3.4.5",
                "[::1",
                "a/b",
                "1:2:3:4:5:6:7:8:9",
                "::g",
                "[1]"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPortIsFoundWhereItIsMappedElseWhereAllAreElseAtItself() {
        Machine mapped = new Machine("i-1", "", new Address("h", 0), Map.of(8080, 18080), Instant.EPOCH);
        assertThat(mapped.portFor(8080)).isEqualTo(18080);
        assertThat(mapped.portFor(80)).isEqualTo(80);
        Machine one = new Machine("i-1", "", new Address("h", 9), Map.of(8080, 18080), Instant.EPOCH);
        assertThat(one.portFor(8080)).isEqualTo(18080);
        assertThat(one.portFor(80)).isEqualTo(9);
    }

    @Test
    void theRightToSendAnEchoIsReadFromTheProcess() {
        assertThat(Echo.allows(List.of("CapPrm:\t0", "CapEff:\t0000000000002000")))
                .isTrue();
        assertThat(Echo.allows(List.of("CapEff:\t000001fffeffffff"))).isTrue();
        assertThat(Echo.allows(List.of("CapPrm:\t0000000000002000", "CapEff:\t0000000000000000")))
                .isFalse();
        assertThat(Echo.allows(List.of())).isFalse();
    }
}
