package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.route.CloudHost;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command env: what it prints leads a client to the running emulator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnvTest {
    private static final int LIMIT_SECONDS = 60;

    private final BlbEmulator emulator =
            BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(REGION, Region.GZ));
    private final String url = emulator.baseUri().toString();

    @AfterAll
    void stop() {
        emulator.close();
    }

    private record Printed(int code, String out, String err) {}

    private static Printed run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine(environment);
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return new Printed(command.execute(arguments), out.toString(), err.toString());
    }

    private static String shell(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-euc", script)
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).as(output).isZero();
        return output;
    }

    @Test
    void terraformReadsVariables() throws IOException, InterruptedException {
        Printed printed = run(Map.of(), "env", "terraform", url);

        assertThat(printed.code()).isZero();
        assertThat(shell(printed.out() + "env").lines())
                .contains(
                        "BAIDUCLOUD_ACCESS_KEY=emulator-access-key-0001",
                        "BAIDUCLOUD_SECRET_KEY=emulator-secret-key-0001",
                        "BAIDUCLOUD_REGION=gz",
                        "APPBLB_ENDPOINT=" + url,
                        "BCC_ENDPOINT=" + url,
                        "BLB_ENDPOINT=" + url,
                        "CERT_ENDPOINT=" + url,
                        "EIP_ENDPOINT=" + url,
                        "ESG_ENDPOINT=" + url,
                        "ResourceManager_ENDPOINT=" + url,
                        "VPC_ENDPOINT=" + url);
        assertThat(printed.out()).doesNotContain("SSL_CERT_FILE", "unset", "${");
        assertThat(printed.err().lines()).allMatch(line -> line.startsWith("warning: "));
        assertThat(printed.err())
                .contains("assume_role", "sts.bj.baidubce.com", "BOS")
                .doesNotContain("${");
    }

    @Test
    void aProxyIsTakenOutOfTerraformsWay() {
        Map<String, String> environment = Map.of("HTTP_PROXY", "http://proxy:3128");

        assertThat(run(environment, "env", "terraform", url).out()).contains("unset HTTP_PROXY");
        assertThat(run(environment, "env", "java", url).err()).contains("HTTP_PROXY", "NO_PROXY=127.0.0.1");
        assertThat(run(Map.of("HTTP_PROXY", url), "env", "terraform", url).out())
                .doesNotContain("unset");
    }

    @Test
    void theFunctionOfCurlSignsRequests() throws IOException, InterruptedException {
        Printed printed = run(Map.of(), "env", "curl", url);

        String create = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";
        String functions = printed.out() + "blb POST /v1/blb '" + create + "'\n";
        assertThat(shell(functions
                        + "blb GET '/v1/blb?maxKeys=1'\nblb GET '/v1/blb?name=a:b/c,d&maxKeys=1&&exactlyMatch'"))
                .contains("\"blbId\"", "BLB-guangzhou-", "\"blbList\":[]")
                .doesNotContain("\"code\"");
        assertThat(
                        shell(
                                functions
                                        + "id=$(blb GET /v1/blb | sed 's/.*\"blbId\":\"\\([^\"]*\\)\".*/\\1/')\n"
                                        + "blb PUT \"/v1/blb/$id?update&clientToken=c-1\" '{\"name\":\"changed\"}'\nblb GET /v1/blb/$id"))
                .contains("\"name\":\"changed\"")
                .doesNotContain("\"code\"");
        assertThat(shell(printed.out() + "blb POST /v1/blb '' '" + create + "' && exit 9 || [ $? = 2 ]"))
                .contains("usage: blb METHOD 'PATH[?QUERY]' [BODY]");
        assertThat(printed.err()).isEmpty();
    }

    @Test
    void aKeyIsQuotedForTheShell() throws IOException, InterruptedException {
        Printed printed = run(Map.of(), "env", "terraform", url, "--access-key", "a", "--secret-key", "it's $HOME");

        assertThat(shell(printed.out() + "env").lines()).contains("BAIDUCLOUD_SECRET_KEY=it's $HOME");
    }

    @Test
    void keysComeFromTheEmulatorsVariable() {
        Map<String, String> environment = Map.of("BLB_CREDENTIALS", "team-*:secret-1,ci:secret-2");

        assertThat(run(environment, "env", "python", url).out())
                .contains("BceCredentials(\"team-access-key-0001\", \"secret-1\")");
        assertThat(run(environment, "env", "python", url, "--access-key", "ci").out())
                .contains("BceCredentials(\"ci\", \"secret-2\")");
        Printed wrong = run(Map.of("BLB_CREDENTIALS", "x"), "env", "python", url);
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err().lines()).singleElement().asString().contains("BLB_CREDENTIALS");
    }

    @ParameterizedTest
    @CsvSource({"python, endpoint=", "go, NewClient", "java, withEndpoint"})
    void aSnippetNamesAddressAndKeys(String format, String call) {
        Printed printed = run(Map.of(), "env", format, url);

        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .contains(call, url, "emulator-access-key-0001", "emulator-secret-key-0001")
                .doesNotContain("${", "trustStore", "SSL_CERT_FILE");
        assertThat(printed.err()).contains("warning: ");
    }

    @ParameterizedTest
    @CsvSource({
        "terraform, export SSL_CERT_FILE=",
        "python,    export SSL_CERT_FILE=",
        "go,        export SSL_CERT_FILE=",
        "java,      '-file '",
        "curl,      export CURL_CA_BUNDLE="
    })
    void aCertificateAuthorityIsNamedToTheClient(String format, String line) {
        assertThat(run(Map.of(), "env", format, url, "--ca-file", "my ca.pem").out())
                .contains(line + "'" + Path.of("my ca.pem").toAbsolutePath() + "'")
                .doesNotContain("${ca}", "${withCa}");
    }

    @Test
    void aContainerHasTheCloudsNamesAsAliases() {
        Printed printed = run(Map.of(), "env", "docker", url);

        List<String> aliases = printed.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.endsWith(".baidubce.com"))
                .map(line -> line.substring("- ".length()))
                .toList();
        assertThat(aliases)
                .containsExactly(
                        "blb.gz.baidubce.com",
                        "eip.gz.baidubce.com",
                        "bcc.gz.baidubce.com",
                        "vpc.gz.baidubce.com",
                        "subnet.gz.baidubce.com",
                        "route.gz.baidubce.com",
                        "esg.gz.baidubce.com",
                        "certificate.baidubce.com",
                        "cert.baidubce.com",
                        "resourcemanager.baidubce.com",
                        "sts.baidubce.com",
                        "sts.bj.baidubce.com")
                .allMatch(alias -> CloudHost.of(alias).isPresent());
        assertThat(printed.out())
                .contains(
                        "\"--region\", \"gz\"", "\"--https-port\", \"443\"", "SSL_CERT_FILE: /blb/ca.pem", "blb:/data");
    }

    @Test
    void anEmulatorThatDoesNotAnswerIsAWarning() {
        Printed printed = run(Map.of(), "env", "terraform", url, "--secret-key", "wrong");

        assertThat(printed.code()).isZero();
        assertThat(printed.err()).contains("no emulator answers at " + url, "doctor");
        assertThat(printed.out()).contains("BAIDUCLOUD_REGION='bj'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env terrafrom | terrafrom; allowed is one of; did you mean terraform?",
                "env zzz | zzz; allowed is one of terraform, python, go, java, curl, docker",
                "env | FORMAT",
                "env go localhost:8252 | localhost:8252; http://HOST:PORT",
                "env go http://localhost:70000 | 70000; 65535"
            })
    void aWrongArgumentIsToldWithOneLine(String arguments, String parts) {
        Printed printed = run(Map.of(), arguments.split(" ", -1));

        assertThat(printed.code()).isEqualTo(2);
        assertThat(printed.err().lines()).singleElement().asString().contains(parts.split("; ", -1));
        assertThat(printed.out()).isEmpty();
    }

    @Test
    void helpNamesTheVerbs() {
        assertThat(run(Map.of(), "--help").out()).contains("env", "doctor", "wait");
        assertThat(run(Map.of(), "env", "--help").out()).contains("FORMAT", "terraform", "--ca-file");
    }
}
