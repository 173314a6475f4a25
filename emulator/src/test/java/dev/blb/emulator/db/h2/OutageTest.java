package dev.blb.emulator.db.h2;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.HTTPS_PORT;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.EmulatorProcess;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.time.EmulatorClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that cannot be written: all is refused with a reason, nothing that was answered is lost, and it ends by itself. */
class OutageTest {
    private static final String BODY =
            "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"desc\":\"" + "x".repeat(400) + "\"}";
    private static final Settings SETTINGS =
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(QUOTA_LOAD_BALANCERS, 10_000);

    @TempDir
    private Path temporary;

    private final MovableClock real = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));

    private Path directory() {
        return temporary.resolve("data");
    }

    private BlbEmulator start() {
        EmulatorClock clock = new EmulatorClock(real);
        Database database = new Database(LimitedDisk.open(directory(), clock, real));
        return TestEmulator.start(SETTINGS, database, clock);
    }

    private static List<String> ids(Api api) {
        return api.get("/v1/blb?maxKeys=1000").ok().json().path("blbList").findValuesAsText("blbId");
    }

    /** Creates until that is refused; returns the ids that were answered. */
    private static List<String> fill(Api api) {
        List<String> answered = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            Api.Answer answer = api.post("/v1/blb", BODY);
            if (answer.status() != 200) {
                assertThat(answer.refused(503, "ServiceUnavailable").message())
                        .contains(
                                "cannot be written (No space left on device)",
                                "no write that was answered is lost",
                                "tries again every second");
                return answered;
            }
            answered.add(answer.text("/blbId"));
        }
        throw new AssertionError("the disk is not full after " + answered.size() + " creates");
    }

    @Test
    void aFullDiskRefusesEverythingUntilSpaceReturns() throws IOException {
        List<String> answered;
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator).as("emulator-full");
            api.put("/_blb/accounts/emulator-full/settings", "{\"quotaListeners\":7}")
                    .ok();
            api.get("/_blb/health").ok();
            LimitedDisk.limit(directory(), 600_000);
            answered = fill(api);
            assertThat(answered).isNotEmpty();
            api.get("/v1/blb").refused(503, "ServiceUnavailable");
            api.put("/_blb/accounts/emulator-full/settings", "{\"quotaListeners\":8}")
                    .refused(503, "ServiceUnavailable");
            assertThat(api.get("/_blb/health")
                            .refused(503, "ServiceUnavailable")
                            .message())
                    .contains("No space left on device");
            real.advance(Duration.ofSeconds(2));
            LimitedDisk.limit(directory(), 1);
            api.get("/_blb/health").refused(503, "ServiceUnavailable");

            LimitedDisk.limit(directory(), Long.MAX_VALUE);
            api.get("/_blb/health").refused(503, "ServiceUnavailable");
            real.advance(Duration.ofSeconds(2));
            api.get("/_blb/health").ok();
            assertThat(ids(api)).containsAll(answered);
            assertThat(api.put("/_blb/accounts/emulator-full/settings", "{}")
                            .json()
                            .path("quotaListeners")
                            .asInt())
                    .as("what was refused is not shown either")
                    .isEqualTo(7);
            answered.add(api.post("/v1/blb", BODY).ok().text("/blbId"));
            assertThat(ids(api)).containsAll(answered).doesNotHaveDuplicates();
        }
        try (BlbEmulator emulator = start()) {
            assertThat(ids(Api.of(emulator).as("emulator-full"))).containsAll(answered);
        }
    }

    @Test
    void anEmulatorThatIsStoppedOnAFullDiskLosesNothingEither() throws IOException {
        List<String> answered;
        try (BlbEmulator emulator = start()) {
            LimitedDisk.limit(directory(), 600_000);
            answered = fill(Api.of(emulator).as("emulator-stopped"));
        }
        LimitedDisk.limit(directory(), Long.MAX_VALUE);
        try (BlbEmulator emulator = start()) {
            assertThat(ids(Api.of(emulator).as("emulator-stopped"))).containsAll(answered);
        }
    }

    @Test
    void aDirectoryThatIsDeletedUnderneathIsNoticed() throws IOException {
        EmulatorClock clock = new EmulatorClock(real);
        Database database = new Database(FileStore.open(directory(), clock, real));
        try (BlbEmulator emulator = TestEmulator.start(SETTINGS, database, clock)) {
            Api api = Api.of(emulator);
            api.create();
            for (Path file : List.of(directory().resolve("lock"), state(), directory())) {
                Files.delete(file);
            }
            assertThat(api.get("/_blb/health")
                            .refused(503, "ServiceUnavailable")
                            .message())
                    .contains(directory() + " was removed or replaced", "Restart the emulator");
            api.post("/v1/blb", BODY).refused(503, "ServiceUnavailable");
            real.advance(Duration.ofSeconds(2));
            api.post("/v1/blb", BODY).refused(503, "ServiceUnavailable");
        }
    }

    @Test
    void aWriteIntoADeletedDirectoryIsNotAnswered() throws IOException {
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator);
            api.create();
            Files.delete(state());
            assertThat(api.post("/v1/blb", BODY)
                            .refused(503, "ServiceUnavailable")
                            .message())
                    .contains("was removed or replaced");
        }
    }

    private Path state() throws IOException {
        try (var files = Files.list(directory())) {
            return files.filter(file -> file.toString().endsWith(".mv.db"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aStartOnAFullDiskEndsWithOneLineThatSaysWhatHelps() throws IOException, InterruptedException {
        String advice =
                " cannot be written (%s); no write that was answered is lost. Make that possible, such as by freeing"
                        + " space, and start again.";
        try (BlbEmulator emulator = start()) {
            Api.of(emulator).post("/v1/blb", BODY).ok();
        }
        LimitedDisk.limit(directory(), 1);
        assertThatThrownBy(this::start)
                .isInstanceOf(StateUnavailable.class)
                .hasMessage("The state in " + directory().toRealPath() + advice.formatted("No space left on device"));
        LimitedDisk.limit(directory(), Long.MAX_VALUE);
        start().close();

        for (Path data : List.of(directory(), temporary.resolve("new"))) {
            // No file grows beyond 8 KiB: blocks have 512 or 1024 bytes, as the shell likes.
            try (EmulatorProcess process = new EmulatorProcess(
                    List.of("sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"),
                    List.of("-XX:-UsePerfData"),
                    List.of("--data-dir", data.toString()))) {
                assertThat(process.exitCode()).isEqualTo(1);
                // H2 fails while it opens the file, or while it writes the first row.
                assertThat(process.output())
                        .map(line -> line.replace(" read or written ", " written "))
                        .containsExactly("The state in " + data.toRealPath() + advice.formatted("File too large"));
            }
        }
        start().close();
    }

    @Test
    void anAuthorityThatDoesNotFitIsMadeWhenItDoes() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        start().close();
        Settings settings = SETTINGS.with(DATA_DIR, Optional.of(directory())).with(HTTPS_PORT, Optional.of(0));
        Files.createSymbolicLink(directory().resolve("ca.pem"), full);
        assertThatThrownBy(() -> BlbEmulator.start(settings))
                .isInstanceOf(StateUnavailable.class)
                .hasMessage(
                        "The certificate authority in the data directory (ca.pem, ca-key.pem) cannot be read or written"
                                + " (No space left on device). Make that possible, such as by freeing space, and start again.");
        try (BlbEmulator emulator = BlbEmulator.start(settings)) {
            assertThat(emulator.httpsUri()).isPresent();
        }
    }
}
