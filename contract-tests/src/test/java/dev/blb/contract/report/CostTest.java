package dev.blb.contract.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Parameters;
import dev.blb.contract.evidence.Smoke;
import dev.blb.contract.launch.Suite;
import dev.blb.contract.report.Estimate.Line;
import dev.blb.contract.report.Estimate.Part;
import dev.blb.contract.target.Instances;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code --dry-run} tells is what a run takes; with {@code -Dblb.readme=write} the figures are written anew. */
class CostTest {
    private static final Path FILE = Path.of("src/main/resources/cost.json");

    private static Stream<Method> methods() throws ClassNotFoundException {
        Stream<Method> all = Stream.of();
        for (String name : Suite.classes()) {
            Class<?> type = Class.forName("dev.blb.contract.suite." + name);
            all = Stream.concat(all, Arrays.stream(type.getDeclaredMethods()));
        }
        return all.filter(method -> method.isAnnotationPresent(Covers.class));
    }

    private static String key(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    @Test
    void everyCaseHasACost() throws Exception {
        assertThat(Estimate.lines().stream().map(Line::method).collect(Collectors.toSet()))
                .as("mvn verify -Pproofs -Dblb.readme=write -Dtest=CostTest writes it anew")
                .isEqualTo(methods().map(CostTest::key).collect(Collectors.toSet()));
    }

    @Test
    void aWholeRunMakesFewInstances() {
        Part total = Estimate.of(false, Set.of(), type -> true, true).total();

        assertThat(total.instances()).isLessThanOrEqualTo(Instances.MAX_MADE);
        assertThat(total.cases()).isGreaterThan(1000);
    }

    @Test
    @Tag("proof")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void theCostIsWhatARunTakes() throws Exception {
        Recorder recorder = new Recorder(
                CloudEvidence.committed(),
                new Scrubber(List.of()),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Clock.systemUTC(),
                outcome -> {});
        Suite.run(Map.of(Parameters.TARGET, "emulator"), name -> true, recorder);
        List<Line> taken = lines(recorder.outcomes());
        if (System.getProperty("blb.readme", "").equals("write")) {
            Estimate.write(FILE, taken);
        }

        Part told = Estimate.of(false, Set.of(), type -> true, true).total();
        Part was = Estimate.of(taken, false, Set.of(), type -> true, true).total();
        assertThat(told.cases()).isEqualTo(was.cases());
        assertThat(told.calls()).isCloseTo(was.calls(), Percentage.withPercentage(20));
        assertThat(told.instances()).isEqualTo(was.instances());
    }

    private static List<Line> lines(List<Outcome> outcomes) throws Exception {
        Set<String> smoke = methods()
                .filter(method -> method.isAnnotationPresent(Smoke.class))
                .map(CostTest::key)
                .collect(Collectors.toSet());
        Map<String, Line> lines = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            String method = outcome.id().split(" ", -1)[0] + "." + outcome.id().split(" ", -1)[1];
            String operations = String.join(",", outcome.operations());
            boolean orders = outcome.operations().stream()
                            .anyMatch(
                                    operation -> Catalogue.operation(operation).isOrder())
                    || method.endsWith(".aPrepaidInstanceIsShownWithItsTerms");
            Line line = new Line(
                    method, operations, smoke.contains(method), orders, 1, outcome.calls(), outcome.instances());
            lines.merge(method + " " + operations, line, Line::plus);
        }
        return List.copyOf(lines.values());
    }
}
