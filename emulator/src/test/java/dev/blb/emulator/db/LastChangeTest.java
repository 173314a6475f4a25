package dev.blb.emulator.db;

import static dev.blb.emulator.db.generated.Tables.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.postgres.PostgresStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What is sent together with the commit, while another process uses the same database. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class LastChangeTest {
    private static final Prepared OPEN = Prepared.insert(ACCOUNT);
    private static final Prepared COUNTS = Prepared.query(
            () -> DSL.select(ACCOUNT.LOAD_BALANCERS).from(ACCOUNT).orderBy(ACCOUNT.ACCOUNT_));
    private static final Prepared COUNT = Prepared.change(() -> DSL.update(ACCOUNT)
            .set(ACCOUNT.LOAD_BALANCERS, ACCOUNT.LOAD_BALANCERS.plus(1))
            .where(ACCOUNT.ACCOUNT_.eq(Prepared.given(ACCOUNT.ACCOUNT_))));

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final DatabaseAddress address = PostgresServer.shared().emptyAddress();
    private final Database ours = new Database(open());
    private final Database others = new Database(open());
    private final AtomicInteger attempts = new AtomicInteger();

    private Store open() {
        return PostgresStore.open(address, Optional.empty(), Optional.empty(), clock, clock);
    }

    /** Both processes know the epoch, so that no attempt is lost to it. */
    @BeforeEach
    void begin() {
        ours.inTransaction(tx -> add(tx, "a") && add(tx, "b"));
        others.reading(LastChangeTest::counts);
    }

    @AfterEach
    void close() {
        ours.close();
        others.close();
    }

    private static boolean add(Tx tx, String account) {
        return OPEN.on(Sql.of(tx))
                .set(ACCOUNT.ACCOUNT_, account)
                .set(ACCOUNT.LOAD_BALANCERS, 0)
                .set(ACCOUNT.LAST_ORDINAL, 0L)
                .addUnlessTaken();
    }

    private static List<Integer> counts(Tx tx) {
        return COUNTS.on(Sql.of(tx)).all(row -> row.get(ACCOUNT.LOAD_BALANCERS));
    }

    private boolean countLast(Tx tx, String account) {
        attempts.incrementAndGet();
        return COUNT.on(Sql.of(tx))
                .set(ACCOUNT.ACCOUNT_, account)
                .inTurn("turn")
                .runLast();
    }

    @Test
    void nobodyWaitsForItsTurnBeforeTheCommit() {
        boolean both = ours.inTransaction(tx -> {
            counts(tx);
            return countLast(tx, "a") && others.<Boolean>inTransaction(other -> countLast(other, "a"));
        });
        assertThat(both).isTrue();
        assertThat(attempts).as("nobody was in the way").hasValue(2);
        assertThat(others.<List<Integer>>reading(LastChangeTest::counts)).containsExactly(2, 0);
    }

    @Test
    void whereItTouchesNoRowTheTransactionIsRepeatedAndToldSo() {
        boolean changed = ours.inTransaction(tx -> add(tx, "c") && countLast(tx, "missing"));
        assertThat(changed).isFalse();
        assertThat(attempts).hasValue(2);
        assertThat(others.<List<Integer>>reading(LastChangeTest::counts))
                .as("stored once")
                .containsExactly(0, 0, 0);
    }

    @Test
    void ofTwoTheSecondIsCarriedOutAtOnce() {
        ours.inTransaction(tx -> countLast(tx, "a") && countLast(tx, "b"));
        assertThat(attempts).hasValue(2);
        assertThat(others.<List<Integer>>reading(LastChangeTest::counts)).containsExactly(1, 1);
    }

    @Test
    void aTransactionThatIsRefusedSendsNothing() {
        assertThatThrownBy(() -> ours.inTransaction(tx -> {
                    countLast(tx, "a");
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        assertThat(ours.<Boolean>inTransaction(tx -> countLast(tx, "b"))).isTrue();
        assertThat(others.<List<Integer>>reading(LastChangeTest::counts)).containsExactly(0, 1);
    }
}
