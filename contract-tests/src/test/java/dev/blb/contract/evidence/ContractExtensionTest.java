package dev.blb.contract.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Recorder;
import dev.blb.contract.report.Scrubber;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

/** What the extension demands of a test, and what the recorder makes of it. */
class ContractExtensionTest {
    private static List<Outcome> run(Class<?> type, String... configuration) {
        Recorder recorder = new Recorder(
                CloudEvidence.committed().with(Map.of("ContractExtensionTest$Good passes", "2026-01-02")),
                new Scrubber(List.of("top-secret")),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Clock.systemUTC());
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(type));
        for (String parameter : configuration) {
            request.configurationParameter(parameter, "true");
        }
        LauncherFactory.create().execute(request.build(), recorder);
        return recorder.outcomes();
    }

    private static Outcome only(List<Outcome> outcomes, String sentence) {
        return outcomes.stream()
                .filter(outcome -> outcome.sentence().equals(sentence))
                .findFirst()
                .orElseThrow(() -> new AssertionError(sentence + " is not in " + outcomes));
    }

    @Contract
    static class Good {
        record Arg(String operation) implements Covers.OfOperation {}

        static Stream<Arg> arguments() {
            return Stream.of(new Arg("CreateBlb"), new Arg("UpdateBlb"));
        }

        @Test
        @Covers(value = Axis.DRIVEN, operations = "CreateBlb")
        @Evidence(value = Source.META, at = "here")
        void passes() {}

        @Test
        @Covers(value = Axis.REFUSALS, operations = "CreateBlb")
        @Evidence(value = Source.ASSUMED, at = "nowhere")
        void failsWithADifference() {
            assertThat("abc top-secret").isEqualTo("abd top-secret");
        }

        @Test
        @Covers(value = Axis.DRIVEN, operations = "CreateBlb")
        @Evidence(value = Source.SEED, at = "there")
        void isSkipped() {
            throw new TestAbortedException("BLB_TEST_CERT_ID is not set");
        }

        @ParameterizedTest(name = "about {0}")
        @MethodSource("arguments")
        @Covers(Axis.PAGING)
        @Evidence(value = Source.DOCS, at = "a page")
        void knowsItsOperation(Arg arg) {
            assertThat(arg.operation()).endsWith("Blb");
        }
    }

    @Test
    void outcomesTellWhatHappened() {
        List<Outcome> outcomes = run(Good.class);

        assertThat(outcomes).hasSize(5);
        assertThat(only(outcomes, "passes").evidence()).isEqualTo(new Outcome.Evidenced("CLOUD", "here", "2026-01-02"));
        Outcome failed = only(outcomes, "fails with a difference");
        assertThat(failed.result()).isEqualTo(Result.FAILED);
        assertThat(failed.expected()).isEqualTo("\"abd ***\"");
        assertThat(failed.actual()).isEqualTo("\"abc ***\"");
        assertThat(failed.evidence().isAssumed()).isTrue();
        Outcome skipped = only(outcomes, "is skipped");
        assertThat(skipped.result()).isEqualTo(Result.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("BLB_TEST_CERT_ID is not set");
        assertThat(outcomes.stream().filter(outcome -> outcome.axis() == Axis.PAGING))
                .extracting(Outcome::operations)
                .containsExactlyInAnyOrder(List.of("CreateBlb"), List.of("UpdateBlb"));
    }

    @Contract
    static class WithoutEvidence {
        @Test
        @Covers(value = Axis.DRIVEN, operations = "CreateBlb")
        void claimsSomething() {}
    }

    @Test
    void aTestWithoutEvidenceFails() {
        assertThat(run(WithoutEvidence.class)).singleElement().satisfies(outcome -> {
            assertThat(outcome.result()).isEqualTo(Result.FAILED);
            assertThat(outcome.reason()).contains("@Evidence");
        });
    }

    @Contract
    static class BrokenPreparation {
        @org.junit.jupiter.api.BeforeAll
        void prepare() {
            throw new IllegalStateException("no instance");
        }

        @Test
        @Covers(value = Axis.DRIVEN, operations = "CreateBlb")
        @Evidence(value = Source.META, at = "here")
        void neverRuns() {}
    }

    @Test
    void aFailedPreparationIsAFailure() {
        assertThat(run(BrokenPreparation.class)).anySatisfy(outcome -> {
            assertThat(outcome.result()).isEqualTo(Result.FAILED);
            assertThat(outcome.reason()).contains("no instance");
        });
    }

    @Contract
    static class TwoFailures {
        @Test
        @Covers(value = Axis.DRIVEN, operations = "CreateBlb")
        @Evidence(value = Source.META, at = "here")
        void one() {
            throw new AssertionError("one");
        }

        @Test
        @Covers(value = Axis.DRIVEN, operations = "CreateBlb")
        @Evidence(value = Source.META, at = "here")
        void two() {
            throw new AssertionError("two");
        }
    }

    @Test
    void failFastSkipsTheRest() {
        assertThat(run(TwoFailures.class, ContractExtension.FAIL_FAST))
                .extracting(Outcome::result)
                .containsExactlyInAnyOrder(Result.FAILED, Result.SKIPPED);
    }
}
