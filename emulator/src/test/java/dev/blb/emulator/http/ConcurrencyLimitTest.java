package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.db.Gate;
import dev.blb.emulator.db.Store.Mode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A call that waited for its turn among others waits so much shorter for the database. */
class ConcurrencyLimitTest {
    private final AtomicLong millis = new AtomicLong();
    private final Gate gate = new Gate();

    @Test
    void whoWaitedForTheOthersWaitsNotAsLongAgainForTheDatabase() {
        // Before each of two reads the clock moves on: to when the call begins to wait, and by its whole time when its
        // turn comes.
        ConcurrencyLimit limit = new ConcurrencyLimit("lists", 1, () -> millis.getAndAdd(30_000));
        whileTheDatabaseIsWrittenTo(() -> assertThatThrownBy(() -> limit.within(this::read))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(
                        "The call has waited for 30 s in all, and the database is still busy; try again."));
    }

    @Test
    void whatIsLeftOfThePatienceIsForTheDatabase() {
        ConcurrencyLimit limit = new ConcurrencyLimit("lists", 1, millis::get);
        assertThat(limit.within(this::read)).isEqualTo("read");
    }

    private String read() {
        return gate.enter(Mode.READING, () -> "read");
    }

    private void whileTheDatabaseIsWrittenTo(Runnable work) {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> gate.enter(Mode.EXCLUSIVE, () -> {
            entered.countDown();
            // Less than the whole time-out: a call that begins to wait anew is answered.
            await(done, 25);
            return this;
        }));
        await(entered, 60);
        try {
            work.run();
        } finally {
            done.countDown();
        }
        writer.join();
    }

    private static void await(CountDownLatch latch, int seconds) {
        try {
            latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
