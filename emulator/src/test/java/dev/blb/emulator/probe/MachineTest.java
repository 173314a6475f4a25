package dev.blb.emulator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.probe.Machine.Address;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of machines, and the permission to send an echo. */
class MachineTest {
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
