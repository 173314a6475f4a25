package dev.blb.contract.report;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.report.Outcome.Evidenced;
import dev.blb.contract.report.Outcome.Result;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A report as one HTML page that needs nothing else: no script, no font, no request. It has the console's style sheet. */
public final class Page {
    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Page.class.getClassLoader(), "dev.blb.contract.report.pages");

    /** The style sheet and the icon of the emulator's console, which is on the class path. */
    private static final String CONSOLE = "/console/";

    private static final int SLOWEST_CASES = 10;

    /** Of more failures the list shows the titles only. */
    private static final int OPEN_FAILURES = 10;

    private final Report report;
    private final List<Finding> failures;

    private Page(Report report) {
        this.report = report;
        List<Outcome> failed = with(Result.FAILED);
        this.failures = IntStream.range(0, failed.size())
                .mapToObj(index -> new Finding(index + 1, failed.get(index)))
                .toList();
    }

    /** The page. */
    public static String of(Report report) {
        StringOutput out = new StringOutput();
        TEMPLATES.render("report.jte", new Page(report), out);
        return out.toString();
    }

    /** What the page shows. */
    public Report report() {
        return report;
    }

    /** The icon of the console, in base64. */
    public String icon() {
        return Base64.getEncoder().encodeToString(resource(CONSOLE + "icon.svg").getBytes(StandardCharsets.UTF_8));
    }

    /** The style sheet of the console, what the report adds, and the rules by which the filters work without a script. */
    public String css() {
        return resource(CONSOLE + "console.css") + resource("/report/report.css") + filters();
    }

    private String filters() {
        Stream<String> axes = failedAxes().keySet().stream()
                .map(axis -> hidden("#show-" + axis.name() + ":not(:checked)", ".finding." + axis.name()));
        Stream<String> operations = failedOperations().keySet().stream()
                .map(id -> hidden("#show-operation option[value=" + id + "]:checked", ".finding:not(." + id + ")"));
        Stream<String> results = Arrays.stream(Result.values())
                .map(result -> hidden("#show-" + result.word() + ":not(:checked)", "tr." + result.word()));
        return Stream.of(axes, operations, results).flatMap(each -> each).collect(Collectors.joining("\n"));
    }

    private static String hidden(String when, String what) {
        return "body:has(" + when + ") " + what + " { display: none; }";
    }

    private static String resource(String path) {
        try (InputStream in = Page.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The result in a line. */
    public String headline() {
        long failed = report.count(Result.FAILED);
        long judged = failed + report.count(Result.PASSED);
        return failed > 0
                ? failed + " of " + judged + " judged cases failed"
                : judged > 0 ? "All " + judged + " judged cases passed" : "No case was judged";
    }

    /** How the number of a result is coloured; a number that is 0 is not. */
    public String tone(Result result) {
        return report.count(result) == 0 ? "" : result.tone();
    }

    /** The sources of evidence by name and in plain words, the most reliable first. */
    public Map<String, String> sources() {
        return Evidenced.WORDS;
    }

    /** How many cases with this evidence ended so. */
    public long count(Result result, String source) {
        return with(result).stream()
                .filter(outcome -> outcome.evidence().source().equals(source))
                .count();
    }

    /** The operations of the catalogue. */
    public List<Op> operations() {
        return Catalogue.operations().toList();
    }

    /** The cases about an operation by the side that they look at: the cells of its row. */
    public List<Cell> cells(Op op) {
        return Arrays.stream(Axis.values())
                .map(axis -> new Cell(
                        op.id(),
                        axis,
                        report.outcomes().stream()
                                .filter(outcome -> outcome.axis() == axis
                                        && outcome.operations().contains(op.id()))
                                .toList()))
                .toList();
    }

    /** How many cases in these cells ended so. */
    public long count(List<Cell> cells, Result result) {
        return cells.stream().mapToLong(cell -> cell.count(result)).sum();
    }

    /** The cases that are about no operation, such as the preparation of a class that failed. */
    public List<Outcome> others() {
        return report.outcomes().stream()
                .filter(outcome -> outcome.operations().isEmpty())
                .toList();
    }

    /** The number of the first failure in a cell. */
    public int firstFailure(Cell cell) {
        return failures.stream()
                .filter(finding -> cell.cases().contains(finding.outcome()))
                .mapToInt(Finding::number)
                .findFirst()
                .orElseThrow();
    }

    /** What failed. */
    public List<Finding> failures() {
        return failures;
    }

    /** Whether the list shows each failure with its details. */
    public boolean areFailuresOpen() {
        return failures.size() <= OPEN_FAILURES;
    }

    /** What the real service contradicts, one line each. */
    public List<String> contradictions() {
        return Drift.contradictions(report);
    }

    /** How many failures there are of each side that has one. */
    public Map<Axis, Long> failedAxes() {
        return failures.stream()
                .collect(Collectors.groupingBy(
                        finding -> finding.outcome().axis(), TreeMap::new, Collectors.counting()));
    }

    /** How many failures there are of each operation that has one. */
    public Map<String, Long> failedOperations() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Op op : operations()) {
            long count = failures.stream()
                    .filter(finding -> finding.outcome().operations().contains(op.id()))
                    .count();
            if (count > 0) {
                counts.put(op.id(), count);
            }
        }
        return counts;
    }

    /** The cases that ended so, in groups with one reason, the largest first; ids and numbers in reasons do not count. */
    public List<List<Outcome>> byReason(Result result) {
        return with(result).stream()
                .collect(Collectors.groupingBy(outcome -> common(outcome.reason()), TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .sorted(Comparator.comparingInt((List<Outcome> group) -> -group.size()))
                .toList();
    }

    private static String common(String reason) {
        return reason.replaceAll("\\b(lb|i|cert|vpc|sbn|g|esg|rs)-[A-Za-z0-9]+", "$1-")
                .replaceAll("\\d+", "0");
    }

    /** All calls that were repeated. */
    public long repeatedCalls() {
        return report.cost().repetitions().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The cases that took longest. */
    public List<Outcome> slowest() {
        return report.outcomes().stream()
                .filter(outcome -> outcome.millis() > 0)
                .sorted(Comparator.comparingLong(Outcome::millis).reversed())
                .limit(SLOWEST_CASES)
                .toList();
    }

    private List<Outcome> with(Result result) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.result() == result)
                .toList();
    }
}
