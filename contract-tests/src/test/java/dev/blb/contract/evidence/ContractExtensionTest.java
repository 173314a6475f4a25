package dev.blb.contract.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.blb.contract.catalogue.OfOperation;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Recorder;
import dev.blb.contract.report.Scrubber;
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Undecided;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

/** What the extension demands of a test, and what the recorder makes of it. */
class ContractExtensionTest {
    private record Arg(String operation) implements OfOperation {}

    private static List<Outcome> run(Class<?> type, String... configuration) {
        Recorder recorder = new Recorder(
                CloudEvidence.committed().with(Map.of("ContractExtensionTest$Good passes", "2026-01-02")),
                new Scrubber(List.of("top-secret")),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Clock.systemUTC(),
                outcome -> {});
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(type));
        request.configurationParameter(Parameters.PATIENCE, "300ms");
        for (int i = 0; i < configuration.length; i += 2) {
            request.configurationParameter(configuration[i], configuration[i + 1]);
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
        @CaseSource("arguments")
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
        assertThat(run(TwoFailures.class, Parameters.FAIL_FAST, "true"))
                .extracting(Outcome::result)
                .containsExactlyInAnyOrder(Result.FAILED, Result.SKIPPED);
    }

    @Contract
    static class Fixtures {
        private static final AtomicInteger MADE = new AtomicInteger();

        record Thing(int number) {}

        @BeforeEach
        void prepare(Given given) {
            given.fixture(Thing.class, fixtures -> {
                int number = MADE.incrementAndGet();
                if (number == 3) {
                    throw new AssertionError("the third cannot be made");
                }
                return new Thing(number);
            });
        }

        static Stream<Arg> cases() {
            return Stream.of(new Arg("CreateBlb"), new Arg("UpdateBlb"), new Arg("ResizeBlb"), new Arg("RefundBlb"));
        }

        @ParameterizedTest(name = "{0}")
        @CaseSource("cases")
        @Covers(Axis.DRIVEN)
        @Evidence(value = Source.META, at = "here")
        void breaksItsFixture(Arg arg, Given given) {
            assertThat(arg).isNotNull();
            given.cleanUp(() -> {
                throw new AssertionError("cannot be restored");
            });
        }
    }

    @Test
    void aBrokenFixtureIsMadeAnewOnceThenTheRestIsUndecidedForOneReason() {
        Fixtures.MADE.set(0);

        List<Outcome> outcomes = run(Fixtures.class);

        assertThat(outcomes)
                .extracting(Outcome::result)
                .containsExactly(Result.PASSED, Result.PASSED, Result.UNDECIDED, Result.UNDECIDED);
        assertThat(Fixtures.MADE).hasValue(2);
        assertThat(outcomes.stream().skip(2).map(Outcome::reason).distinct())
                .containsExactly("the fixture is broken: a clean-up failed: cannot be restored");
    }

    @Test
    void aFixtureThatCannotBeMadeTwiceLeavesAllUndecided() {
        Fixtures.MADE.set(2);

        List<Outcome> outcomes = run(Fixtures.class);

        assertThat(Fixtures.MADE).as("one attempt failed, the next one did not").hasValue(4);
        assertThat(outcomes)
                .extracting(Outcome::result)
                .startsWith(Result.PASSED)
                .doesNotContain(Result.FAILED);
    }

    @Test
    void casesAreSelectedByOperationAndWhatWasJudgedBeforeIsLeftOut(@TempDir Path folder) throws Exception {
        assertThat(run(Good.class, Parameters.OPERATIONS, "UpdateBlb"))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.operations()).containsExactly("UpdateBlb"));

        Path finished = Files.write(
                folder.resolve("finished"),
                run(Good.class).stream()
                        .map(Outcome::id)
                        .filter(id -> !id.contains("fails"))
                        .toList());
        assertThat(run(Good.class, Parameters.FINISHED, finished.toString()))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.sentence()).isEqualTo("fails with a difference"));
    }

    @Contract
    static class Unjudged {
        @Test
        @Covers(value = Axis.DRIVEN, operations = "CreateBlb")
        @Evidence(value = Source.META, at = "here")
        void isThrottled() {
            throw new Undecided("throttled");
        }
    }

    @Test
    void whatCouldNotBeJudgedIsUndecided() {
        assertThat(run(Unjudged.class)).singleElement().satisfies(outcome -> {
            assertThat(outcome.result()).isEqualTo(Result.UNDECIDED);
            assertThat(outcome.reason()).isEqualTo("throttled");
        });
    }

    @Contract
    static class TwoOfOneName {
        @ParameterizedTest(name = "of the same name")
        @ValueSource(ints = {1, 2})
        @Covers(value = Axis.DRIVEN, operations = "CreateBlb")
        @Evidence(value = Source.META, at = "here")
        void passes(int number) {
            assertThat(number).isPositive();
        }
    }

    @Test
    void casesOfOneIdDoNotLookLikeSuccess() {
        assertThat(run(TwoOfOneName.class))
                .extracting(Outcome::result, Outcome::reason)
                .containsExactlyInAnyOrder(
                        tuple(Result.PASSED, ""),
                        tuple(
                                Result.FAILED,
                                "another case has the same id: ContractExtensionTest$TwoOfOneName passes of the same name"));
    }

    @Contract
    static class FailsAfterCalls {
        @Test
        @Covers(value = Axis.DRIVEN, operations = "UpdateBlb")
        @Evidence(value = Source.META, at = "here")
        void fails(Given given) {
            Cloud cloud = given.cloud();
            String blbId = cloud.post("/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}")
                    .ok()
                    .text("/blbId");
            cloud.get("/v1/blb/" + blbId).ok();
            cloud.get("/v1/blb/" + blbId).ok();
            cloud.put("/v1/blb/" + blbId, "{\"desc\":\"top-secret\"}").ok();
            throw new AssertionError("after the calls");
        }
    }

    @Test
    void theLastCallsOfAFailureAreKeptWithoutSecrets() {
        assertThat(run(FailsAfterCalls.class)).singleElement().satisfies(outcome -> {
            assertThat(outcome.result()).isEqualTo(Result.FAILED);
            assertThat(outcome.reason()).isEqualTo("after the calls");
            assertThat(outcome.exchanges()).extracting(Outcome.Call::method).endsWith("POST", "GET", "PUT");
            Outcome.Call last = outcome.exchanges().get(outcome.exchanges().size() - 1);
            assertThat(last.body()).isEqualTo("{\"desc\":\"***\"}");
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.answer()).as("the body of a successful update").isEmpty();
        });
    }
}
