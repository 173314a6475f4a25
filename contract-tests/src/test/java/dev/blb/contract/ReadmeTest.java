package dev.blb.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.report.Outcome;
import dev.blb.contract.report.Page;
import dev.blb.contract.report.Report;
import dev.blb.contract.target.Cost;
import dev.blb.contract.target.Settings.Variable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What contract-tests/README.md says is true. */
class ReadmeTest {
    @Test
    void theTableOfVariablesIsTheCodes() throws Exception {
        String table = Arrays.stream(Variable.values())
                .map(variable ->
                        "| `" + variable + "` | `" + variable.emulatorDefault() + "` | " + variable.meaning() + " |\n")
                .collect(Collectors.joining(
                        "",
                        "<!-- generated: variables -->\n| variable | emulator's default | what it is |\n| --- | --- | --- |\n",
                        "<!-- end -->"));

        assertThat(Files.readString(Path.of("README.md"))).contains(table);
    }

    @Test
    void theChapterOnTheReportNamesItsParts() throws Exception {
        String chapter =
                Files.readString(Path.of("README.md")).replaceAll("(?s).*\n## The report\n|\n## Evidence\n.*", "");
        Report report =
                new Report("emulator", "bj", "2026-01-03T04:05:06Z", Cost.NONE, List.of(Outcome.ofAccess("no answer")));
        List<String> parts = Pattern.compile("  <a href=\"#[a-z-]+\">([A-Z][a-z ]+[a-z])")
                .matcher(Page.of(report))
                .results()
                .map(part -> part.group(1))
                .toList();

        assertThat(parts).hasSize(8);
        List<String> rows = Pattern.compile("(?m)^\\| ([A-Z][^|]+) \\|")
                .matcher(chapter)
                .results()
                .flatMap(row -> Arrays.stream(row.group(1).split(", ", -1)))
                .toList();
        assertThat(rows)
                .as("after a run against the real service there is one more")
                .contains("Contradictions");
        assertThat(rows.stream().filter(row -> !row.equals("Contradictions"))).containsExactlyElementsOf(parts);
        assertThat(chapter)
                .contains("each of the " + Catalogue.operations().count() + " operations")
                .contains("(" + Arrays.stream(Axis.values()).map(Axis::title).collect(Collectors.joining(", ")) + ")");
    }
}
