package dev.blb.emulator.traffic;

import static dev.blb.emulator.traffic.Plans.address;
import static dev.blb.emulator.traffic.Plans.server;
import static dev.blb.emulator.traffic.Plans.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServersTest {
    private static final ServerPlan A = server("i-a", 1);
    private static final ServerPlan B = server("i-b", 1);

    @Test
    void aServerKeepsLoadAndCountersThroughChanges() {
        Servers before = Servers.of(tcp(80, A, B), null);
        Server server = Objects.requireNonNull(before.take(address("10.0.0.1"), Set.of()));
        server.counters().count(Metric.NEW_CONNECTIONS);

        Servers after = Servers.of(tcp(80, B, server("i-a", 7)), before);

        Server same = after.all().get(1);
        assertThat(same).isSameAs(server);
        assertThat(same.load()).isEqualTo(1);
        assertThat(same.plan().weight()).isEqualTo(7);
        assertThat(same.counters().value(Metric.NEW_CONNECTIONS)).isEqualTo(1);
    }

    @Test
    void aRemovedServerIsMarkedAndComesBackAsAnotherOne() {
        Servers both = Servers.of(tcp(80, A, B), null);
        Server removed = both.all().get(0);
        Servers one = Servers.of(tcp(80, B), both);

        Servers again = Servers.of(tcp(80, A, B), one);

        assertThat(removed.isRemoved()).isTrue();
        assertThat(again.all().get(0)).isNotSameAs(removed);
        assertThat(again.all().get(0).token()).isEqualTo(removed.token());
        assertThat(again.isEligible(removed)).isFalse();
    }

    @Test
    void onlyAliveServersWithAddressAndWeightAreEligible() {
        ServerPlan nowhere = new ServerPlan("i-n", null, 100, "Alive", "nobody: alive by default");
        List<ServerPlan> plans = List.of(
                A,
                nowhere,
                server("i-0", 0),
                Plans.withHealth(server("i-d", 1), "Dead"),
                Plans.withHealth(server("i-u", 1), "Unknown"));

        Servers servers = Servers.of(tcp(80, plans.toArray(ServerPlan[]::new)), null);

        assertThat(servers.all()).filteredOn(servers::isEligible).hasToString("[i-a]");
        assertThat(plans)
                .extracting(ServerPlan::why)
                .containsExactly(
                        "eligible",
                        "no address is registered for this machine; PUT /_blb/machines/i-n registers one",
                        "weight 0",
                        "Dead: 3 probes were answered so",
                        "Unknown: 3 probes were answered so");
    }

    @Test
    void aTokenLeadsToItsServerWhileThatIsEligible() {
        Servers servers = Servers.of(tcp(80, A, B), null);
        Server a = servers.all().get(0);

        assertThat(servers.takeByToken(a.token())).isSameAs(a);
        assertThat(a.load()).isEqualTo(1);
        assertThat(servers.takeByToken("0123456789abcdef")).isNull();
        assertThat(Servers.of(tcp(80, server("i-a", 0), B), servers).takeByToken(a.token()))
                .isNull();
        assertThat(a.token()).matches("[0-9a-f]{16}");
    }

    @Test
    void withoutAServerThePlanSaysWhy() {
        assertThat(tcp(80).whyNoServer()).isEqualTo("no server is attached");
        assertThat(tcp(80, server("i-a", 0), Plans.withHealth(B, "Dead")).whyNoServer())
                .isEqualTo("no server is eligible (i-a weight 0; i-b Dead: 3 probes were answered so)");
    }
}
