package dev.blb.emulator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "--seed-ids, +42",
        "--seed-ids, 007",
        "--seed-ids, -0",
        "--seed-ids, -07",
        "--seed-ids, ٤٢",
        "--seed-ids, 9223372036854775808",
        "--max-body, 00064KiB",
        "--max-body, +64KiB",
        "--max-body, ٦٤KiB",
        "--max-body, 0065536",
        "--settle-delay, 002s",
        "--settle-delay, 00",
        "--settle-delay, +2s",
        "--settle-delay, PT02S",
        "--settle-delay, PT+2S",
        "--settle-delay, +PT2S",
        "--settle-delay, PT0H02S",
        "--request-time, 020s",
        "--port, 08080",
        "--port, 0800",
        "--https-port, 0844",
        "--https-port, 08443",
        "--https-port, +8443",
        "--journal, 0200",
        "--journal, +200",
        "--data-plane-ports, 018000-18999",
        "--data-plane-ports, 080-90",
        "--data-plane-ports, 80-090",
        "--allow-targets, 10.0.0.0/08",
        "--allow-targets, 010.0.0.0/8"
    })
    void aNumberIsWrittenAsInJson(String flag, String text) {
        assertThatThrownBy(() -> SettingsTable.read(Map.of(flag, text), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(flag)
                .hasMessageContaining(text)
                .hasMessageContaining("allowed is");
    }

    @ParameterizedTest
    @CsvSource({
        "--seed-ids, 0",
        "--seed-ids, -42",
        "--seed-ids, 9223372036854775807",
        "--seed-ids, -9223372036854775808",
        "--max-body, 64kib",
        "--settle-delay, 0",
        "--settle-delay, 0s",
        "--settle-delay, PT0.05S",
        "--settle-delay, PT10M0.250S",
        "--settle-delay, PT1H30M",
        "--https-port, 0",
        "--https-port, 65535",
        "--data-plane-ports, 1-65535",
        "--allow-targets, 10.0.0.0/0"
    })
    void whatJsonKnowsIsANumber(String flag, String text) {
        assertThat(SettingsTable.read(Map.of(flag, text), Map.of())).isNotEqualTo(Settings.DEFAULTS);
    }

    @Test
    void whatAnOlderVersionStoredIsStillRead() {
        Members stored = new Members(JsonNodeFactory.instance.objectNode().put("settleDelay", "002s"));
        assertThat(SettingsTable.overlay(Settings.DEFAULTS, stored).get(SettingsTable.SETTLE_DELAY))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"007", "+7", "٧", "-07"})
    void anAccountsNumberIsWrittenAsInJson(String text) {
        ObjectNode given = JsonNodeFactory.instance.objectNode().put("quotaListeners", text);
        assertThatThrownBy(() -> SettingsTable.OF_ACCOUNTS.check(given))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("quotaListeners")
                .hasMessageContaining("allowed is an integer");
        assertThat(SettingsTable.OF_ACCOUNTS
                        .check(given.put("quotaListeners", "7"))
                        .path("quotaListeners")
                        .intValue())
                .isEqualTo(7);
    }
}
