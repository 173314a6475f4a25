package dev.blb.contract.report;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseId;
import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.evidence.ContractExtension;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.report.Outcome.Call;
import dev.blb.contract.report.Outcome.Evidenced;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.target.Undecided;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Listens to a run and remembers what became of each case; shows progress. */
public final class Recorder implements TestExecutionListener {
    private static final int SHOWN_CHARACTERS = 4000;
    private static final int PROGRESS_STEP = 100;
    private static final Set<String> NO_OUTCOME =
            Set.of(ContractExtension.NOT_SELECTED, ContractExtension.JUDGED_BEFORE);

    private final CloudEvidence cloud;
    private final Scrubber scrubber;
    private final PrintStream progress;
    private final Clock clock;
    private final Consumer<Outcome> sink;
    private final Map<String, Long> started = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> entries = new ConcurrentHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /**
     * A recorder that removes secrets from what it keeps.
     *
     * @param sink gets each outcome at once
     */
    public Recorder(CloudEvidence cloud, Scrubber scrubber, PrintStream progress, Clock clock, Consumer<Outcome> sink) {
        this.cloud = cloud;
        this.scrubber = scrubber;
        this.progress = progress;
        this.clock = clock;
        this.sink = sink;
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
        if (!NO_OUTCOME.contains(reason)) {
            // Also a method with arguments whose invocations never came to be.
            add(test, Result.SKIPPED, reason, Optional.empty());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Optional<Throwable> failure = result.getThrowable();
        if (!test.isTest()) {
            // A class whose preparation or removal failed: that must not look like success.
            failure.filter(thrown -> result.getStatus() != TestExecutionResult.Status.SUCCESSFUL)
                    .map(Recorder::cause)
                    .ifPresent(thrown -> storeFailure(test, text(thrown), verdict(thrown)));
            return;
        }
        add(
                test,
                failure.map(Recorder::verdict).orElse(Result.PASSED),
                failure.map(Recorder::text).orElse(""),
                failure);
    }

    // JUnit wraps what fixtures throw when they are removed.
    private static Throwable cause(Throwable failure) {
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            last = cause;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            last = suppressed instanceof Undecided ? suppressed : last;
        }
        return last;
    }

    private static Result verdict(Throwable failure) {
        if (failure instanceof TestAbortedException) {
            return Result.SKIPPED;
        }
        return Undecided.isIn(failure) ? Result.UNDECIDED : Result.FAILED;
    }

    private void storeFailure(TestIdentifier test, String reason, Result result) {
        store(new Outcome(
                CaseId.of(test.getUniqueId(), test.getDisplayName()) + " preparation",
                "preparation or removal of " + test.getDisplayName(),
                List.of(),
                Axis.DRIVEN,
                result,
                new Evidenced("ASSUMED", "preparation", null),
                scrubber.clean(shortened(reason)),
                null,
                null,
                List.of(),
                0,
                0,
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
        Map<String, String> published = entries.getOrDefault(test.getUniqueId(), Map.of());
        Covers covers = method.getAnnotation(Covers.class);
        List<String> operations = covers.operations().length > 0
                ? Arrays.asList(covers.operations())
                : Optional.ofNullable(published.get("operations"))
                        .map(names -> List.of(names.split(",", -1)))
                        .orElse(List.of());
        Optional<AssertionFailedError> comparison = failure.filter(thrown -> result == Result.FAILED)
                .filter(AssertionFailedError.class::isInstance)
                .map(AssertionFailedError.class::cast);
        String id = CaseId.of(test.getUniqueId(), test.getDisplayName());
        if (!ids.add(id)) {
            // Comparisons, evidence and a run that is gone on with would take the cases for one.
            storeFailure(test, "another case has the same id: " + id, Result.FAILED);
            return;
        }
        store(new Outcome(
                id,
                sentence(test, method),
                operations,
                covers.value(),
                result,
                evidence(id, method),
                scrubber.clean(shortened(reason)),
                comparison
                        .map(AssertionFailedError::getExpected)
                        .map(value -> scrubber.clean(shortened(value.getStringRepresentation())))
                        .orElse(null),
                comparison
                        .map(AssertionFailedError::getActual)
                        .map(value -> scrubber.clean(shortened(value.getStringRepresentation())))
                        .orElse(null),
                calls(published),
                Integer.parseInt(published.getOrDefault("calls", "0")),
                Integer.parseInt(published.getOrDefault("instances", "0")),
                clock.millis() - started.getOrDefault(test.getUniqueId(), clock.millis())));
    }

    private List<Call> calls(Map<String, String> published) {
        return Json.calls(published.getOrDefault("exchanges", "[]")).stream()
                .map(call -> new Call(
                        call.method(),
                        scrubber.clean(call.uri()),
                        scrubber.clean(shortened(call.body())),
                        call.status(),
                        scrubber.clean(shortened(call.answer()))))
                .toList();
    }

    private Evidenced evidence(String id, Method method) {
        Evidence evidence = method.getAnnotation(Evidence.class);
        return cloud.date(id)
                .map(date -> new Evidenced("CLOUD", evidence.at(), date))
                .orElseGet(() -> new Evidenced(evidence.value().name(), evidence.at(), null));
    }

    private synchronized void store(Outcome outcome) {
        outcomes.add(outcome);
        sink.accept(outcome);
        if (outcome.result() == Result.FAILED || outcome.result() == Result.UNDECIDED) {
            progress.println(outcome.result() + " " + outcome.sentence() + "\n       "
                    + outcome.reason().lines().findFirst().orElse(""));
        }
        if (outcomes.size() % PROGRESS_STEP == 0) {
            progress.println(outcomes.size() + " cases");
        }
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
}
