package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Cloud.Exchange;
import dev.blb.contract.target.Transport.Call;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is repeated, how long, and at which rate. */
class TransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Wire NO_WIRE = (method, uri, headers, body) -> {
        throw new AssertionError("nothing is sent");
    };

    private final ManualTime time = new ManualTime();
    private final Transport transport = new Transport(Pace.of(0, PATIENCE), NO_WIRE, time);

    @AfterEach
    void forget() {
        Transport.forgetSubjects();
    }

    private static Callable<Answer> answer(int status, String code, String... headers) {
        return () -> new Answer(
                new Exchange("GET", URI.create("http://h/v1/blb"), "", status, ""),
                new ObjectMapper().createObjectNode().put("code", code),
                headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]));
    }

    private static Callable<Answer> failing(IOException failure) {
        return () -> {
            throw failure;
        };
    }

    private Answer send(boolean repeatable, List<Callable<Answer>> script) {
        Deque<Callable<Answer>> left = new ArrayDeque<>(script);
        return transport.send(new Call("CreateBlb", repeatable, () -> {
            Callable<Answer> next = left.size() == 1 ? left.peek() : left.poll();
            return next.call();
        }));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aPassingStatusIsRepeated(int status) {
        assertThat(send(true, List.of(answer(status, ""), answer(status, "InternalError"), answer(200, "")))
                        .status())
                .isEqualTo(200);
        assertThat(transport.repetitions().counts()).isEqualTo(Map.of("CreateBlb " + status, 2L));
        assertThat(transport.repetitions().calls()).isEqualTo(3);
    }

    @Test
    void brokenConnectionsTimeOutsAndExpiryAreRepeated() {
        assertThat(send(
                                true,
                                List.of(
                                        failing(new SocketException("Connection reset")),
                                        failing(new SocketTimeoutException("Read timed out")),
                                        answer(400, "RequestExpired"),
                                        answer(404, "InstanceNotFound")))
                        .status())
                .isEqualTo(404);
        assertThat(transport.repetitions().counts())
                .containsOnlyKeys("CreateBlb a broken connection", "CreateBlb a time-out", "CreateBlb RequestExpired");
    }

    @Test
    void aCertificateThatIsNotTrustedIsNamed() {
        assertThatThrownBy(() -> send(true, List.of(failing(new SSLHandshakeException("PKIX path building failed")))))
                .isInstanceOf(Undecided.class)
                .hasMessageContaining("CreateBlb failed with a TLS failure (PKIX path building failed; ")
                .hasMessageContaining("-Djavax.net.ssl.trustStore");
    }

    @Test
    void retryAfterIsHonoured() {
        send(true, List.of(answer(429, "", "retry-after", "7"), answer(200, "")));

        assertThat(time.takePauses().stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void pausesGrowAndEndWithThePatience() {
        assertThatThrownBy(() -> send(true, List.of(answer(503, ""))))
                .isInstanceOf(Undecided.class)
                .hasMessageContaining("CreateBlb failed with 503")
                .hasMessageContaining("30 s");

        List<Duration> pauses = time.takePauses();
        assertThat(pauses.get(0)).isLessThanOrEqualTo(Duration.ofMillis(100));
        assertThat(pauses).last().satisfies(last -> assertThat(last).isGreaterThan(Duration.ofSeconds(2)));
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(PATIENCE);
    }

    @Test
    void aTargetThatHasGoneAwayIsWaitedForOnceAndNotInEachCase() {
        assertThatThrownBy(() -> send(true, List.of(failing(new SocketException("Connection refused")))))
                .isInstanceOf(Undecided.class);
        assertThatThrownBy(() -> send(true, List.of(answer(502, ""))))
                .isInstanceOf(Undecided.class)
                .hasMessageContaining("the target has answered no call for the patience of 30 s");
        assertThatThrownBy(() -> send(true, List.of(failing(new SocketTimeoutException("Read timed out")))))
                .isInstanceOf(Undecided.class);
        time.takePauses();
        long calls = transport.repetitions().calls();

        // One call in 5 s asks it again.
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> send(true, List.of(answer(200, ""))))
                    .isInstanceOf(Undecided.class)
                    .hasMessageContaining("the target has answered no call for the patience of 30 s");
        }
        assertThat(transport.repetitions().calls()).isEqualTo(calls);
        assertThat(time.takePauses()).isEmpty();
        time.pause(Duration.ofMillis(5001));
        assertThatThrownBy(() -> send(true, List.of(answer(503, "")))).isInstanceOf(Undecided.class);
        assertThatThrownBy(() -> send(true, List.of(answer(200, "")))).isInstanceOf(Undecided.class);
        time.pause(Duration.ofMillis(5001));
        assertThat(send(true, List.of(answer(200, ""))).status()).isEqualTo(200);

        // It is back, and what fails in passing is repeated as ever, also after a time without calls.
        time.pause(PATIENCE.multipliedBy(2));
        assertThat(send(true, List.of(answer(503, ""), answer(200, ""))).status())
                .isEqualTo(200);
    }

    @Test
    void failuresWithALongTimeBetweenThemAreNoOutage() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> send(false, List.of(answer(503, ""))))
                    .isInstanceOf(Undecided.class)
                    .hasMessageContaining("without a client token");
            time.pause(PATIENCE.multipliedBy(2));
        }
    }

    @Test
    void theCleanUpOfARunAsksAgain() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> send(true, List.of(answer(503, "")))).isInstanceOf(Undecided.class);
        }
        transport.forgetOutage();
        assertThat(send(true, List.of(answer(503, ""), answer(200, ""))).status())
                .isEqualTo(200);
    }

    @Test
    void aServiceThatRefusesIsNotAway() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> send(true, List.of(answer(400, "LastOperationNotFinished"))))
                    .isInstanceOf(Undecided.class)
                    .hasMessageContaining("LastOperationNotFinished");
        }
    }

    @Test
    void anInternalErrorThatLastsIsTheAnswer() {
        assertThat(send(true, List.of(answer(500, "InternalError"))).status()).isEqualTo(500);
    }

    @Test
    void aWriteWithoutATokenIsNotRepeated() {
        assertThatThrownBy(() -> send(false, List.of(answer(503, ""), answer(200, ""))))
                .isInstanceOf(Undecided.class)
                .hasMessageContaining("without a client token");
        assertThat(transport.repetitions().calls()).isEqualTo(1);
    }

    @Test
    void aWriteThatComesTooEarlyIsWaitedForWithOrWithoutAToken() {
        assertThat(send(false, List.of(answer(409, "LastOperationNotFinished"), answer(200, "")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatACaseIsAboutIsItsAnswer() {
        Transport.subjects(Set.of("LastOperationNotFinished", "RequestExpired", "429"));

        assertThat(send(true, List.of(answer(409, "LastOperationNotFinished"))).status())
                .isEqualTo(409);
        assertThat(send(true, List.of(answer(400, "RequestExpired"))).status()).isEqualTo(400);
        assertThat(send(true, List.of(answer(429, ""))).status()).isEqualTo(429);
        assertThat(send(true, List.of(answer(503, ""), answer(200, ""))).status())
                .isEqualTo(200);
    }

    @Test
    void theRateHoldsOverAllCallsAndThrottlingHoldsAll() {
        Transport slow = new Transport(Pace.of(5, PATIENCE), NO_WIRE, time);
        for (int i = 0; i < 11; i++) {
            slow.takeSlot();
        }
        assertThat(time.nanos()).isEqualTo(Duration.ofSeconds(2).toNanos());

        long before = time.nanos();
        slow.send(new Call("CreateBlb", true, new Callable<>() {
            private boolean throttled = true;

            @Override
            public Answer call() throws Exception {
                boolean first = throttled;
                throttled = false;
                return (first ? answer(429, "", "retry-after", "3") : answer(200, "")).call();
            }
        }));
        assertThat(Duration.ofNanos(time.nanos() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void whatIsRefusedWhileTheRunEndsLeavesTheRateToTheCleanUp() throws Exception {
        Transport slow = new Transport(Pace.of(5, PATIENCE), NO_WIRE, time);
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        Thread cleaner = new Thread(() -> {
            slow.end();
            ending.countDown();
            try {
                refused.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            slow.send(new Call("DeleteBlb", true, answer(200, "")));
        });
        cleaner.start();
        ending.await();

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> slow.send(new Call("CreateBlb", true, answer(200, ""))))
                    .isInstanceOf(Undecided.class)
                    .hasMessageContaining("the run was ended");
        }
        refused.countDown();
        cleaner.join();

        assertThat(slow.repetitions().calls()).as("calls that were sent").isEqualTo(1);
        assertThat(time.takePauses()).isEmpty();
    }
}
