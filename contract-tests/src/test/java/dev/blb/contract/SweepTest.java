package dev.blb.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.EmulatorJar;
import dev.blb.contract.target.Pace;
import dev.blb.contract.target.Transport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed in the middle leaves nothing behind that a sweep does not find, and a sweep takes nothing else. */
class SweepTest {
    private static final long POLL_NANOS = 20_000_000;

    @Test
    void aKilledRunIsSweptAndAForeignInstanceIsUntouched(@TempDir Path folder) throws Exception {
        try (EmulatorJar emulator = EmulatorJar.start()) {
            Cloud cloud = new Cloud(
                    emulator.endpoint(),
                    "emulator-contract-0001",
                    "emulator-secret-key-0001",
                    new Transport(Pace.usual(true)));
            String foreign = create(cloud, "\"name\":\"production\"");
            String alike = create(cloud, "\"name\":\"blb-contract-but-not-tagged\"");
            Process run = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.blb.contract.Main",
                            "--target",
                            emulator.endpoint().toString(),
                            "--report",
                            folder.resolve("report").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Instant deadline = Instant.now().plusSeconds(300);
            while (ids(cloud).size() < 3) {
                assertThat(Instant.now()).as("the deadline").isBefore(deadline);
                LockSupport.parkNanos(POLL_NANOS);
            }

            run.destroyForcibly().waitFor();

            assertThat(ids(cloud)).hasSizeGreaterThan(2);
            assertThat(program("--sweep", "--target", emulator.endpoint().toString()))
                    .contains("0 leftovers");
            assertThat(program(
                            "--sweep",
                            "--dry-run",
                            "--older-than",
                            "1ms",
                            "--target",
                            emulator.endpoint().toString()))
                    .contains("would delete lb-")
                    .doesNotContain(foreign, alike);
            assertThat(ids(cloud)).hasSizeGreaterThan(2);
            program(
                    "--sweep",
                    "--older-than",
                    "1ms",
                    "--target",
                    emulator.endpoint().toString());
            assertThat(ids(cloud)).containsExactlyInAnyOrder(foreign, alike);
        }
    }

    private static String create(Cloud cloud, String members) {
        return cloud.post(
                        "/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"," + members + "}")
                .ok()
                .text("/blbId");
    }

    private static List<String> ids(Cloud cloud) {
        List<String> ids = new ArrayList<>();
        for (JsonNode item : cloud.get("/v1/blb").ok().json().path("blbList")) {
            ids.add(item.path("blbId").asText());
        }
        for (JsonNode item : cloud.get("/v1/blb?type=ipv6").ok().json().path("blbList")) {
            ids.add(item.path("blbId").asText());
        }
        return ids;
    }

    private static String program(String... arguments) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Main.run(new PrintStream(printed, true, StandardCharsets.UTF_8), arguments);
        return printed.toString(StandardCharsets.UTF_8);
    }
}
