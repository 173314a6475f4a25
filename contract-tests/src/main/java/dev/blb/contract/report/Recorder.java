package dev.blb.contract.report;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.report.Outcome.Evidenced;
import dev.blb.contract.report.Outcome.Result;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.opentest4j.AssertionFailedError;

/** Listens to a run and remembers what became of each case; shows progress. */
public final class Recorder implements TestExecutionListener {
    private static final int SHOWN_CHARACTERS = 4000;

    private final CloudEvidence cloud;
    private final Scrubber scrubber;
    private final PrintStream progress;
    private final Clock clock;
    private final Map<String, Long> started = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> entries = new ConcurrentHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    /** A recorder that removes secrets from what it keeps. */
    public Recorder(CloudEvidence cloud, Scrubber scrubber, PrintStream progress, Clock clock) {
        this.cloud = cloud;
        this.scrubber = scrubber;
        this.progress = progress;
        this.clock = clock;
    }

    /** What became of the cases so far. */
    public synchronized List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), clock.millis());
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        entries.computeIfAbsent(test.getUniqueId(), id -> new ConcurrentHashMap<>())
                .putAll(entry.getKeyValuePairs());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        // Also a method with arguments whose invocations never came to be.
        add(test, Result.SKIPPED, reason, Optional.empty());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest()) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                addContainerFailure(test, result);
            }
            return;
        }
        Optional<Throwable> failure = result.getThrowable();
        switch (result.getStatus()) {
            case SUCCESSFUL -> add(test, Result.PASSED, "", Optional.empty());
            case ABORTED ->
                add(test, Result.SKIPPED, failure.map(Throwable::getMessage).orElse(""), Optional.empty());
            case FAILED -> add(test, Result.FAILED, failure.map(Recorder::text).orElse(""), failure);
        }
    }

    // A class whose preparation failed: its cases never came to be, which must not look like success.
    private void addContainerFailure(TestIdentifier test, TestExecutionResult result) {
        Throwable failure = result.getThrowable().orElseGet(() -> new AssertionError("unknown"));
        storeFailure(
                test,
                text(failure),
                failure instanceof org.opentest4j.TestAbortedException ? Result.SKIPPED : Result.FAILED);
    }

    private void storeFailure(TestIdentifier test, String reason, Result result) {
        store(new Outcome(
                id(test),
                "preparation of " + test.getDisplayName(),
                List.of(),
                Axis.DRIVEN,
                result,
                new Evidenced("ASSUMED", "preparation", null),
                scrubber.clean(shortened(reason)),
                null,
                null,
                null,
                null,
                0));
    }

    private void add(TestIdentifier test, Result result, String reason, Optional<Throwable> failure) {
        Method method = method(test).orElse(null);
        if (method == null) {
            return;
        }
        if (!method.isAnnotationPresent(Covers.class) || !method.isAnnotationPresent(Evidence.class)) {
            // The extension has refused it, which must not look like success.
            storeFailure(test, reason, Result.FAILED);
            return;
        }
        Map<String, String> published = entries.getOrDefault(test.getUniqueId(), new HashMap<>());
        Covers covers = method.getAnnotation(Covers.class);
        List<String> operations = covers.operations().length > 0
                ? Arrays.asList(covers.operations())
                : Optional.ofNullable(published.get("operation")).map(List::of).orElse(List.of());
        Optional<AssertionFailedError> comparison =
                failure.filter(AssertionFailedError.class::isInstance).map(AssertionFailedError.class::cast);
        store(new Outcome(
                id(test),
                sentence(test, method),
                operations,
                covers.value(),
                result,
                evidence(id(test), method),
                scrubber.clean(shortened(reason)),
                comparison
                        .map(AssertionFailedError::getExpected)
                        .map(value -> scrubber.clean(shortened(value.getStringRepresentation())))
                        .orElse(null),
                comparison
                        .map(AssertionFailedError::getActual)
                        .map(value -> scrubber.clean(shortened(value.getStringRepresentation())))
                        .orElse(null),
                Optional.ofNullable(published.get("curl")).map(scrubber::clean).orElse(null),
                Optional.ofNullable(published.get("answer"))
                        .map(text -> scrubber.clean(shortened(text)))
                        .orElse(null),
                clock.millis() - started.getOrDefault(test.getUniqueId(), clock.millis())));
    }

    private Evidenced evidence(String id, Method method) {
        Evidence evidence = method.getAnnotation(Evidence.class);
        return cloud.date(id)
                .map(date -> new Evidenced("CLOUD", evidence.at(), date))
                .orElseGet(() -> new Evidenced(evidence.value().name(), evidence.at(), null));
    }

    private synchronized void store(Outcome outcome) {
        outcomes.add(outcome);
        if (outcome.result() == Result.FAILED) {
            progress.println("FAILED " + outcome.sentence() + "\n       "
                    + outcome.reason().lines().findFirst().orElse(""));
        }
        if (outcomes.size() % 100 == 0) {
            progress.println(outcomes.size() + " cases");
        }
    }

    private static String id(TestIdentifier test) {
        return test.getUniqueId()
                .replaceFirst("^\\[engine:[^]]*]/\\[class:[a-z.]*", "")
                .replace("]/[", " ")
                .replaceAll("[]]$", "")
                .replaceAll("(test-template|method|test-template-invocation):", "")
                .replaceAll("\\([^)]*\\)", "")
                // By its words, not its number: evidence must not move to another case when one is put before it.
                .replaceAll(" #\\d+$", " " + Matcher.quoteReplacement(test.getDisplayName()));
    }

    private static String sentence(TestIdentifier test, Method method) {
        String name = test.getDisplayName();
        return name.endsWith(")") && name.startsWith(method.getName())
                ? method.getName().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT)
                : name;
    }

    private static Optional<Method> method(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getJavaMethod());
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null
                ? failure.toString()
                : failure.getMessage().strip();
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + " …";
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        progress.println(outcomes().size() + " cases done");
    }
}
