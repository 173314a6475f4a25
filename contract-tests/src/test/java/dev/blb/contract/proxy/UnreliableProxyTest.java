package dev.blb.contract.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.proxy.Message.Answer;
import dev.blb.contract.proxy.UnreliableProxy.Disturbance;
import dev.blb.contract.proxy.UnreliableProxy.Roughness;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an unreliable proxy does to calls. */
class UnreliableProxyTest {
    private static final String BODY = "{\"answer\":\"as it was\"}";

    private final AtomicInteger carriedOut = new AtomicInteger();

    private ProxyServer service() throws IOException {
        return new ProxyServer(
                request -> {
                    carriedOut.incrementAndGet();
                    return new Answer(200, Map.of("content-type", "application/json"), BODY);
                },
                Optional.empty());
    }

    /** The bytes that come back for one request, or the failure. */
    private static String call(Socket socket, String path) {
        try (socket) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    private static Socket plain(URI endpoint) throws IOException {
        return new Socket(endpoint.getHost(), endpoint.getPort());
    }

    @Test
    void everyKindOfFailureHappensAndTheSameSeedDoesTheSame() throws Exception {
        List<List<String>> runs = new ArrayList<>();
        Map<Disturbance, Integer> counts = Map.of();
        for (int run = 0; run < 2; run++) {
            try (ProxyServer service = service();
                    UnreliableProxy cloud = new UnreliableProxy(
                            service.endpoint(), new Roughness(Duration.ZERO, 100_000, 500, 42), Optional.empty())) {
                List<String> answers = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    answers.add(call(plain(cloud.endpoint()), "/v1/blb"));
                }
                runs.add(answers);
                counts = cloud.counts();
            }
        }

        assertThat(runs.get(0)).isEqualTo(runs.get(1));
        assertThat(counts.keySet())
                .containsAll(List.of(Disturbance.values()).stream()
                        .filter(each -> each != Disturbance.THROTTLED)
                        .toList());
        assertThat(runs.get(0))
                .anySatisfy(answer -> assertThat(answer).contains("HTTP/1.1 200", BODY))
                .anySatisfy(answer -> assertThat(answer).contains("HTTP/1.1 503", "ServiceUnavailable"))
                .anySatisfy(answer -> assertThat(answer).contains("HTTP/1.1 500", "InternalError"))
                .anySatisfy(
                        answer -> assertThat(answer).contains("HTTP/1.1 502", "text/html", "<h1>502 Bad Gateway</h1>"))
                .anySatisfy(answer -> assertThat(answer).contains("HTTP/1.1 504"))
                .anySatisfy(answer -> assertThat(answer).contains("HTTP/1.1 400", "RequestExpired"))
                .anySatisfy(answer -> assertThat(answer).contains("Connection reset"))
                .anySatisfy(answer -> assertThat(answer)
                        .contains("HTTP/1.1 200", "Content-Length: " + BODY.length())
                        .doesNotContain(BODY));
        int before = counts.getOrDefault(Disturbance.UNAVAILABLE_BEFORE, 0)
                + counts.getOrDefault(Disturbance.INTERNAL_ERROR, 0)
                + counts.getOrDefault(Disturbance.GATEWAY_PAGE_BEFORE, 0)
                + counts.getOrDefault(Disturbance.RESET_BEFORE, 0)
                + counts.getOrDefault(Disturbance.EXPIRED, 0);
        assertThat(carriedOut.get())
                .as("what fails after its effect was carried out")
                .isEqualTo(2 * (200 - before));
    }

    @Test
    void callsBeyondTheRateAreThrottledAndControlRoutesAreNot() throws Exception {
        try (ProxyServer service = service();
                UnreliableProxy cloud = new UnreliableProxy(
                        service.endpoint(), new Roughness(Duration.ZERO, 5, 0, 1), Optional.empty())) {
            for (int i = 0; i < 5; i++) {
                assertThat(call(plain(cloud.endpoint()), "/v1/blb")).contains(BODY);
            }
        }
        try (ProxyServer service = service();
                UnreliableProxy cloud = new UnreliableProxy(
                        service.endpoint(), new Roughness(Duration.ZERO, 1, 0, 1), Optional.empty())) {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(call(plain(cloud.endpoint()), "/v1/blb"));
            }
            assertThat(answers.get(0)).contains(BODY);
            assertThat(answers)
                    .anySatisfy(
                            answer -> assertThat(answer).contains("HTTP/1.1 429", "RequestLimited", "retry-after: 1"))
                    .anySatisfy(answer ->
                            assertThat(answer).contains("HTTP/1.1 429").doesNotContain("retry-after"));
            assertThat(call(plain(cloud.endpoint()), "/_blb/health")).contains(BODY);
        }
    }

    @Test
    void itServesOverTls(@TempDir Path folder) throws Exception {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        keys.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        SSLContext context = context(keys);
        try (ProxyServer service = service();
                UnreliableProxy cloud = new UnreliableProxy(
                        service.endpoint(), new Roughness(Duration.ofMillis(2), 1000, 0, 1), Optional.of(context))) {
            URI endpoint = cloud.endpoint();

            assertThat(endpoint.getScheme()).isEqualTo("https");
            assertThat(call(context.getSocketFactory().createSocket("127.0.0.1", endpoint.getPort()), "/v1/blb"))
                    .contains("HTTP/1.1 200", BODY);
        }
    }

    private static SSLContext context(Path keys) throws Exception {
        char[] password = "password".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, password);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, password);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
