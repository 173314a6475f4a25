package dev.blb.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.evidence.ContractExtension;
import dev.blb.contract.lies.Falsify;
import dev.blb.contract.report.Drift;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Page;
import dev.blb.contract.report.Recorder;
import dev.blb.contract.report.Report;
import dev.blb.contract.report.Scrubber;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.contract.target.Sweep;
import dev.blb.contract.target.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.reporting.legacy.xml.LegacyXmlReportGeneratingListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The contract suite as a program: run it against a target, sweep leftovers, compare two reports. */
@Command(
        name = "blb-contract-tests",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 110,
        subcommands = {Main.Compare.class, Main.FalsifyCommand.class},
        header = "The contract of Baidu AI Cloud's standard Load Balancer (BLB) as tests against any target.",
        description = "%nKeys and ids come from BLB_TEST_… variables; contract-tests/README.md lists them.%n"
                + "Exit code 0: all passed; 1: some failed; 2: wrong arguments.%n")
public final class Main implements Callable<Integer> {
    private static final String SUITE = "dev.blb.contract.suite";

    @Option(
            names = "--target",
            defaultValue = "emulator",
            description = "emulator (in this process, default), jar, or a URL such as http://host:port.")
    private String target = "emulator";

    @Option(
            names = "--settle-delay",
            defaultValue = "0",
            description = "How long writes take on an emulator that is started for the run, such as 300ms; default 0.")
    private String settleDelay = "0";

