package dev.blb.emulator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTextsTest {
    private static Settings origins(String text) {
        return SettingsTable.read(Map.of("--cors-origin", text), Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1", "/v1/blb", "/v2", "/_blb", "/_blb/x", "/a//b", "//a", "/a/../b", "/a/.", "/..", "/", "a", "/a/",
                ""
            })
    void aPrefixThatHidesWhatTheServerHasIsRefused(String prefix) {
        assertThatThrownBy(() -> SettingsTable.read(Map.of("--path-prefix", prefix), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--path-prefix is \"" + prefix + "\"; allowed is a path")
                .hasMessageContaining("whose first part is no version such as v1 and not _blb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/internal-api", "/a/b.c/v1", "/v1x", "/.well-known", "/a/..b", "/_blb2", "/metrics"})
    void anyOtherPathIsAPrefix(String prefix) {
        assertThat(SettingsTable.read(Map.of("--path-prefix", prefix), Map.of()).get(SettingsTable.PATH_PREFIX))
                .contains(prefix);
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
