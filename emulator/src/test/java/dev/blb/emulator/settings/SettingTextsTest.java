package dev.blb.emulator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingTextsTest {
    private static Settings origins(String text) {
        return SettingsTable.read(Map.of("--cors-origin", text), Map.of());
    }

    @Test
    void anOriginIsTakenAsBrowsersSendIt() {
        assertThat(origins("HTTP://App.Example:3000").get(SettingsTable.CORS_ORIGIN))
                .containsExactly("http://app.example:3000");
    }

    @Test
    void anOriginWithAPathIsToldWhatIsAllowed() {
        assertThatThrownBy(() -> origins("http://app.example:3000/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("--cors-origin is", "without a path", "http://localhost:3000");
    }
}
