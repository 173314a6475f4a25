package dev.blb.emulator.db;

import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.h2.MemoryStore;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a transaction promises to those who work in it. */
class DatabaseTest {
    private final Database database = new Database(new MemoryStore(Clock.systemUTC()));
    private final AtomicInteger attempts = new AtomicInteger();

    /** The pool that all share has one thread where there are two processors. */
    private final Executor threads = task -> new Thread(task).start();

    @AfterEach
    void close() {
        database.close();
    }

    private static void count(Tx tx, String account) {
        Sql.of(tx)
                .dsl()
                .update(ACCOUNT)
                .set(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LOAD_BALANCERS.plus(1))
                .where(ACCOUNT.ACCOUNT_.eq(account))
                .execute();
    }

    private CompletableFuture<Void> both(String one, String other, CountDownLatch begun) {
        return CompletableFuture.runAsync(
                () -> database.inTransaction(tx -> {
                    attempts.incrementAndGet();
                    count(tx, one);
                    begun.countDown();
                    try {
                        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    count(tx, other);
                    return "";
                }),
                threads);
    }

    @Test
    void transactionsThatWaitForEachOtherAreBothCarriedOutOnce() {
        database.inTransaction(tx -> Sql.of(tx)
                .dsl()
                .insertInto(ACCOUNT)
                .values("a", 0, 0)
                .values("b", 0, 0)
                .execute());
        CountDownLatch begun = new CountDownLatch(2);
        CompletableFuture.allOf(both("a", "b", begun), both("b", "a", begun))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(attempts).as("one was ended by the database").hasValueGreaterThan(2);
        int counted = database.inTransaction(tx -> Sql.of(tx).dsl().fetchCount(ACCOUNT, ACCOUNT.LOAD_BALANCERS.eq(2)));
        assertThat(counted).as("rows that both have changed").isEqualTo(2);
    }
}
