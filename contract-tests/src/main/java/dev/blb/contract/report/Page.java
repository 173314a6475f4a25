package dev.blb.contract.report;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.suite.Catalogue;
import dev.blb.contract.suite.Catalogue.Op;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as one HTML page that needs nothing else: no script, no font, no request. */
public final class Page {
    private final Report report;

    private Page(Report report) {
        this.report = report;
    }

    /** The page. */
    public static String of(Report report) {
        return new Page(report).html();
    }

    private String html() {
        return String.format(
                Locale.ROOT,
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>BLB contract: %1$s</title>
                <style>
                :root { color-scheme: light dark; --line: #8884; --pass: #1a7f37; --fail: #d1242f; --skip: #8a6d00; --assumed: #6e5cb6 }
                body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
                h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
                p.meta { opacity: .75; margin: .2rem 0 1rem }
                table { border-collapse: collapse; width: 100%% } caption { text-align: left; opacity: .75; padding: .3rem 0 }
                th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top }
                th { font-weight: 600 } td.cell { text-align: center; white-space: nowrap; font-variant-numeric: tabular-nums }
                .passed { color: var(--pass) } .failed { color: var(--fail); font-weight: 700 } .skipped { color: var(--skip) }
                .assumed { color: var(--assumed) } .none { opacity: .35 }
                ul.counts { list-style: none; display: flex; gap: 2rem; padding: 0; margin: 1rem 0 } ul.counts b { font-size: 1.6rem; display: block }
                details { border: 1px solid var(--line); border-radius: 4px; margin: .4rem 0; padding: .3rem .7rem }
                summary { cursor: pointer } pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .5rem; margin: .3rem 0 }
                ins { background: #2da44e44; text-decoration: none } del { background: #f8514944; text-decoration: none }
                small { opacity: .75 }
                </style>
                </head>
                <body>
                <h1>BLB contract</h1>
                <p class="meta">target %1$s · region %2$s · %3$s</p>
                <ul class="counts"><li><b class="passed" id="passed">%4$d</b> passed</li><li><b class="failed" id="failed">%5$d</b> failed</li><li><b class="skipped" id="skipped">%6$d</b> skipped</li></ul>
                %7$s
                <h2>Operations</h2>
                <table>
                <caption>Each cell: passed of all cases. <span class="failed">Red</span>: at least one failed.
                <span class="skipped">Ochre</span>: at least one skipped. <span class="assumed">Violet</span>: all that passed is assumed by us,
                no source says so. A date: the real service confirmed it on that day.</caption>
                <thead><tr><th>operation</th>%8$s</tr></thead>
                <tbody>
                %9$s
                </tbody>
                </table>
                <h2>Cases</h2>
                %10$s
                </body>
                </html>
                """,
                text(report.target()),
                text(report.region()),
                text(report.startedAt()),
                report.count(Result.PASSED),
                report.count(Result.FAILED),
                report.count(Result.SKIPPED),
                failures(),
                axes(),
                Catalogue.operations().map(this::row).collect(Collectors.joining("\n")),
                Catalogue.operations().map(this::cases).collect(Collectors.joining("\n")));
    }

    private static String axes() {
        StringBuilder heads = new StringBuilder();
        for (Axis axis : Axis.values()) {
            heads.append("<th>").append(axis.title()).append("</th>");
        }
        return heads.toString();
    }

    private List<Outcome> outcomes(Op op) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.operations().contains(op.id()))
                .toList();
    }

    private String row(Op op) {
        StringBuilder row = new StringBuilder("<tr><th>" + op.id() + "</th>");
        for (Axis axis : Axis.values()) {
            List<Outcome> cell = outcomes(op).stream()
                    .filter(outcome -> outcome.axis() == axis)
                    .toList();
            row.append("<td class=\"cell ")
                    .append(style(cell))
                    .append("\">")
                    .append(content(cell))
                    .append("</td>");
        }
        return row.append("</tr>").toString();
    }

    private static String content(List<Outcome> cell) {
        if (cell.isEmpty()) {
            return "–";
        }
        String date = cell.stream()
                .map(outcome -> outcome.evidence().on())
                .filter(java.util.Objects::nonNull)
                .max(String::compareTo)
                .map(on -> " <small>" + text(on) + "</small>")
                .orElse("");
        return passed(cell) + " / " + cell.size() + date;
    }

    private static long passed(List<Outcome> cell) {
        return cell.stream()
                .filter(outcome -> outcome.result() == Result.PASSED)
                .count();
    }

    private static String style(List<Outcome> cell) {
        if (cell.isEmpty()) {
            return "none";
        }
        if (cell.stream().anyMatch(outcome -> outcome.result() == Result.FAILED)) {
            return "failed";
        }
        if (cell.stream().anyMatch(outcome -> outcome.result() == Result.SKIPPED)) {
            return "skipped";
        }
        return cell.stream().allMatch(outcome -> outcome.evidence().isAssumed()) ? "assumed" : "passed";
    }

    private String failures() {
        String failures = report.outcomes().stream()
                .filter(outcome -> outcome.result() == Result.FAILED)
                .map(Page::failure)
                .collect(Collectors.joining("\n"));
        return failures.isEmpty() ? "" : "<h2>Failures</h2>\n" + failures;
    }

    private static String failure(Outcome outcome) {
        StringBuilder details =
                new StringBuilder("<details open><summary class=\"failed\">" + text(outcome.sentence()) + "</summary>");
        if (outcome.curl() != null) {
            details.append("<pre>").append(text(outcome.curl())).append("</pre>");
        }
        if (outcome.expected() != null && outcome.actual() != null) {
            Difference difference = Difference.of(outcome.expected(), outcome.actual());
            details.append("expected<pre>")
                    .append(text(difference.before()))
                    .append("<ins>")
                    .append(text(difference.expected()))
                    .append("</ins>")
                    .append(text(difference.after()))
                    .append("</pre>actual<pre>")
                    .append(text(difference.before()))
                    .append("<del>")
                    .append(text(difference.actual()))
                    .append("</del>")
                    .append(text(difference.after()))
                    .append("</pre>");
        } else {
            details.append("<pre>").append(text(outcome.reason())).append("</pre>");
        }
        if (outcome.answer() != null) {
            details.append("answer<pre>").append(text(outcome.answer())).append("</pre>");
        }
        return details.append("</details>").toString();
    }

    private String cases(Op op) {
        String items = outcomes(op).stream()
                .map(outcome -> "<tr><td class=\"" + outcome.result().word() + "\">"
                        + outcome.result().word() + "</td><td>" + text(outcome.sentence())
                        + (outcome.result() == Result.SKIPPED
                                ? "<br><small>" + text(outcome.reason()) + "</small>"
                                : "")
                        + "</td><td" + (outcome.evidence().isAssumed() ? " class=\"assumed\"" : "") + ">"
                        + evidence(outcome) + "</td></tr>")
                .collect(Collectors.joining("\n"));
        return "<details><summary>" + op.id() + " <small>" + op.method() + " " + text(op.path()) + ", "
                + outcomes(op).size() + " cases</small></summary>\n<table><tbody>" + items
                + "</tbody></table></details>";
    }

    private static String evidence(Outcome outcome) {
        String source = outcome.evidence().source().toLowerCase(Locale.ROOT);
        String on =
                outcome.evidence().on() == null ? "" : " " + outcome.evidence().on();
        return text(source + on) + " <small>" + text(outcome.evidence().at()) + "</small>";
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
