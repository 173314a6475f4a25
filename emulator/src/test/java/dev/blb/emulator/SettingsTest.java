package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingRow;
import dev.blb.emulator.settings.SettingsTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Each row of the table at each of its doors; a new row needs no change here. */
@TestInstance(Lifecycle.PER_CLASS)
class SettingsTest {
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));

    @AfterAll
    void stop() {
        emulator.close();
    }

    static List<SettingRow<?>> rows() {
        return SettingsTable.rows();
    }

    static List<SettingRow<?>> perAccount() {
        return SettingsTable.perAccount();
    }

    private static Settings byFlag(SettingRow<?> row, String value) {
        return SettingsTable.read(Map.of(row.flag(), value), Map.of());
    }

    private static Settings byVariable(SettingRow<?> row, String value) {
        return SettingsTable.read(Map.of(), Map.of(row.variable(), value));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void flagWinsOverVariableAndThatOverDefault(SettingRow<?> row) {
        Object example = byFlag(row, row.example()).get(row);
        assertThat(example).isNotEqualTo(row.fallback());
        assertThat(byVariable(row, row.example()).get(row)).hasToString(example.toString());
        assertThat(Settings.DEFAULTS.get(row)).isEqualTo(row.fallback());
        assertThat(SettingsTable.read(Map.of(row.flag(), row.example()), Map.of(row.variable(), "wrong"))
                        .get(row))
                .hasToString(example.toString());
        if (!row.shownDefault().isEmpty()) {
            assertThat(byFlag(row, row.shownDefault()).get(row)).hasToString(String.valueOf(row.fallback()));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anEmptyVariableCountsAsNotSetAndAnEmptyFlagIsRefused(SettingRow<?> row) {
        assertThat(byVariable(row, "").get(row)).isEqualTo(row.fallback());
        assertThatThrownBy(() -> byFlag(row, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(row.flag())
                .hasMessageContaining("allowed is");
        assertThatThrownBy(() -> byVariable(row, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(row.variable())
                .hasMessageContaining("allowed is");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theCommandLineTakesBothSpellingsAndExplains(SettingRow<?> row) {
        for (List<String> spelling :
                List.of(List.of(row.flag(), row.example()), List.of(row.flag() + "=" + row.example()))) {
            CommandLine command = Main.commandLine(Map.of());
            command.parseArgs(spelling.toArray(String[]::new));
            assertThat(command.getCommandSpec().findOption(row.flag()).<String>getValue())
                    .isEqualTo(row.example());
        }
        StringWriter help = new StringWriter();
        Main.commandLine(Map.of()).usage(new PrintWriter(help, true));
        assertThat(help.toString()).contains(row.flag() + "=" + row.label(), row.shownDefault());
    }

    @ParameterizedTest
    @MethodSource("perAccount")
    void anAccountMayHaveItsOwnByControlRouteAndSeed(SettingRow<?> row) {
        Object expected = SettingRow.shown(byFlag(row, row.example()).get(row));
        String member = "\"" + row.name() + "\":\"" + row.example() + "\"";
        Api api = Api.of(emulator);
        String path = "/_blb/accounts/" + api.account() + "/settings";
        assertThat(api.put(path, "{" + member + "}").ok().text("/" + row.name()))
                .hasToString(expected.toString());
        assertThat(api.get("/_blb/world?account=" + api.account()).text("/accounts/0/" + row.name()))
                .isEqualTo(row.example());

        Api seeded = Api.of(emulator);
        seeded.post("/_blb/seed", "{\"accounts\":[{\"account\":\"" + seeded.account() + "\"," + member + "}]}")
                .ok();
        assertThat(seeded.put("/_blb/accounts/" + seeded.account() + "/settings", "{}")
                        .ok()
                        .text("/" + row.name()))
                .hasToString(expected.toString());
        assertThat(api.put(path, "{\"" + row.name() + "\":\" \"}")
                        .refused(
                                400,
                                row.field().allowed().contains("integer") ? "InappropriateJSON" : "InvalidParameter")
                        .message())
                .contains(row.name(), "allowed is");
    }

    @Test
    void theRoutesShowEverySettingOfAnAccountAndNoOther() {
        Api api = Api.of(emulator);
        Set<String> shown = new TreeSet<>();
        api.put("/_blb/accounts/" + api.account() + "/settings", "{}")
                .ok()
                .json()
                .fieldNames()
                .forEachRemaining(shown::add);
        assertThat(shown)
                .isEqualTo(Stream.concat(
                                Stream.of("account"), perAccount().stream().map(SettingRow::name))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void withoutAHostBothLoopbackAddressesServe() throws IOException {
        for (String host : List.of("127.0.0.1", "::1")) {
            try (Socket socket = new Socket(host, emulator.baseUri().getPort())) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
        assertThat(emulator.baseUri().getHost()).isEqualTo("127.0.0.1");
    }
}
