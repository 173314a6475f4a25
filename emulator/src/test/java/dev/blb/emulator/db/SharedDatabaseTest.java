package dev.blb.emulator.db;

import static dev.blb.emulator.Until.until;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.db.TwoProcesses.add;
import static dev.blb.emulator.db.TwoProcesses.counting;
import static dev.blb.emulator.db.TwoProcesses.stored;
import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a transaction promises while another process uses the same database. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class SharedDatabaseTest {

    private final TwoProcesses processes = new TwoProcesses();
    private final Database ours = processes.ours();
    private final Database others = processes.others();
    private final List<String> shown = new ArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();

    @BeforeEach
    void follow() {
        ours.addReadModel((tx, account) -> {
            shown.clear();
            shown.addAll(stored(tx));
        });
    }

    @AfterEach
    void close() {
        processes.close();
    }

    /** Declares something in the other process the first time that it is called. */
    private void declareOnce(String account) {
        if (attempts.incrementAndGet() == 1) {
            assertThat(others.<Boolean>exclusively("", tx -> add(tx, account))).isTrue();
        }
    }

    @Test
    void aTransactionBeginsAnewIfAnotherProcessDeclaresSomethingBeforeItsFirstStatement() {
        List<String> decided = ours.inTransaction(tx -> {
            List<String> before = List.copyOf(shown);
            declareOnce("a");
            add(tx, "b");
            return before;
        });
        assertThat(decided).as("what the read models showed").containsExactly("a");
        assertThat(attempts).hasValue(2);
        assertThat(others.<List<String>>inTransaction(TwoProcesses::stored)).containsExactly("a", "b");
    }

    @Test
    void soDoesOneWithoutAnyStatement() {
        List<String> decided = ours.inTransaction(tx -> {
            List<String> before = List.copyOf(shown);
            declareOnce("a");
            return before;
        });
        assertThat(decided).containsExactly("a");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void soDoesOneThatReadsByStatementsOfJooq() {
        int found = ours.inTransaction(tx -> {
            declareOnce("a");
            return Sql.of(tx).dsl().fetchCount(ACCOUNT) - shown.size();
        });
        assertThat(found).isZero();
        assertThat(attempts).hasValue(2);
    }

    @Test
    void soDoesOneThatOnlyReadsAlsoBetweenTwoStatements() {
        int found = ours.reading(tx -> {
            int first = stored(tx).size();
            declareOnce("a");
            return first * 10 + stored(tx).size();
        });
        assertThat(found).as("both statements see the same").isEqualTo(11);
        assertThat(attempts).hasValue(2);
        assertThat(shown).containsExactly("a");
    }

    @Test
    void betweenTheStatementsOfATransactionNothingIsDeclared() {
        CompletableFuture<Boolean> declared = ours.inTransaction(tx -> {
            attempts.incrementAndGet();
            stored(tx);
            CompletableFuture<Boolean> begun =
                    CompletableFuture.supplyAsync(() -> others.exclusively("", other -> add(other, "a")));
            assertThatThrownBy(() -> begun.get(200, TimeUnit.MILLISECONDS))
                    .as("it waits")
                    .isNotNull();
            assertThat(stored(tx)).isEmpty();
            return begun;
        });
        assertThat(declared.orTimeout(60, TimeUnit.SECONDS).join()).isTrue();
        assertThat(attempts).hasValue(1);
    }

    @Test
    void fromItsFirstChangeOnAReadIsATransaction() {
        assertThatThrownBy(() -> ours.reading(tx -> {
                    stored(tx);
                    add(tx, "a");
                    add(tx, "b");
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        assertThat(others.<List<String>>reading(TwoProcesses::stored)).isEmpty();
        assertThat(ours.<Boolean>reading(tx -> add(tx, "a"))).isTrue();
        assertThat(others.<List<String>>reading(TwoProcesses::stored)).containsExactly("a");
    }

    @Test
    void aReadThatFindsAnotherEpochBeforeItsChangeChangesOnce() {
        ours.inTransaction(tx -> add(tx, "a"));
        ours.reading(tx -> {
            stored(tx);
            declareOnce("b");
            return counting(tx, "a").run();
        });
        assertThat(attempts).hasValue(2);
        assertThat(others.<List<Integer>>reading(TwoProcesses::counts)).containsExactly(1, 0);
    }

    @Test
    void whatCannotBeCarriedOutIsToldAndNotRepeatedForEver() {
        assertThatThrownBy(() -> ours.inTransaction(tx -> {
                    attempts.incrementAndGet();
                    return add(tx, "a".repeat(100_000));
                }))
                .isInstanceOf(ApiException.class);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void aTransactionThatIsRefusedStoresNothingAlsoOfItsFirstStatement() {
        assertThatThrownBy(() -> ours.inTransaction(tx -> {
                    add(tx, "a");
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        assertThat(others.<List<String>>reading(TwoProcesses::stored)).isEmpty();
    }

    @Test
    void afterARefusedReadTheConnectionServesTransactionsAgain() {
        assertThatThrownBy(() -> ours.reading(tx -> {
                    stored(tx);
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        assertThatThrownBy(() -> ours.inTransaction(tx -> {
                    add(tx, "a");
                    add(tx, "b");
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        assertThat(ours.<List<String>>reading(TwoProcesses::stored)).isEmpty();
    }

    @Test
    void whatDecidesBeforeATransactionBeginsAnewWithIt() {
        List<String> decided = ours.upToDate(() -> {
            List<String> before = List.copyOf(shown);
            declareOnce("a");
            ours.inTransaction(tx -> add(tx, "b"));
            return before;
        });
        assertThat(decided).containsExactly("a");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void whatDecidesBeforeExclusiveWorkBeginsAnewWithIt() {
        List<String> decided = ours.upToDate(() -> {
            List<String> before = List.copyOf(shown);
            declareOnce("a");
            ours.exclusively("", tx -> add(tx, "b"));
            return before;
        });
        assertThat(decided).containsExactly("a");
        assertThat(attempts).hasValue(2);
        assertThat(shown).containsExactly("a", "b");
    }

    @Test
    void whatDecidesWithoutATransactionBeginsAnewToo() {
        assertThat(ours.<List<String>>upToDate(() -> {
                    List<String> before = List.copyOf(shown);
                    declareOnce("a");
                    return before;
                }))
                .containsExactly("a");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void aRefusalIsDecidedAnewToo() {
        assertThatThrownBy(() -> ours.upToDate(() -> {
                    List<String> before = List.copyOf(shown);
                    declareOnce("a");
                    throw INVALID_PARAMETER.with("after %s", before);
                }))
                .hasMessageContaining("after [a]");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void whatWasConfirmedIsNotRepeated() {
        List<String> decided = ours.upToDate(() -> {
            ours.confirm();
            List<String> before = List.copyOf(shown);
            declareOnce("a");
            ours.inTransaction(tx -> add(tx, "b"));
            return before;
        });
        assertThat(decided).isEmpty();
        assertThat(attempts).hasValue(1);
        assertThat(shown).as("for what comes next").containsExactly("a");
    }

    @Test
    void whatATransactionStoredIsNotRepeatedForASecondOne() {
        AtomicInteger transactions = new AtomicInteger();
        ours.upToDate(() -> {
            ours.inTransaction(tx -> add(tx, "b"));
            declareOnce("a");
            return ours.inTransaction(
                    tx -> transactions.incrementAndGet() + stored(tx).size());
        });
        assertThat(attempts).as("the work").hasValue(1);
        assertThat(transactions).as("its second transaction").hasValue(2);
    }

    @Test
    void whoDrawsANumberWaitsForNobodyWhoDrewOneBefore() {
        long[] drawn = ours.inTransaction(tx -> {
            long first = Sql.of(tx).next("numbers", () -> 40);
            long second = others.inTransaction(other -> Sql.of(other).next("numbers", () -> 40));
            return new long[] {first, second};
        });
        assertThat(drawn).containsExactly(41, 42);
    }

    @Test
    void aStatementInTurnWaitsUntilTheTransactionBeforeItEnds() {
        ours.inTransaction(tx -> add(tx, "a") && add(tx, "b"));
        CompletableFuture<Integer> second = ours.inTransaction(tx -> {
            count(tx, "a", "turn");
            assertThat(others.<Integer>inTransaction(other -> count(other, "b", "another turn")))
                    .isEqualTo(1);
            CompletableFuture<Integer> waiting =
                    CompletableFuture.supplyAsync(() -> others.inTransaction(other -> count(other, "b", "turn")));
            assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            return waiting;
        });
        assertThat(second.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(1);
        assertThat(others.<List<Integer>>reading(TwoProcesses::counts)).containsExactly(1, 2);
    }

    @Test
    void readModelsThatCannotBeLoadedAfterAFailureAreLoadedByTheNextTransaction() {
        AtomicBoolean isBroken = new AtomicBoolean();
        ours.addReadModel((tx, account) -> {
            if (isBroken.get()) {
                throw new IllegalStateException("cannot be loaded");
            }
        });
        assertThatThrownBy(() -> ours.exclusively("", tx -> {
                    add(tx, "a");
                    ours.showDeclared(tx, "");
                    isBroken.set(true);
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        shown.add("what was rolled back");
        isBroken.set(false);
        assertThat(ours.<List<String>>upToDate(() -> ours.inTransaction(tx -> List.copyOf(shown))))
                .isEmpty();
    }

    @Test
    void anOlderEmulatorSaysThatANewerOneChangedTheTables() {
        others.exclusively("", tx -> {
            Sql.of(tx).dsl().execute("ALTER TABLE account RENAME COLUMN load_balancers TO instances");
            return Sql.of(tx).dsl().execute("UPDATE blb_sync SET schema_version = schema_version + 1");
        });
        assertThatThrownBy(() -> ours.inTransaction(tx -> add(tx, "a")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().status()).isEqualTo(503))
                .hasMessageContaining("the schema of another emulator");
    }

    @Test
    void anOlderEmulatorLeadsNoLonger() {
        assertThat(ours.leads()).isTrue();
        others.exclusively(
                "", tx -> Sql.of(tx).dsl().execute("UPDATE blb_sync SET schema_version = schema_version + 1"));
        assertThat(others.leads()).isFalse();
        assertThatThrownBy(ours::refresh).hasMessageContaining("the schema of another emulator");
        // The server ends a connection after its client.
        until(others::leads);
    }

    private static int count(Tx tx, String account, String turn) {
        return counting(tx, account).inTurn(turn).run();
    }

    @Test
    void aNumberIsGivenBackByWhatIsRolledBackUnlessALaterOneWasDrawn() {
        assertThat(drawnAndRolledBack(() -> {})).isEqualTo(41);
        assertThat(drawnAndRolledBack(() -> {})).as("given back").isEqualTo(41);
        assertThat(drawnAndRolledBack(
                        () -> others.inTransaction(tx -> Sql.of(tx).next("numbers", () -> 40))))
                .isEqualTo(41);
        assertThat(ours.<Long>inTransaction(tx -> Sql.of(tx).next("numbers", () -> 40)))
                .as("behind the one of the others")
                .isEqualTo(43);
    }

    private long drawnAndRolledBack(Runnable meanwhile) {
        long[] drawn = new long[1];
        assertThatThrownBy(() -> ours.inTransaction(tx -> {
                    drawn[0] = Sql.of(tx).next("numbers", () -> 40);
                    meanwhile.run();
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        return drawn[0];
    }

    @Test
    void aSequenceGoesOnFromWhatIsStoredAfterExclusiveWork() {
        long first = ours.inTransaction(tx -> Sql.of(tx).next("numbers", () -> 40));
        others.exclusively("", tx -> add(tx, "a"));
        long second = ours.inTransaction(tx -> Sql.of(tx).next("numbers", () -> 70));
        long third = ours.exclusively("", tx -> {
            Sql.of(tx).restart("numbers");
            return Sql.of(tx).next("numbers", () -> 90);
        });
        assertThat(List.of(first, second, third)).containsExactly(41L, 71L, 91L);
    }
}
