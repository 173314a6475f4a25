package dev.blb.contract.lies;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    void aRehearsalTellsTheTruthAndFindsTheLiesThatWouldChangeNothing() {
        Lie often = Lie.of("often", "", asked -> asked, (asked, answer) -> answer.withStatus(201));
        Lie whenAsked = Lie.of(
                "when asked", "", asked -> Objects.requireNonNull(asked).with("x", "1"), (asked, answer) -> answer);
        Lie never = Lie.of("never", "", asked -> asked, (asked, answer) -> answer);
        Rehearsal rehearsal = new Rehearsal(List.of(often, whenAsked, never));
        Lie.Request asked = new Lie.Request("GET", "/v1/blb", Map.of(), MissingNode.getInstance());
        Lie.Answer original = new Lie.Answer(200, MissingNode.getInstance(), Map.of());

        assertThat(rehearsal.changedNothing()).containsExactlyInAnyOrder(often, whenAsked, never);
        assertThat(rehearsal.ask(asked)).isEqualTo(asked);
        assertThat(rehearsal.answer(asked, original)).isEqualTo(original);
        assertThat(rehearsal.changedNothing()).containsExactly(never);
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
