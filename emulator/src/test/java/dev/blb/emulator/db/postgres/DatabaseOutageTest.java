package dev.blb.emulator.db.postgres;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATABASE;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.EmulatorProcess;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.DatabaseAddress;
import dev.blb.emulator.db.PostgresServer;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingsTable;
import dev.blb.emulator.time.EmulatorClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A database server that cannot be used, at the start or later. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class DatabaseOutageTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

    private static Settings on(DatabaseAddress address) {
        return SETTINGS.with(DATABASE, Optional.of(address));
    }

    @Test
    void callsAreRefusedWhileTheServerIsAwayAndGoOnAfterwardsWithAllThatWasAnswered() {
        try (PostgresServer server = PostgresServer.own();
                BlbEmulator emulator = BlbEmulator.start(on(server.emptyAddress()))) {
            Api api = Api.of(emulator);
            String blbId = api.create("\"name\":\"kept\"");
            api.get("/_blb/health").ok();
            for (int round = 0; round < 2; round++) {
                server.stop();
                api.get("/v1/blb/" + blbId).refused(503, "ServiceUnavailable");
                assertThat(api.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}")
                                .status())
                        .isEqualTo(503);
                Api.Answer health = api.get("/_blb/health").refused(503, "ServiceUnavailable");
                assertThat(health.message())
                        .contains("jdbc:postgresql://127.0.0.1:")
                        .doesNotContain("blb1");
                server.start();
                api.get("/_blb/health").ok();
                assertThat(api.get("/v1/blb/" + blbId).ok().text("/name")).isEqualTo("kept");
                assertThat(api.get("/v1/blb").ok().json().path("blbList")).hasSize(1);
            }
        }
    }

    @Test
    void aDatabaseThatCannotBeUsedStopsTheStartWithOneLine() {
        PostgresServer server = PostgresServer.shared();
        for (DatabaseAddress address : new DatabaseAddress[] {
            DatabaseAddress.parse("jdbc:postgresql://127.0.0.1:1/blb?user=blb&password=top-secret"),
            DatabaseAddress.parse(server.address("").url().replace("/postgres", "/none") + "?password=top-secret"),
            server.address("?currentSchema=none&user=blb&password=top-secret"),
            server.address("?user=nobody-knows&password=top-secret")
        }) {
            assertThatThrownBy(() -> BlbEmulator.start(on(address)))
                    .isInstanceOf(StateUnavailable.class)
                    .hasMessageStartingWith("The database jdbc:postgresql://127.0.0.1:")
                    .hasMessageNotContaining("\n")
                    .hasMessageNotContaining("top-secret");
        }
    }

    @Test
    void aServerThatGoesAwayDuringTheStartStopsItWithOneLine() {
        try (PostgresServer server = PostgresServer.own()) {
            EmulatorClock clock = new EmulatorClock(Clock.systemUTC());
            Database database = new Database(PostgresStore.open(
                    server.emptyAddress(), Optional.empty(), Optional.empty(), clock, Clock.systemUTC()));
            server.stop();
            assertThatThrownBy(() -> TestEmulator.start(SETTINGS, database, clock))
                    .isInstanceOf(StateUnavailable.class)
                    .hasMessageStartingWith("The database jdbc:postgresql://127.0.0.1:")
                    .hasMessageContaining(" cannot be used: Connection to 127.0.0.1:")
                    .hasMessageEndingWith(
                            ". Check --database, --database-user and --database-password, and that the server runs.");
        }
    }

    @Test
    void aDatabaseOfANewerEmulatorOrWithOtherTablesIsRefused() {
        PostgresServer server = PostgresServer.shared();
        DatabaseAddress newer = server.emptyAddress();
        String schema = newer.url().replaceFirst(".*currentSchema=", "");
        BlbEmulator.start(on(newer)).close();
        server.execute("UPDATE " + schema + ".blb_sync SET schema_version = 999");
        assertThatThrownBy(() -> BlbEmulator.start(on(newer)))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("version 999");

        DatabaseAddress others = server.emptyAddress();
        server.execute("CREATE TABLE " + others.url().replaceFirst(".*currentSchema=", "") + ".account (x INT)");
        assertThatThrownBy(() -> BlbEmulator.start(on(others)))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("account");
    }

    @Test
    void settingsThatExcludeEachOtherAreRefused() {
        DatabaseAddress address = DatabaseAddress.parse("jdbc:postgresql://127.0.0.1:1/blb");
        assertThatThrownBy(() -> BlbEmulator.start(on(address).with(DATA_DIR, Optional.of(Path.of("kept")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--data-dir");
        assertThatThrownBy(() -> BlbEmulator.start(on(address).with(SEED_IDS, Optional.of(7L))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--seed-ids");
    }

    @Test
    void aPasswordIsNeverShown() {
        DatabaseAddress address =
                DatabaseAddress.parse("jdbc:postgresql://db/blb?user=u&password=top%2Dsecret&sslmode=require");
        assertThat(address.toString()).isEqualTo("jdbc:postgresql://db/blb");
        assertThat(address.url()).isEqualTo("jdbc:postgresql://db/blb?sslmode=require");
        assertThat(address.urlUser()).contains("u");
        assertThat(address.urlPassword()).contains("top-secret");
        assertThatThrownBy(() -> SettingsTable.read(Map.of("--database", "postgres://u:top-secret@db/blb"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--database")
                .hasMessageContaining("jdbc:postgresql://HOST")
                .hasMessageNotContaining("top-secret");
    }

    @Test
    void aTextWithACharacterThatTheServerCannotStoreIsRefused() {
        try (BlbEmulator emulator = BlbEmulator.start(on(PostgresServer.shared().emptyAddress()))) {
            Api.of(emulator)
                    .post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"desc\":\"a\\u0000b\"}")
                    .refused(400, "InvalidParameter");
        }
    }

    @Test
    void withoutADatabaseNothingOfItsDriverIsLoaded(@TempDir Path folder) throws Exception {
        Path classes = folder.resolve("classes");
        List<String> options = List.of("-Xlog:class+load:file=" + classes);
        try (EmulatorProcess process = new EmulatorProcess(options, List.of())) {
            assertThat(process.endpoint().toString()).startsWith("http://");
            assertThat(process.stop()).isIn(0, 143);
        }
        assertThat(Files.readString(classes))
                .contains("dev.blb.emulator.db.h2.MemoryStore")
                .doesNotContain("org.postgresql")
                .doesNotContain("dev.blb.emulator.db.postgres")
                .doesNotContain("SharedStart");
    }
}
