package dev.blb.contract.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.report.Outcome.Call;
import dev.blb.contract.report.Outcome.Evidenced;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.target.Cost;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The page, the JSON and the comparison of reports. */
class ReportTest {
    private static final Call CALL = new Call("POST", "http://h/v1/blb?x='<", "{\"name\":\"it's\"}", 400, "{\"a\":2}");

    private static final Map<Result, String> REASONS = Map.of(
            Result.SKIPPED, "BLB_TEST_CERT_ID is not set",
            Result.FAILED, "it differs",
            Result.UNDECIDED, "no lb-0a1b at attempt 3");

    static Outcome outcome(String id, Result result, String source) {
        boolean failed = result == Result.FAILED;
        return new Outcome(
                id,
                "CreateBlb: <sentence> " + id,
                List.of("CreateBlb"),
                Axis.REFUSALS,
                result,
                new Evidenced(source, "a place & more", source.equals("CLOUD") ? "2026-01-02" : null),
                REASONS.getOrDefault(result, ""),
                failed ? "{\"a\":1,\"same\":true}" : null,
                failed ? "{\"a\":2,\"same\":true}" : null,
                failed ? List.of(CALL) : List.of(),
                3,
                0,
                7);
    }

    static final Report REPORT = new Report(
            "https://h",
            "bj",
            "2026-01-03T04:05:06Z",
            new Cost(12, 1, 5, Map.of("CreateBlb 429", 2L)),
            List.of(
                    outcome("a", Result.PASSED, "CLOUD"),
                    outcome("b", Result.PASSED, "META"),
                    outcome("c", Result.FAILED, "SEED"),
                    outcome("d", Result.SKIPPED, "ASSUMED")));

    private static String page(Outcome... outcomes) {
        return Page.of(new Report("emulator", "bj", "2026-01-04T04:05:06Z", Cost.NONE, List.of(outcomes)));
    }

    @Test
    void thePageShowsTheNumbersOfTheJson() {
        assertThat(Page.of(REPORT))
                .contains("id=\"passed\">2<", "id=\"failed\">1<", "id=\"undecided\">0<", "id=\"skipped\">1<")
                .contains("<h1 id=\"headline\">1 of 3 judged cases failed</h1>")
                .contains("href=\"#failure-1\">1/4 failed</a>", "1 skipped</a>", "2026-01-02</small>");
    }

