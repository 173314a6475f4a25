package dev.blb.emulator.db;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.db.postgres.PostgresStore;
import dev.blb.emulator.settings.SettingsTable;
import java.time.Clock;
import java.util.Optional;

/** The store that tests run on: H2 in memory, or with {@code -Dblb.test.database=postgres} a PostgreSQL server. */
public final class TestStores {
    private TestStores() {}

    /** Whether tests run on a PostgreSQL server. */
    public static boolean isPostgres() {
        return "postgres".equals(System.getProperty("blb.test.database"));
    }

    /** An empty store. */
    public static Store empty(Clock clock) {
        return isPostgres() ? emptyPostgres(clock) : new MemoryStore(clock);
    }

    /** An empty store on the server that tests share. */
    public static Store emptyPostgres(Clock clock) {
        return PostgresStore.open(
                PostgresServer.shared().emptyAddress(), Optional.empty(), Optional.empty(), clock, clock);
    }

    /** Settings of an emulator that has an empty store, unless they name another one, or ids that only one process can draw. */
    public static Settings empty(Settings settings) {
        boolean ownStore = settings.get(SettingsTable.DATA_DIR).isPresent()
                || settings.get(SettingsTable.SEED_IDS).isPresent()
                || settings.get(SettingsTable.DATABASE).isPresent();
        return isPostgres() && !ownStore
                ? settings.with(
                        SettingsTable.DATABASE,
                        Optional.of(PostgresServer.shared().emptyAddress()))
                : settings;
    }

    /** A table of numbers in a column {@code x}. */
    public static String numbers(String fromAndTo) {
        return isPostgres() ? "generate_series(" + fromAndTo + ") AS numbers(x)" : "system_range(" + fromAndTo + ")";
    }
}
