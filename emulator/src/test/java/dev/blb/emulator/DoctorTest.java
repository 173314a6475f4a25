package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.neighbour.MadeCertificate;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** The command doctor: each thing that keeps a client from an emulator is found and named. */
class DoctorTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> environment, String... arguments) {
        CommandLine command = Main.commandLine(environment);
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    private static BlbEmulator emulator(AuthMode auth) {
        return BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, auth));
    }

    private static String url(BlbEmulator emulator) {
        return emulator.baseUri().toString();
    }

    @Test
    void nothingIsWrong() {
        try (BlbEmulator emulator = emulator(AuthMode.VERIFY)) {
            assertThat(run(Map.of(), "doctor", url(emulator)))
                    .as(out.toString())
                    .isZero();
            assertThat(out.toString().lines())
                    .hasSize(4)
                    .allMatch(line -> line.startsWith("ok "))
                    .anyMatch(line -> line.contains("emulator-access-key-0001"));
        }
    }

    @Test
    void aWrongSecretOrKeyIsShownAsTheEmulatorNamesIt() {
        try (BlbEmulator emulator = emulator(AuthMode.VERIFY)) {
            assertThat(run(Map.of(), "doctor", url(emulator), "--secret-key", "top-secret"))
                    .isEqualTo(1);
            assertThat(out.toString())
                    .contains("wrong signature", "SignatureDoesNotMatch")
                    .doesNotContain("top-secret");
            assertThat(run(Map.of(), "doctor", url(emulator), "--access-key", "someone"))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("InvalidAccessKeyId");
        }
    }

    @Test
    void aPortWhereNothingListens() throws IOException {
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String address = "http://127.0.0.1:" + bound.getLocalPort();

            assertThat(run(Map.of(), "doctor", address)).isEqualTo(1);
            assertThat(out.toString()).contains("wrong address", "nothing listens at " + address);
        }
    }

    @Test
    void aHostWithoutAnAddress() {
        assertThat(run(Map.of(), "doctor", "http://no-such-host.invalid:8252")).isEqualTo(1);
        assertThat(out.toString()).contains("wrong address", "no-such-host.invalid");
    }

    @Test
    void anotherServer() throws IOException {
        HttpServer site =
                serving(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), "hi");
        try {
            assertThat(run(
                            Map.of(),
                            "doctor",
                            "http://127.0.0.1:" + site.getAddress().getPort()))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("wrong address", "is no emulator", "hi");
        } finally {
            site.stop(0);
        }
    }

    private static <T extends HttpServer> T serving(T server, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return server;
    }

    @Test
    void aClockThatWasMoved() {
        try (BlbEmulator emulator = emulator(AuthMode.VERIFY)) {
            Api.of(emulator).post("/_blb/clock", "{\"advance\":\"PT2H\"}").ok();

            assertThat(run(Map.of(), "doctor", url(emulator))).isEqualTo(1);
            assertThat(out.toString())
                    .contains("wrong clock", "/_blb/reset?clock=true", "wrong signature", "RequestExpired");
        }
    }

    @Test
    void aProxy() {
        try (BlbEmulator emulator = emulator(AuthMode.VERIFY)) {
            Map<String, String> proxied = Map.of("http_proxy", "http://user:password@proxy:3128");
            assertThat(run(proxied, "doctor", url(emulator))).isEqualTo(1);
            assertThat(out.toString())
                    .contains("wrong proxy", "http_proxy", "NO_PROXY=127.0.0.1")
                    .doesNotContain("password");
            Map<String, String> excepted = Map.of("http_proxy", "http://proxy:3128", "NO_PROXY", "a.b, 127.0.0.1");
            assertThat(run(excepted, "doctor", url(emulator))).isZero();
            assertThat(run(Map.of("HTTPS_PROXY", "http://proxy:3128"), "doctor", url(emulator)))
                    .isZero();
            assertThat(run(Map.of("HTTP_PROXY", url(emulator) + "/"), "doctor", url(emulator)))
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "PARSE"})
    void signaturesThatAreNotChecked(AuthMode auth) {
        try (BlbEmulator emulator = emulator(auth)) {
            assertThat(run(Map.of(), "doctor", url(emulator))).isZero();
            assertThat(out.toString())
                    .contains("note  signature", "was not checked", "--auth off")
                    .doesNotContain("ok    signature");
        }
    }

    @Test
    void aCertificateThatIsNotTrusted(@TempDir Path folder) throws Exception {
        MadeCertificate made = MadeCertificate.of(folder, "localhost", "localhost");
        KeyStore keys = KeyStore.getInstance(folder.resolve("localhost.p12").toFile(), "changeit".toCharArray());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        serving(server, "{\"status\":\"ready\"}");
        try {
            String address = "https://localhost:" + server.getAddress().getPort();
            Path ca = Files.writeString(folder.resolve("ca.pem"), made.certificate());

            assertThat(run(Map.of(), "doctor", address)).isEqualTo(1);
            assertThat(out.toString()).contains("wrong tls", "--ca-file");
            assertThat(run(Map.of(), "doctor", address, "--ca-file", ca.toString()))
                    .as(out.toString())
                    .isZero();
            Path empty = Files.writeString(folder.resolve("none.pem"), "none");
            assertThat(run(Map.of(), "doctor", address, "--ca-file", empty.toString()))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("--ca-file", "none.pem");
            assertThat(run(Map.of(), "doctor", address, "--ca-file", "absent.pem"))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("--ca-file absent.pem cannot be read");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void certificatesForAnAddressWithoutTlsAreNotUsed() {
        try (BlbEmulator emulator = emulator(AuthMode.OFF)) {
            run(Map.of(), "doctor", emulator.baseUri().toString(), "--ca-file", "absent.pem");
            assertThat(out.toString()).contains("note  tls        --ca-file absent.pem is not used");
        }
    }

    @Test
    void httpsToAPortOfHttp() {
        try (BlbEmulator emulator = emulator(AuthMode.VERIFY)) {
            assertThat(run(
                            Map.of(),
                            "doctor",
                            "https://127.0.0.1:" + emulator.baseUri().getPort()))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("wrong tls", "http:// is for a port without TLS");
        }
    }

    @Test
    void aWrongAddressIsToldWithOneLine() {
        assertThat(run(Map.of(), "doctor", "localhost")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("localhost", "https://HOST:PORT");
    }
}
