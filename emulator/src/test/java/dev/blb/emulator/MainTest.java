package dev.blb.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> environment, String... flags) {
        CommandLine command = Main.commandLine(environment);
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(flags);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port                 | x       | from 0 to 65535",
                "--port                 | 65536   | from 0 to 65535",
                "--auth                 | maybe   | verify, parse, off",
                "--region               | mars    | bj",
                "--settle-delay         | soon    | 500ms",
                "--settle-delay         | -PT1S   | 500ms",
                "--settle-delay         | 25h     | 24h",
                "--references           | loose   | lenient, strict",
                "--seed-ids             | one     | whole number",
                "--max-body             | 1       | 1KiB to 16MiB",
                "--max-body             | 17MiB   | 1KiB to 16MiB",
                "--quota-load-balancers | -1      | from 0 to",
                "--quota-listeners      | many    | from 0 to",
                "--quota-backends       | 9999999 | from 0 to"
            })
    void aWrongSettingStopsTheStartWithOneLine(String flag, String value, String allowed) {
        String name = "BLB_" + flag.substring(2).replace('-', '_').toUpperCase(java.util.Locale.ROOT);

        assertThat(run(Map.of(), flag, value)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(flag, value, allowed);
        assertThat(run(Map.of(name, value))).as(name).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).last().asString().contains(flag, value, allowed);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void wrongCredentialsAreNotShown() {
        assertThat(run(Map.of("BLB_CREDENTIALS", "key with blank:top-secret"))).isEqualTo(2);
        assertThat(err.toString()).contains("--credentials", "allowed is").doesNotContain("top-secret");
    }

    @Test
    void anUnknownFlagStopsTheStart() {
        assertThat(run(Map.of(), "--prot", "1")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("--prot");
    }

    @Test
    void helpListsEverySetting() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--host",
                        "--port",
                        "--credentials",
                        "--auth",
                        "--region",
                        "--settle-delay",
                        "--async",
                        "--references",
                        "--seed-ids",
                        "--data-dir",
                        "--max-body",
                        "--quota-load-balancers",
                        "--quota-listeners",
                        "--quota-backends");
    }

    @Test
    void aTakenPortStopsTheStartWithOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(Map.of(), "--port", String.valueOf(taken.getLocalPort())))
                    .isEqualTo(1);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort(), "--port");
        }
    }

    @Test
    void aWrongSeedStopsTheStartWithOneLine(@TempDir Path folder) throws IOException {
        Path seed = Files.writeString(folder.resolve("w.yaml"), "eips:\n  - {eip: here}\n");
        assertThat(run(Map.of("BLB_SEED", seed + "," + folder), "--port", "0")).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains(seed + ":2: eips[0].eip is \"here\"; allowed is an id: an IPv4 address");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void everySettingIsAFlagAndAVariable() {
        Map<String, String> names = new TreeMap<>();
        Main.commandLine(Map.of()).getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .forEach(option -> names.put(Main.variable(option), option.longestName()));
        assertThat(names)
                .containsEntry("BLB_PORT", "--port")
                .containsEntry("BLB_QUOTA_LOAD_BALANCERS", "--quota-load-balancers")
                .containsEntry("BLB_SEED_IDS", "--seed-ids");
    }
}
