package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.model.CreateTcpListener;
import dev.blb.client.model.HttpListener;
import dev.blb.client.model.HttpsListener;
import dev.blb.client.model.Listener;
import dev.blb.client.model.LoadBalancerStatus;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.SslListener;
import dev.blb.client.model.TcpListener;
import dev.blb.client.model.UdpListener;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client is built, and that one serves a whole program. */
class BlbClientTest {
    private final TestTime time = new TestTime();

    @Test
    void needsAnEndpoint() {
        assertThatThrownBy(() -> BlbClient.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("endpoint")
                .hasMessageContaining("region");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h",
                "http:///v1",
                "blb.bj.baidubce.com",
                "http://h/v1",
                "http://h?a=b",
                "http://u:p@h",
                "http://h#f"
            })
    void endpointsAreSchemeHostAndPort(String uri) {
        assertThatThrownBy(() -> BlbClient.builder().endpoint(URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://host:port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BJ", "beijing", "eu"})
    void unknownRegionsAreRefusedWithTheKnownOnes(String region) {
        assertThatThrownBy(() -> BlbClient.builder().region(region))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[bj, bd, cd, fsh, fwh, gz, hkg, nj, sin, su, yq]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:99999", "http://127.0.0.1:0", "https://h:65536"})
    void aPortOfTheEndpointThatThereIsNotIsRefused(String endpoint) {
        assertThatThrownBy(() -> BlbClient.builder().endpoint(URI.create(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the port of endpoint " + endpoint)
                .hasMessageContaining("is not in 1..65535");
    }

    @Test
    void aProviderWithoutCredentialsIsNamed() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{}"));
                BlbClient client = time.client(server)
                        .credentials(BlbClientTest::noCredentials)
                        .build()) {
            assertThatThrownBy(() -> client.loadBalancers().release("lb-1"))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("credentials() of the CredentialsProvider is null");
            assertThat(server.sent()).isEmpty();
        }
    }

    // As a provider without null checks could.
    @SuppressWarnings("NullAway")
    private static Credentials noCredentials() {
        return null;
    }

    @Test
    void limitsAreAtLeastAMillisecond() {
        BlbClient.Builder builder = BlbClient.builder();
        assertThatThrownBy(() -> builder.connectTimeout(Duration.ZERO)).hasMessageContaining("connectTimeout PT0S");
        assertThatThrownBy(() -> builder.requestTimeout(Duration.ofNanos(1))).hasMessageContaining("requestTimeout");
        assertThatThrownBy(() -> builder.pendingChangeTimeout(Duration.ofSeconds(-1)))
                .hasMessageContaining("pendingChangeTimeout");
        assertThatThrownBy(() -> builder.userAgent("a\nb")).hasMessageContaining("userAgent");
    }

    @Test
    void credentialsComeFromTheEnvironment() {
        CredentialsProvider provider = CredentialsProvider.environment(
                Map.of("BAIDUCLOUD_ACCESS_KEY", "k", "BAIDUCLOUD_SECRET_KEY", "s", "BAIDUCLOUD_SESSION_TOKEN", "t"));
        assertThat(provider.credentials()).isEqualTo(new Credentials("k", "s", "t"));

        assertThat(CredentialsProvider.environment(Map.of(
                                "BAIDUCLOUD_ACCESS_KEY",
                                "k",
                                "BAIDUCLOUD_SECRET_KEY",
                                "s",
                                "BAIDUCLOUD_SESSION_TOKEN",
                                ""))
                        .credentials())
                .as("an empty variable counts as not set")
                .isEqualTo(new Credentials("k", "s"));
        assertThatThrownBy(() -> CredentialsProvider.environment(
                                Map.of("BAIDUCLOUD_ACCESS_KEY", "k", "BAIDUCLOUD_SECRET_KEY", ""))
                        .credentials())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("BAIDUCLOUD_SECRET_KEY");
        assertThatThrownBy(() -> CredentialsProvider.environment(Map.of("BAIDUCLOUD_ACCESS_KEY", "k"))
                        .credentials())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("BAIDUCLOUD_SECRET_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "a\nb", "ключ"})
    void keysThatAHeaderCannotCarryAreRefusedWithoutTheSecret(String key) {
        assertThatThrownBy(() -> new Credentials(key, "the-secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accessKeyId")
                .hasMessageNotContaining("the-secret");
    }

    @Test
    void unknownValuesOfTheServiceSurvive() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.replying(Reply.of(200, "{\"blbId\":\"lb-1\",\"status\":\"migrating\"}"));
                BlbClient client = time.client(server).build()) {
            assertThat(client.loadBalancers().describe("lb-1").status()).isEqualTo(new LoadBalancerStatus("migrating"));
        }
    }

    @Test
    void listenersAreFiveRecordsUnderOneSealedInterface() throws Exception {
        List<String> kinds = List.of("TCP", "UDP", "HTTP", "HTTPS", "SSL");
        String body = String.join(
                ",",
                IntStream.range(0, 5)
                        .mapToObj(i -> "{\"listenerType\":\"" + kinds.get(i) + "\",\"listenerPort\":" + (i + 1) + "}")
                        .toList());
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{\"listenerList\":[" + body + "]}"));
                BlbClient client = time.client(server).build()) {
            List<Listener> listeners = client.listeners().all("lb-1").stream().toList();

            assertThat(listeners)
                    .hasExactlyElementsOfTypes(
                            TcpListener.class,
                            UdpListener.class,
                            HttpListener.class,
                            HttpsListener.class,
                            SslListener.class);
            assertThat(listeners)
                    .extracting(listener -> listener.listenerType().value())
                    .isEqualTo(kinds);
            assertThat(Listener.class.getPermittedSubclasses()).hasSize(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyIdIsRefusedBeforeItBecomesAnotherOperation(String blbId) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{}"));
                BlbClient client = time.client(server).build()) {
            assertThatThrownBy(() -> client.loadBalancers().release(blbId))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("blbId");
            assertThat(server.sent()).isEmpty();
        }
    }

    @Test
    void anIdCannotLeaveItsPlaceInThePath() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{\"blbId\":\"lb-1\"}"));
                BlbClient client = time.client(server).build()) {
            client.loadBalancers().describe("../a?b#c/d");

            assertThat(server.sent().get(0).target()).isEqualTo("/v1/blb/..%2Fa%3Fb%23c%2Fd");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a b", " ", "я"})
    void clientTokensAreOneToSixtyFourPrintableCharacters(String token) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{}"));
                BlbClient client = time.client(server).build()) {
            assertThatThrownBy(() -> client.loadBalancers().withClientToken(token))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("clientToken \"" + token + "\" is not 1..64 printable ASCII characters without spaces");
            assertThatThrownBy(() -> client.billing().withClientToken("x".repeat(65)))
                    .isInstanceOf(IllegalArgumentException.class);
            client.listeners()
                    .withClientToken("x".repeat(64))
                    .create("lb-1", CreateTcpListener.of(1, 2, Scheduler.HASH));
        }
    }

    @Test
    void oneClientServesManyThreads() throws Exception {
        Set<String> ids = java.util.concurrent.ConcurrentHashMap.newKeySet();
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{\"blbId\":\"lb-1\"}"));
                BlbClient client = time.client(server).build()) {
            CompletableFuture.allOf(IntStream.range(0, 64)
                            .mapToObj(i -> CompletableFuture.runAsync(() -> ids.add(i
                                    + client.loadBalancers().describe("lb-" + i).blbId())))
                            .toArray(CompletableFuture[]::new))
                    .get(120, TimeUnit.SECONDS);

            assertThat(ids).hasSize(64);
            assertThat(server.sent()).extracting(ScriptedServer.Sent::path).doesNotHaveDuplicates();
        }
    }
}
