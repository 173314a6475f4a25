package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.HTTPS_PORT;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.SignedApi;
import dev.blb.emulator.route.CloudHost;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/** Programs that have the cloud's https names as constants reach the emulator by what the pages and the command env say. */
class CloudProgramTest {
    private static final Path DOCKER = Path.of("..", "docker");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A program that knows the cloud's https names alone; the first argument is the port. */
    static final class Program {
        public static void main(String[] arguments) {
            for (String region : new String[] {"bj", "gz"}) {
                URI endpoint = URI.create("https://blb." + region + ".baidubce.com:" + arguments[0]);
                SignedApi api =
                        new SignedApi(endpoint, new BlbCredentials("emulator-https", "emulator-secret-key-0001"));
                api.create();
                System.out.println(region + " " + api.list().size());
            }
        }
    }

    private static String run(Path folder, List<String> command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        // What this machine trusts is of no use to the program; some variables have precedence over others.
        List.of("CURL_CA_BUNDLE", "SSL_CERT_DIR").forEach(builder.environment()::remove);
        builder.environment().put("SSL_CERT_FILE", folder.resolve("ca.pem").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** A command line, with a program of the JDK of this process in its first place. */
    private static List<String> command(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
        words.set(0, jdk(words.get(0)));
        return words;
    }

    /** Runs a Java program whose JVM has these options, with the names of two regions mapped to this machine. */
    private static void runsUnchanged(Path folder, String options, int port) throws Exception {
        Path hosts = Files.writeString(
                folder.resolve("hosts"), "127.0.0.1 blb.bj.baidubce.com\n127.0.0.1 blb.gz.baidubce.com\n");
        List<String> command = new ArrayList<>(List.of(jdk("java"), "-Djdk.net.hosts.file=" + hosts));
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), String.valueOf(port)));

        assertThat(run(folder, command).lines()).containsExactly("bj 1", "gz 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/clients.md", "docs/zh-CN/clients.md"})
    void aJavaProgramTrustsTheAuthorityByWhatThePageSays(String page, @TempDir Path folder) throws Exception {
        String row = Files.readAllLines(Path.of(page)).stream()
                .filter(line -> line.startsWith("| Java | `keytool "))
                .findFirst()
                .orElseThrow();
        List<String> codes =
                CODE.matcher(row).results().map(code -> code.group(1)).toList();
        try (BlbEmulator emulator =
                BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(HTTPS_PORT, Optional.of(0)))) {
            Files.writeString(folder.resolve("ca.pem"), Api.of(emulator).text("/_blb/ca.pem"));
            run(folder, command(codes.get(0)));

            runsUnchanged(
                    folder, codes.get(1), emulator.httpsUri().orElseThrow().getPort());
        }
    }

    private static String env(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = Main.commandLine(Map.of());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(new StringWriter()));
        assertThat(command.execute(arguments)).isZero();
        return out.toString();
    }

    @Test
    void soItDoesByWhatTheVerbEnvPrints(@TempDir Path folder) throws Exception {
        try (BlbEmulator emulator =
                Main.start("--port", "0", "--https-port", "0", "--data-dir", folder.toString(), "--region", "gz")) {
            URI https = emulator.httpsUri().orElseThrow();
            Path ca = folder.resolve("ca.pem");
            String printed = env("env", "java", https.toString(), "--ca-file", ca.toString());
            Matcher keytool = Pattern.compile("(?m)^// (keytool .*)$").matcher(printed);
            Matcher options = Pattern.compile("(?m)^// java (.*?) \\.\\.\\.$").matcher(printed);
            assertThat(keytool.find() && options.find()).as(printed).isTrue();
            run(folder, command(keytool.group(1).replace("'", "")));

            runsUnchanged(folder, options.group(1), https.getPort());
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        assertThat(texts).isNotEmpty();
        return texts;
    }

    /** The compose file that env prints, held to the image's files, and its settings tried without a container engine. */
    @Test
    void theComposeFileLeadsTheCloudsNamesToTheEmulator(@TempDir Path data) throws Exception {
        JsonNode compose = new ObjectMapper()
                .valueToTree(new Load(LoadSettings.builder().build())
                        .loadFromString(env("env", "docker", "http://127.0.0.1:1")));
        JsonNode emulator = compose.at("/services/blb-emulator");
        JsonNode program = compose.at("/services/program");
        List<String> flags = texts(emulator.at("/command"));
        String[] kept = emulator.at("/volumes/0").asText().split(":", -1);
        String dockerfile = Files.readString(DOCKER.resolve("Dockerfile"));

        assertThat(dockerfile).contains("\nVOLUME " + kept[1] + "\n", "\nHEALTHCHECK ", " BLB_HOST=0.0.0.0 ");
        assertThat(compose.at("/volumes").has(kept[0])).isTrue();
        assertThat(flags)
                .containsSequence("--data-dir", kept[1])
                .containsSequence("--port", "80")
                .containsSequence("--https-port", "443");
        assertThat(program.at("/volumes/0").asText()).isEqualTo(kept[0] + ":/blb:ro");
        assertThat(program.at("/depends_on/blb-emulator/condition").asText()).isEqualTo("service_healthy");

        flags.replaceAll(flag -> flag.equals("80") || flag.equals("443") ? "0" : flag);
        flags.replaceAll(flag -> flag.equals(kept[1]) ? data.toString() : flag);
        flags.addAll(List.of("--host", "0.0.0.0"));
        try (BlbEmulator running = Main.start(flags.toArray(String[]::new))) {
            for (String file : texts(program.at("/environment"))) {
                assertThat(file).startsWith("/blb/");
                assertThat(data.resolve(file.substring("/blb/".length())))
                        .content()
                        .startsWith("-----BEGIN CERTIFICATE-----");
            }
            int port = running.httpsUri().orElseThrow().getPort();
            List<String> aliases = texts(emulator.at("/networks/default/aliases"));
            assertThat(aliases)
                    .contains("blb.bj.baidubce.com")
                    .allMatch(alias -> CloudHost.of(alias).isPresent());
            for (String alias : aliases) {
                String address = alias + ":" + port;
                String mapped = address + ":127.0.0.1";
                assertThat(run(
                                data,
                                List.of(
                                        "curl",
                                        "-sS",
                                        "--noproxy",
                                        "*",
                                        "--resolve",
                                        mapped,
                                        "https://" + address + "/_blb/health")))
                        .as(alias)
                        .contains("\"ready\"");
            }
        }
    }
}
