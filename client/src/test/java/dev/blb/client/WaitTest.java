package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.model.ServerHealth;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for states, with a clock that moves by the pauses only. */
class WaitTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Reply ABSENT = Reply.error(404, "InstanceNotFound");

    private final TestTime time = new TestTime();

    private static Reply state(String status) {
        return Reply.of(200, "{\"blbId\":\"lb-1\",\"status\":\"" + status + "\"}");
    }

    private static Reply health(String... statuses) {
        return Reply.of(
                200,
                "{\"backendServerList\":["
                        + String.join(
                                ",",
                                Arrays.stream(statuses)
                                        .map(status -> "{\"instanceId\":\"i\",\"status\":\"" + status + "\"}")
                                        .toList())
                        + "]}");
    }

    @Test
    void pollsWithGrowingPausesUntilTheInstanceIsAvailable() throws Exception {
        Reply creating = state("creating");
        try (ScriptedServer server = ScriptedServer.replying(
                        ABSENT,
                        creating,
                        creating,
                        creating,
                        creating,
                        creating,
                        creating,
                        creating,
                        state("available"));
                BlbClient client = time.client(server).build()) {
            assertThat(client.loadBalancers().awaitAvailable("lb-1", LONG).blbId())
                    .isEqualTo("lb-1");
        }
        assertThat(time.pauses())
                .extracting(Duration::toMillis)
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 6400L, 6400L, 6400L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unavailable", "paused"})
    void aFinalStateEndsTheWaitAtOnce(String status) throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(state(status));
                BlbClient client = time.client(server).build()) {
            WaitFailure failure = catchThrowableOfType(
                    WaitFailure.class, () -> client.loadBalancers().awaitAvailable("lb-1", LONG));

            assertThat(failure.lastState()).isEqualTo(status);
            assertThat(failure).hasMessageContaining("lb-1").hasMessageContaining(status);
        }
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void anUnknownStateIsPolledAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(state("migrating"), state("available"));
                BlbClient client = time.client(server).build()) {
            client.loadBalancers().awaitAvailable("lb-1", LONG);
        }
        assertThat(time.pauses()).hasSize(1);
    }

    @Test
    void theDeadlineIsExactAndTheFailureHasTheLastState() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(state("creating"));
                BlbClient client = time.client(server).build()) {
            WaitFailure failure = catchThrowableOfType(
                    WaitFailure.class, () -> client.loadBalancers().awaitAvailable("lb-1", Duration.ofSeconds(1)));

            assertThat(failure).hasMessageContaining("2024-01-02T03:04:06Z");
            assertThat(failure.lastState()).isEqualTo("creating");
        }
        assertThat(time.pauses()).extracting(Duration::toMillis).containsExactly(200L, 400L, 400L);
    }

    @Test
    void anInstanceThatDisappearsEndsTheWait() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(state("creating"), ABSENT);
                BlbClient client = time.client(server).build()) {
            WaitFailure failure = catchThrowableOfType(
                    WaitFailure.class, () -> client.loadBalancers().awaitAvailable("lb-1", LONG));

            assertThat(failure.lastState()).isEqualTo("InstanceNotFound");
            assertThat(failure).hasCauseInstanceOf(ServiceFailure.class);
        }
    }

    @Test
    void anInstanceThatNeverAppearsEndsTheWaitAfter30Seconds() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(ABSENT);
                BlbClient client = time.client(server).build()) {
            assertThatThrownBy(() -> client.loadBalancers().awaitAvailable("lb-1", LONG))
                    .isInstanceOf(WaitFailure.class);
        }
        assertThat(time.pauses().stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(37));
    }

    @Test
    void otherFailuresEndTheWaitAsTheyAre() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.error(403, "AccessDenied"));
                BlbClient client = time.client(server).build()) {
            assertThatThrownBy(() -> client.loadBalancers().awaitAvailable("lb-1", LONG))
                    .isInstanceOf(ServiceFailure.class);
            assertThatThrownBy(() -> client.loadBalancers().awaitDeleted("lb-1", LONG))
                    .isInstanceOf(ServiceFailure.class);
        }
    }

    @Test
    void deletedMeansNotFound() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(state("available"), state("available"), ABSENT);
                BlbClient client = time.client(server).build()) {
            client.loadBalancers().awaitDeleted("lb-1", LONG);
        }
        assertThat(time.pauses()).hasSize(2);
    }

    @Test
    void deletedHasADeadline() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(state("available"));
                BlbClient client = time.client(server).build()) {
            WaitFailure failure = catchThrowableOfType(
                    WaitFailure.class, () -> client.loadBalancers().awaitDeleted("lb-1", Duration.ofSeconds(3)));

            assertThat(failure.lastState()).isEqualTo("available");
        }
    }

    @Test
    void healthyCountsServersThatAreAlive() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(
                        Reply.error(404, "ListenerNotFound"),
                        health("Unknown", "Unknown", "Dead"),
                        health("Alive", "Unknown", "Dead"),
                        health("Alive", "Alive", "Dead"));
                BlbClient client = time.client(server).build()) {
            assertThat(client.backendServers().awaitHealthy("lb-1", 80, 2, LONG))
                    .extracting(ServerHealth::status)
                    .extracting(status -> status.value())
                    .containsExactly("Alive", "Alive", "Dead");
        }
        assertThat(time.pauses()).hasSize(3);
    }

    @Test
    void theFailureHasTheNumberOfHealthyServers() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(health("Alive", "Dead"));
                BlbClient client = time.client(server).build()) {
            WaitFailure failure = catchThrowableOfType(
                    WaitFailure.class,
                    () -> client.backendServers().awaitHealthy("lb-1", 80, 2, Duration.ofSeconds(1)));

            assertThat(failure.lastState()).isEqualTo("1 of 2 Alive");
            assertThat(failure)
                    .isInstanceOf(BlbException.class)
                    .hasMessageContaining("awaitHealthy lb-1 passed its deadline")
                    .hasMessageContaining("last state: 1 of 2 Alive");
            assertThat(failure.operation()).isEqualTo("awaitHealthy");
            assertThatThrownBy(() -> client.backendServers().awaitHealthy("lb-1", 80, 0, LONG))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("count 0 is not 1 or more");
        }
    }

    @Test
    void anInterruptionEndsAWait() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(state("creating"));
                BlbClient client = time.client(server)
                        .sleeper(pause -> {
                            throw new InterruptedException("in a pause");
                        })
                        .build()) {
            TransportFailure failure = catchThrowableOfType(
                    TransportFailure.class, () -> client.loadBalancers().awaitAvailable("lb-1", LONG));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.interrupted()).isTrue();
            assertThat(failure.operation()).isEqualTo("awaitAvailable");
        }
    }
}
