package dev.blb.contract.lies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.evidence.ContractExtension;
import dev.blb.contract.target.Target;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The suite can catch a lie. All lies take minutes: profile {@code falsify}. */
@Isolated("the target of a run is a system property")
class FalsifyTest {
    @AfterEach
    void forgetTheTarget() {
        System.clearProperty(ContractExtension.TARGET);
    }

    @Test
    void thereAreMoreThanSixtyDifferentLies() {
        assertThat(Falsify.lies()).hasSizeGreaterThan(60);
        assertThat(new HashSet<>(Falsify.lies())).hasSameSizeAs(Falsify.lies());
    }

    @Test
    void theTruthIsBelievedAndALieIsNot() {
        Falsify falsify = new Falsify(System.out);
        try (Target emulator = Target.open("emulator", "0", Map.of())) {
            assertThat(falsify.tell(emulator, null)).isEmpty();
            Lie lie = Lies.all().stream()
                    .filter(each -> each.name().equals("a binding is forgotten"))
                    .findFirst()
                    .orElseThrow();
            assertThat(falsify.tell(emulator, lie)).isPresent();
        }
    }

    @Test
    @Tag("falsify")
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void noLieEscapes() {
        assertThat(new Falsify(System.out).run("")).as("lies that escaped").isZero();
    }
}
