package dev.blb.emulator;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.settings.SettingsTable.ALLOWED_HOSTS;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.HTTPS_PORT;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REQUEST_TIME;
import static dev.blb.emulator.settings.SettingsTable.TLS_CERTIFICATE;
import static dev.blb.emulator.settings.SettingsTable.TLS_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.blb.emulator.api.Settings;
import dev.blb.emulator.http.AddressUnavailable;
import dev.blb.emulator.http.RawHttp;
import dev.blb.emulator.http.SignedHttp;
import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.CertificateAuthority.Issued;
import dev.blb.emulator.tls.RsaKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The port that speaks TLS, asked by clients that check the certificate for a name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpsTest {
    private static final Settings BOTH_PORTS = Settings.DEFAULTS.with(PORT, 0).with(HTTPS_PORT, Optional.of(0));
    private static final String CREATE = "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";
    private static final String END = "\r\nConnection: close\r\n\r\n";

    private final BlbEmulator emulator = BlbEmulator.start(
            BOTH_PORTS.with(ALLOWED_HOSTS, List.of("balancers.example.com")).with(REQUEST_TIME, Duration.ofSeconds(1)));
    private final SSLContext trust = trusting(authority(emulator));

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static int port(BlbEmulator server) {
        return server.httpsUri().orElseThrow().getPort();
    }

    private static String authority(BlbEmulator server) {
        try (RawHttp connection = new RawHttp(server.baseUri())) {
            return connection
                    .send("GET /_blb/ca.pem HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer()
                    .body();
        }
    }

    private static KeyStore store(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        return store;
    }

    private static SSLContext trusting(String pem) {
        try {
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store(pem));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A connection whose certificate is that of the name. */
    private static SSLSocket connect(BlbEmulator server, SSLContext trust, String name) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port(server));
        plain.setSoTimeout(60_000);
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(plain, name, port(server), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The next bytes up to the end of a head. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    private static String exchange(BlbEmulator server, SSLContext trust, String name, String request)
            throws IOException {
        try (SSLSocket socket = connect(server, trust, name)) {
            send(socket, request);
            return rest(socket);
        }
    }

    private String exchange(String request) throws IOException {
        return exchange(emulator, trust, "localhost", request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "::1",
                "blb.bj.baidubce.com",
                "eip.gz.baidubce.com",
                "bcc.hkg.baidubce.com",
                "certificate.baidubce.com",
                "host.docker.internal",
                "balancers.example.com"
            })
    void theCertificateIsThatOfTheName(String name) throws IOException {
        String host = name.contains(":") ? "[" + name + "]" : name;

        assertThat(exchange(emulator, trust, name, "GET /_blb/health HTTP/1.1\r\nHost: " + host + END))
                .startsWith("HTTP/1.1 200 ")
                .contains("ready");
    }

    @Test
    void anotherNameIsNotInTheCertificate() {
        assertThatThrownBy(() -> exchange(emulator, trust, "blb.example.com", ""))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("blb.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blb.gz.baidubce.com", "blb.gz.baidubce.com:443"})
    void signedRequestsChooseTheRegionByName(String host) throws IOException {
        SignedHttp signer = SignedHttp.of(emulator.baseUri(), "emulator-" + UUID.randomUUID())
                .at(host);
        String fields = " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nAuthorization: ";

        String created = exchange("POST /v1/blb" + fields + signer.authorization("POST", "/v1/blb")
                + "\r\nContent-Length: " + CREATE.length() + END + CREATE);
        assertThat(created).startsWith("HTTP/1.1 200 ").contains("BLB-guangzhou-");
        assertThat(exchange("HEAD /v1/blb" + fields + signer.authorization("HEAD", "/v1/blb") + END))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
        assertThat(signer.ok("GET", "/v1/blb", "").path("blbList")).hasSize(1);
    }

    @Test
    void thePageOfTheOwnOriginMayCallAndTheHostIsChecked() throws IOException {
        String own = "localhost:" + port(emulator);
        String get = "GET /_blb/operations HTTP/1.1\r\nHost: ";

        assertThat(exchange(get + own + "\r\nOrigin: https://" + own + END)).startsWith("HTTP/1.1 200 ");
        assertThat(exchange(get + own + "\r\nOrigin: http://" + own + END))
                .startsWith("HTTP/1.1 403 ")
                .contains("http://" + own);
        assertThat(exchange(get + "evil.example.com" + END))
                .startsWith("HTTP/1.1 403 ")
                .contains("evil.example.com");
    }

    @Test
    void plainHttpIsAnsweredWithWhatIsWrong() {
        try (RawHttp connection = new RawHttp(emulator.httpsUri().orElseThrow())) {
            RawHttp.Answer answer =
                    connection.send("GET /v1/blb HTTP/1.1\r\nHost: x\r\n\r\n").answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("InvalidHTTPRequest", "this port speaks TLS", "https://");
        }
    }

    @Test
    void aBodyThatDoesNotComeIsRefused() throws IOException {
        SignedHttp signer = SignedHttp.of(emulator.baseUri(), "emulator-slow").at("localhost");

        assertThat(exchange("POST /v1/blb HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Authorization: " + signer.authorization("POST", "/v1/blb") + "\r\nContent-Length: 9" + END
                        + "{"))
                .startsWith("HTTP/1.1 400 ")
                .contains("did not come within 1 s", "--request-time");
    }

    @Test
    void requestsUnderWayFinishAndIdleConnectionsEnd() throws Exception {
        BlbEmulator ending = BlbEmulator.start(BOTH_PORTS);
        SSLContext its = trusting(authority(ending));
        SignedHttp signer = SignedHttp.of(ending.baseUri(), "emulator-ending").at("localhost");
        int port = port(ending);
        // The first create of a process takes longer than any later one.
        signer.ok("POST", "/v1/blb", CREATE);
        CompletableFuture<Void> closing = new CompletableFuture<>();
        try (SSLSocket busy = connect(ending, its, "localhost");
                SSLSocket idle = connect(ending, its, "localhost")) {
            idle.startHandshake();
            send(
                    busy,
                    "POST /v1/blb HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: "
                            + signer.authorization("POST", "/v1/blb") + "\r\nExpect: 100-continue\r\nContent-Length: "
                            + CREATE.length() + "\r\n\r\n");
            assertThat(head(busy.getInputStream())).startsWith("HTTP/1.1 100 ");

            long begin = System.nanoTime();
            new Thread(() -> {
                        ending.close();
                        closing.complete(null);
                    })
                    .start();
            assertThat(rest(idle)).isEmpty();
            until(() -> refuses(port));
            // What is under way is ended after 7 s: on a machine that needs as long up to here, nothing is shown.
            assumeTrue(System.nanoTime() - begin < 3_000_000_000L, "the machine is too busy");
            send(busy, CREATE);

            assertThat(rest(busy)).startsWith("HTTP/1.1 200 ").contains("blbId");
        }
        closing.get(60, TimeUnit.SECONDS);
    }

    private static boolean refuses(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void aDataDirectoryKeepsTheAuthority(@TempDir Path folder) throws IOException {
        Settings kept = BOTH_PORTS.with(DATA_DIR, Optional.of(folder));
        String first;
        try (BlbEmulator one = BlbEmulator.start(kept)) {
            first = authority(one);
        }
        assertThat(folder.resolve("ca.pem")).hasContent(first);
        try (BlbEmulator other = BlbEmulator.start(kept)) {
            assertThat(exchange(other, trusting(first), "localhost", "GET / HTTP/1.1\r\nHost: localhost" + END))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aGivenCertificateIsShown(@TempDir Path folder) throws IOException {
        CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
        Issued own = authority.issueForServer(List.of("given.example.com"), RsaKeys.SHARED);
        Path certificate = Files.writeString(folder.resolve("server.pem"), own.chainPem());
        Path key = Files.writeString(folder.resolve("key.pem"), own.keyPem());

        try (BlbEmulator given = BlbEmulator.start(
                BOTH_PORTS.with(TLS_CERTIFICATE, Optional.of(certificate)).with(TLS_KEY, Optional.of(key)))) {
            SSLContext trusted = trusting(authority.own().chainPem());
            assertThat(exchange(given, trusted, "given.example.com", "GET / HTTP/1.1\r\nHost: localhost" + END))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(Api.of(given)
                            .get("/_blb/ca.pem")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("--tls-certificate", "--https-port");
        }
        Path other = Files.writeString(
                folder.resolve("other.pem"),
                authority
                        .issueForServer(List.of("a"), CertificateAuthority.ecKeys())
                        .keyPem());
        assertThatThrownBy(() -> Main.start(
                        "--https-port",
                        "0",
                        "--tls-certificate",
                        certificate.toString(),
                        "--tls-key",
                        other.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--tls-key")
                .hasMessageContaining("not that of the certificate");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --https-port 65536                                          | --https-port is "65536"
            --https-port x                                              | --https-port is "x"
            --https-port 0 --tls-certificate none.pem                   | --tls-certificate is set without --tls-key
            --https-port 0 --tls-key none.pem                           | --tls-key is set without --tls-certificate
            --tls-certificate none.pem --tls-key none.pem               | --tls-certificate is set without --https-port
            --https-port 0 --tls-certificate none.pem --tls-key none.pem | --tls-certificate: none.pem cannot be read
            """)
    void aWrongSettingIsRefusedWithItsFlag(String flags, String message) {
        assertThatThrownBy(() -> Main.start(flags.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aPortThatIsTakenIsRefusedWithItsFlagAndTheOtherPortIsFreeAgain() {
        Settings settings = Settings.DEFAULTS.with(PORT, FreePort.any());

        assertThatThrownBy(() -> BlbEmulator.start(settings.with(HTTPS_PORT, Optional.of(port(emulator)))))
                .isInstanceOf(AddressUnavailable.class)
                .hasMessageContaining("--https-port");
        // A program that another test starts may hold the closed socket open for a moment.
        until(() -> starts(settings));
    }

    private static boolean starts(Settings settings) {
        try {
            BlbEmulator.start(settings).close();
            return true;
        } catch (AddressUnavailable taken) {
            return false;
        }
    }

    @Test
    void theVerbDoctorTrustsTheAuthority(@TempDir Path folder) throws IOException {
        Path ca = Files.writeString(folder.resolve("ca.pem"), authority(emulator));
        String url = "https://localhost:" + port(emulator);

        assertThat(Main.commandLine(Map.of()).execute("doctor", url, "--ca-file", ca.toString()))
                .isZero();
        assertThat(Main.commandLine(Map.of()).execute("doctor", url)).isEqualTo(1);
    }

    private static Process java(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BLB_"));
        return builder.start();
    }

    /** What an emulator prints until it serves, with a line for each class that it loads. */
    private static List<String> start(String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xlog:class+load", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "--port", "0"));
        arguments.addAll(List.of(flags));
        Process process = java(arguments);
        List<String> lines = new ArrayList<>();
        try (var reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.startsWith("  settings ")) {
                    break;
                }
            }
        } finally {
            process.destroyForcibly();
            process.waitFor(60, TimeUnit.SECONDS);
        }
        return lines;
    }

    private static List<String> ofTls(List<String> lines) {
        return lines.stream()
                .filter(line -> line.matches(".* (dev\\.blb\\.emulator\\.(TlsStart|tls\\.[A-LN-S]\\w*)"
                        + "|org\\.eclipse\\.jetty\\.util\\.ssl\\.SslContextFactory"
                        + "|sun\\.security\\.ssl\\.SSLContextImpl)[$ ].*"))
                .toList();
    }

    @Test
    void nothingOfTlsIsLoadedWithoutItAndNothingOfNettyWithIt() throws Exception {
        List<String> plain = start();
        List<String> both = start("--https-port", "0");

        assertThat(ofTls(plain)).isEmpty();
        assertThat(plain).noneMatch(line -> line.startsWith("  https "));
        assertThat(ofTls(both)).isNotEmpty();
        assertThat(both)
                .noneMatch(line -> line.contains(" io.netty."))
                .anyMatch(line -> line.startsWith("  https       https://127.0.0.1:"))
                .anyMatch(line -> line.matches("  ca          http://127\\.0\\.0\\.1:\\d+/_blb/ca\\.pem"));
    }
}
