package dev.blb.contract;

import dev.blb.contract.target.Pace;
import dev.blb.contract.target.Sweep;
import dev.blb.contract.target.Target;
import dev.blb.contract.target.Undecided;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The contract suite as a program: run it against a target, sweep leftovers, record answers, compare two reports. */
@Command(
        name = "blb-contract-tests",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 110,
        subcommands = {RecordCommand.class, CompareCommand.class, FalsifyCommand.class, RoughCommand.class},
        header = "The contract of Baidu AI Cloud's standard Load Balancer (BLB) as cases against any target.",
        description =
                "%nKeys and ids come from BLB_TEST_… variables; contract-tests/README.md lists them.%n"
                        + "Exit code 0: all passed; 1: some failed; 2: wrong arguments; 3: none failed, but some are undecided or none passed.%n")
public final class Main implements Callable<Integer> {
    static final int UNDECIDED = 3;

    private static final Duration OLDEST = Duration.ofDays(3650);

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--only",
            paramLabel = "WORD,...",
            description = "Only cases about this operation, or classes whose name contains this; may be repeated.")
    private List<String> only = List.of();

    @Option(
            names = "--scope",
            paramLabel = "full|smoke",
            defaultValue = "full",
            description = "smoke drives each operation in at most 80 cases and 400 calls; default ${DEFAULT-VALUE}.")
    private String scope = "full";

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Go on with a run that was interrupted, whose --report folder this is.")
    private @Nullable Path resume;

    @Option(
            names = "--evidence",
            paramLabel = "FILE",
            description = "After a run against the real service: where to write what it has confirmed.")
    private @Nullable Path evidence;

    @Option(
            names = "--dry-run",
            description = "Show what would be asked and made, how long it would take, and ask nothing.")
    private boolean dryRun;

    @Option(
            names = "--sweep",
            description = "Run nothing; delete leftovers of earlier runs: our prefix in the name, our tag, old enough."
                    + " Exit code 1 if a deletion was refused.")
    private boolean sweep;

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "What --sweep calls old enough, such as 90s, 30m or 1h, at most 3650d; default"
                    + " ${DEFAULT-VALUE}.")
    private String olderThan = "1h";

    final Map<String, String> environment;
    final PrintStream out;
    final Clock clock = Clock.systemUTC();

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
        return run(System.getenv(), out, args);
    }

    static int run(Map<String, String> environment, PrintStream out, String... args) {
        CommandLine commands = new CommandLine(new Main(environment, out));
        String version = "BLB contract tests "
                + Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(unpackaged)");
        commands.getCommandSpec().version(version);
        commands.getSubcommands().values().forEach(each -> each.getCommandSpec().version(version));
        commands.registerConverter(int.class, text -> number(text).intValue());
        commands.registerConverter(Long.class, Main::number);
        return commands.setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler((wrong, parsed) -> {
                    out.println(complaint(wrong) + " (see --help)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IllegalArgumentException) {
                        out.println(failure.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw failure;
                })
                .execute(args);
    }

    // A command parses only the arguments behind its name.
    private static int execute(ParseResult given) {
        if (given.hasSubcommand()) {
            given.matchedOptions().stream()
                    .filter(option -> !option.usageHelp() && !option.versionHelp())
                    .findFirst()
                    .ifPresent(option -> {
                        throw new ParameterException(
                                given.commandSpec().commandLine(),
                                option.longestName() + " stands in front of the command "
                                        + given.subcommand().commandSpec().name()
                                        + ", which would not obey it; allowed are the command's own options, behind it");
                    });
        }
        return new RunLast().execute(given);
    }

    private static Long number(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new TypeConversionException("\"" + text + "\"; allowed is a whole number from 0 to 999999999");
        }
        return Long.valueOf(text);
    }

    private static String complaint(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(wrong.getMessage());
        }
        return unmatched.getUnmatched().get(0).split("=", 2)[0] + " is unknown"
                + unmatched.getSuggestions().stream()
                        .findFirst()
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse("");
    }

    @Override
    public Integer call() {
        if (!scope.matches("full|smoke")) {
            throw new IllegalArgumentException("--scope is \"" + scope + "\"; allowed is full or smoke");
        }
        options.check();
        Duration age = Pace.duration("--older-than", olderThan, OLDEST);
        if (sweep) {
            return sweep(age);
        }
        Choice choice = Choice.of(only);
        TargetRun run = new TargetRun(this, options, choice, scope);
        return dryRun ? run.describe() : run.execute(resume, evidence);
    }

    private int sweep(Duration age) {
        if (options.isStartedHere()) {
            throw new IllegalArgumentException(
                    "--sweep is for a target that keeps what runs have left, and --target is \"" + options.name()
                            + "\", which is started for a run; allowed is a URL");
        }
        Optional<String> refusal = Access.refusal(options.target().sweeping(), environment);
        if (refusal.isPresent()) {
            out.println(refusal.get());
            return UNDECIDED;
        }
        try (Target opened = Target.open(options.target().sweeping(), environment)) {
            return sweep(new Sweep(opened), age);
        } catch (Undecided | AssertionError failure) {
            out.println("the sweep has ended early: " + failure.getMessage());
            return UNDECIDED;
        }
    }

    private int sweep(Sweep cleanup, Duration age) {
        List<String> deleted = new ArrayList<>();
        int kept = 0;
        for (String blbId : cleanup.made()) {
            try {
                if (cleanup.isOlder(blbId, age, clock.instant())) {
                    out.println((dryRun ? "would delete " : "deleting ") + blbId);
                    if (!dryRun) {
                        cleanup.delete(blbId);
                    }
                    deleted.add(blbId);
                }
            } catch (AssertionError refusal) {
                out.println(blbId + " is still there: " + refusal.getMessage());
                kept++;
            }
        }
        int leftovers = deleted.size() + kept;
        for (String blbId : dryRun ? List.<String>of() : cleanup.left(deleted)) {
            out.println(blbId + " is still there: its deletion was accepted, but it is still listed");
            kept++;
        }
        out.println(leftovers + " leftovers" + (kept == 0 ? "" : ", of which " + kept + " are still there"));
        return kept == 0 ? 0 : 1;
    }
}
