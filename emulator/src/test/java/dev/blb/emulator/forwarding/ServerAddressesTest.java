package dev.blb.emulator.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.AddressBlock;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.settings.AllowedTargets;
import dev.blb.emulator.traffic.Plans;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressesTest {
    private final AtomicReference<Optional<InetAddress>> resolved = new AtomicReference<>(Optional.empty());

    private ServerAddresses.Found found(String... allowed) {
        Machine machine = new Machine(
                "i-a",
                "",
                Machine.Address.parse("app.example"),
                Map.of(80, 8080),
                Instant.parse("2026-11-25T10:00:00Z"));
        return new ServerAddresses(
                        host -> resolved.get(),
                        new AllowedTargets(List.of(allowed).stream()
                                .map(AddressBlock::parse)
                                .toList()))
                .of(machine, 80);
    }

    private void resolve(String address) {
        resolved.set(Optional.of(Plans.address(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "fd00:0:0:0:0:0:0:1"})
    void loopbackAndPrivateAddressesGetTraffic(String address) {
        resolve(address);
        assertThat(found())
                .isEqualTo(new ServerAddresses.Found(new InetSocketAddress(Plans.address(address), 8080), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "203.0.113.77", "2001:db8::1", "fe80::1"})
    void anotherAddressGetsNoneUnlessItIsAllowed(String address) {
        resolve(address);
        assertThat(found())
                .isEqualTo(new ServerAddresses.Found(
                        null, "address " + address + " may not get traffic (setting --allow-targets)"));
        assertThat(found(address).address()).isEqualTo(new InetSocketAddress(Plans.address(address), 8080));
        assertThat(found("*").address()).isEqualTo(new InetSocketAddress(Plans.address(address), 8080));
    }

    @Test
    void aNameIsJudgedByTheAddressThatItHasAtTheMoment() {
        resolve("10.1.2.3");
        assertThat(found().address()).isNotNull();
        resolve("169.254.169.254");
        assertThat(found().address()).isNull();
        resolve("10.1.2.3");
        assertThat(found().problem()).isEmpty();
        resolved.set(Optional.empty());
        assertThat(found().problem()).isEqualTo("host name app.example has no address at the moment");
    }
}
