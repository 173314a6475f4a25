package dev.blb.emulator.db;

import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static dev.blb.emulator.db.generated.Tables.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Sql.Version;
import dev.blb.emulator.db.h2.MemoryStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.mvstore.DataUtils;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a transaction promises to those who work in it, and who hears of it. */
class DatabaseTest {
    private static final Prepared OPEN = Prepared.insert(ACCOUNT);
    private static final Prepared LISTEN = Prepared.insert(LISTENER);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final Database database = new Database(new MemoryStore(clock));
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<Touched> heard = new ArrayList<>();

    /** The pool that all share has one thread where there are two processors. */
    private final Executor threads = task -> new Thread(task).start();

    @AfterEach
    void close() {
        database.close();
    }

    private static boolean open(Tx tx, String account) {
        return OPEN.on(Sql.of(tx))
                .set(ACCOUNT.ACCOUNT_, account)
                .set(ACCOUNT.LOAD_BALANCERS, 0)
                .set(ACCOUNT.LAST_ORDINAL, 0L)
                .addUnlessTaken();
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
                        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
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
        database.inTransaction(tx -> open(tx, "a") && open(tx, "b"));
        AtomicInteger told = new AtomicInteger();
        database.addFollower(what -> told.incrementAndGet());
        CountDownLatch begun = new CountDownLatch(2);
        CompletableFuture.allOf(both("a", "b", begun), both("b", "a", begun))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(attempts).as("one was ended by the database").hasValueGreaterThan(2);
        int counted = database.inTransaction(tx -> Sql.of(tx).dsl().fetchCount(ACCOUNT, ACCOUNT.LOAD_BALANCERS.eq(2)));
        assertThat(counted).as("rows that both have changed").isEqualTo(2);
        assertThat(told)
                .as("one call for each, however often it was carried out")
                .hasValue(2);
    }

    /** What H2 2.4.240 reports to a transaction that it began to roll back for a deadlock while that one had stopped waiting. */
    private static DataAccessException rollingBack() {
        return new DataAccessException(
                "delete",
                new SQLException(
                        "General error",
                        "HY000",
                        50000,
                        DataUtils.newMVStoreException(
                                DataUtils.ERROR_TRANSACTION_ILLEGAL_STATE,
                                "Transaction 7 has status ROLLING_BACK, not OPEN")));
    }

