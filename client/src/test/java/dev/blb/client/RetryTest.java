package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.ScriptedServer.Sent;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.UpdateLoadBalancer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures are tried again, how often, after which pauses, and what stays the same meanwhile. */
class RetryTest {
    private static final Reply CREATED = Reply.of(200, "{\"blbId\":\"lb-1\"}");
    private static final CreateLoadBalancer CREATE = CreateLoadBalancer.in("vpc-1", "sbn-1");

    private final TestTime time = new TestTime();

    @Test
    void aRetriedCreateKeepsItsTokenAndSignsAnew() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(
                        Reply.error(500, "InternalError"), Reply.raw(""), Reply.of(503, "busy"), CREATED);
                BlbClient client = longestJitter(server).build()) {
            assertThat(client.loadBalancers().create(CREATE).blbId()).isEqualTo("lb-1");

            assertThat(server.sent()).hasSize(4);
            assertThat(server.sent())
                    .extracting(Sent::target)
                    .containsOnly(server.sent().get(0).target());
            assertThat(server.sent().get(0).target()).matches("/v1/blb\\?clientToken=[0-9a-f-]{36}");
            assertThat(server.sent())
                    .extracting(Sent::body)
                    .containsOnly(server.sent().get(0).body());
            assertThat(server.sent())
                    .extracting(sent -> sent.header("x-bce-date"))
                    .as("to the second, after pauses of 0.3, 0.6 and 1.2 s")
                    .containsExactly(
                            "2024-01-02T03:04:05Z",
                            "2024-01-02T03:04:05Z",
                            "2024-01-02T03:04:05Z",
                            "2024-01-02T03:04:07Z");
            assertThat(server.sent().get(3).header("authorization"))
                    .startsWith("bce-auth-v1/test-key/2024-01-02T03:04:07Z/");
        }
        assertThat(time.pauses())
                .containsExactly(Duration.ofMillis(299), Duration.ofMillis(599), Duration.ofMillis(1199));
    }

    @Test
    void everyCallHasATokenOfItsOwn() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(CREATED);
                BlbClient client = time.client(server).build()) {
            client.loadBalancers().create(CREATE);
            client.loadBalancers().create(CREATE);

            assertThat(server.sent()).extracting(Sent::target).doesNotHaveDuplicates();
        }
    }

    @Test
    void jitterIsTheWholePause() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(500, "InternalError"));
                BlbClient client = time.client(server).random(() -> 0L).build()) {
            assertThatThrownBy(() -> client.loadBalancers().create(CREATE)).isInstanceOf(ServiceFailure.class);
        }
        assertThat(time.pauses()).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    @Test
    void pausesStopGrowingAtTheLongest() throws Exception {
        RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(3));
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(500, "InternalError"));
                BlbClient client = longestJitter(server).retryPolicy(policy).build()) {
            assertThatThrownBy(() -> client.loadBalancers().create(CREATE)).isInstanceOf(ServiceFailure.class);
        }
        assertThat(time.pauses()).extracting(Duration::toMillis).containsExactly(999L, 1999L, 2999L, 2999L);
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequests",
        "500, InternalError",
        "502, BadGateway",
        "503, ServiceUnavailable",
        "504, Timeout",
        "400, RequestExpired"
    })
    void isTriedAgain(int status, String code) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(status, code), CREATED);
                BlbClient client = time.client(server).build()) {
            assertThat(client.loadBalancers().create(CREATE).blbId()).isEqualTo("lb-1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidParameter",
        "400, SignatureDoesNotMatch",
        "403, AccessDenied",
        "403, IdempotentParameterMismatch",
        "404, InstanceNotFound",
        "409, LastOperationNotFinished",
        "413, QuotaExceeded",
        "501, NotImplemented"
    })
    void isNotTriedAgain(int status, String code) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(status, code), CREATED);
                BlbClient client = time.client(server).build()) {
            ServiceFailure failure = catchThrowableOfType(
                    ServiceFailure.class, () -> client.loadBalancers().create(CREATE));

            assertThat(failure.is(new ErrorCode(code))).isTrue();
            assertThat(failure.status()).isEqualTo(status);
            assertThat(failure.getSuppressed()).isEmpty();
            assertThat(server.sent()).hasSize(1);
        }
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void failedAttemptsAreSuppressedInTheirOrder() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(
                        Reply.error(500, "First"),
                        Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
                        Reply.error(503, "Third"),
                        Reply.error(500, "Fourth"));
                BlbClient client = time.client(server).build()) {
            BlbException failure = catchThrowableOfType(
                    BlbException.class, () -> client.loadBalancers().create(CREATE));

            assertThat(failure.is(new ErrorCode("Fourth"))).isTrue();
            assertThat(failure.getSuppressed()).hasSize(3);
            assertThat(failure.getSuppressed()[0]).hasMessageContaining("First");
            assertThat(failure.getSuppressed()[1]).isInstanceOf(TransportFailure.class);
            assertThat(failure.getSuppressed()[2]).hasMessageContaining("Third");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After: 7", "Retry-After: Tue, 02 Jan 2024 03:04:12 GMT"})
    void theServicesOwnPauseIsKept(String header) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(503, "{\"code\":\"Busy\"}", header), CREATED);
                BlbClient client = time.client(server).build()) {
            client.loadBalancers().create(CREATE);
        }
        assertThat(time.pauses()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void aLongerPauseThanAllowedEndsTheCall() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.replying(Reply.of(503, "{\"code\":\"Busy\"}", "Retry-After: 21"), CREATED);
                BlbClient client = time.client(server).build()) {
            ServiceFailure failure = catchThrowableOfType(
                    ServiceFailure.class, () -> client.loadBalancers().create(CREATE));

            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(21));
        }
        assertThat(time.pauses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After: soon", "Retry-After: -1", "Retry-After:", "Retry-After: 0"})
    void aPauseThatSaysNothingIsReplacedByOurs(String header) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(503, "{\"code\":\"Busy\"}", header), CREATED);
                BlbClient client = longestJitter(server).build()) {
            client.loadBalancers().create(CREATE);
        }
        assertThat(time.pauses()).containsExactly(Duration.ofMillis(299));
    }

    @Test
    void oneAttemptMeansOne() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(500, "InternalError"));
                BlbClient client =
                        time.client(server).retryPolicy(RetryPolicy.none()).build()) {
            assertThatThrownBy(() -> client.loadBalancers().create(CREATE)).isInstanceOf(ServiceFailure.class);
            assertThat(server.sent()).hasSize(1);
        }
    }

    @Test
    void writesWaitUntilTheInstanceHasSettledIfAsked() throws Exception {
        Reply busy = Reply.error(409, "LastOperationNotFinished");
        Reply empty = Reply.of(200, "");
        try (ScriptedServer server =
                        ScriptedServer.replying(busy, busy, busy, Reply.error(500, "InternalError"), empty);
                BlbClient client = longestJitter(server)
                        .waitForPendingChange(true)
                        .retryPolicy(new RetryPolicy(2, Duration.ofMillis(300), Duration.ofSeconds(1)))
                        .build()) {
            client.loadBalancers().update("lb-1", UpdateLoadBalancer.of().name("b"));

            assertThat(server.sent()).hasSize(5);
            assertThat(server.sent())
                    .extracting(Sent::target)
                    .containsOnly(server.sent().get(0).target());
        }
        assertThat(time.pauses()).extracting(Duration::toMillis).containsExactly(200L, 400L, 800L, 299L);
    }

    @Test
    void waitingForSettledHasALimit() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(409, "LastOperationNotFinished"));
                BlbClient client = time.client(server)
                        .waitForPendingChange(true)
                        .pendingChangeTimeout(Duration.ofSeconds(5))
                        .build()) {
            BlbException failure = catchThrowableOfType(
                    BlbException.class,
                    () -> client.loadBalancers()
                            .update("lb-1", UpdateLoadBalancer.of().name("b")));

            assertThat(failure.is(ErrorCode.LAST_OPERATION_NOT_FINISHED)).isTrue();
            assertThat(failure.getSuppressed()).hasSize(time.pauses().size());
        }
        assertThat(time.pauses().stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void readsDoNotWaitForSettled() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(409, "LastOperationNotFinished"));
                BlbClient client =
                        time.client(server).waitForPendingChange(true).build()) {
            assertThatThrownBy(() -> client.loadBalancers().describe("lb-1")).isInstanceOf(ServiceFailure.class);
            assertThat(server.sent()).hasSize(1);
        }
    }

    @Test
    void credentialsAreAskedForOncePerAttempt() throws Exception {
        AtomicInteger number = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(500, "InternalError"), CREATED);
                BlbClient client = time.client(server)
                        .credentials(() -> new Credentials("key-" + number.incrementAndGet(), "secret", "session"))
                        .build()) {
            client.loadBalancers().create(CREATE);

            assertThat(server.sent())
                    .extracting(sent -> sent.header("authorization").split("/", -1)[1])
                    .containsExactly("key-1", "key-2");
            assertThat(server.sent())
                    .allSatisfy(sent -> assertThat(sent.headers())
                            .containsEntry("x-bce-security-token", "session")
                            .extractingByKey("authorization")
                            .asString()
                            .contains("/content-type;host;x-bce-date;x-bce-security-token/"));
        }
    }

    @Test
    void policiesRefuseNonsense() {
        List<Consumer<Duration>> nonsense = List.of(
                second -> new RetryPolicy(0, second, second),
                second -> new RetryPolicy(1, second.negated(), second),
                second -> new RetryPolicy(1, second.multipliedBy(2), second));

        assertThat(nonsense)
                .allSatisfy(policy -> assertThatThrownBy(() -> policy.accept(Duration.ofSeconds(1)))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    private BlbClient.Builder longestJitter(ScriptedServer server) {
        return time.client(server).random(() -> -1L);
    }
}