    @Test
    void theXmlShowsTheNumbersOfTheJson() throws Exception {
        Report report = new Report(
                "https://h",
                "bj",
                "2026-01-03T04:05:06Z",
                Cost.NONE,
                List.of(
                        outcome("PriceContract a <b> \u0001 \ud83d\ude00", Result.PASSED, "META"),
                        outcome("PriceContract b", Result.FAILED, "META"),
                        outcome("PriceContract c", Result.SKIPPED, "META"),
                        outcome("PriceContract d", Result.UNDECIDED, "META"),
                        outcome("access", Result.UNDECIDED, "META")));

        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(JunitXml.of(report))))
                .getDocumentElement();

        assertThat(List.of("tests", "skipped", "failures", "errors"))
                .extracting(suite::getAttribute)
                .containsExactly("5", "1", "1", "2");
        assertThat(List.of("testcase", "skipped", "failure", "error"))
                .extracting(name -> suite.getElementsByTagName(name).getLength())
                .containsExactly(5, 1, 1, 2);
        Element first = (Element) suite.getElementsByTagName("testcase").item(0);
        assertThat(first.getAttribute("classname")).isEqualTo("PriceContract");
        assertThat(first.getAttribute("name")).isEqualTo("a <b> \ufffd \ud83d\ude00");
        assertThat(first.getAttribute("time")).isEqualTo("0.007");
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).isEqualTo("it differs");
    }

    @Test
    void theTableOfOperationsComesFirstAndTellsWhatIsNotAsked() {
        String page = Page.of(REPORT);

        assertThat(page.indexOf("id=\"operations\"")).isPositive().isLessThan(page.indexOf("id=\"failures\""));
        assertThat(page.indexOf("id=\"failures\""))
                .isLessThan(page.indexOf("id=\"undecided-cases\""))
                .isLessThan(page.indexOf("id=\"cases\""));
        long cells = (long) Axis.values().length * Catalogue.operations().count();
        assertThat(page.split("not asked</span>", -1)).as("all cells but one").hasSize((int) cells);
    }

    @Test
    void cellsTellUndecidedAndAssumedCases() {
        assertThat(page(outcome("u", Result.UNDECIDED, "META"), outcome("p", Result.PASSED, "META")))
                .contains("href=\"#CreateBlb-REFUSALS\">1/2 undecided</a>");
        assertThat(page(outcome("p", Result.PASSED, "ASSUMED"))).contains("<small>assumed</small>");
        assertThat(page(outcome("s", Result.SKIPPED, "META"))).contains("1 skipped</a>");
    }

    @Test
    void aFailureShowsItsCallsAndTheMarkedDifference() {
        assertThat(Page.of(REPORT))
                .contains("400</span>", "{\n  \"a\" : 2\n}")
                .contains("curl -X POST 'http://h/v1/blb?x='\\''&lt;'")
                .contains("\"a\" : <ins>1</ins>,", "\"a\" : <del>2</del>,")
                .contains("CreateBlb: &lt;sentence&gt; c")
                .doesNotContain("<sentence>");
    }

    @Test
    void thePageNeedsNothingFromElsewhere() {
        assertThat(Page.of(REPORT))
                .doesNotContainPattern("(src|url|@import)\\s*[=(]")
                .doesNotContainPattern("href=\"(?!#|data:image/svg\\+xml;base64,)")
                .doesNotContain("<script");
    }

    @Test
    void thePageHasTheStyleOfTheConsole() throws Exception {
        try (InputStream css = Page.class.getResourceAsStream("/console/console.css")) {
            assertThat(css).isNotNull();
            assertThat(Page.of(REPORT)).contains(new String(css.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aReportOfAnEarlierVersionIsRead(@TempDir Path folder) throws Exception {
        String json = REPORT.json().replaceAll("\"exchanges\" : \\[[^]]*],", "\"curl\" : \"curl -X GET\",");

        Report earlier = Report.read(Files.writeString(folder.resolve("report.json"), json));

        assertThat(json).doesNotContain("exchanges");
        assertThat(earlier.outcomes())
                .hasSize(4)
                .allSatisfy(outcome -> assertThat(outcome.exchanges()).isEmpty());
        assertThat(Page.of(earlier)).contains("<ins>1</ins>");
    }

    @Test
    void jsonIsReadBackAsItWas(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("report.json"), REPORT.json());

        assertThat(Report.read(file)).isEqualTo(REPORT);
    }

    @Test
    void driftIsToldByOperationAndMember() {
        Report later = new Report(
                "emulator",
                "bj",
                "2026-01-04T04:05:06Z",
                Cost.NONE,
                List.of(outcome("a", Result.PASSED, "META"), outcome("b", Result.FAILED, "META")));

        assertThat(Drift.between(REPORT, later).lines())
                .containsExactly("CreateBlb: CreateBlb: <sentence> b: passed -> failed"
                        + " (expected {\"a\":1,\"same\":true}, got {\"a\":2,\"same\":true})");
        assertThat(Drift.between(REPORT, later).incomparable())
                .as("cases of one report only")
                .isEqualTo(2);
        assertThat(Drift.between(REPORT, REPORT).lines()).isEmpty();
    }

    @Test
    void aCloudThatContradictsIsToldWithBothSides() {
        Report cloud = new Report(
                "https://blb.bj.baidubce.com",
                "bj",
                "2026-01-04T04:05:06Z",
                Cost.NONE,
                List.of(outcome("b", Result.FAILED, "META")));

        String line = "CreateBlb: CreateBlb: <sentence> b: emulator says {\"a\":1,\"same\":true}, cloud says"
                + " {\"a\":2,\"same\":true}";
        assertThat(Drift.between(REPORT, cloud).lines()).containsExactly(line);
        assertThat(Drift.between(cloud, REPORT).lines()).containsExactly(line);
        assertThat(Page.of(cloud)).contains("emulator says {\"a\":1");
        assertThat(Page.of(REPORT)).doesNotContain("cloud says");
    }

    @Test
    void aReportIsComparedWithWhatTheCloudHasConfirmed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("evidence.json"), "{\"c\":\"2026-01-02\",\"a\":\"2026-01-02\"}");

        assertThat(CloudEvidence.isEvidence(file)).isTrue();
        assertThat(CloudEvidence.isEvidence(Files.writeString(folder.resolve("r.json"), REPORT.json())))
                .isFalse();
        assertThat(Drift.between(REPORT, CloudEvidence.read(file)).lines())
                .singleElement()
                .asString()
                .contains("<sentence> c: confirmed by the cloud on 2026-01-02, failed now");
        assertThat(Drift.between(REPORT, CloudEvidence.read(file)).incomparable())
                .isEqualTo(2);
    }

    @Test
    void membersOfRecordedAnswersThatCameOrWentAreTold(@TempDir Path folder) throws Exception {
        Path before = Files.createDirectories(folder.resolve("before"));
        Path after = Files.createDirectories(folder.resolve("after"));
        Files.writeString(before.resolve("DescribeBlb.json"), "{\"a\":\"string\",\"l\":[{\"x\":\"integer\"}]}");
        Files.writeString(after.resolve("DescribeBlb.json"), "{\"a\":\"string\",\"l\":[{\"y\":\"boolean\"}]}");

        assertThat(Drift.betweenAnswers(before, after))
                .containsExactly(
                        "DescribeBlb: member l[].x went, it was integer", "DescribeBlb: member l[].y came, boolean");
        assertThat(Drift.betweenAnswers(before, folder.resolve("none"))).isEmpty();
    }

    @Test
    void theHeadlineSplitsTheEvidenceAndZeroIsNotRed() {
        assertThat(Page.of(REPORT))
                .contains("had confirmed 1 of the 2 that passed")
                .containsPattern(row("passed", "1", "1", "0", "0", "0", "0"))
                .containsPattern(row("failed", "0", "0", "0", "0", "1", "0"))
                .containsPattern(row("skipped", "0", "0", "0", "0", "0", "1"))
                .contains("<div class=\"bad\"><dt>failed</dt>", "<div class=\"\"><dt>undecided</dt>")
                .contains("<dd>12</dd>", "<dd>5</dd>", "CreateBlb 429");
        assertThat(page(outcome("a", Result.PASSED, "META")))
                .contains("<div class=\"\"><dt>failed</dt>", "All 1 judged cases passed", "No case failed.");
    }

    private static String row(String result, String... numbers) {
        return "<th scope=\"row\">" + result + "</th>\\s*"
                + Arrays.stream(numbers)
                        .map(number ->
                                "<td class=\"number\">(<span class=\"muted\">)?" + number + "(</span>)?</td>\\s*")
                        .collect(Collectors.joining());
    }

    @Test
    void failuresCanBeFilteredAndLongTextsFold() {
        Outcome failed = outcome("c", Result.FAILED, "SEED");
        Outcome large = new Outcome(
                failed.id(),
                failed.sentence(),
                failed.operations(),
                failed.axis(),
                failed.result(),
                failed.evidence(),
                failed.reason(),
                failed.expected(),
                failed.actual(),
                List.of(new Call("GET", "http://h/v1/blb", "", 200, "x".repeat(301))),
                1,
                0,
                1);

        assertThat(page(large))
                .contains("id=\"show-REFUSALS\" checked", "class=\"finding REFUSALS CreateBlb\"")
                .contains(":has(#show-REFUSALS:not(:checked)) .finding.REFUSALS { display: none; }")
                .contains("<option value=\"CreateBlb\">CreateBlb (1)</option>")
                .contains("<summary>Answer <small>301 characters</small></summary><pre tabindex=\"0\">xxx");
    }

    @Test
    void undecidedCasesStandByTheirReason() {
        Outcome one = outcome("u", Result.UNDECIDED, "SEED");
        Report report = new Report("emulator", "bj", "2026-01-04T04:05:06Z", Cost.NONE, List.of(one));

        assertThat(Page.of(report)).contains("1 case</span> no lb-0a1b at attempt 3");
        assertThat(page(
                        one,
                        outcome("v", Result.UNDECIDED, "SEED"),
                        withReason(outcome("w", Result.UNDECIDED, "SEED"), "no lb-9f8e at attempt 12"),
                        withReason(outcome("x", Result.UNDECIDED, "SEED"), "something else")))
                .contains("3 cases</span> no lb-0a1b at attempt 3", "<small>no lb-9f8e at attempt 12</small>")
                .contains("1 case</span> something else");
        assertThat(report.exitCode()).isEqualTo(3);
        assertThat(REPORT.exitCode()).isEqualTo(1);
    }

    private static Outcome withReason(Outcome outcome, String reason) {
        return new Outcome(
                outcome.id(),
                outcome.sentence(),
                outcome.operations(),
                outcome.axis(),
                outcome.result(),
                outcome.evidence(),
                reason,
                null,
                null,
                List.of(),
                0,
                0,
                0);
    }

    @Test
    void secretsAndSignaturesAreScrubbed() {
        assertThat(new Scrubber(List.of("s3cret", ""))
                        .clean("s3cret bce-auth-v1/key/2026-01-01T00:00:00Z/1800/host/" + "a".repeat(64)))
                .isEqualTo("*** bce-auth-v1/key/2026-01-01T00:00:00Z/1800/host/***");
    }
}
