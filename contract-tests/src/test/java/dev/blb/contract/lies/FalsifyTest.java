package dev.blb.contract.lies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The suite can catch a lie. All lies take minutes: profile {@code proofs}. */
class FalsifyTest {
    private static final int SAMPLE = 20;

    @Test
    void everyLieHasANameOfItsOwn() {
        List<String> names = Falsify.lies().stream().map(Lie::name).toList();

        assertThat(names).hasSizeGreaterThan(2000);
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    }

    @Test
    void theTruthIsBelieved() {
        try (Falsify.Worker worker = new Falsify.Worker()) {
            Falsify.Trial trial = worker.tell(null, name -> name.startsWith("SecurityGroup"));
            assertThat(trial.witness()).isEmpty();
        }
    }

    @Test
    void aSampleIsCaught() {
        assertThat(new Falsify(System.out).run("", SAMPLE, 7))
                .as("lies that escaped")
                .isZero();
    }

    @Test
    @Tag("proof")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void noLieEscapes() {
        assertThat(new Falsify(System.out).run("", 0, 0))
                .as("lies that escaped")
                .isZero();
    }
}
