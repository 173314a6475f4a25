package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.ScriptedServer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A failed connection names the address and says what to try. */
class ConnectionAdviceTest {
    private static TransportFailure failure(String endpoint) {
        try (BlbClient client = BlbClient.builder()
                .endpoint(URI.create(endpoint))
                .credentials("k", "s")
                .connectTimeout(Duration.ofMinutes(1))
                .retryPolicy(RetryPolicy.none())
                .build()) {
            return catchThrowableOfType(
                    TransportFailure.class, () -> client.loadBalancers().describe("lb-1"));
        }
    }

    @Test
    void aPortThatNobodyListensOn() {
        // No system gives it to a server that asks for any port.
        int port = 1;
        assertThat(failure("http://127.0.0.1:" + port))
                .hasMessageContaining("DescribeBlb got no whole answer from http://127.0.0.1:" + port + ": ")
                .hasMessageContaining("connection refused; check that the service runs and listens on this port");
    }

    @Test
    void aHostThatDoesNotExist() {
        assertThat(failure("http://blb.invalid:8252"))
                .hasMessageContaining("http://blb.invalid:8252: the host name is not known to DNS");
    }

    private static void answerInPlainHttp(ServerSocket plain) {
        while (!plain.isClosed()) {
            try (var connection = plain.accept();
                    InputStream in = connection.getInputStream()) {
                // The whole first message: an answer in the middle of it is a race within the JDK's client.
                byte[] header = in.readNBytes(5);
                in.readNBytes(ByteBuffer.wrap(header).getShort(3));
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                // Until the client has read the answer and closed.
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException closed) {
                // The client has closed the connection, or the test has ended.
            }
        }
    }

    @Test
    void httpsToAPortThatSpeaksHttp() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerInPlainHttp(plain));
            server.setDaemon(true);
            server.start();
            String endpoint = "https://127.0.0.1:" + plain.getLocalPort();

            assertThat(failure(endpoint))
                    .hasMessageContaining(endpoint + ": the port does not speak TLS")
                    .hasMessageContaining("use http:// in place of https://");
        }
    }

    @Test
    void aPortThatDoesNotAnswerInHttp() throws Exception {
        for (String bytes : new String[] {"", "\u0015\u0003\u0001\u0000\u0002\u0002\n"}) {
            try (ScriptedServer server = ScriptedServer.replying(Reply.raw(bytes))) {
                assertThat(failure(server.uri().toString()))
                        .hasMessageContaining(server.uri() + ": ")
                        .hasMessageContaining("if the port speaks TLS, use https://");
            }
        }
    }

    @Test
    void aCertificateThatIsNotTrusted(@TempDir Path folder) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(selfSigned(folder)));
        server.start();
        try {
            String endpoint = "https://127.0.0.1:" + server.getAddress().getPort();
            assertThat(failure(endpoint))
                    .hasMessageContaining(endpoint + ": the server's certificate is not trusted")
                    .hasMessageContaining("-Djavax.net.ssl.trustStore=FILE");
        } finally {
            server.stop(0);
        }
    }

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of("https://h", new HttpConnectTimeoutException("t"), "check address, firewall and proxy"),
                Arguments.of("http://h", new ConnectException("Network is unreachable"), "no route to this address"),
                Arguments.of("http://h", new NoRouteToHostException("No route to host"), "no route to this address"),
                Arguments.of(
                        "https://h",
                        new SSLHandshakeException("PKIX path validation failed")
                                .initCause(new CertificateException(new CertificateExpiredException("2020"))),
                        "is not valid now"),
                Arguments.of(
                        "https://h",
                        new SSLHandshakeException("No name matching h found")
                                .initCause(new CertificateException("No name matching h found")),
                        "issued for this host name"),
                Arguments.of(
                        "https://h",
                        new SSLHandshakeException("Received fatal alert: protocol_version"),
                        "shares a version and cipher"),
                Arguments.of("http://h", new java.net.SocketException("Connection reset"), "use https://"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void otherCauses(String endpoint, Throwable cause, String advice) {
        assertThat(ConnectionAdvice.on(URI.create(endpoint), new java.io.IOException(cause)))
                .contains(advice);
    }

    @Test
    void anUnknownCauseHasNoAdvice() {
        assertThat(ConnectionAdvice.on(URI.create("https://h"), new java.io.IOException("Connection reset")))
                .isEmpty();
    }

    private static SSLContext selfSigned(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-Duser.language=en",
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(store).as(Files.readString(folder.resolve("keytool.log"))).exists();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
