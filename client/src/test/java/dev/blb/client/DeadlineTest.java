package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.model.UpdateLoadBalancer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a deadline means to the polls before it, and limits that are too long to be added to a time. */
class DeadlineTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
    private static final Reply CREATING = Reply.of(200, "{\"blbId\":\"lb-1\",\"status\":\"creating\"}");
    private static final Reply AVAILABLE = Reply.of(200, "{\"blbId\":\"lb-1\",\"status\":\"available\"}");

    private final TestTime time = new TestTime();

    static Stream<BiConsumer<BlbClient, Duration>> waits() {
        return Stream.of(
                (client, limit) -> client.loadBalancers().awaitAvailable("lb-1", limit),
                (client, limit) -> client.loadBalancers().awaitDeleted("lb-1", limit),
                (client, limit) -> client.backendServers().awaitHealthy("lb-1", 80, 1, limit));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void aPollWithoutAnswerEndsAtTheDeadline(BiConsumer<BlbClient, Duration> wait) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.hanging(""));
                BlbClient client = time.client(server)
                        .requestTimeout(Duration.ofSeconds(5))
                        .build()) {
            WaitFailure failure =
                    catchThrowableOfType(WaitFailure.class, () -> wait.accept(client, Duration.ofMillis(1_200)));

            assertThat(failure).hasMessageContaining("lb-1 passed its deadline 2024-01-02T03:04:06.200Z");
            assertThat(failure.lastState()).isEqualTo("unknown");
            assertThat(failure)
                    .cause()
                    .isInstanceOf(TransportFailure.class)
                    .hasMessageContaining("had no whole answer at the deadline from " + server.uri())
                    .hasMessageContaining("PT1.2S");
            assertThat(server.sent()).hasSizeLessThan(2);
        }
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void theLastPollHasASecond() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(CREATING, Reply.hanging(""));
                BlbClient client = time.client(server)
                        .requestTimeout(Duration.ofSeconds(5))
                        .build()) {
            WaitFailure failure = catchThrowableOfType(
                    WaitFailure.class, () -> client.loadBalancers().awaitAvailable("lb-1", Duration.ofMillis(200)));

            assertThat(failure.lastState()).isEqualTo("creating");
            assertThat(failure).cause().hasMessageContaining("PT1S");
        }
        assertThat(time.pauses()).containsExactly(Duration.ofMillis(200));
    }

    @Test
    void aDeadlineThatHasPassedAllowsOnePoll() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(AVAILABLE, CREATING);
                BlbClient client = time.client(server).build()) {
            client.loadBalancers().awaitAvailable("lb-1", Instant.EPOCH);
            WaitFailure failure = catchThrowableOfType(
                    WaitFailure.class, () -> client.loadBalancers().awaitAvailable("lb-1", Duration.ZERO));

            assertThat(failure.lastState()).isEqualTo("creating");
            assertThat(server.sent()).hasSize(2);
        }
    }

    @Test
    void aPauseBetweenTwoAttemptsEndsAtTheDeadline() throws Exception {
        Reply busy = Reply.of(503, "{\"code\":\"Busy\"}", "Retry-After: 15");
        try (ScriptedServer server = ScriptedServer.replying(busy);
                BlbClient client = time.client(server).build()) {
            WaitFailure failure = catchThrowableOfType(
                    WaitFailure.class, () -> client.loadBalancers().awaitAvailable("lb-1", Duration.ofSeconds(7)));

            assertThat(failure)
                    .cause()
                    .satisfies(late ->
                            assertThat(late.getSuppressed()).singleElement().isInstanceOf(ServiceFailure.class));
            assertThat(server.sent()).hasSize(1);
        }
        assertThat(time.pauses()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void aTimeOutBeforeTheDeadlineIsRetriedAsEver() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.hanging(""), AVAILABLE);
                BlbClient client = time.client(server)
                        .requestTimeout(Duration.ofMillis(200))
                        .build()) {
            client.loadBalancers().awaitAvailable("lb-1", LONG);
        }
        assertThat(time.pauses()).isNotEmpty();
    }

    @Test
    void limitsMayBeForever() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(
                        Reply.error(409, "LastOperationNotFinished"),
                        Reply.error(500, "InternalError"),
                        Reply.of(200, ""),
                        CREATING,
                        AVAILABLE,
                        CREATING,
                        AVAILABLE);
                BlbClient client = time.client(server)
                        .connectTimeout(FOREVER)
                        .requestTimeout(FOREVER)
                        .pendingChangeTimeout(FOREVER)
                        .waitForPendingChange(true)
                        .random(() -> 0L)
                        .retryPolicy(new RetryPolicy(2, FOREVER, FOREVER))
                        .build()) {
            client.loadBalancers().update("lb-1", UpdateLoadBalancer.of().name("b"));
            client.loadBalancers().awaitAvailable("lb-1", FOREVER);
            client.loadBalancers().awaitAvailable("lb-1", Instant.MAX);
        }
    }

    @Test
    void pausesMayBeForever() {
        Thread.currentThread().interrupt();
        assertThat(catchThrowableOfType(
                        InterruptedException.class, () -> Sleeper.real().sleep(FOREVER)))
                .isNotNull();
    }
}
