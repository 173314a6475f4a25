package dev.blb.emulator.db;

import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.Until;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.postgres.PostgresStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What reads see while another process declares something in the same database. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class SharedReadsTest {
    private static final Prepared OPEN = Prepared.insert(ACCOUNT);
    private static final Prepared READ =
            Prepared.query(() -> DSL.select(ACCOUNT.ACCOUNT_).from(ACCOUNT));

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final DatabaseAddress address = PostgresServer.shared().emptyAddress();
    private final Database ours = new Database(open());
    private final Database others = new Database(open());

    private Store open() {
        return PostgresStore.open(address, Optional.empty(), Optional.empty(), clock, clock);
    }

    @AfterEach
    void close() {
        ours.close();
        others.close();
    }

    private static List<String> stored(Tx tx) {
        return READ.on(Sql.of(tx)).all(row -> row.get(ACCOUNT.ACCOUNT_));
    }

    private static boolean add(Tx tx, String account) {
        return OPEN.on(Sql.of(tx))
                .set(ACCOUNT.ACCOUNT_, account)
                .set(ACCOUNT.LOAD_BALANCERS, 0)
                .set(ACCOUNT.LAST_ORDINAL, 0L)
                .addUnlessTaken();
    }

    /** On a thread of its own: those of the common pool may be busy with what other tests wait for. */
    private static <T> CompletableFuture<T> begun(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, command -> new Thread(command).start());
    }

    @Test
    void aReadDoesNotWaitForExclusiveWork() {
        // Only a process that knows the epoch reads without a lock.
        ours.reading(SharedReadsTest::stored);
        others.exclusively("", tx -> {
            add(tx, "a");
            CompletableFuture<List<String>> read = begun(() -> ours.reading(SharedReadsTest::stored));
            assertThat(read.orTimeout(25, TimeUnit.SECONDS).join())
                    .as("the server would let it wait for a lock for 30 s")
                    .isEmpty();
            return tx;
        });
        assertThat(ours.<List<String>>reading(SharedReadsTest::stored)).containsExactly("a");
    }

    @Test
    void aReadThatWasUnderWayWhenSomethingWasDeclaredIsRepeated() throws SQLException {
        long lock = System.nanoTime();
        // Its snapshot is older than what it waits for.
        Prepared slow = Prepared.query(() -> DSL.select(ACCOUNT.ACCOUNT_)
                .from(DSL.table("(SELECT pg_advisory_xact_lock_shared(" + lock + ")) AS waiting"))
                .leftJoin(ACCOUNT)
                .on(DSL.trueCondition()));
        // Otherwise the first attempt would be repeated whatever it saw.
        ours.reading(SharedReadsTest::stored);
        AtomicInteger attempts = new AtomicInteger();
        try (Connection holder = DriverManager.getConnection(address.url(), "blb", "");
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + lock + ")");
            CompletableFuture<List<Optional<String>>> read = begun(() -> ours.reading(tx -> {
                attempts.incrementAndGet();
                return slow.on(Sql.of(tx)).all(row -> Optional.ofNullable(row.find(ACCOUNT.ACCOUNT_)));
            }));
            Until.until(() -> PostgresServer.shared()
                    .query("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
                            + " AND (classid::BIGINT << 32 | objid::BIGINT) = " + lock)
                    .equals("1"));
            others.exclusively("", tx -> add(tx, "a"));
            statement.execute("SELECT pg_advisory_unlock(" + lock + ")");
            assertThat(read.orTimeout(60, TimeUnit.SECONDS).join()).containsExactly(Optional.of("a"));
        }
        assertThat(attempts).hasValue(2);
    }

    @Test
    void whatIsNotReadableSinceSomethingWasDeclaredIsReadAgain() {
        ours.reading(SharedReadsTest::stored);
        others.exclusively("", tx -> add(tx, "a"));
        AtomicInteger attempts = new AtomicInteger();
        List<String> read = ours.reading(tx -> {
            int attempt = attempts.incrementAndGet();
            return READ.on(Sql.of(tx)).all(row -> {
                if (attempt == 1) {
                    throw new IllegalStateException("the read models know nothing of it");
                }
                return row.get(ACCOUNT.ACCOUNT_);
            });
        });
        assertThat(read).containsExactly("a");
    }
}
