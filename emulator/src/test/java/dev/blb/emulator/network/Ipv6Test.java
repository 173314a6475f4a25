package dev.blb.emulator.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6Test {
    @ParameterizedTest
    @CsvSource({
        "2001:db8::0:1, 2001:db8::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0db8:0000:0000:0000:0000:000a:00ff, 2001:db8::a:ff",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "::1, ::1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221"
    })
    void addressesHaveOneSpelling(String given, String canonical) {
        assertThat(Ipv6.canonical(given)).contains(canonical);
        assertThat(Ipv6.canonical(canonical)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.1",
                "localhost",
                "example.org",
                "fe80::1%eth0",
                "[::1]",
                "::ffff:10.0.0.1",
                "1::2::3",
                "1:2:3",
                "12345::",
                "::g",
                " ::1",
                "cafe",
                "2001:db8::1/64"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(Ipv6.canonical(text)).isEmpty();
    }
}
