package dev.blb.emulator.traffic;

import static dev.blb.emulator.traffic.Placement.Failure.DENIED;
import static dev.blb.emulator.traffic.Placement.Failure.NOT_HERE;
import static dev.blb.emulator.traffic.Placement.Failure.TAKEN;
import static dev.blb.emulator.traffic.Plans.address;
import static dev.blb.emulator.traffic.Plans.shownAt;
import static dev.blb.emulator.traffic.Plans.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.AddressText;
import dev.blb.emulator.traffic.Placement.Failure;
import dev.blb.emulator.traffic.Placement.Place;
import dev.blb.emulator.traffic.Placement.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final Predicate<InetAddress> LINUX = InetAddress::isLoopbackAddress;
    private static final Predicate<InetAddress> MACOS = address("127.0.0.1")::equals;
    private static final Settings RANGE = new Settings(null, 18_000, 18_002);
    private static final Settings CONTAINER = new Settings(address("0.0.0.0"), 18_000, 18_002);

    private final Map<String, Failure> failures = new HashMap<>();
    private final Set<InetSocketAddress> bound = new HashSet<>();

    private Optional<Failure> bind(InetSocketAddress to) {
        Failure failure = failures.get(AddressText.of(to));
        return failure == null && bound.add(to)
                ? Optional.empty()
                : Optional.of(Objects.requireNonNullElse(failure, TAKEN));
    }

    private Place place(Placement placement, ListenerPlan plan) {
        return placement.place(plan, this::bind);
    }

    private static String text(Place place) {
        return place.real() == null ? "nowhere" : AddressText.of(place.real());
    }

    @Test
    void aLoopbackAddressIsTakenAsShown() {
        Place place = place(new Placement(RANGE, LINUX), tcp(80));

        assertThat(place).isEqualTo(new Place(new InetSocketAddress(address("127.64.0.9"), 80), ""));
    }

    @Test
    void aDeniedPortIsMovedUp() {
        failures.put("127.64.0.9:80", DENIED);

        Place place = place(new Placement(RANGE, LINUX), tcp(80));

        assertThat(text(place)).isEqualTo("127.64.0.9:10080");
        assertThat(place.reason()).contains("port 80 needs a right", "ip_unprivileged_port_start=80");
    }

    @Test
    void aDeniedPortIsMovedUpTwiceAndNoFurther() {
        failures.put("127.64.0.9:80", DENIED);
        failures.put("127.64.0.9:10080", TAKEN);
        assertThat(text(place(new Placement(RANGE, LINUX), tcp(80)))).isEqualTo("127.64.0.9:20080");

        Place third = place(new Placement(RANGE, LINUX), tcp(80));
        assertThat(text(third)).isEqualTo("nowhere");
        assertThat(third.reason()).contains("10000 and 20000 above it are taken");
    }

    @Test
    void aTakenPortIsAConflict() {
        failures.put("127.64.0.9:80", TAKEN);

        Place place = place(new Placement(RANGE, LINUX), tcp(80));

        assertThat(place).isEqualTo(new Place(null, "another socket listens on 127.64.0.9:80"));
    }

    @Test
    void aForeignAddressIsAnOwnLoopbackAddressThatAllListenersOfTheLoadBalancerShare() {
        Placement placement = new Placement(RANGE, LINUX);

        Place web = place(placement, shownAt(tcp(80), "10.0.0.7", null));
        Place tls = place(placement, shownAt(tcp(443), "10.0.0.7", null));

        assertThat(text(web)).startsWith("127.127.").endsWith(":80");
        assertThat(web.reason()).contains("10.0.0.7 is not an address of this machine");
        assertThat(text(tls)).isEqualTo(text(web).replace(":80", ":443"));
    }

    @Test
    void withoutOtherLoopbackAddressesAPortOfTheRangeIsTaken() {
        Placement placement = new Placement(RANGE, MACOS);

        assertThat(text(place(placement, tcp(80)))).isEqualTo("127.0.0.1:18000");
        assertThat(text(place(placement, shownAt(tcp(81), "10.0.0.7", null)))).isEqualTo("127.0.0.1:18001");
        assertThat(text(place(placement, shownAt(tcp(82), "10.0.0.7", null)))).isEqualTo("127.0.0.1:18002");
        Place fourth = place(placement, tcp(83));
        assertThat(fourth).isEqualTo(new Place(null, "no port from 18000 to 18002 of 127.0.0.1 is free"));
    }

    @Test
    void inAContainerLoopbackIsMappedToo() {
        Placement placement = new Placement(CONTAINER, LINUX);

        assertThat(text(place(placement, tcp(80)))).isEqualTo("0.0.0.0:18000");
    }

    @Test
    void aMappedPortIsKeptOverRestarts() {
        InetSocketAddress before = new InetSocketAddress(address("0.0.0.0"), 18_002);

        assertThat(text(place(new Placement(CONTAINER, LINUX), shownAt(tcp(80), "10.0.0.7", before))))
                .isEqualTo("0.0.0.0:18002");
    }

    @Test
    void anAddressThatIsNotHereAfterAllIsMapped() {
        failures.put("127.64.0.9:80", NOT_HERE);

        assertThat(text(place(new Placement(RANGE, LINUX), tcp(80)))).startsWith("127.127.");
    }

    @Test
    void aPortThatIsReservedIsForTheListenerThatHadIt() {
        Placement placement = new Placement(CONTAINER, LINUX);
        placement.reserve(Set.of(new MappedPort(18_000, false), new MappedPort(18_001, true)));

        assertThat(text(place(placement, tcp(80)))).isEqualTo("0.0.0.0:18001");
        assertThat(text(place(placement, tcp(81)))).isEqualTo("0.0.0.0:18002");
        assertThat(text(place(placement, tcp(82)))).isEqualTo("nowhere");
        InetSocketAddress before = new InetSocketAddress(address("0.0.0.0"), 18_000);
        assertThat(text(place(placement, shownAt(tcp(83), "10.0.0.7", before)))).isEqualTo("0.0.0.0:18000");
        placement.reserve(Set.of());
        bound.clear();
        assertThat(text(place(placement, tcp(84)))).isEqualTo("0.0.0.0:18000");
    }

    @Test
    void aPortThatWasMovedTwiceIsMovedThereAgain() {
        failures.put("127.64.0.9:80", DENIED);
        InetSocketAddress before = new InetSocketAddress(address("127.64.0.9"), 20_080);

        assertThat(text(place(new Placement(RANGE, LINUX), shownAt(tcp(80), "127.64.0.9", before))))
                .isEqualTo("127.64.0.9:20080");
    }
}
