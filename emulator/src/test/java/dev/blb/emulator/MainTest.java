package dev.blb.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
                "--port                 | x       | an integer from 0 to 65535",
                "--port                 | 65536   | from 0 to 65535",
                "--auth                 | None    | one of verify, parse, off",
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
    void aWrongSettingStopsTheStartWithOneLineThatNamesItsSource(String flag, String value, String allowed) {
        String name = "BLB_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);

        assertThat(run(Map.of(), flag, value)).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains(flag + " is ", value, allowed)
                .doesNotContain("BLB_");
        assertThat(run(Map.of(name, value))).as(name).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .last()
                .asString()
                .contains(name + " is ", value, allowed)
                .doesNotContain("--" + flag.substring(2));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void wrongCredentialsAreNotShown() {
        assertThat(run(Map.of("BLB_CREDENTIALS", "key with blank:top-secret"))).isEqualTo(2);
        assertThat(err.toString()).contains("BLB_CREDENTIALS", "allowed is").doesNotContain("top-secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BLB_CONTROL_TOKEN     | top-secret             | 16 to 128 printable ASCII characters",
                "BLB_CONTROL_TOKEN     | top-secret with blanks | 16 to 128 printable ASCII characters",
                "BLB_DATABASE          | db?password=top-secret | jdbc:postgresql://",
                "BLB_DATABASE          | jdbc:postgresql://db/blb?password=%top-secret | %25",
                "BLB_DATABASE_PASSWORD | ' '                    | not blank"
            })
    void aWrongSecretIsNotShown(String variable, String value, String allowed) {
        String flag = "--" + variable.substring(4).replace('_', '-').toLowerCase(Locale.ROOT);
        assertThat(run(Map.of(variable, value))).isEqualTo(2);
        assertThat(run(Map.of(), flag + "=" + value)).isEqualTo(2);
        assertThat(run(Map.of(), flag + "s=" + value)).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(3);
        assertThat(err.toString())
                .contains(variable, flag, allowed, flag + "s is unknown; did you mean " + flag + "?")
                .doesNotContain("top-secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--database-user", "--database-password"})
    void whatSignsInAtADatabaseNeedsOne(String flag) {
        assertThat(run(Map.of(), flag, "top-secret")).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith(flag + " is set without --database,")
                .doesNotContain("top-secret");
    }

    @Test
    void onePortForHttpAndHttpsStopsTheStart() {
        assertThat(run(Map.of("BLB_PORT", "8443"), "--https-port", "8443")).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("BLB_PORT and --https-port are both 8443; allowed are two different ports");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "wait --version", "env -V", "doctor --version"})
    void everyCommandTellsTheVersion(String arguments) {
        assertThat(run(Map.of(), arguments.split(" ", -1))).isZero();
        assertThat(out.toString()).startsWith("BLB emulator ");
    }

    @ParameterizedTest
    @CsvSource({
        "wait --bogus 5 http://127.0.0.1:8252,      --bogus is unknown",
        "wait --timeot 5s http://127.0.0.1:8252,    --timeot is unknown; did you mean --timeout?",
        "env --acess-key a terraform,               --acess-key is unknown; did you mean --access-key?",
        "env terraform --ca-fil a,                  --ca-fil is unknown; did you mean --ca-file?",
        "doctor --secret-kee top-secret,            --secret-kee is unknown; did you mean --secret-key?",
        "doctor --secret-kee=top-secret,            --secret-kee is unknown; did you mean --secret-key?"
    })
    void anUnknownFlagOfACommandIsToldBeforeItsValue(String arguments, String complaint) {
        assertThat(run(Map.of(), arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().startsWith(complaint);
        assertThat(err.toString()).doesNotContain("top-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "--prot 1,        --prot is unknown; did you mean --port?",
        "--prot=1,        --prot is unknown; did you mean --port?",
        "--settledelay 1, --settledelay is unknown; did you mean --settle-delay?",
        "wiat,            wiat is unknown; did you mean wait?",
        "docter,          docter is unknown; did you mean doctor?",
        "--zzz,           --zzz is unknown (see --help)"
    })
    void anUnknownFlagStopsTheStartWithTheNearest(String given, String complaint) {
        assertThat(run(Map.of(), given.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "--port 1 wait,                               --port, wait",
        "--auth=off env terraform,                    --auth, env",
        "--control-token 0123456789-top-secret doctor, --control-token, doctor"
    })
    void aSettingBeforeACommandIsRefused(String given, String flag, String command) {
        assertThat(run(Map.of(), given.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith(flag + " ")
                .contains("command " + command)
                .doesNotContain("top-secret");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anUnknownVariableStopsTheStartWithTheNearest() {
        assertThat(run(Map.of("BLB_PROT", "1"))).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("BLB_PROT is unknown; did you mean BLB_PORT?");
    }

    @Test
    void variablesOfOthersAreNoneOfOurs() {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = Map.of(
                    "BLB_TEST_REGION",
                    "gz",
                    "BLB_ENDPOINT",
                    "http://127.0.0.1:8252",
                    "BLB_PROT",
                    "",
                    "PORT",
                    "x",
                    "BLB_PORT",
                    String.valueOf(taken.getLocalPort()));
            assertThat(run(environment)).as(err.toString()).isEqualTo(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTakenPortStopsTheStartWithOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(Map.of(), "--port", String.valueOf(taken.getLocalPort())))
                    .isEqualTo(1);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .isEqualTo("Address already in use, or not local: 127.0.0.1:" + taken.getLocalPort()
                            + ". Choose another with --host and --port; --port 0 takes any free port.");
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsToldWithTheUser(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run(Map.of("BLB_DATA_DIR", file.resolve("data").toString()), "--port", "0"))
                .isEqualTo(1);
        String user = Files.exists(Path.of("/proc/self")) ? " by user \\d+ " : " ";
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .containsPattern("data cannot be made or written" + user + "\\(.*BLB_DATA_DIR");
    }

    @Test
    void aWrongSeedStopsTheStartWithOneLine(@TempDir Path folder) throws IOException {
        Path seed = Files.writeString(folder.resolve("w.yaml"), "eips:\n  - {eip: here}\n");
        assertThat(run(Map.of("BLB_SEED", seed + "," + folder), "--port", "0")).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("Invalid seed of BLB_SEED; the server was not started: " + seed
                        + ":2:6: eips[0].eip is \"here\"; allowed is an id: an IPv4 address");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed", "faults", "tls-certificate", "tls-key"})
    void aMissingFileIsToldWithItsSource(String setting, @TempDir Path folder) throws IOException {
        String file = folder.resolve("none").toString();
        String other = setting.equals("tls-key") ? "BLB_TLS_CERTIFICATE" : "BLB_TLS_KEY";
        Map<String, String> rest = setting.startsWith("tls")
                ? Map.of(
                        "BLB_HTTPS_PORT",
                        "0",
                        other,
                        Files.writeString(folder.resolve("pem"), "").toString())
                : Map.of();
        assertThat(run(rest, "--port", "0", "--" + setting, file)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("--" + setting, file);

        err.getBuffer().setLength(0);
        Map<String, String> environment = new HashMap<>(rest);
        String variable = "BLB_" + setting.toUpperCase(Locale.ROOT).replace('-', '_');
        environment.put(variable, file);
        assertThat(run(environment, "--port", "0")).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains(variable, file)
                .doesNotContain("--" + setting);
    }
}
