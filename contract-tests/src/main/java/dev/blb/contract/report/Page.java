package dev.blb.contract.report;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.report.Outcome.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report as one HTML page that needs nothing else: no script, no font, no request. */
public final class Page {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-zA-Z.]+)}}");

    private final Report report;

    private Page(Report report) {
        this.report = report;
    }

    /** The page. */
    public static String of(Report report) {
        return new Page(report).html();
    }

    private String html() {
        Map<String, String> parts = Map.ofEntries(
                Map.entry("target", text(report.target())),
                Map.entry("region", text(report.region())),
                Map.entry("startedAt", text(report.startedAt())),
                Map.entry("cost", text(cost())),
                Map.entry("counts", counts()),
                Map.entry("passed", Long.toString(report.count(Result.PASSED))),
                Map.entry("split", split()),
                Map.entry("filters.css", Findings.css()),
                Map.entry("findings", new Findings(report).html()),
                Map.entry("axes", axes()),
                Map.entry("rows", Catalogue.operations().map(this::row).collect(Collectors.joining("\n"))),
                Map.entry("cases", Catalogue.operations().map(this::cases).collect(Collectors.joining("\n"))));
        return PLACE.matcher(template())
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)))));
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("/report/page.html"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String cost() {
        Report.Cost cost = report.cost();
        long repeated =
                cost.repetitions().values().stream().mapToLong(Long::longValue).sum();
        return String.format(
                Locale.ROOT,
                "%d calls in %d s, %d load balancers made, %d calls repeated",
                cost.calls(),
                cost.seconds(),
                cost.instances(),
                repeated);
    }

    private String counts() {
        return Arrays.stream(Result.values())
                .map(result -> "<li><b class=\"" + (report.count(result) == 0 ? "zero" : result.word()) + "\" id=\""
                        + result.word() + "\">" + report.count(result) + "</b> " + result.word() + "</li>")
                .collect(Collectors.joining());
    }

    private String split() {
        Map<String, Long> bySource = report.outcomes().stream()
                .filter(outcome -> outcome.result() == Result.PASSED)
                .collect(Collectors.groupingBy(
                        outcome -> outcome.evidence().source(), TreeMap::new, Collectors.counting()));
        Map<String, String> words = new LinkedHashMap<>();
        words.put("CLOUD", "the real service itself");
        words.put("META", "the official catalogue");
        words.put("SDK", "official SDKs");
        words.put("DOCS", "official pages");
        words.put("SEED", "the Python SDK's page");
        words.put("ASSUMED", "nobody but us");
        return words.entrySet().stream()
                .map(source -> source.getValue() + " " + bySource.getOrDefault(source.getKey(), 0L))
                .collect(Collectors.joining(", "));
    }

    private static String axes() {
        return Stream.of(Axis.values())
                .map(axis -> "<th>" + axis.title() + "</th>")
                .collect(Collectors.joining());
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
                .filter(Objects::nonNull)
                .max(String::compareTo)
                .map(on -> " <small>" + text(on) + "</small>")
                .orElse("");
        return count(cell, Result.PASSED) + " / " + cell.size() + date;
    }

    private static long count(List<Outcome> cell, Result result) {
        return cell.stream().filter(outcome -> outcome.result() == result).count();
    }

    private static String style(List<Outcome> cell) {
        if (cell.isEmpty()) {
            return "none";
        }
        return Stream.of(Result.FAILED, Result.UNDECIDED, Result.SKIPPED)
                .filter(result -> count(cell, result) > 0)
                .map(Result::word)
                .findFirst()
                .orElse(cell.stream().allMatch(outcome -> outcome.evidence().isAssumed()) ? "assumed" : "passed");
    }

    private String cases(Op op) {
        String items = outcomes(op).stream()
                .map(outcome -> "<tr><td class=\"" + outcome.result().word() + "\">"
                        + outcome.result().word() + "</td><td>" + text(outcome.sentence())
                        + (outcome.result() == Result.SKIPPED || outcome.result() == Result.UNDECIDED
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

    static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
