package dev.blb.contract.lies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The suite judges rightly where calls fail in passing. The whole of it takes minutes: profile {@code proofs}. */
class RoughTest {
    @Test
    void theSmallScopePassesBehindAnUnreliableProxy() {
        assertThat(new Rough(System.out).run(List.of(20261126L), "smoke")).isZero();
    }

    @Test
    @Tag("proof")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void theWholeSuitePassesWithThreeSeedsAndStillCatchesLies() {
        Rough rough = new Rough(System.out);
        assertThat(rough.run(List.of(1L, 2L, 3L), "full"))
                .as("runs that judged falsely")
                .isZero();
        assertThat(rough.tell(25, 1)).as("lies that escaped").isZero();
    }
}
