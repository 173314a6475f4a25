package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.SchemaSteps;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.db.h2.FileStore;
import dev.blb.emulator.seed.SeedException;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** State that a directory keeps: the same after a restart, for one emulator at a time. */
class PersistenceTest {
    private static final String STATE_FILE = "state-" + SchemaSteps.all().version() + ".mv.db";

    private static final String BODY = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}";

    @TempDir
    private Path temporary;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));

    private Settings config() {
        return Settings.DEFAULTS
                .with(PORT, 0)
                .with(AUTH, AuthMode.PARSE)
                .with(SETTLE_DELAY, Duration.ofSeconds(5))
                .with(DATA_DIR, Optional.of(directory()));
    }

    private Path directory() {
        return temporary.resolve("data");
    }

    private BlbEmulator start() {
        return BlbEmulator.start(config(), clock);
    }

    @Test
    void temporaryKeysAreKeptAndFaultPlansAndTheJournalAreNot() {
        String account = "emulator-of-keys";
        String accessKey;
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator).as(account);
            accessKey = api.post("/v1/sessionToken", "").ok().text("/accessKeyId");
            api.put(
                            "/_blb/faults",
                            "{\"rules\":[{\"name\":\"busy\",\"match\":{\"operation\":\"UpdateBlb\"},\"effect\":{\"status\":503}}]}")
                    .ok();
            assertThat(api.get("/_blb/faults").text("/active")).isEqualTo("true");
            assertThat(api.get("/_blb/requests").json().path("requests")).isNotEmpty();
        }
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator).as(account);
            assertThat(api.get("/_blb/requests").json().path("requests")).isEmpty();
            assertThat(api.get("/_blb/faults").text("/active")).isEqualTo("false");
            assertThat(api.get("/_blb/world?secrets=true&account=" + account)
                            .ok()
                            .body())
                    .contains(accessKey);
        }
    }

    @Test
    void everyAnswerIsTheSameAfterARestart() {
        String account = "emulator-kept";
        List<String> paths;
        List<String> before;
        String first;
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator).as(account);
            api.put(
                            "/_blb/accounts/" + account + "/settings",
                            "{\"settleDelay\":\"0\",\"quotaLoadBalancers\":4,\"samePortProtocols\":\"allowed\"}")
                    .ok();
            String web = api.create(
                    "\"name\":\"web\"",
                    "\"desc\":\"of the shop\"",
                    "\"eip\":\"203.0.113.10\"",
                    "\"tags\":[{\"tagKey\":\"a\",\"tagValue\":\"b\"}]");
            String prepaid =
                    api.create("\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}");
            api.post("/v1/blb/" + prepaid + "/charge?action=TO_POSTPAY", "{}").ok();
            String path = "/v1/blb/" + web;
            api.createTcp(web, 80);
            api.post(
                            path + "/UDPlistener",
                            "{\"listenerPort\":80,\"backendPort\":53,\"scheduler\":\"RoundRobin\",\"healthCheckString\":\"ping\"}")
                    .ok();
            api.post(
                            path + "/HTTPlistener",
                            "{\"listenerPort\":81,\"backendPort\":8080,\"scheduler\":\"RoundRobin\",\"keepSession\":true}")
                    .ok();
            api.post(
                            path + "/HTTPSlistener",
                            "{\"listenerPort\":443,\"backendPort\":8080,\"scheduler\":\"RoundRobin\",\"certIds\":[\"cert-1\"]}")
                    .ok();
            api.post(
                            path + "/SSLlistener",
                            "{\"listenerPort\":444,\"backendPort\":8080,\"scheduler\":\"RoundRobin\",\"certIds\":[\"cert-1\"]}")
                    .ok();
            api.post(
                            path + "/backendserver",
                            "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":7},{\"instanceId\":\"i-2\"},{\"instanceId\":\"i-3\"}]}")
                    .ok();
            api.put(path + "/securitygroup?bind=", "{\"securityGroupIds\":[\"g-2\",\"g-1\"]}")
                    .ok();
            api.put(path + "/enterprise/securitygroup?bind=", "{\"enterpriseSecurityGroupIds\":[\"esg-1\"]}")
                    .ok();
            api.put("/_blb/backends/i-1/health", "{\"status\":\"Dead\"}").ok();
            api.put("/_blb/backends/i-2/health?account=" + account, "{\"script\":\"up 10s, down 5s, repeat\"}")
                    .ok();
            api.post("/_blb/clock", "{\"set\":\"2026-02-20T00:00:00Z\"}").ok();
            first = api.post("/v1/blb?clientToken=t", BODY).ok().text("/blbId");
            api.put("/_blb/loadbalancers/" + first + "/status", "{\"status\":\"paused\"}")
                    .ok();
            api.put("/_blb/accounts/" + account + "/settings", "{\"settleDelay\":\"1h\"}")
                    .ok();
            api.put(path, "{\"desc\":\"being changed\"}").ok();
            paths = List.of(
                    "/v1/blb",
                    path,
                    "/v1/blb/" + prepaid,
                    path + "/listener",
                    path + "/HTTPSlistener",
                    path + "/UDPlistener",
                    path + "/backendserver",
                    path + "/backendserver?listenerPort=80",
                    path + "/securitygroup",
                    path + "/enterprise/securitygroup",
                    "/_blb/loadbalancers/" + web + "/health",
                    "/_blb/clock");
            before = paths.stream().map(each -> api.get(each).ok().body()).toList();
            assertThat(before).anyMatch(body -> body.contains("Dead")).anyMatch(body -> body.contains("updating"));
        }
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator).as(account);
            for (int i = 0; i < paths.size(); i++) {
                assertThat(api.get(paths.get(i)).ok().body()).as(paths.get(i)).isEqualTo(before.get(i));
            }
            assertThat(api.post("/v1/blb?clientToken=t", BODY).ok().text("/blbId"))
                    .as("the token's answer")
                    .isEqualTo(first);
            api.post("/v1/blb", BODY).ok();
            api.post("/v1/blb", BODY).refused(413, "QuotaExceeded");
            clock.advance(Duration.ofDays(10));
            assertThat(api.get("/v1/blb").text("/blbList/1/paymentTiming")).isEqualTo("Postpaid");
        }
    }

    @Test
    void theClockGoesOnAsIfItHadNeverStopped() {
        try (BlbEmulator emulator = start()) {
            Api.of(emulator).post("/_blb/clock", "{\"advance\":\"P30D\"}").ok();
        }
        clock.advance(Duration.ofHours(1));
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator);
            assertThat(api.get("/_blb/clock").text("/now")).isEqualTo("2026-03-02T11:00:00Z");
            api.post("/_blb/clock", "{\"freeze\":true}").ok();
        }
        clock.advance(Duration.ofHours(1));
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator);
            assertThat(api.get("/_blb/clock").text("/now")).isEqualTo("2026-03-02T11:00:00Z");
            assertThat(api.get("/_blb/clock").text("/mode")).isEqualTo("frozen");
            api.post("/_blb/clock", "{\"scale\":60}").ok();
        }
        clock.advance(Duration.ofMinutes(1));
        try (BlbEmulator emulator = start()) {
            assertThat(Api.of(emulator).get("/_blb/clock").text("/now")).isEqualTo("2026-03-02T12:00:00Z");
            Api.of(emulator).post("/_blb/clock", "{\"resume\":true}").ok();
        }
        clock.set(Instant.parse("2026-01-01T00:00:00Z"));
        try (BlbEmulator emulator = start()) {
            assertThat(Api.of(emulator).get("/_blb/clock").text("/now"))
                    .as("when the machine's clock was set back")
                    .isEqualTo("2026-03-02T12:00:00Z");
        }
    }

    private Settings seeded(String seed) throws IOException {
        return config().with(SEED, List.of(Files.writeString(temporary.resolve("world.yaml"), seed)));
    }

    /** A seed of one load balancer. */
    private static String one(String blbId) {
        return "loadBalancers: [{account: emulator-seeded, blbId: " + blbId + ", vpcId: vpc-1, subnetId: sbn-1}]";
    }

    private static Api seeded(BlbEmulator emulator) {
        return Api.of(emulator).as("emulator-seeded");
    }

    private static List<String> ids(Api api) {
        return api.get("/v1/blb").ok().json().path("blbList").findValuesAsText("blbId");
    }

    @Test
    void aSeedBeginsADirectoryAndAResetComesBackToIt() throws IOException {
        String more;
        try (BlbEmulator emulator = BlbEmulator.start(seeded(one("lb-seeded")), clock)) {
            Api api = seeded(emulator);
            api.put("/_blb/snapshots/early", "").ok();
            more = api.create();
            api.put("/v1/blb/lb-seeded", "{\"name\":\"changed\"}").ok();
        }
        try (BlbEmulator emulator = BlbEmulator.start(seeded(one("lb-seeded")), clock)) {
            Api api = seeded(emulator);
            assertThat(ids(api)).containsExactly("lb-seeded", more);
            assertThat(api.get("/v1/blb/lb-seeded").text("/name")).isEqualTo("changed");
            assertThat(api.get("/_blb/snapshots").text("/snapshots/0/name")).isEqualTo("early");
            api.post("/_blb/snapshots/early/restore", "").ok();
            assertThat(ids(api)).containsExactly("lb-seeded");
            assertThat(api.get("/v1/blb/lb-seeded").text("/name")).isNotEqualTo("changed");
            api.delete("/v1/blb/lb-seeded").ok();
        }
        // Another seed does not count any more, and is not even read.
        try (BlbEmulator emulator = BlbEmulator.start(seeded("loadBalancers: bad"), clock)) {
            Api api = seeded(emulator);
            assertThat(ids(api)).isEmpty();
            api.create();
            api.post("/_blb/reset", "").ok();
            assertThat(ids(api)).containsExactly("lb-seeded");
            api.post("/_blb/snapshots/early/restore", "").ok();
            api.delete("/v1/blb/lb-seeded").ok();
            api.post("/_blb/reset?account=emulator-seeded", "").ok();
            assertThat(ids(api)).containsExactly("lb-seeded");
        }
    }

    @Test
    void aBadSeedLeavesTheDirectoryToACorrectedOne() throws IOException {
        Settings bad = seeded(one("lb-seeded") + "\nhealth: [{instanceId: i-1}]");
        assertThatThrownBy(() -> BlbEmulator.start(bad, clock)).isInstanceOf(SeedException.class);
        try (BlbEmulator emulator = BlbEmulator.start(seeded(one("lb-right")), clock)) {
            assertThat(ids(seeded(emulator))).containsExactly("lb-right");
        }
    }

    @Test
    void aDirectoryIsSownWhileItIsBlank() throws IOException {
        start().close();
        try (BlbEmulator emulator = start()) {
            Api api = seeded(emulator);
            api.create();
            api.post("/_blb/reset", "").ok();
        }
        try (BlbEmulator emulator = BlbEmulator.start(seeded(one("lb-later")), clock)) {
            Api api = seeded(emulator);
            assertThat(ids(api)).containsExactly("lb-later");
            api.delete("/v1/blb/lb-later").ok();
            api.post("/_blb/reset", "").ok();
            assertThat(ids(api)).containsExactly("lb-later");
        }
    }

    @Test
    void aDirectoryWithStateIsNotSown() throws IOException {
        String first;
        try (BlbEmulator emulator = start()) {
            first = seeded(emulator).create();
        }
        try (BlbEmulator emulator = BlbEmulator.start(seeded(one("lb-later")), clock)) {
            Api api = seeded(emulator);
            assertThat(ids(api)).containsExactly(first);
            api.post("/_blb/reset", "").ok();
            assertThat(ids(api)).as("it began without a seed").isEmpty();
        }
    }

    @Test
    void aResetIsKeptAndTheFileDoesNotGrow() throws IOException {
        long early = 0;
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator);
            for (int round = 0; round < 40; round++) {
                for (int i = 0; i < 5; i++) {
                    api.create("\"desc\":\"" + "x".repeat(400) + "\"");
                }
                api.post("/_blb/reset", "").ok();
                if (round == 10) {
                    early = size();
                }
            }
            assertThat(size()).as("after 40 resets, %d after 10", early).isLessThan(8 * early);
            api.create("\"name\":\"left\"");
            api.put("/_blb/accounts/" + api.account() + "-2/settings", "{\"quotaLoadBalancers\":0}")
                    .ok();
            api.as(api.account() + "-2").post("/v1/blb", BODY).refused(413, "QuotaExceeded");
            api.post("/_blb/reset?account=" + api.account(), "").ok();
        }
        assertThat(size()).as("closed").isLessThan(2 * early);
        try (BlbEmulator emulator = start()) {
            Api api = Api.of(emulator);
            assertThat(api.get("/v1/blb").ok().json().path("blbList")).isEmpty();
        }
    }

    private long size() throws IOException {
        return Files.size(directory().resolve(STATE_FILE));
    }

    @Test
    void seededIdsThatAreTakenAreDrawnAgain() {
        Set<String> ids = new HashSet<>();
        for (int start = 0; start < 3; start++) {
            try (BlbEmulator emulator = BlbEmulator.start(config().with(SEED_IDS, Optional.of(7L)), clock)) {
                Api api = Api.of(emulator).as("emulator-seeded");
                for (int i = 0; i < 15; i++) {
                    assertThat(ids.add(api.create())).isTrue();
                }
            }
        }
        try (BlbEmulator emulator = start()) {
            assertThat(Api.of(emulator)
                            .as("emulator-seeded")
                            .get("/v1/blb")
                            .json()
                            .path("blbList"))
                    .hasSize(45);
        }
    }

    @Test
    @Timeout(600)
    void aSecondProcessIsRefusedAndTheFirstStopsCleanly() throws Exception {
        String id;
        try (EmulatorProcess first = new EmulatorProcess(directory())) {
            Api api = Api.of(first.endpoint()).as("emulator-process");
            id = api.create();
            try (EmulatorProcess second = new EmulatorProcess(directory())) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.output())
                        .singleElement()
                        .asString()
                        .contains(directory() + " is in use by another emulator", "--data-dir");
            }
            refused(1, directory() + " is in use by another emulator", directory());
            assertThat(first.stop()).isIn(0, 143);
        }
        try (EmulatorProcess again = new EmulatorProcess(directory())) {
            Api.of(again.endpoint()).as("emulator-process").get("/v1/blb/" + id).ok();
        }
    }

    private EmulatorProcess seededProcess(Path seed) throws IOException {
        return new EmulatorProcess(
                List.of("-Dorg.slf4j.simpleLogger.log.dev.blb=info"),
                List.of("--data-dir", directory().toString(), "--seed", seed.toString()));
    }

    @Test
    void aSeedThatIsNotReadIsToldInOneLine() throws IOException, InterruptedException {
        Path world = Files.writeString(temporary.resolve("world.yaml"), one("lb-seeded"));
        try (EmulatorProcess first = seededProcess(world)) {
            Api.of(first.endpoint())
                    .as("emulator-seeded")
                    .get("/v1/blb/lb-seeded")
                    .ok();
            first.stop();
            assertThat(first.output()).noneMatch(line -> line.contains("--seed"));
        }
        try (EmulatorProcess again = seededProcess(world)) {
            Api.of(again.endpoint())
                    .as("emulator-seeded")
                    .get("/v1/blb/lb-seeded")
                    .ok();
            again.stop();
            assertThat(again.output())
                    .filteredOn(line -> line.contains("--seed"))
                    .singleElement()
                    .asString()
                    .contains(
                            "--seed is not read: " + directory() + " holds state already",
                            "POST /_blb/seed adds to it",
                            "another --data-dir that is empty begins anew");
        }
    }

    @Test
    void whatCannotBeUsedIsToldInOneLine() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        refused(1, file + " is a file", file);
        refused(1, "cannot be made", file.resolve("below"));
        refused(1, "cannot be made", Path.of("/proc/blb-emulator"));
        refused(1, "has a ; in its name", temporary.resolve("a;b"));

        Files.createDirectories(directory());
        Path state = Files.writeString(directory().resolve(STATE_FILE), "no database ".repeat(2000));
        refused(1, directory() + " cannot be opened", directory());
        assertThat(state).hasContent("no database ".repeat(2000));
        Files.move(state, directory().resolve("state-1000.mv.db"));
        refused(1, directory() + " was written by a newer emulator: its schema has version 1000", directory());
    }

    /** The directory that an emulator of 2026-11 wrote, with its triggers and its empty log. */
    private void unpack(String zip) throws IOException {
        Files.createDirectories(directory());
        try (ZipInputStream in = new ZipInputStream(
                Objects.requireNonNull(PersistenceTest.class.getResourceAsStream("/directories/" + zip)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Files.copy(in, directory().resolve(entry.getName()));
            }
        }
    }

    @Test
    void aDirectoryOfVersion1IsMigratedWithItsSnapshots() throws IOException {
        unpack("version-1.zip");
        Settings unsigned = config().with(AUTH, AuthMode.OFF);
        for (int start = 0; start < 2; start++) {
            try (BlbEmulator emulator = BlbEmulator.start(unsigned, clock)) {
                Api api = Api.of(emulator).as("default");
                assertThat(api.get("/v1/blb").text("/blbList/0/name")).isEqualTo(start == 0 ? "renamed" : "kept");
                String path = "/v1/blb/" + api.get("/v1/blb").text("/blbList/0/blbId");
                assertThat(api.get(path).json().path("listener")).hasSize(start == 0 ? 1 : 0);
                assertThat(api.post("/v1/blb?clientToken=old-token", BODY.replace("}", ",\"name\":\"kept\"}"))
                                .ok()
                                .text("/name"))
                        .isEqualTo("kept");
                api.post("/_blb/snapshots/before/restore", "").ok();
                assertThat(api.get(path).text("/name")).isEqualTo("kept");
                api.put(path, "{\"desc\":\"written again\"}").ok();
            }
        }
        assertThat(directory().resolve("journal")).doesNotExist();
        assertThat(directory().resolve("state-1.mv.db")).doesNotExist();
    }

    @Test
    void aStartThatFailsLetsTheDirectoryGo() {
        start().close();
        try (Database database = new Database(FileStore.open(directory(), clock, clock))) {
            database.exclusively(
                    "",
                    tx -> Sql.of(tx).dsl().execute("INSERT INTO declaration VALUES ('', 'accounts', 'a', 'no JSON')"));
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::start).hasMessageContaining("cannot be read");
        }
        try (Database database = new Database(FileStore.open(directory(), clock, clock))) {
            database.exclusively("", tx -> Sql.of(tx).dsl().execute("DELETE FROM declaration"));
            database.exclusively("", tx -> Sql.of(tx).dsl().execute("UPDATE clock_reading SET real_time = 'no time'"));
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::start).hasMessageContaining("no time");
        }
        FileStore.open(directory(), clock, clock).close();
    }

    private static void refused(int code, String message, Path directory) {
        StringWriter out = new StringWriter();
        CommandLine command = Main.commandLine(Map.of("BLB_DATA_DIR", directory.toString()));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(out, true));
        assertThat(command.execute("--port", "0")).as(out.toString()).isEqualTo(code);
        assertThat(out.toString().lines()).singleElement().asString().contains(message, "BLB_DATA_DIR");
    }
}
