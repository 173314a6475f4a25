package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.model.UpdateLoadBalancer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Closing ends what has begun, wherever it is, and refuses what begins later. */
class CloseTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Reply CREATING = Reply.of(200, "{\"blbId\":\"lb-1\",\"status\":\"creating\"}");

    private final TestTime time = new TestTime();
    private final CountDownLatch pausing = new CountDownLatch(1);

    /** How a call ended, and whether its thread was interrupted afterwards. */
    private record Ended(Throwable failure, boolean interrupted) {}

    private static CompletableFuture<Ended> begin(BlbClient client, Consumer<BlbClient> call) {
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            Throwable failure = catchThrowable(() -> call.accept(client));
            ended.complete(new Ended(failure, Thread.currentThread().isInterrupted()));
        });
        caller.setDaemon(true);
        caller.start();
        return ended;
    }

    private static Throwable endOf(CompletableFuture<Ended> call)
            throws InterruptedException, ExecutionException, TimeoutException {
        Ended ended = call.get(60, TimeUnit.SECONDS);
        assertThat(ended.interrupted()).isFalse();
        assertThat(ended.failure()).isInstanceOf(TransportFailure.class).hasMessageContaining("the client was closed");
        assertThat(((TransportFailure) ended.failure()).interrupted()).isFalse();
        return ended.failure();
    }

    @Test
    void anInterruptionThatComesBeforeTheEndIsKept() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Sleeper busy = pause -> {
            pausing.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            interrupted.countDown();
            // Awake only after close, as a thread may be that gets no processor.
            while (ended.getCount() > 0) {
                Thread.onSpinWait();
            }
            throw new InterruptedException("by its owner, flag cleared: " + Thread.interrupted());
        };
        try (ScriptedServer server = ScriptedServer.replying(CREATING)) {
            BlbClient client = time.client(server).sleeper(busy).build();
            CompletableFuture<Thread> caller = new CompletableFuture<>();
            CompletableFuture<Ended> call = begin(client, each -> {
                caller.complete(Thread.currentThread());
                each.loadBalancers().awaitAvailable("lb-1", LONG);
            });
            pausing.await();
            caller.get().interrupt();
            interrupted.await();

            client.close();
            ended.countDown();

            Ended end = call.get(60, TimeUnit.SECONDS);
            assertThat(end.interrupted()).isTrue();
            assertThat(((TransportFailure) end.failure()).interrupted()).isTrue();
        }
    }

    private Throwable closedInAPause(Reply reply, Consumer<BlbClient> call) throws Exception {
        Sleeper real = pause -> {
            pausing.countDown();
            Sleeper.real().sleep(LONG);
        };
        try (ScriptedServer server = ScriptedServer.replying(reply)) {
            BlbClient client =
                    time.client(server).waitForPendingChange(true).sleeper(real).build();
            CompletableFuture<Ended> ended = begin(client, call);
            pausing.await();

            client.close();

            return endOf(ended);
        }
    }

    @Test
    void endsACallInFlight() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(Reply.hanging(""))) {
            BlbClient client = time.client(server).build();
            CompletableFuture<Ended> ended =
                    begin(client, each -> each.loadBalancers().describe("lb-1"));
            server.awaitFirstRequest();

            client.close();

            assertThat(endOf(ended)).hasMessageStartingWith("DescribeBlb");
        }
    }

    @Test
    void endsThePauseBetweenTwoPolls() throws Exception {
        assertThat(closedInAPause(CREATING, client -> client.loadBalancers().awaitAvailable("lb-1", LONG)))
                .hasMessageStartingWith("awaitAvailable");
    }

    @Test
    void endsThePauseBetweenTwoAttempts() throws Exception {
        Reply busy = Reply.of(503, "{\"code\":\"Busy\"}", "Retry-After: 15");
        Throwable failure =
                closedInAPause(busy, client -> client.loadBalancers().describe("lb-1"));

        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(ServiceFailure.class);
    }

    @Test
    void endsThePauseForAPendingChange() throws Exception {
        assertThat(closedInAPause(
                        Reply.error(409, "LastOperationNotFinished"),
                        client -> client.loadBalancers()
                                .update("lb-1", UpdateLoadBalancer.of().name("b"))))
                .hasMessageStartingWith("UpdateBlb");
    }

    @Test
    void endsACallBetweenTwoStepsOrPolls() throws Exception {
        List<Consumer<BlbClient>> calls = List.of(
                client -> client.loadBalancers().describe("lb-1"),
                client -> client.loadBalancers().awaitAvailable("lb-1", LONG));
        for (Consumer<BlbClient> call : calls) {
            try (ScriptedServer server = ScriptedServer.replying(CREATING)) {
                AtomicReference<BlbClient> client = new AtomicReference<>();
                client.set(time.client(server)
                        .credentials(() -> {
                            client.get().close();
                            return new Credentials("k", "s");
                        })
                        .build());

                assertThat(endOf(begin(client.get(), call))).hasMessageStartingWith("DescribeBlb");
                assertThat(server.sent()).isEmpty();
            }
        }
    }

    @Test
    void countsForASleeperThatDoesNotWait() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(CREATING)) {
            AtomicReference<BlbClient> client = new AtomicReference<>();
            client.set(
                    time.client(server).sleeper(pause -> client.get().close()).build());

            assertThat(endOf(begin(client.get(), each -> each.loadBalancers().awaitAvailable("lb-1", LONG))))
                    .hasMessageStartingWith("awaitAvailable");
            assertThat(server.sent()).hasSize(1);
        }
    }

    @Test
    void refusesWhatBeginsLater() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(CREATING)) {
            BlbClient client = time.client(server).build();
            client.close();
            client.close();

            List<Consumer<BlbClient>> calls = List.of(
                    each -> each.loadBalancers().describe("lb-1"),
                    each -> each.loadBalancers().awaitAvailable("lb-1", LONG),
                    each -> each.loadBalancers().awaitDeleted("lb-1", LONG),
                    each -> each.backendServers().awaitHealthy("lb-1", 80, 1, LONG));
            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(() -> call.accept(client))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("the client is closed"));
        }
    }

    @Test
    void endsCallsThatBeginMeanwhile() throws Exception {
        try (ScriptedServer server = ScriptedServer.replying(CREATING)) {
            for (int round = 0; round < 20; round++) {
                BlbClient client = time.client(server).build();
                List<CompletableFuture<Ended>> calls = Stream.generate(() -> begin(client, CloseTest::describeForEver))
                        .limit(8)
                        .toList();
                client.loadBalancers().describe("lb-1");

                client.close();

                for (CompletableFuture<Ended> call : calls) {
                    assertThat(call.get(60, TimeUnit.SECONDS).failure())
                            .isInstanceOfAny(TransportFailure.class, IllegalStateException.class)
                            .hasMessageContaining("closed");
                }
            }
        }
    }

    private static void describeForEver(BlbClient client) {
        while (true) {
            client.loadBalancers().describe("lb-1");
        }
    }
}
