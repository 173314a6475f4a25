package dev.blb.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.report.Outcome.Evidenced;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.report.Report.Cost;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, the JSON and the comparison of reports. */
class ReportTest {
    private static Outcome outcome(String id, Result result, String source) {
        boolean failed = result == Result.FAILED;
        return new Outcome(
                id,
                "CreateBlb: <sentence> " + id,
                List.of("CreateBlb"),
                Axis.REFUSALS,
                result,
                new Evidenced(source, "a place & more", source.equals("CLOUD") ? "2026-01-02" : null),
                result == Result.SKIPPED ? "BLB_TEST_CERT_ID is not set" : failed ? "it differs" : "",
                failed ? "{\"a\":1,\"same\":true}" : null,
                failed ? "{\"a\":2,\"same\":true}" : null,
                failed ? "curl -X POST 'http://h/v1/blb'" : null,
                failed ? "{\"a\":2}" : null,
                3,
                0,
                7);
    }

    private static final Report REPORT = new Report(
            "https://h",
            "bj",
            "2026-01-03T04:05:06Z",
            new Cost(12, 1, 5, Map.of("CreateBlb 429", 2L)),
            List.of(
                    outcome("a", Result.PASSED, "CLOUD"),
                    outcome("b", Result.PASSED, "META"),
                    outcome("c", Result.FAILED, "SEED"),
                    outcome("d", Result.SKIPPED, "ASSUMED")));

    @Test
    void thePageShowsTheNumbersOfTheJson() {
        assertThat(Page.of(REPORT))
                .contains("id=\"passed\">2<", "id=\"failed\">1<", "id=\"skipped\">1<")
                .contains("<td class=\"cell failed\">2 / 4 <small>2026-01-02</small></td>");
    }

    @Test
    void aFailureShowsRequestAnswerAndTheMarkedDifference() {
        assertThat(Page.of(REPORT))
                .contains("curl -X POST 'http://h/v1/blb'")
                .contains("{&quot;a&quot;:<ins>1</ins>,&quot;same&quot;:true}")
                .contains("{&quot;a&quot;:<del>2</del>,&quot;same&quot;:true}")
                .contains("CreateBlb: &lt;sentence&gt; c")
                .doesNotContain("<sentence>");
    }

    @Test
    void thePageNeedsNothingFromElsewhere() {
        assertThat(Page.of(REPORT))
                .doesNotContainPattern("(src|href|url|@import)\\s*[=(]")
                .doesNotContain("<script");
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
        assertThat(Page.of(cloud)).contains("emulator says {&quot;a&quot;:1");
        assertThat(Page.of(REPORT)).doesNotContain("emulator says");
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
                .contains("Who says so of the 2 passed: the real service itself 1, the official catalogue 1,")
                .contains("<b class=\"zero\" id=\"undecided\">0</b>", "<b class=\"failed\" id=\"failed\">1</b>")
                .contains("12 calls in 5 s, 1 load balancers made, 2 calls repeated", "CreateBlb 429");
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
                failed.curl(),
                "x".repeat(301),
                1,
                0,
                1);

        assertThat(Page.of(new Report("emulator", "bj", "2026-01-04T04:05:06Z", Cost.NONE, List.of(large))))
                .contains("id=\"show-REFUSALS\" checked", "class=\"finding REFUSALS\"")
                .contains(":has(#show-REFUSALS:not(:checked)) .finding.REFUSALS { display: none }")
                .contains("<details><summary>answer <small>301 characters</small></summary><pre>xxx");
    }

    @Test
    void undecidedCasesStandByTheirReason() {
        Report report = new Report(
                "emulator", "bj", "2026-01-04T04:05:06Z", Cost.NONE, List.of(outcome("u", Result.UNDECIDED, "SEED")));

        assertThat(Page.of(report)).contains("<h2>Undecided</h2>", "1 cases");
        assertThat(report.exitCode()).isEqualTo(3);
        assertThat(REPORT.exitCode()).isEqualTo(1);
    }

    @Test
    void secretsAndSignaturesAreScrubbed() {
        assertThat(new Scrubber(List.of("s3cret", ""))
                        .clean("s3cret bce-auth-v1/key/2026-01-01T00:00:00Z/1800/host/" + "a".repeat(64)))
                .isEqualTo("*** bce-auth-v1/key/2026-01-01T00:00:00Z/1800/host/***");
    }

    @Test
    void aRealBrowserShowsThePageOffline(@TempDir Path folder) throws Exception {
        Optional<Path> browser = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
        if (System.getenv().containsKey("BLB_TEST_REQUIRE_BROWSER")) {
            assertThat(browser).as("chromium").isPresent();
        }
        assumeThat(browser).as("chromium is not installed").isPresent();
        Path page = Files.writeString(folder.resolve("index.html"), Page.of(REPORT));
        Path shot = folder.resolve("page.png");

        Process process = new ProcessBuilder(
                        browser.orElseThrow().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--host-resolver-rules=MAP * ~NOTFOUND",
                        "--window-size=1200,900",
                        "--screenshot=" + shot,
                        "--dump-dom",
                        page.toUri().toString())
                .redirectError(folder.resolve("log").toFile())
                .redirectOutput(folder.resolve("dom").toFile())
                .start();

        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("chromium ended").isTrue();
        assertThat(Files.readString(folder.resolve("dom"), StandardCharsets.UTF_8))
                .contains("id=\"passed\">2</b>", "id=\"undecided\">0</b>");
        var image = ImageIO.read(shot.toFile());
        assertThat(image.getWidth()).isEqualTo(1200);
        long colours = java.util.stream.IntStream.range(0, image.getHeight())
                .mapToLong(y -> java.util.stream.IntStream.range(0, image.getWidth())
                        .map(x -> image.getRGB(x, y))
                        .distinct()
                        .count())
                .max()
                .orElse(0);
        assertThat(colours).as("text is drawn").isGreaterThan(5);
    }
}
