package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.DATABASE;
import static dev.blb.emulator.settings.SettingsTable.DATABASE_PASSWORD;
import static dev.blb.emulator.settings.SettingsTable.DATABASE_USER;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Store;
import dev.blb.emulator.db.postgres.PostgresStore;
import java.time.Clock;

/** Opens the database that several emulators share. Loaded only where one is set. */
final class SharedStart {
    private SharedStart() {}

    static Store open(Settings settings, Clock clock, Clock real) {
        if (settings.get(DATA_DIR).isPresent()) {
            throw new IllegalArgumentException(
                    "--database and --data-dir are both set; allowed is one of them, since the state is kept in one place");
        }
        if (settings.get(SEED_IDS).isPresent()) {
            throw new IllegalArgumentException(
                    "--seed-ids is set beside --database; allowed is one of them, since each node"
                            + " would draw the same ids");
        }
        return PostgresStore.open(
                settings.get(DATABASE).orElseThrow(),
                settings.get(DATABASE_USER),
                settings.get(DATABASE_PASSWORD),
                clock,
                real);
    }
}
