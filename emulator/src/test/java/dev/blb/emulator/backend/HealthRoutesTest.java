package dev.blb.emulator.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.control.ControlCall;
import dev.blb.emulator.control.ControlRoute;
import dev.blb.emulator.control.HealthRoutes;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.instance.InstanceDocument;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.probe.ProbeEngine.Wanted;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthRoutesTest {
    private final EmulatorClock clock = new EmulatorClock(Clock.systemUTC());

    @Test
    void aReadOfHealthWaitsForNoWrite() {
        try (Database database = Database.inMemory();
                ProbeEngine engine = new ProbeEngine(clock, () -> new Wanted(false, List.of()), () -> true)) {
            ControlRoute read = new HealthRoutes(database, engine, clock)
                    .routes().stream()
                            .filter(route -> route.method().equals("GET"))
                            .findFirst()
                            .orElseThrow();
            database.exclusively("", tx -> {
                new InstanceStore(tx).restore(InstanceDocument.read("account", seed()));
                return "";
            });
            ControlCall call = new ControlCall(Map.of("blbId", "lb-1"), Members.none(), Members.none(), "");
            Object answer = database.inTransaction(tx -> {
                new InstanceStore(tx).lock("account", "lb-1");
                // H2 gives up a wait for a row after 10 s.
                return CompletableFuture.supplyAsync(() -> read.handler().apply(call), task -> new Thread(task).start())
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join();
            });
            assertThat(answer).isEqualTo(Map.of("blbId", "lb-1", "listenerList", List.of()));
        }
    }

    private static Members seed() {
        var members = Members.none().json();
        members.put("blbId", "lb-1")
                .put("name", "web")
                .put("vpcId", "vpc-1")
                .put("subnetId", "sbn-1")
                .put("address", "10.0.0.4")
                .put("type", "normal")
                .put("allowDelete", true)
                .put("allowModify", true)
                .put("modificationProtectionReason", "")
                .put("supportAcl", false)
                .put("status", "available");
        members.putObject("state")
                .put("ordinal", 1)
                .put("createTime", "2026-01-31T10:00:00Z")
                .put("ipv6", "");
        return new Members(members);
    }
}
