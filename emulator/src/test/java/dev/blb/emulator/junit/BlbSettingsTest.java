package dev.blb.emulator.junit;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.SettingRow;
import dev.blb.emulator.settings.SettingsTable;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setting that an account may have is one that a test may have; a new row needs no change here or there. */
@TestInstance(Lifecycle.PER_CLASS)
class BlbSettingsTest {
    private final BlbEmulator emulator = BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0));

    @AfterAll
    void stop() {
        emulator.close();
    }

    static List<SettingRow<?>> perAccount() {
        return SettingsTable.perAccount();
    }

    @ParameterizedTest
    @MethodSource("perAccount")
    void eachIsTakenInBothSpellings(SettingRow<?> row) {
        for (String[] flags :
                List.of(new String[] {row.flag(), row.example()}, new String[] {row.flag() + "=" + row.example()})) {
            BlbWorld world = BlbWorld.at(
                    emulator.baseUri(), new BlbCredentials("emulator-" + row.name() + flags.length, "secret"));
            SettingFlag.of(flags).forEach(flag -> flag.apply(world));
            assertThat(world.export()).contains("\"" + row.name() + "\":").contains(row.example());
        }
    }
}
