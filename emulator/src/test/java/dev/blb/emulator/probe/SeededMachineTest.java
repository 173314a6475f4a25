package dev.blb.emulator.probe;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real servers that a seed, an import or a snapshot names: probed as if a call had said where they live. */
@Timeout(600)
class SeededMachineTest {
    /** A server behind a listener that decides with the second probe, 10 s after the first. */
    private static final String BALANCER = """
            loadBalancers:
              - account: emulator-real
                blbId: lb-real
                vpcId: vpc-1
                subnetId: sbn-1
                listeners:
                  - {listenerType: HTTP, listenerPort: 80, backendPort: 8080, scheduler: RoundRobin,
                     healthCheckInterval: 10, healthyThreshold: 2, unhealthyThreshold: 2,
                     healthCheckTimeoutInSecond: 60}
                backendServerList: [{instanceId: i-real}]
            """;

    @TempDir
    private Path folder;

    private final RealServer server = new RealServer();
    private final Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

    @AfterEach
    void stop() {
        server.close();
    }

    /** What a seed says of the machine, beginning with a list of this name. */
    private String machine(String section) {
        return section + ": [{instanceId: i-real, address: 127.0.0.1, ports: {8080: " + server.port() + "}}]\n";
    }

    private Settings seeded(String seed) throws IOException {
        return config.with(SEED, List.of(Files.writeString(folder.resolve("world.yaml"), seed)));
    }

    private static Api api(BlbEmulator emulator) {
        return Api.of(emulator).as("emulator-real");
    }

    private static String status(Api api) {
        return api.get("/v1/blb/lb-real/backendserver?listenerPort=80").ok().text("/backendServerList/0/status");
    }

    private static void freeze(Api api) {
        api.post("/_blb/clock", "{\"freeze\":true}").ok();
    }

    /** Lets time pass; what became due is probed when this returns. */
    private static void pass(Api api) {
        api.post("/_blb/clock", "{\"advance\":\"30s\"}").ok();
    }

    private static Api.Answer seed(Api api, String text) {
        return api.send(HttpRequest.newBuilder(api.uri("/_blb/seed"))
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(text)));
    }

    @Test
    void aSeededMachineIsProbedAlsoAfterARestart() throws IOException {
        Path directory = folder.resolve("data");
        // Time stands still before the first probe.
        try (BlbEmulator emulator = BlbEmulator.start(config.with(DATA_DIR, Optional.of(directory)))) {
            freeze(api(emulator));
        }
        Settings kept = seeded(machine("machines") + BALANCER).with(DATA_DIR, Optional.of(directory));
        try (BlbEmulator emulator = BlbEmulator.start(kept)) {
            Api api = api(emulator);
            assertThat(status(api)).isEqualTo("Unknown");
            pass(api);
            assertThat(status(api)).isEqualTo("Alive");
            assertThat(api.get("/_blb/machines").text("/machines/0/address")).isEqualTo("127.0.0.1");
        }
        int before = server.requests().size();
        try (BlbEmulator emulator = BlbEmulator.start(kept)) {
            Api api = api(emulator);
            assertThat(status(api)).as("what probes found out is not kept").isEqualTo("Unknown");
            pass(api);
            assertThat(status(api)).isEqualTo("Alive");
            assertThat(server.requests()).hasSizeGreaterThan(before);
            server.answer(500);
            pass(api);
            assertThat(status(api)).isEqualTo("Dead");
        }
    }

    @Test
    void aResetToASeedWithoutMachinesEndsProbing() throws IOException {
        try (BlbEmulator emulator = BlbEmulator.start(seeded(BALANCER))) {
            Api api = api(emulator);
            freeze(api);
            assertThat(status(api)).as("nobody spoke of it").isEqualTo("Alive");
            seed(api, machine("addresses")).ok();
            assertThat(status(api)).isEqualTo("Unknown");
            server.answer(500);
            pass(api);
            assertThat(status(api)).isEqualTo("Dead");
            int probes = server.requests().size();
            assertThat(probes).isPositive();
            api.post("/_blb/reset", "").ok();
            assertThat(api.get("/_blb/machines").ok().json().path("machines")).isEmpty();
            pass(api);
            assertThat(server.requests()).hasSize(probes);
            assertThat(status(api)).isEqualTo("Alive");
        }
    }

    @Test
    void whatIsImportedOrRestoredIsProbedAgain() {
        try (BlbEmulator emulator = BlbEmulator.start(config)) {
            Api api = api(emulator);
            freeze(api);
            seed(api, machine("machines") + BALANCER).ok();
            pass(api);
            assertThat(status(api)).isEqualTo("Alive");
            String world = api.get("/_blb/world").ok().body();
            assertThat(world).contains("\"address\":\"127.0.0.1\",\"ports\":{\"8080\":" + server.port() + "}");
            api.put("/_blb/snapshots/probed", "").ok();

            api.post("/_blb/reset", "").ok();
            seed(api, world).ok();
            server.answer(500);
            pass(api);
            assertThat(status(api)).as("imported").isEqualTo("Dead");

            api.post("/_blb/reset", "").ok();
            api.post("/_blb/snapshots/probed/restore", "").ok();
            server.answer(200);
            pass(api);
            assertThat(status(api)).as("restored").isEqualTo("Alive");
        }
    }

    @Test
    void aMachineOfOneAccountIsExportedWithItAndComparedByName() {
        try (BlbEmulator emulator = BlbEmulator.start(config)) {
            Api api = api(emulator);
            freeze(api);
            api.put("/_blb/machines/i-real?account=emulator-real", "{\"address\":\"app:8080\"}")
                    .ok();
            api.put("/_blb/machines/i-real", "{\"address\":\"127.0.0.1\"}").ok();
            String own = api.get("/_blb/world?account=emulator-real").ok().body();
            assertThat(own).contains("app:8080").doesNotContain("127.0.0.1", "emulator-real");
            api.put("/_blb/snapshots/before", "").ok();
            api.delete("/_blb/machines/i-real").ok();
            api.put("/_blb/machines/i-real?account=emulator-real", "{\"address\":\"app:8081\"}")
                    .ok();
            var diff = api.get("/_blb/snapshots/before/diff/now").ok();
            assertThat(diff.text("/removed/0/path")).isEqualTo("addresses[i-real]");
            assertThat(diff.text("/changed/0/path")).isEqualTo("addresses[emulator-real:i-real].address");
        }
    }

    @Test
    void whatNoEchoCanReachIsRefusedInASeedToo() {
        try (BlbEmulator emulator = TestEmulator.withoutEcho(config)) {
            Api api = api(emulator);
            String icmp = BALANCER.replace("HTTP,", "UDP, healthCheckType: ICMP,");
            assertThat(seed(api, machine("machines") + icmp)
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains(
                            "body:8:29: loadBalancers[0].listeners[0].healthCheckType is ICMP, but no ICMP echo can be sent");
            assertThat(api.get("/_blb/world").ok().body()).isEqualTo("{}");
            seed(api, icmp).ok();
            for (String section : new String[] {"machines", "addresses"}) {
                assertThat(seed(api, machine(section))
                                .refused(400, "InvalidParameter")
                                .message())
                        .contains(
                                "body:1:" + (section.length() + 4) + ": " + section
                                        + "[0]: a UDP listener has healthCheckType ICMP",
                                "allowed is");
            }
            assertThat(api.get("/_blb/machines").ok().json().path("machines")).isEmpty();
        }
    }
}
