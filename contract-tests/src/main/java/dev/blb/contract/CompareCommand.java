package dev.blb.contract;

import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.report.Drift;
import dev.blb.contract.report.Drift.Comparison;
import dev.blb.contract.report.Report;
import dev.blb.contract.target.Target;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The drift between two reports, or between a report and what the real service has confirmed. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 110,
        description =
                "Show what differs between two report.json files, recorded answers beside them included, or between"
                        + " a report.json and the committed cloud-evidence.json; exit code 1 if anything.")
final class CompareCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Parameters(paramLabel = "A.json")
    private Path before = Path.of("");

    @Parameters(paramLabel = "B.json")
    private Path after = Path.of("");

    @Override
    public Integer call() {
        PrintStream out = Objects.requireNonNull(main).out;
        for (Path file : List.of(before, after)) {
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(
                        "\"" + file + "\" is no file; allowed is the report.json of a run or cloud-evidence.json");
            }
        }
        try {
            return CloudEvidence.isEvidence(after)
                    ? compare(out, Drift.between(Report.read(before), CloudEvidence.read(after)), "unconfirmed")
                    : CloudEvidence.isEvidence(before)
                            ? compare(out, Drift.between(Report.read(after), CloudEvidence.read(before)), "unconfirmed")
                            : compare(
                                    out, Drift.between(Report.read(before), Report.read(after)), "in one report only");
        } catch (UncheckedIOException unreadable) {
            throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
        }
    }

    private int compare(PrintStream out, Comparison comparison, String incomparable) {
        comparison.lines().forEach(out::println);
        List<String> members = Drift.betweenAnswers(answers(before), answers(after));
        members.forEach(out::println);
        out.println(comparison.lines().size() + " cases differ, " + comparison.incomparable() + " are " + incomparable
                + ", " + members.size() + " members of answers came or went");
        return comparison.lines().isEmpty() && members.isEmpty() ? 0 : 1;
    }

    private static Path answers(Path report) {
        Path folder = report.toAbsolutePath().getParent();
        return folder == null ? Path.of(Target.ANSWERS) : folder.resolve(Target.ANSWERS);
    }
}