    @Option(
            names = "--only",
            paramLabel = "WORD",
            description = "Only classes whose name contains this, such as listener.")
    private @Nullable String only;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = "blb-contract-report",
            description = "Where index.html, report.json and JUnit XML go; default ${DEFAULT-VALUE}.")
    private Path report = Path.of("blb-contract-report");

    @Option(
            names = "--evidence",
            paramLabel = "FILE",
            description = "After a run against the real service: where to write what it has confirmed.")
    private @Nullable Path evidence;

    @Option(names = "--dry-run", description = "Show what would be asked and made, and ask nothing.")
    private boolean dryRun;

    @Option(
            names = "--sweep",
            description = "Run nothing; delete leftovers of earlier runs: our prefix in the name, our tag, old enough.")
    private boolean sweep;

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            defaultValue = "PT1H",
            description = "What --sweep calls old enough, ISO 8601; default ${DEFAULT-VALUE}.")
    private Duration olderThan = Duration.ofHours(1);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Clock clock = Clock.systemUTC();

    private Main(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    /** Runs the program and ends the process with its exit code. */
    public static void main(String[] args) {
        // REST Assured cannot read a refusal in the Turkish locale.
        Locale.setDefault(Locale.ROOT);
        // An emulator in this process would log each request between the progress lines.
        System.setProperty("org.slf4j.simpleLogger.log.dev.blb.emulator", "off");
        System.setProperty("org.slf4j.simpleLogger.log.dev.blb.emulator.requests", "off");
        System.exit(run(System.out, args));
    }

    /** Runs the program; returns its exit code. */
    static int run(PrintStream out, String... args) {
        return new CommandLine(new Main(System.getenv(), out)).execute(args);
    }

    @Override
    public Integer call() throws IOException {
        if (!target.matches("emulator|jar|https?://[^/?#]+/?")) {
            out.println("--target is \"" + target + "\"; allowed is emulator, jar or a URL such as http://host:port");
            return 2;
        }
        if (sweep) {
            return sweep();
        }
        System.setProperty(ContractExtension.TARGET, target);
        System.setProperty(ContractExtension.SETTLE_DELAY, settleDelay);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage(SUITE))
                .filters(ClassNameFilter.includeClassNamePatterns(
                        "(?i)dev\\.blb\\.contract\\.suite\\..*" + (only == null ? "" : only) + ".*Contract"))
                .build();
        Launcher launcher = LauncherFactory.create();
        return dryRun ? dryRun(launcher, request) : run(launcher, request);
    }

    private int dryRun(Launcher launcher, LauncherDiscoveryRequest request) {
        TestPlan plan = launcher.discover(request);
        plan.getRoots()
                .forEach(root -> plan.getChildren(root)
                        .forEach(type -> out.println(type.getDisplayName() + ": "
                                + plan.getDescendants(type).size() + " tests, most with many cases")));
        out.println("Would make load balancers named " + RunId.PREFIX + "…, tagged " + RunId.TAG_KEY + "="
                + RunId.value() + ", at most " + Given.MAX_INSTANCES
                + " at once, with listeners, servers and bindings, and remove them.");
        for (Variable variable : Variable.values()) {
            out.println("  " + variable + (environment.containsKey(variable.name()) ? " is set" : " is not set") + ": "
                    + variable.meaning());
        }
        return 0;
    }

    private int run(Launcher launcher, LauncherDiscoveryRequest request) throws IOException {
        Files.createDirectories(report);
        String secret = environment.getOrDefault(Variable.BLB_TEST_SECRET_KEY.name(), "");
        Recorder recorder = new Recorder(CloudEvidence.committed(), new Scrubber(List.of(secret)), out, clock);
        StringWriter log = new StringWriter();
        Instant start = clock.instant();
        launcher.execute(request, recorder, new LegacyXmlReportGeneratingListener(report, new PrintWriter(log, true)));
        Report result = new Report(
                target,
                environment.getOrDefault(Variable.BLB_TEST_REGION.name(), Variable.BLB_TEST_REGION.emulatorDefault()),
                start.truncatedTo(ChronoUnit.SECONDS).toString(),
                recorder.outcomes());
        Files.writeString(report.resolve("report.json"), result.json());
        Files.writeString(report.resolve("index.html"), Page.of(result));
        if (evidence != null) {
            writeEvidence(evidence, result);
        }
        out.println(result.count(Result.PASSED) + " passed, " + result.count(Result.FAILED) + " failed, "
                + result.count(Result.SKIPPED) + " skipped; see " + report.resolve("index.html"));
        return result.count(Result.FAILED) == 0 && result.count(Result.PASSED) > 0 ? 0 : 1;
    }

    private void writeEvidence(Path file, Report result) {
        if (!target.matches("https://[^/]*\\.baidubce\\.com/?")) {
            out.println("--evidence is for runs against the real service only; " + target + " proves nothing about it");
            return;
        }
        String today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
        CloudEvidence.committed()
                .with(result.outcomes().stream()
                        .filter(outcome -> outcome.result() == Result.PASSED)
                        .collect(Collectors.toMap(Outcome::id, outcome -> today, (one, other) -> one)))
                .write(file);
    }

    private int sweep() {
        try (Target opened = Target.open(target, settleDelay, environment)) {
            Sweep broom = new Sweep(opened.cloud());
            List<String> leftovers = broom.leftovers(olderThan, clock.instant());
            for (String blbId : leftovers) {
                out.println((dryRun ? "would delete " : "deleting ") + blbId);
                if (!dryRun) {
                    broom.delete(blbId);
                }
            }
            out.println(leftovers.size() + " leftovers");
            return 0;
        }
    }

    /** The drift between two reports. */
    @Command(
            name = "compare",
            description = "Show what differs between two report.json files; exit code 1 if anything.")
    static final class Compare implements Callable<Integer> {
        @CommandLine.ParentCommand
        private @Nullable Main main;

        @Parameters(paramLabel = "A.json")
        private Path before = Path.of("");

        @Parameters(paramLabel = "B.json")
        private Path after = Path.of("");

        @Override
        public Integer call() {
            PrintStream out = main == null ? System.out : main.out;
            List<String> lines = Drift.between(Report.read(before), Report.read(after));
            lines.forEach(out::println);
            out.println(lines.size() + " cases differ");
            return lines.isEmpty() ? 0 : 1;
        }
    }

    /** The suite against lies. */
    @Command(
            name = "falsify",
            description = "Run the suite against an emulator that lies, one lie at a time; exit code 1 if one escapes.")
    static final class FalsifyCommand implements Callable<Integer> {
        @CommandLine.ParentCommand
        private @Nullable Main main;

        @Option(names = "--lie", paramLabel = "WORDS", defaultValue = "", description = "Only lies that contain this.")
        private String part = "";

        @Override
        public Integer call() {
            return new Falsify(main == null ? System.out : main.out).run(part) == 0 ? 0 : 1;
        }
    }
}
