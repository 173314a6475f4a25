package dev.blb.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.report.Outcome.Evidenced;
import dev.blb.contract.report.Outcome.Result;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
                7);
    }

    private static final Report REPORT = new Report(
            "https://h",
            "bj",
            "2026-01-03T04:05:06Z",
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
                List.of(outcome("a", Result.PASSED, "META"), outcome("b", Result.FAILED, "META")));

        assertThat(Drift.between(REPORT, later))
                .containsExactly(
                        "CreateBlb: CreateBlb: <sentence> b: passed -> failed"
                                + " (expected {\"a\":1,\"same\":true}, got {\"a\":2,\"same\":true})",
                        "CreateBlb: CreateBlb: <sentence> c: failed -> absent"
                                + " (expected {\"a\":1,\"same\":true}, got {\"a\":2,\"same\":true})",
                        "CreateBlb: CreateBlb: <sentence> d: skipped -> absent");
        assertThat(Drift.between(REPORT, REPORT)).isEmpty();
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
        if (System.getenv().containsKey("BLB_REQUIRE_BROWSER")) {
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
                .contains("id=\"passed\">2</b>");
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
