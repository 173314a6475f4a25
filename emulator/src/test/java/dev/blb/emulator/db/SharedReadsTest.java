package dev.blb.emulator.db;

import static dev.blb.emulator.db.TwoProcesses.add;
import static dev.blb.emulator.db.TwoProcesses.names;
import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Until;
import dev.blb.emulator.api.Tx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads see while another process declares something in the same database. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class SharedReadsTest {

    private final TwoProcesses processes = new TwoProcesses();
    private final Database ours = processes.ours();
    private final Database others = processes.others();

    @AfterEach
    void close() {
        processes.close();
    }

    /** On a thread of its own: those of the common pool may be busy with what other tests wait for. */
    private static <T> CompletableFuture<T> begun(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, command -> new Thread(command).start());
    }

    /** The names of the accounts, by a statement that is prepared once, or by one that differs each time. */
    private static List<String> stored(Tx tx, boolean isPrepared, Function<Row, String> reading) {
        return isPrepared
                ? names(tx).all(reading)
                : Sql.of(tx).all(DSL.select(ACCOUNT.ACCOUNT_).from(ACCOUNT).orderBy(ACCOUNT.ACCOUNT_), reading);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReadDoesNotWaitForExclusiveWork(boolean isPrepared) {
        // Only a process that knows the epoch reads without a lock.
        ours.reading(TwoProcesses::stored);
        others.exclusively("", tx -> {
            add(tx, "a");
            CompletableFuture<List<String>> read =
                    begun(() -> ours.reading(reading -> stored(reading, isPrepared, row -> row.get(ACCOUNT.ACCOUNT_))));
            assertThat(read.orTimeout(25, TimeUnit.SECONDS).join())
                    .as("the server would let it wait for a lock for 30 s")
                    .isEmpty();
            return tx;
        });
        assertThat(ours.<List<String>>reading(TwoProcesses::stored)).containsExactly("a");
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
        ours.reading(TwoProcesses::stored);
        AtomicInteger attempts = new AtomicInteger();
        try (Connection holder = DriverManager.getConnection(processes.address().url(), "blb", "");
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotReadableSinceSomethingWasDeclaredIsReadAgain(boolean isPrepared) {
        ours.reading(TwoProcesses::stored);
        others.exclusively("", tx -> add(tx, "a"));
        AtomicInteger attempts = new AtomicInteger();
        List<String> read = ours.reading(tx -> {
            int attempt = attempts.incrementAndGet();
            return stored(tx, isPrepared, row -> {
                if (attempt == 1) {
                    throw new IllegalStateException("the read models know nothing of it");
                }
                return row.get(ACCOUNT.ACCOUNT_);
            });
        });
        assertThat(read).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWritesWhileItReadsRowsSeesBoth(boolean isPrepared) {
        ours.inTransaction(tx -> add(tx, "a"));
        ours.reading(TwoProcesses::stored);
        List<String> read = ours.reading(tx -> stored(tx, isPrepared, row -> {
            add(tx, "b");
            return row.get(ACCOUNT.ACCOUNT_);
        }));
        assertThat(read).containsExactly("a");
        assertThat(ours.<List<String>>reading(TwoProcesses::stored)).containsExactly("a", "b");
    }
}