    @Test
    void aTransactionThatTheDatabaseIsRollingBackIsCarriedOutAgain() {
        assertThat(database.<Boolean>inTransaction(tx -> {
                    boolean opened = open(tx, "a");
                    if (attempts.incrementAndGet() < 3) {
                        throw rollingBack();
                    }
                    return opened;
                }))
                .as("what earlier attempts did was undone")
                .isTrue();
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aTransactionThatIsRolledBackEachTimeIsRefusedWithServiceUnavailable() {
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    attempts.incrementAndGet();
                    throw rollingBack();
                }))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().status()).isEqualTo(503))
                .hasMessageContaining("in each of 300 attempts");
        assertThat(attempts).hasValue(300);
    }

    @Test
    void whatIsTooLargeToRunBesideOthersIsCarriedOutAgain() {
        assertThat(database.<Boolean>inTransaction(tx -> {
                    int attempt = attempts.incrementAndGet();
                    if (attempt == 1) {
                        throw new Sql.TooLargeException();
                    }
                    if (attempt < 4) {
                        throw rollingBack();
                    }
                    return Sql.of(tx).isExclusive() && open(tx, "a");
                }))
                .isTrue();
        assertThat(attempts).hasValue(4);
    }

    @Test
    void aRowThatStaysLockedIsRefusedWithServiceUnavailable() {
        database.inTransaction(tx -> open(tx, "a"));
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Void> holder = CompletableFuture.runAsync(
                () -> database.inTransaction(tx -> {
                    count(tx, "a");
                    locked.countDown();
                    return await(done);
                }),
                threads);
        assertThat(await(locked)).isTrue();
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    attempts.incrementAndGet();
                    Sql.of(tx).dsl().execute("SET LOCK_TIMEOUT 1");
                    count(tx, "a");
                    return "";
                }))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().status()).isEqualTo(503))
                .hasMessageContaining("in each of 10 attempts");
        assertThat(attempts).hasValue(10);
        done.countDown();
        holder.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void anInterruptedThreadIsRefusedWithServiceUnavailable() {
        try {
            assertThatThrownBy(() -> database.inTransaction(tx -> {
                        Thread.currentThread().interrupt();
                        return open(tx, "a");
                    }))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.error().status()).isEqualTo(503))
                    .hasMessage("The emulator is stopping.");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(database.<Boolean>inTransaction(tx -> open(tx, "a"))).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTransactionHasOneTime() {
        Instant begun = clock.instant();
        database.inTransaction(tx -> {
            clock.advance(Duration.ofSeconds(1));
            assertThat(tx.now()).isEqualTo(begun);
            return "";
        });
        assertThat(database.<Instant>inTransaction(Tx::now)).isEqualTo(begun.plusSeconds(1));
    }

    @Test
    void aKeyThatIsTakenDoesNotEndTheTransaction() {
        database.inTransaction(tx -> {
            assertThat(open(tx, "a")).isTrue();
            assertThat(open(tx, "a")).isFalse();
            return open(tx, "b");
        });
        assertThat(database.<Integer>inTransaction(tx -> Sql.of(tx).dsl().fetchCount(ACCOUNT)))
                .isEqualTo(2);
    }

    @Test
    void followersHearOfCommitsInTheCommittingThreadAndSeeThem() {
        AtomicReference<Thread> thread = new AtomicReference<>(new Thread());
        AtomicInteger seen = new AtomicInteger();
        database.addFollower(heard::add);
        database.addFollower(what -> {
            thread.set(Thread.currentThread());
            seen.set(database.inTransaction(tx -> Sql.of(tx).dsl().fetchCount(ACCOUNT)));
            assertThat(heard).as("the one that was added before has heard").hasSize(1);
        });
        database.inTransaction(tx -> open(tx, "a"));
        assertThat(heard).containsExactly(new Touched(false, Set.of("account"), Set.of()));
        assertThat(thread.get()).isSameAs(Thread.currentThread());
        assertThat(seen).hasValue(1);
    }

    @Test
    void nobodyHearsOfReadsOrOfWhatIsRolledBack() {
        database.addFollower(heard::add);
        database.inTransaction(tx -> Sql.of(tx).dsl().fetchCount(ACCOUNT));
        database.exclusively("", tx -> Sql.of(tx).dsl().fetchCount(ACCOUNT));
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    open(tx, "a");
                    throw new IllegalArgumentException("after a change");
                }))
                .hasMessage("after a change");
        assertThat(heard).isEmpty();
    }

    @Test
    void aFollowerThatFailsHarmsNeitherTheOthersNorTheWrite() {
        database.addFollower(what -> {
            throw new IllegalStateException("a follower");
        });
        database.addFollower(what -> {
            throw new AssertionError("another follower");
        });
        database.addFollower(heard::add);
        assertThat(database.<Boolean>inTransaction(tx -> open(tx, "a"))).isTrue();
        assertThat(database.<Boolean>exclusively("", tx -> open(tx, "b"))).isTrue();
        assertThat(heard).hasSize(2);
    }

    @Test
    void whatIsNotKnownExactlyCountsAsEverything() {
        database.inTransaction(tx -> open(tx, "a"));
        database.addFollower(heard::add);
        database.inTransaction(tx -> {
            count(tx, "a");
            return "by a statement of jOOQ";
        });
        database.exclusively("", tx -> open(tx, "b"));
        assertThat(heard).containsExactly(Touched.EVERYTHING, Touched.EVERYTHING);
        assertThat(Touched.EVERYTHING.table("listener")).isTrue();
        assertThat(Touched.EVERYTHING.instance("lb-1")).isTrue();
    }

    private static Optional<Version> version(Database database, String blbId) {
        return database.inTransaction(tx -> Sql.of(tx).version(blbId));
    }

    private static void listen(Tx tx, String blbId) {
        LISTEN.on(Sql.of(tx))
                .set(LISTENER.BLB_ID, blbId)
                .set(LISTENER.PORT, 80)
                .set(LISTENER.TRANSPORT, "TCP")
                .set(LISTENER.PROTOCOL, "TCP")
                .set(LISTENER.DESCRIPTION, "")
                .set(LISTENER.SETTINGS, "{}")
                .set(LISTENER.PROBE_PLAN, "[]")
                .addUnlessTaken();
    }

    @Test
    void theVersionOfEveryInstanceThatATransactionChangesGrows() {
        database.inTransaction(tx -> {
            Sql.of(tx).dsl().execute("SET REFERENTIAL_INTEGRITY FALSE");
            return "";
        });
        Optional<Version> first = version(database, "lb-1");
        Optional<Version> second = version(database, "lb-2");
        Optional<Version> third = version(database, "lb-3");
        database.addFollower(heard::add);
        database.inTransaction(tx -> {
            listen(tx, "lb-1");
            listen(tx, "lb-2");
            return "";
        });
        assertThat(heard).containsExactly(new Touched(false, Set.of("listener"), Set.of("lb-1", "lb-2")));
        assertThat(version(database, "lb-1")).isPresent().isNotEqualTo(first);
        assertThat(version(database, "lb-2")).isPresent().isNotEqualTo(second);
        assertThat(version(database, "lb-3")).isEqualTo(third);
    }

    @Test
    void aTransactionThatHasReadKnowsNoVersion() {
        database.inTransaction(tx -> {
            assertThat(Sql.of(tx).version("lb-1")).isPresent();
            Sql.of(tx).dsl().fetchCount(ACCOUNT);
            assertThat(Sql.of(tx).version("lb-1")).isEmpty();
            return "";
        });
    }

    @Test
    void readModelsFollowBeforeTheNextTransactionAlsoAfterAFailure() {
        AtomicInteger accounts = new AtomicInteger();
        database.addReadModel((tx, account) -> accounts.set(Sql.of(tx).dsl().fetchCount(ACCOUNT)));
        database.exclusively("", tx -> open(tx, "a"));
        assertThat(accounts).hasValue(1);
        assertThatThrownBy(() -> database.exclusively("", tx -> {
                    open(tx, "b");
                    database.showDeclared(tx, "");
                    assertThat(accounts).as("inside the work").hasValue(2);
                    throw new IllegalArgumentException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(accounts).hasValue(1);
    }

    @Test
    void exclusiveWorkThatIsCarriedOutAgainDecidesFromWhatIsCommitted() {
        AtomicInteger accounts = new AtomicInteger();
        database.addReadModel((tx, account) -> accounts.set(Sql.of(tx).dsl().fetchCount(ACCOUNT)));
        List<Integer> decidedFrom = new ArrayList<>();
        database.exclusively("", tx -> {
            decidedFrom.add(accounts.get());
            open(tx, "a");
            database.showDeclared(tx, "");
            if (attempts.incrementAndGet() < 3) {
                throw rollingBack();
            }
            return "";
        });
        assertThat(decidedFrom).containsExactly(0, 0, 0);
        assertThat(accounts).hasValue(1);
    }

    @Test
    void aReadModelThatCannotBeLoadedRollsTheWorkBack() {
        database.addReadModel((tx, account) -> {
            if (Sql.of(tx).dsl().fetchCount(ACCOUNT) > 0) {
                throw new IllegalStateException("cannot be loaded");
            }
        });
        assertThatThrownBy(() -> database.exclusively("", tx -> open(tx, "a"))).hasMessage("cannot be loaded");
        assertThat(database.<Integer>inTransaction(tx -> Sql.of(tx).dsl().fetchCount(ACCOUNT)))
                .isZero();
    }

    /** Returns once a thread waits for something, or has ended. */
    private static void awaitWaiting(Thread thread) {
        while (!Set.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED).contains(thread.getState())) {
            Thread.onSpinWait();
        }
    }

    @Test
    void workOnReadModelsWaitsForExclusiveWork() {
        AtomicReference<String> model = new AtomicReference<>("committed");
        CompletableFuture<String> read = new CompletableFuture<>();
        assertThatThrownBy(() -> database.exclusively("", tx -> {
                    model.set("uncommitted");
                    Thread reader = new Thread(() -> read.complete(database.onReadModels(model::get)));
                    reader.start();
                    awaitWaiting(reader);
                    model.set("committed");
                    throw new IllegalArgumentException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(read.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("committed");
    }
}
