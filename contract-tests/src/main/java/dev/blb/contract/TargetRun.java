package dev.blb.contract;

import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.evidence.Parameters;
import dev.blb.contract.launch.Suite;
import dev.blb.contract.report.Estimate;
import dev.blb.contract.report.Journal;
import dev.blb.contract.report.JunitXml;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Page;
import dev.blb.contract.report.Recorder;
import dev.blb.contract.report.Report;
import dev.blb.contract.report.Scrubber;
import dev.blb.contract.target.Cost;
import dev.blb.contract.target.Instances;
import dev.blb.contract.target.Pace;
import dev.blb.contract.target.RunId;
import dev.blb.contract.target.Settings;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.contract.target.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run against a target: what it would cost, or the run itself with its report. */
final class TargetRun {
    private static final String JSON = "report.json";
    private static final String HTML = "index.html";
    private static final String XML = "TEST-junit-jupiter.xml";

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Main main;
    private final RunOptions options;
    private final Choice choice;
    private final String scope;

    TargetRun(Main main, RunOptions options, Choice choice, String scope) {
        this.main = main;
        this.environment = main.environment;
        this.out = main.out;
        this.options = options;
        this.choice = choice;
        this.scope = scope;
    }

    /** Tells what a run would ask, make and take; asks nothing. */
    int describe() {
        // Which it is at a URL is not known before it is asked.
        boolean mayBeEmulator = !Target.isCloud(options.name());
        Settings settings = new Settings(environment, mayBeEmulator);
        boolean orders = settings.find(Variable.BLB_TEST_ORDERS).orElse("").equals("yes");
        Estimate estimate = Estimate.of(scope.equals("smoke"), choice.operations(), choice::isWhole, orders);
        double rate = options.rate().orElse(options.isStartedHere() ? 0 : Pace.DEFAULT_RATE);
        estimate.classes()
                .forEach((type, part) ->
                        out.println("  " + type + ": " + part.cases() + " cases, " + part.calls() + " calls"));
        out.println(
                estimate.total().cases() + " cases, about " + estimate.total().calls() + " calls, "
                        + (rate == 0
                                ? "as fast as the target answers"
                                : "about " + minutes(estimate.total().calls() / rate) + " minutes at " + plain(rate)
                                        + " calls per second"
                                        + (mayBeEmulator && options.rate().isEmpty()
                                                ? ", or as fast as it answers if it is an emulator"
                                                : "")
                                        + ", and what the target takes to settle"));
        out.println("Would make about " + estimate.total().instances() + " load balancers named " + RunId.PREFIX
                + "…, tagged "
                + RunId.TAG_KEY + "=" + RunId.value() + ", at most " + Instances.MAX_ALIVE + " at once and "
                + Instances.MAX_MADE + " in all, with listeners, servers and bindings, and remove them.");
        out.println(orders(orders));
        for (Variable variable : Variable.values()) {
            out.println("  " + variable + " " + value(variable) + ": " + variable.meaning());
        }
        return 0;
    }

    private String orders(boolean orders) {
        if (!orders) {
            return "No orders (BLB_TEST_ORDERS is not yes): nothing but shared postpaid load balancers is made.";
        }
        return options.isStartedHere() || environment.containsKey(Variable.BLB_TEST_ORDERS.name())
                ? "Orders are allowed: dedicated and prepaid load balancers are bought and refunded, which costs money."
                : "Orders are made if an emulator answers there, else none (BLB_TEST_ORDERS is not set).";
    }

    private String value(Variable variable) {
        String given = environment.getOrDefault(variable.name(), "");
        String usual = variable.emulatorDefault();
        if (!given.isBlank()) {
            return variable == Variable.BLB_TEST_SECRET_KEY ? "is set" : "is " + given.trim();
        }
        if (variable == Variable.BLB_TEST_REGION) {
            return "is " + usual + " by default";
        }
        if (environment.containsKey(variable.name())) {
            return "is missing, as it is set to nothing";
        }
        if (options.isStartedHere()) {
            return "is " + usual + " by default";
        }
        return Target.isCloud(options.name())
                ? "is missing; an emulator has " + usual
                : "is " + usual + " if an emulator answers there, else it is missing";
    }

    private static String plain(double rate) {
        return rate == Math.rint(rate) ? Long.toString((long) rate) : Double.toString(rate);
    }

    private static long minutes(double seconds) {
        return Math.max(1, (long) Math.ceil(seconds / 60));
    }

