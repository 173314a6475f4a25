package dev.blb.contract.client;

import static dev.blb.client.ErrorCode.INSTANCE_NOT_FOUND;
import static dev.blb.client.ErrorCode.LAST_OPERATION_NOT_FINISHED;
import static dev.blb.emulator.settings.SettingsTable.ASYNC;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.blb.client.BlbClient;
import dev.blb.client.BlbException;
import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.RetryPolicy;
import dev.blb.client.WaitFailure;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.CreateTcpListener;
import dev.blb.client.model.LoadBalancer;
import dev.blb.client.model.LoadBalancerStatus;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.ServerSettings;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.consistency.Profile;
import io.restassured.RestAssured;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients of the real cloud reported, one story each: what a naive client does fails, what the waiters and client tokens
 * of ours do passes. Client and emulator live by one clock, which only the client's pauses move.
 */
class IncidentsTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final CreateLoadBalancer WEB =
            CreateLoadBalancer.in("vpc-emulator0001", "sbn-emulator0001").name("web");

    private final Time time = new Time();
    private final BlbEmulator emulator =
            BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(SEED_IDS, Optional.of(1L)), time);
    private final BlbClient naive = client(false, RetryPolicy.none());
    private final BlbClient ours = client(true, RetryPolicy.defaults());

    /** A clock that stands until somebody pauses. */
    private static final class Time extends Clock {
        private volatile Instant now = Instant.parse("2026-01-31T10:00:00Z");

        private int pausesLeft;
        private Runnable then = () -> {};

        void pause(Duration pause) {
            now = now.plus(pause);
            if (--pausesLeft == 0) {
                then.run();
            }
        }

        void afterPauses(int pauses, Runnable work) {
            pausesLeft = pauses;
            then = work;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private BlbClient client(boolean waitForPendingChange, RetryPolicy retries) {
        return BlbClient.builder()
                .endpoint(emulator.baseUri())
                .credentials("emulator-incidents", "emulator-secret-key-0001")
                .clock(time)
                .sleeper(time::pause)
                .retryPolicy(retries)
                .waitForPendingChange(waitForPendingChange)
                .build();
    }

    @AfterEach
    void close() {
        naive.close();
        ours.close();
        emulator.close();
    }

    private void async(String operation, String rule) {
        async("{\"operations\":{\"" + operation + "\":{" + rule + "}}}");
    }

    private void async(String body) {
        RestAssured.given()
                .contentType("application/json")
                .body(body)
                .put(emulator.baseUri().resolve("/_blb/async"))
                .then()
                .statusCode(200);
    }

    private List<LoadBalancer> existing() {
        return ours.loadBalancers().all().stream().toList();
    }

    /** A client that takes a failed read after a create for a failed create, and creates again. */
    private String createNaively() {
        for (int attempt = 1; ; attempt++) {
            try {
                String blbId = naive.loadBalancers().create(WEB).blbId();
                naive.loadBalancers().describe(blbId);
                return blbId;
            } catch (BlbException failure) {
                assertThat(attempt).isLessThan(4);
                time.pause(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void aCreateWasAnsweredAndTheNextQueryDidNotFindIt() {
        async("CreateBlb", "\"detail\":\"1 read\",\"settle\":\"4s\"");
        assertThatThrownBy(() -> naive.loadBalancers()
                        .describe(naive.loadBalancers().create(WEB).blbId()))
                .isInstanceOfSatisfying(
                        BlbException.class,
                        failure -> assertThat(failure.is(INSTANCE_NOT_FOUND)).isTrue());
        assertThat(existing()).as("leaked by who gives up here").hasSize(1);

        String blbId = ours.loadBalancers().create(WEB).blbId();
        assertThat(ours.loadBalancers().awaitAvailable(blbId, LIMIT).blbId()).isEqualTo(blbId);
        assertThat(existing()).as("one of each client").hasSize(2);
    }

    @Test
    void theAnswerToACreateWasLostAndTheRetryMadeAnother() {
        async("CreateBlb", "\"loseAnswers\":1");
        createNaively();
        assertThat(existing()).as("the naive client leaked one").hasSize(2);

        async("CreateBlb", "\"loseAnswers\":1");
        String blbId = ours.loadBalancers().create(WEB).blbId();
        assertThat(existing()).hasSize(3).extracting(LoadBalancer::blbId).contains(blbId);
    }

    @Test
    void aDeleteOfWhatIsAlreadyGoneFailsTheCleanUp() {
        async("ReleaseBlb", "\"loseAnswers\":1");
        String blbId = naive.loadBalancers().create(WEB).blbId();
        assertThatThrownBy(() -> naive.loadBalancers().release(blbId)).isInstanceOf(TransportFailure.class);
        assertThatThrownBy(() -> naive.loadBalancers().release(blbId)).isInstanceOf(ServiceFailure.class);

        async("ReleaseBlb", "\"loseAnswers\":1,\"settle\":\"3s\",\"detail\":\"3s\"");
        String another = ours.loadBalancers().create(WEB).blbId();
        ours.loadBalancers().release(another);
        ours.loadBalancers().awaitDeleted(another, LIMIT);
        ours.loadBalancers().awaitDeleted(another, LIMIT);
    }

    @Test
    void anEndlessLoopWhenItVanishes() {
        async("CreateBlb", "\"settle\":\"1h\"");
        String blbId = ours.loadBalancers().create(WEB).blbId();
        time.afterPauses(
                3,
                () -> RestAssured.given()
                        .contentType("application/json")
                        .post(emulator.baseUri().resolve("/_blb/reset"))
                        .then()
                        .statusCode(200));

        WaitFailure failure = catchThrowableOfType(
                WaitFailure.class, () -> ours.loadBalancers().awaitAvailable(blbId, LIMIT));
        assertThat(failure.lastState()).isEqualTo(INSTANCE_NOT_FOUND.value());

        int polls = 0;
        while (polls < 100 && !available(blbId)) {
            polls++;
            time.pause(Duration.ofMinutes(1));
        }
        assertThat(polls)
                .as("a loop until the list shows it available never ends")
                .isEqualTo(100);
    }

    private boolean available(String blbId) {
        return existing().stream()
                .anyMatch(each -> each.blbId().equals(blbId) && each.status().equals(LoadBalancerStatus.AVAILABLE));
    }

    @Test
    void aTimeOutWithManyServers() {
        async("{\"profile\":\"realistic\"}");
        String blbId = ours.loadBalancers().create(WEB).blbId();
        ours.loadBalancers().awaitAvailable(blbId, LIMIT);
        Instant deadline = time.instant().plus(Duration.ofMinutes(2));
        int added = 0;
        while (added < 50 && time.instant().isBefore(deadline)) {
            naive.backendServers().add(blbId, List.of(ServerSettings.of("i-naive" + added)));
            added++;
            do {
                time.pause(Duration.ofSeconds(5));
            } while (!naive.loadBalancers().describe(blbId).status().equals(LoadBalancerStatus.AVAILABLE));
        }
        assertThat(added).as("one by one, with the recommended poll of 5 s").isLessThan(50);
        naive.loadBalancers().release(blbId);

        String another = ours.loadBalancers().create(WEB).blbId();
        ours.loadBalancers().awaitAvailable(another, LIMIT);
        Instant start = time.instant();
        ours.backendServers()
                .add(
                        another,
                        IntStream.range(0, 50)
                                .mapToObj(i -> ServerSettings.of("i-ours" + i))
                                .toList());
        ours.loadBalancers().awaitAvailable(another, LIMIT);
        assertThat(ours.backendServers().all(another)).hasSize(50);
        assertThat(Duration.between(start, time.instant())).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void writesBackToBackWithoutWaiting() {
        async("{\"profile\":\"realistic\"}");
        String blbId = naive.loadBalancers().create(WEB).blbId();
        assertThatThrownBy(() -> naive.listeners().create(blbId, listener(80)))
                .isInstanceOfSatisfying(
                        BlbException.class,
                        failure -> assertThat(failure.is(LAST_OPERATION_NOT_FINISHED))
                                .isTrue());

        IntStream.range(80, 90).forEach(port -> ours.listeners().create(blbId, listener(port)));
        assertThat(ours.listeners().all(blbId)).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPatientClientGetsThroughTheWorstDay(long seed) {
        try (BlbEmulator hostile = BlbEmulator.start(
                        Settings.DEFAULTS
                                .with(PORT, 0)
                                .with(SEED_IDS, Optional.of(seed))
                                .with(ASYNC, Profile.HOSTILE),
                        time);
                BlbClient client = BlbClient.builder()
                        .endpoint(hostile.baseUri())
                        .credentials("emulator-incidents", "emulator-secret-key-0001")
                        .clock(time)
                        .sleeper(time::pause)
                        .waitForPendingChange(true)
                        .build()) {
            String blbId = client.loadBalancers().create(WEB).blbId();
            client.loadBalancers().awaitAvailable(blbId, LIMIT);
            for (int i = 0; i < 5; i++) {
                client.listeners().create(blbId, listener(80 + i));
                client.backendServers().add(blbId, List.of(ServerSettings.of("i-" + i)));
            }
            client.backendServers().awaitHealthy(blbId, 80, 5, LIMIT);
            assertThat(client.listeners().all(blbId)).hasSize(5);
            client.loadBalancers().release(blbId);
            client.loadBalancers().awaitDeleted(blbId, LIMIT);
            time.pause(Duration.ofSeconds(10));
            assertThat(client.loadBalancers().all()).as("nothing leaked").isEmpty();
        }
    }

    private static CreateTcpListener listener(int port) {
        return CreateTcpListener.of(port, 8080, Scheduler.ROUND_ROBIN);
    }
}
