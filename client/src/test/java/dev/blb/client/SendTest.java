package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.ScriptedServer.Reply;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No whole answer, or one that is not the service's: which exception is thrown, and what it contains. */
class SendTest {
    private final TestTime time = new TestTime();

    private BlbClient.Builder once(ScriptedServer server) {
        return time.client(server).retryPolicy(RetryPolicy.none());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"blbId\":\"lb",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"b",
                "no HTTP at all\r\n\r\n"
            })
    void brokenAnswersAreTransportFailures(String bytes) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.raw(bytes));
                BlbClient client = once(server).build()) {
            TransportFailure failure = catchThrowableOfType(
                    TransportFailure.class, () -> client.loadBalancers().describe("lb-1"));

            assertThat(failure.operation()).isEqualTo("DescribeBlb");
            assertThat(failure).hasCauseInstanceOf(java.io.IOException.class);
            assertThat(failure.interrupted()).isFalse();
        }
    }

    @Test
    void aRefusedConnection() {
        // No system gives it to a server that asks for any port.
        int port = 1;
        try (BlbClient client = BlbClient.builder()
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .credentials("k", "s")
                .retryPolicy(RetryPolicy.none())
                .build()) {
            assertThatThrownBy(() -> client.loadBalancers().describe("lb-1"))
                    .isInstanceOf(TransportFailure.class)
                    .hasMessageContaining("DescribeBlb");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"blbId\""})
    void aTimeOutCountsToTheLastByte(String beginning) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.hanging(beginning));
                BlbClient client =
                        once(server).requestTimeout(Duration.ofMillis(200)).build()) {
            assertThatThrownBy(() -> client.loadBalancers().describe("lb-1"))
                    .isInstanceOf(TransportFailure.class)
                    .hasCauseInstanceOf(HttpTimeoutException.class)
                    .hasMessageContaining("PT0.2S");
        }
    }

    @Test
    void anInterruptionEndsTheCallAndStaysSet() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.hanging(""));
                BlbClient client = time.client(server).build()) {
            CompletableFuture<String> seen = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                Throwable failure = catchThrowable(() -> client.loadBalancers().describe("lb-1"));
                seen.complete((failure instanceof TransportFailure transport && transport.interrupted()) + " "
                        + Thread.currentThread().isInterrupted());
            });
            caller.start();
            server.awaitFirstRequest();

            caller.interrupt();

            assertThat(seen.get(60, TimeUnit.SECONDS)).isEqualTo("true true");
            assertThat(server.sent()).hasSize(1);
        }
    }

    @Test
    void aBlockedCommonPoolKeepsNoAnswerAndNoFailureBack() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.replying(Reply.of(200, "{\"blbId\":\"lb-1\",\"status\":\"available\"}"))) {
            assertThat(withBlockedPool(server.uri())).isEqualTo("lb-1");
        }
        assertThat(withBlockedPool(URI.create("http://127.0.0.1:1"))).contains("connection refused");
    }

    private static String withBlockedPool(URI endpoint) throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BlockedPool.class.getName(),
                        endpoint.toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream printed = program.getInputStream()) {
            return new String(printed.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void anInterruptedThreadSendsNothing() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{\"blbId\":\"lb-1\"}"));
                BlbClient client = time.client(server).build()) {
            Thread.currentThread().interrupt();
            Throwable failure = catchThrowable(() -> client.loadBalancers().describe("lb-1"));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).isInstanceOf(TransportFailure.class).hasMessageContaining("was not sent");
            assertThat(server.sent()).isEmpty();
        }
    }

    @Test
    void anInterruptionInAPauseKeepsTheFailedAttempt() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(500, "InternalError"));
                BlbClient client = time.client(server)
                        .sleeper(pause -> {
                            throw new InterruptedException("in a pause");
                        })
                        .build()) {
            TransportFailure failure = catchThrowableOfType(
                    TransportFailure.class, () -> client.loadBalancers().describe("lb-1"));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.interrupted()).isTrue();
            assertThat(failure.getSuppressed()).singleElement().isInstanceOf(ServiceFailure.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 503})
    void aProxysPageIsReportedWithStatusAndBeginning(int status) throws Exception {
        String page = "<html>" + "x".repeat(600);
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(status, page, "Content-Type: text/html"));
                BlbClient client = once(server).build()) {
            ServiceFailure failure = catchThrowableOfType(
                    ServiceFailure.class, () -> client.loadBalancers().release("lb-1"));

            assertThat(failure.status()).isEqualTo(status);
            assertThat(failure.code()).isEqualTo(ErrorCode.UNRECOGNIZED);
            assertThat(failure.message()).isEqualTo(page.substring(0, 500));
            assertThat(failure.requestId()).isEmpty();
            assertThat(failure.operation()).isEqualTo("ReleaseBlb");
        }
    }

    @Test
    void anEmptyAnswerWhereOneIsNeededIsAFailure() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "", "x-bce-request-id: id-1"));
                BlbClient client = once(server).build()) {
            ServiceFailure failure = catchThrowableOfType(
                    ServiceFailure.class, () -> client.loadBalancers().describe("lb-1"));

            assertThat(failure.message()).isEqualTo("an empty answer");
            assertThat(failure.requestId()).isEqualTo("id-1");
        }
    }

    @Test
    void aFailureTellsAllThatTheServiceTold() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(
                        503,
                        "{\"requestId\":\"id-9\",\"code\":\"Overloaded\",\"message\":\"come back\"}",
                        "Retry-After: 60"));
                BlbClient client = once(server).build()) {
            ServiceFailure failure = catchThrowableOfType(
                    ServiceFailure.class, () -> client.loadBalancers().describe("lb-1"));

            assertThat(failure)
                    .hasMessage("DescribeBlb failed: 503 Overloaded: come back (request id id-9)")
                    .extracting(
                            ServiceFailure::status,
                            ServiceFailure::code,
                            ServiceFailure::message,
                            ServiceFailure::requestId,
                            ServiceFailure::operation)
                    .containsExactly(503, new ErrorCode("Overloaded"), "come back", "id-9", "DescribeBlb");
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(60));
        }
    }

    @Test
    void secretsAreInNoTextLogOrFailure() throws Exception {
        List<String> lines = new java.util.concurrent.CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("dev.blb.client");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setLevel(Level.FINE);
        logger.addHandler(handler);
        Credentials credentials = new Credentials("log-test-key", "the-secret", "the-session");
        try (ScriptedServer server = ScriptedServer.replying(
                        Reply.error(500, "InternalError"), Reply.of(200, "{\"blbId\":\"lb-1\"}"));
                BlbClient client = time.client(server)
                        .credentials(CredentialsProvider.fixed(credentials))
                        .build()) {
            client.loadBalancers().describe("lb-logged");
        } finally {
            logger.removeHandler(handler);
        }

        assertThat(lines.stream().filter(line -> line.contains("/v1/blb/lb-logged")))
                .as("one line per attempt")
                .hasSize(2)
                .first()
                .asString()
                .matches("DescribeBlb GET /v1/blb/lb-logged attempt 1: 500, request id .*, \\d+ ms");
        assertThat(lines).noneMatch(line -> line.contains("the-se"));
        assertThat(credentials.toString()).isEqualTo("Credentials[log-test-key]");
    }

    @Test
    void theHostHeaderIsSignedWithItsPort() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{\"blbId\":\"lb-1\"}"));
                BlbClient client = once(server).userAgent("my-app/1").build()) {
            client.loadBalancers().describe("lb-1");

            assertThat(server.sent().get(0).headers())
                    .containsEntry("host", "127.0.0.1:" + server.uri().getPort())
                    .containsEntry("user-agent", "my-app/1");
        }
    }
}