    /** Runs, writes the report and returns the exit code. */
    int execute(@Nullable Path resume, @Nullable Path evidence) {
        Path folder = resume == null ? options.report() : resume;
        Journal journal = resume == null ? Journal.start(folder) : Journal.resume(folder);
        List<Outcome> before = resume == null ? List.of() : journal.judged();
        Instant start = main.clock.instant();
        Optional<Outcome> refused = refusedAccess();
        if (resume != null && refused.isPresent()) {
            out.println("nothing was asked; the report in " + folder + " is as it was");
            return Main.UNDECIDED;
        }
        if (resume == null) {
            Cost.forget(folder);
            forgetReport(folder);
        }
        Report report = refused.map(refusal -> report(start, Cost.NONE, List.of(refusal)))
                .orElseGet(() -> run(folder, journal, before, start));
        try {
            Files.writeString(folder.resolve(JSON), report.json());
            Files.writeString(folder.resolve(HTML), Page.of(report));
            Files.writeString(folder.resolve(XML), JunitXml.of(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (evidence != null) {
            writeEvidence(evidence, report);
        }
        out.println(summary(report) + "; see " + folder.resolve("index.html"));
        return report.exitCode();
    }

    // What an earlier run has left must not be taken for the report of one that is killed.
    private static void forgetReport(Path folder) {
        try {
            for (String file : List.of(JSON, HTML, XML)) {
                Files.deleteIfExists(folder.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many cases ended how, and whether that proves anything. */
    static String summary(Report report) {
        boolean proves = report.count(Result.PASSED) + report.count(Result.FAILED) > 0;
        return java.util.Arrays.stream(Result.values())
                        .map(result -> report.count(result) + " " + result.word())
                        .collect(Collectors.joining(", "))
                + (proves ? "" : "; nothing is proven, as no case has passed");
    }

    private Report report(Instant start, Cost cost, List<Outcome> outcomes) {
        return new Report(
                options.name(),
                new Settings(environment, true)
                        .find(Variable.BLB_TEST_REGION)
                        .orElse(Variable.BLB_TEST_REGION.emulatorDefault()),
                start.truncatedTo(ChronoUnit.SECONDS).toString(),
                cost,
                outcomes);
    }

    // A wrong key or URL is one finding, and not one for each class.
    private Optional<Outcome> refusedAccess() {
        if (options.isStartedHere()) {
            return Optional.empty();
        }
        Optional<String> refusal = Access.refusal(options.target(), environment).map(scrubber()::clean);
        refusal.ifPresent(out::println);
        return refusal.map(Outcome::ofAccess);
    }

    private Scrubber scrubber() {
        return new Scrubber(List.of(
                environment.getOrDefault(Variable.BLB_TEST_SECRET_KEY.name(), ""),
                environment.getOrDefault(Target.CONTROL_TOKEN, "").trim()));
    }

    private Report run(Path folder, Journal journal, List<Outcome> before, Instant start) {
        Recorder recorder = new Recorder(CloudEvidence.committed(), scrubber(), out, main.clock, journal);
        Map<String, String> parameters = options.parameters();
        parameters.put(Parameters.FOLDER, folder.toString());
        parameters.put(Parameters.SCOPE, scope);
        parameters.put(Parameters.CLASSES, String.join(",", choice.classes()));
        parameters.put(Parameters.OPERATIONS, String.join(",", choice.operations()));
        if (!before.isEmpty()) {
            parameters.put(Parameters.FINISHED, finished(folder, before).toString());
            out.println("going on after " + before.size() + " cases");
        }
        Suite.run(parameters, choice::mayInclude, recorder);
        List<Outcome> outcomes = new ArrayList<>(before);
        outcomes.addAll(recorder.outcomes());
        return report(start, Cost.read(folder), outcomes);
    }

    private static Path finished(Path folder, List<Outcome> before) {
        try {
            return Files.write(
                    folder.resolve("finished.txt"),
                    before.stream().map(Outcome::id).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeEvidence(Path file, Report report) {
        if (!report.isOfCloud()) {
            out.println("--evidence is for runs against the real service only; "
                    + options.name().toLowerCase(Locale.ROOT) + " proves nothing about it");
            return;
        }
        String today = LocalDate.ofInstant(main.clock.instant(), ZoneOffset.UTC).toString();
        CloudEvidence.committed()
                .with(report.outcomes().stream()
                        .filter(outcome -> outcome.result() == Result.PASSED)
                        .collect(Collectors.toMap(Outcome::id, outcome -> today, (one, other) -> one)))
                .write(file);
    }
}
