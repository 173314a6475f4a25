package dev.blb.emulator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.AddressBlock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTargetsTest {
    private static boolean allowed(String address, String... blocks) throws UnknownHostException {
        List<AddressBlock> more = Stream.of(blocks).map(AddressBlock::parse).toList();
        return new AllowedTargets(more).test(InetAddress.getByName(address));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "::1, true",
        "10.0.0.1, true",
        "172.16.0.1, true",
        "172.32.0.1, false",
        "192.168.1.1, true",
        "fd00::1, true",
        "169.254.169.254, false",
        "fe80::1, false",
        "fec0::1, false",
        "8.8.8.8, false",
        "2001:db8::1, false",
        "::ffff:169.254.169.254, false"
    })
    void loopbackAndPrivateAddressesAreAllowed(String address, boolean expected) throws UnknownHostException {
        assertThat(allowed(address)).isEqualTo(expected);
        assertThat(allowed(address, "*")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.9, true",
        "203.0.113.0/24, 203.0.114.9, false",
        "203.0.113.0/25, 203.0.113.128, false",
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:1::1, true",
        "2001:db8::/32, 2001:db9::1, false"
    })
    void blocksAllowMore(String block, String address, boolean expected) throws UnknownHostException {
        assertThat(allowed(address, block)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/-1",
                "300.1.1.1",
                "1.2.3",
                "1.2.3.04",
                "1.2.3.4.5",
                "a::b::c",
                "10.0.0.0/"
            })
    void otherFormsAreRefused(String text) {
        assertThatThrownBy(() -> AddressBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
