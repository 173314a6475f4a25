package dev.blb.emulator.db;

import static dev.blb.emulator.db.TwoProcesses.add;
import static dev.blb.emulator.db.TwoProcesses.counting;
import static dev.blb.emulator.db.TwoProcesses.counts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.api.Tx;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What is sent together with the commit, while another process uses the same database. */
@EnabledIf("dev.blb.emulator.db.PostgresServer#isPossible")
class LastChangeTest {

    private final TwoProcesses processes = new TwoProcesses();
    private final Database ours = processes.ours();
    private final Database others = processes.others();
    private final AtomicInteger attempts = new AtomicInteger();

    /** Both processes know the epoch, so that no attempt is lost to it. */
    @BeforeEach
    void begin() {
        ours.inTransaction(tx -> add(tx, "a") && add(tx, "b"));
        others.reading(TwoProcesses::counts);
    }

    @AfterEach
    void close() {
        processes.close();
    }

    private boolean countLast(Tx tx, String account) {
        attempts.incrementAndGet();
        return counting(tx, account).inTurn("turn").runLast();
    }

    @Test
    void nobodyWaitsForItsTurnBeforeTheCommit() {
        boolean both = ours.inTransaction(tx -> {
            counts(tx);
            return countLast(tx, "a") && others.<Boolean>inTransaction(other -> countLast(other, "a"));
        });
        assertThat(both).isTrue();
        assertThat(attempts).as("nobody was in the way").hasValue(2);
        assertThat(others.<List<Integer>>reading(TwoProcesses::counts)).containsExactly(2, 0);
    }

    @Test
    void whereItTouchesNoRowTheTransactionIsRepeatedAndToldSo() {
        boolean changed = ours.inTransaction(tx -> add(tx, "c") && countLast(tx, "missing"));
        assertThat(changed).isFalse();
        assertThat(attempts).hasValue(2);
        assertThat(others.<List<Integer>>reading(TwoProcesses::counts))
                .as("stored once")
                .containsExactly(0, 0, 0);
    }

    @Test
    void ofTwoTheSecondIsCarriedOutAtOnce() {
        ours.inTransaction(tx -> countLast(tx, "a") && countLast(tx, "b"));
        assertThat(attempts).hasValue(2);
        assertThat(others.<List<Integer>>reading(TwoProcesses::counts)).containsExactly(1, 1);
    }

    @Test
    void aTransactionThatIsRefusedSendsNothing() {
        assertThatThrownBy(() -> ours.inTransaction(tx -> {
                    countLast(tx, "a");
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        assertThat(ours.<Boolean>inTransaction(tx -> countLast(tx, "b"))).isTrue();
        assertThat(others.<List<Integer>>reading(TwoProcesses::counts)).containsExactly(0, 1);
    }
}
