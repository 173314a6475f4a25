package dev.blb.emulator.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.db.h2.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Few writes at a time, and none is overtaken for long. */
class WriteSlotsTest {
    private static final long TOO_LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final WriteSlots slots = new WriteSlots(1, () -> 0);

    /** The pool that all share has one thread where there are two processors. */
    private final Executor threads = task -> new Thread(task).start();

    @Test
    void noMoreRunAtOnceThanThereAreSlots() {
        WriteSlots three = new WriteSlots(3, () -> 0);
        AtomicInteger running = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> writes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            writes.add(CompletableFuture.supplyAsync(
                    () -> three.during(() -> {
                        running.incrementAndGet();
                        return await(done);
                    }),
                    threads));
        }
        until("two wait", () -> running.get() + three.waiting() == 5);
        assertThat(running.get()).isEqualTo(3);
        done.countDown();
        writes.forEach(write -> write.orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(running.get()).isEqualTo(5);
    }

    @Test
    void aWriteThatFailsLeavesItsSlot() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> slots.during(() -> {
                        throw new IllegalStateException("failed");
                    }))
                    .hasMessage("failed");
        }
        assertThat(slots.<String>during(() -> "written")).isEqualTo("written");
    }

    @Test
    void newcomersOvertakeUntilOneHasWaitedForTenMilliseconds() {
        assertThat(slots.mayOvertake(TOO_LONG_NANOS)).as("none waits").isTrue();
        whileTaken(() -> {
            CompletableFuture<Boolean> waiting = waiting("first", new ArrayList<>());
            assertThat(slots.mayOvertake(TOO_LONG_NANOS - 1)).isTrue();
            assertThat(slots.mayOvertake(TOO_LONG_NANOS)).isFalse();
            return List.of(waiting);
        });
        assertThat(slots.mayOvertake(TOO_LONG_NANOS)).as("none waits any more").isTrue();
    }

    @Test
    void thoseThatWaitAreServedInTheOrderOfTheirArrival() {
        List<String> served = new CopyOnWriteArrayList<>();
        whileTaken(() -> {
            List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
            for (String name : List.of("first", "second", "third")) {
                waiting.add(waiting(name, served));
            }
            return waiting;
        });
        assertThat(served).containsExactly("first", "second", "third");
    }

    @Test
    void whoHasNoPatienceLeftIsRefused() {
        whileTaken(() -> {
            assertThatThrownBy(() -> new Patience(0, () -> 0).during(() -> slots.<String>during(() -> "written")))
                    .isInstanceOf(ApiException.class)
                    .hasMessage("The call has waited for 30 s in all, and the database is still busy; try again.");
            assertThat(slots.mayOvertake(Long.MAX_VALUE))
                    .as("it waits no longer")
                    .isTrue();
            return List.of();
        });
    }

    @Test
    void whoIsInterruptedIsRefused() {
        whileTaken(() -> {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> slots.<String>during(() -> "written"))
                        .isInstanceOf(ApiException.class)
                        .hasMessage("The emulator is stopping.");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            return List.of();
        });
    }

    @Test
    void whatOnlyReadsDoesNotWaitForWrites() {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        try (Database database = new Database(new MemoryStore(new MovableClock(Instant.EPOCH)))) {
            List<CompletableFuture<Boolean>> writes = new ArrayList<>();
            int count = 2 * Runtime.getRuntime().availableProcessors();
            for (int i = 0; i < count + 1; i++) {
                writes.add(CompletableFuture.supplyAsync(
                        () -> database.mayDeclare("", tx -> {
                            running.incrementAndGet();
                            return await(done);
                        }),
                        threads));
            }
            until("all slots are taken", () -> running.get() == count);
            assertThat(database.<String>reading(tx -> "read")).isEqualTo("read");
            assertThat(database.<String>onReadModels(() -> "decided")).isEqualTo("decided");
            assertThat(running.get()).isEqualTo(count);
            done.countDown();
            writes.forEach(write -> write.orTimeout(60, TimeUnit.SECONDS).join());
            assertThat(running.get()).isEqualTo(count + 1);
        }
    }

    /** A write that waits when this returns, and is added to the served ones when its turn comes. */
    private CompletableFuture<Boolean> waiting(String name, List<String> served) {
        int waitingBefore = slots.waiting();
        CompletableFuture<Boolean> write =
                CompletableFuture.supplyAsync(() -> slots.during(() -> served.add(name)), threads);
        until(name + " waits", () -> slots.waiting() > waitingBefore);
        return write;
    }

    private static void until(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private interface Meanwhile {
        List<CompletableFuture<Boolean>> run();
    }

    private void whileTaken(Meanwhile work) {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Void> holder = CompletableFuture.runAsync(
                () -> slots.during(() -> {
                    taken.countDown();
                    return await(done);
                }),
                threads);
        await(taken);
        List<CompletableFuture<Boolean>> waiting;
        try {
            waiting = work.run();
        } finally {
            done.countDown();
        }
        holder.join();
        waiting.forEach(each -> each.orTimeout(60, TimeUnit.SECONDS).join());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
