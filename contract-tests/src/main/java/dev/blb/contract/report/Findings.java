package dev.blb.contract.report;

import static dev.blb.contract.report.Page.text;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.report.Outcome.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The part of a page that tells what a reader must look at: what the real service contradicts, failures, which can be
 * filtered by the side of the operation, what could not be judged by its reason, and what was repeated.
 */
final class Findings {
    /** Longer texts are folded. */
    private static final int LONG_TEXT = 300;

    private final Report report;

    Findings(Report report) {
        this.report = report;
    }

    /** Hides failures whose side is not ticked; needs no script. */
    static String css() {
        return Arrays.stream(Axis.values())
                .map(axis -> "body:has(#show-" + axis.name() + ":not(:checked)) .finding." + axis.name()
                        + " { display: none }")
                .collect(Collectors.joining("\n"));
    }

    String html() {
        return contradictions() + failures() + undecided() + repetitions();
    }

    private List<Outcome> with(Result result) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.result() == result)
                .toList();
    }

    private String contradictions() {
        List<String> lines = Drift.contradictions(report);
        return lines.isEmpty()
                ? ""
                : "<h2>Where the real service contradicts the emulator</h2>\n<ul>"
                        + lines.stream()
                                .map(line -> "<li>" + text(line) + "</li>")
                                .collect(Collectors.joining("\n"))
                        + "</ul>\n";
    }

    private String failures() {
        List<Outcome> failed = with(Result.FAILED);
        if (failed.isEmpty()) {
            return "";
        }
        String filter = Arrays.stream(Axis.values())
                .filter(axis -> failed.stream().anyMatch(outcome -> outcome.axis() == axis))
                .map(axis -> "<label><input type=\"checkbox\" id=\"show-" + axis.name() + "\" checked> " + axis.title()
                        + " "
                        + failed.stream()
                                .filter(outcome -> outcome.axis() == axis)
                                .count()
                        + "</label>")
                .collect(Collectors.joining("\n"));
        return "<h2>Failures</h2>\n<fieldset><legend>show</legend>\n" + filter + "</fieldset>\n"
                + failed.stream().map(Findings::failure).collect(Collectors.joining("\n")) + "\n";
    }

    private static String failure(Outcome outcome) {
        StringBuilder details = new StringBuilder(
                "<details open class=\"finding " + outcome.axis().name()
                        + "\"><summary class=\"failed\">" + text(String.join(", ", outcome.operations())) + ": "
                        + text(outcome.sentence()) + "</summary>");
        if (outcome.curl() != null) {
            details.append("<pre>").append(text(outcome.curl())).append("</pre>");
        }
        if (outcome.expected() != null && outcome.actual() != null) {
            Difference difference = Difference.of(outcome.expected(), outcome.actual());
            details.append(folded(
                            "expected",
                            outcome.expected(),
                            marked(difference.before(), "ins", difference.expected(), difference.after())))
                    .append(folded(
                            "actual",
                            outcome.actual(),
                            marked(difference.before(), "del", difference.actual(), difference.after())));
        } else {
            details.append(folded("message", outcome.reason(), text(outcome.reason())));
        }
        if (outcome.answer() != null) {
            details.append(folded("answer", outcome.answer(), text(outcome.answer())));
        }
        return details.append("</details>").toString();
    }

    private static String marked(String before, String element, String part, String after) {
        return text(before) + "<" + element + ">" + text(part) + "</" + element + ">" + text(after);
    }

    private static String folded(String title, String raw, String html) {
        return raw.length() <= LONG_TEXT
                ? title + "<pre>" + html + "</pre>"
                : "<details><summary>" + title + " <small>" + raw.length() + " characters</small></summary><pre>" + html
                        + "</pre></details>";
    }

    private String undecided() {
        Map<String, List<Outcome>> byReason = with(Result.UNDECIDED).stream()
                .collect(Collectors.groupingBy(Outcome::reason, TreeMap::new, Collectors.toList()));
        return byReason.isEmpty()
                ? ""
                : "<h2>Undecided</h2>\n"
                        + byReason.entrySet().stream()
                                .map(reason -> "<details><summary class=\"undecided\">" + text(reason.getKey())
                                        + " <small>" + reason.getValue().size() + " cases</small></summary><ul>"
                                        + reason.getValue().stream()
                                                .map(outcome -> "<li>" + text(outcome.sentence()) + "</li>")
                                                .collect(Collectors.joining())
                                        + "</ul></details>")
                                .collect(Collectors.joining("\n"))
                        + "\n";
    }

    private String repetitions() {
        Map<String, Long> repetitions = report.cost().repetitions();
        return repetitions.isEmpty()
                ? ""
                : "<h2>Repeated calls</h2>\n<details><summary>by operation and reason</summary><table><tbody>"
                        + repetitions.entrySet().stream()
                                .map(each -> "<tr><td>" + text(each.getKey()) + "</td><td class=\"cell\">"
                                        + each.getValue() + "</td></tr>")
                                .collect(Collectors.joining())
                        + "</tbody></table></details>\n";
    }
}
