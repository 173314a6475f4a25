package dev.blb.emulator.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.consistency.AccountProfile;
import dev.blb.emulator.consistency.ConsistencyProfiles;
import dev.blb.emulator.consistency.Profile;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.fault.Faults;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.Instances;
import dev.blb.emulator.instance.SubnetAddresses;
import dev.blb.emulator.journal.Journal;
import dev.blb.emulator.metrics.ApiMetrics;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.probe.ProbeEngine.Wanted;
import dev.blb.emulator.probe.netty.NettyProbeSockets;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.tls.TlsMaterial;
import dev.blb.emulator.traffic.Forwarding;
import dev.blb.emulator.world.World;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthRoutesTest {
    private final EmulatorClock clock = new EmulatorClock(Clock.systemUTC());

    @Test
    void aReadOfHealthWaitsForNoWrite() {
        try (Database database = new Database(new MemoryStore(clock));
                ProbeEngine engine = new ProbeEngine(
                        clock,
                        () -> new Wanted(false, List.of()),
                        () -> true,
                        address -> true,
                        NettyProbeSockets::new)) {
            ControlRoute read = new HealthRoutes(new EmulatorContext(
                            Settings.DEFAULTS,
                            database,
                            clock,
                            Ids.random(),
                            new Accounts(Settings.DEFAULTS),
                            new World(),
                            new ConsistencyProfiles(AccountProfile.of(Profile.INSTANT), () -> 0),
                            engine,
                            new Journal(0, 0),
                            new Faults(clock, false, Optional.empty()),
                            new RouteTable(),
                            Forwarding.OFF,
                            new ApiMetrics(),
                            TlsMaterial.NONE))
                    .routes().stream()
                            .filter(route -> route.way().method().equals("GET")
                                    && route.way().path().endsWith("/health"))
                            .findFirst()
                            .orElseThrow();
            database.exclusively("", tx -> {
                InstanceStore instances = new InstanceStore(tx);
                instances.nextOrdinal("account", 1, Instant.EPOCH);
                instances.insert(
                        Instances.draft(1),
                        new SubnetAddresses(Cidr.parse("10.0.0.0/24"), Set.of(), false, Optional.empty()),
                        () -> "lb-1",
                        Optional.empty(),
                        1);
                return "";
            });
            ControlCall call = new ControlCall(Map.of("blbId", "lb-1"), Members.none(), Members.none(), "");
            Object answer = database.inTransaction(tx -> {
                new InstanceStore(tx).lock("account", "lb-1");
                // H2 gives up a wait for a row after a second, and is asked ten times.
                return CompletableFuture.supplyAsync(() -> read.handler().apply(call), task -> new Thread(task).start())
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join();
            });
            assertThat(answer).isEqualTo(Map.of("blbId", "lb-1", "listenerList", List.of()));
        }
    }
}
