package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The bounds of a run: never more than 3 load balancers alive, never more than 25 made. */
class InstancesTest {
    private static int aliveInTheService(Target target) {
        int alive = 0;
        for (JsonNode item : target.cloud().get("/v1/blb").ok().json().path("blbList")) {
            alive += item.path("blbId").asText().isEmpty() ? 0 : 1;
        }
        return alive;
    }

    /** A class of contracts that leases one, and has others for itself one after the other. */
    private static void useLikeAClass(Target target, AtomicInteger most) {
        try (Given given = new Given(target)) {
            for (int i = 0; i < 2; i++) {
                String leased = given.fixture(String.class, Given::lease);
                String own = given.own();
                most.accumulateAndGet(aliveInTheService(target), Math::max);
                assertThat(own).isNotEqualTo(leased);
                given.endCase();
            }
        }
    }

    @Test
    void sixClassesAtOnceNeverHaveMoreThanThreeAlive() throws Exception {
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (Target target = Target.open(Target.Options.emulator(), Map.of())) {
            CountDownLatch start = new CountDownLatch(6);
            List<Future<?>> classes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                classes.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    useLikeAClass(target, most);
                    return null;
                }));
            }
            for (Future<?> each : classes) {
                each.get();
            }
            assertThat(most.get()).isBetween(2, Instances.MAX_ALIVE);
            assertThat(target.instances().made()).isEqualTo(2 + 12);
            target.instances().close();
            assertThat(aliveInTheService(target)).as("left over").isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCreateUnderWayWhenTheRunIsEndedFromOutsideIsFoundAndRemoved() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (SlowService service = new SlowService()) {
                Transport transport = new Transport(Pace.of(0, Duration.ofSeconds(10)));
                Cloud cloud = new Cloud(service.uri(), "k", "s", transport);
                Instances instances = new Instances(
                        cloud, new Settings(Map.of(), true), new Waits(Duration.ofSeconds(10), transport.time()));
                Thread creating = new Thread(() -> instances.create("/v1/blb", instances.createBody()));
                creating.start();
                service.awaitCreate();
                Thread answering = new Thread(service::answerCreate);
                answering.start();

                transport.end();
                instances.close();

                creating.join();
                answering.join();
                assertThat(service.alive()).isEmpty();
                assertThat(service.deleted()).isNotEmpty().doesNotContain("");
            }
        }
    }

    @Test
    void whatIsRefusedAsTheRunEndsDoesNotCountAsMade() throws Exception {
        try (SlowService service = new SlowService()) {
            Transport transport = new Transport(Pace.of(0, Duration.ofSeconds(10)));
            Instances instances = new Instances(
                    new Cloud(service.uri(), "k", "s", transport),
                    new Settings(Map.of(), true),
                    new Waits(Duration.ofSeconds(10), transport.time()));
            Thread cleaner = new Thread(transport::end);
            cleaner.start();
            cleaner.join();

            assertThatThrownBy(() -> instances.create("/v1/blb", instances.createBody()))
                    .isInstanceOf(Undecided.class)
                    .hasMessageContaining("the run was ended");
            assertThat(instances.made()).isZero();
        }
    }

    @Test
    void whoeverAsksForASecondOneAtOnceIsRefusedBeforeItIsMade() {
        try (Target target = Target.open(Target.Options.emulator(), Map.of());
                Given given = new Given(target)) {
            given.own();

            assertThatThrownBy(given::own).hasMessageContaining("one instance of its own at a time");
            assertThatThrownBy(given::lease).isInstanceOf(IllegalStateException.class);
            assertThat(aliveInTheService(target)).isEqualTo(1);
        }
    }

    @Test
    void theTwentySixthIsNotMade() {
        try (Target target = Target.open(Target.Options.emulator(), Map.of());
                Given given = new Given(target)) {
            for (int i = 0; i < Instances.MAX_MADE; i++) {
                given.own();
                given.endCase();
            }

            assertThatThrownBy(given::own).isInstanceOf(Undecided.class).hasMessageContaining("made 25 load balancers");
            assertThat(aliveInTheService(target)).isZero();
        }
    }

    @Test
    void aRefusedCreateDoesNotCount() {
        try (Target target = Target.open(Target.Options.emulator(), Map.of());
                Given given = new Given(target)) {
            assertThat(given.create("{}").status()).isEqualTo(400);
            given.endCase();
            assertThat(target.instances().made()).isZero();
            assertThat(target.instances().alive()).isZero();
        }
    }
}
