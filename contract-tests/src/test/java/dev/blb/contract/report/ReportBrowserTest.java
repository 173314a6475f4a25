package dev.blb.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.target.Cost;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser, opened from the disk, with no name resolved. */
class ReportBrowserTest {
    private static final Pattern RESULT = Pattern.compile("data-result=\"([^\"]*)\"");

    /** What is looked at in the page: its scripts are added here, it has none. */
    private static final String LOOK = """
            const shown = () => [...document.querySelectorAll('.finding')].map(each => each.offsetHeight > 0);
            const rows = () => [...document.querySelectorAll('#cases-UpdateBlb tr.passed')].map(each => each.offsetHeight > 0);
            const look = async () => {
                const result = {};
                result.requests = performance.getEntriesByType('resource').map(each => each.name);
                result.text = document.getElementById('failed').innerText;
                result.overflow = document.documentElement.scrollWidth - window.innerWidth;
                result.dark = matchMedia('(prefers-color-scheme: dark)').matches;
                result.background = getComputedStyle(document.body).backgroundColor;
                result.all = shown();
                document.getElementById('show-REFUSALS').checked = false;
                result.withoutRefusals = shown();
                document.getElementById('show-REFUSALS').checked = true;
                document.getElementById('show-operation').value = 'CreateBlb';
                result.ofCreate = shown();
                document.getElementById('show-operation').value = '';
                document.getElementById('cases-UpdateBlb').open = true;
                result.cases = rows();
                document.getElementById('show-passed').checked = false;
                result.withoutPassed = rows();
                document.getElementById('show-passed').checked = true;
                document.querySelectorAll('details').forEach(each => each.open = true);
                result.brokenLinks = [...document.querySelectorAll('a')].map(each => each.getAttribute('href').slice(1))
                    .filter(id => document.getElementById(id) === null);
                const found = await axe.run(document, {resultTypes: ['violations']});
                result.axe = found.violations.filter(each => each.impact === 'serious' || each.impact === 'critical')
                    .map(each => each.id + ': ' + each.nodes[0].html + ' ' + each.nodes[0].failureSummary);
                return result;
            };
            look().catch(error => ({error: String(error)})).then(result =>
                document.body.setAttribute('data-result',
                    btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(result))))));
            """;

    private static Outcome outcome(String id, String operation, Axis axis, Result result) {
        Outcome like = ReportTest.outcome(id, result, "META");
        return new Outcome(
                like.id(),
                like.sentence() + " 监听器",
                List.of(operation),
                axis,
                result,
                like.evidence(),
                like.reason(),
                like.expected(),
                like.actual(),
                like.exchanges(),
                1,
                0,
                1);
    }

    private static Report report() {
        List<Outcome> outcomes = new ArrayList<>(List.of(
                outcome("a", "CreateBlb", Axis.REFUSALS, Result.FAILED),
                outcome("b", "UpdateBlb", Axis.PARAMETERS, Result.FAILED),
                outcome("c", "UpdateBlb", Axis.PARAMETERS, Result.PASSED),
                outcome("d", "DescribeBlb", Axis.STATES, Result.UNDECIDED),
                outcome("e", "DescribeBlb", Axis.PAGING, Result.SKIPPED),
                outcome("f", "CreateBlb", Axis.DRIVEN, Result.PASSED)));
        outcomes.add(ReportTest.outcome("g", Result.PASSED, "CLOUD"));
        return new Report(
                "https://blb.bj.baidubce.com",
                "bj",
                "2026-01-03T04:05:06Z",
                new Cost(1, 1, 1, Map.of("CreateBlb 429", 2L)),
                outcomes);
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "500, dark"})
    void everyoneCanReadAndFilterThePageOffline(int width, String scheme, @TempDir Path folder) throws Exception {
        JsonNode seen = look(folder, width, scheme);

        assertThat(seen.path("error").asText()).isEmpty();
        assertThat(seen.path("text").asText()).isEqualTo("2");
        assertThat(texts(seen.path("requests"))).as("requests").isEmpty();
        assertThat(texts(seen.path("axe"))).as("findings of axe").isEmpty();
        assertThat(texts(seen.path("brokenLinks"))).as("links to nowhere").isEmpty();
        assertThat(seen.path("overflow").asInt())
                .as("what is wider than the window")
                .isLessThanOrEqualTo(0);
        assertThat(seen.path("dark").asBoolean()).isEqualTo(scheme.equals("dark"));
        assertThat(seen.path("background").asText())
                .isEqualTo(scheme.equals("dark") ? "rgb(16, 19, 24)" : "rgb(246, 247, 249)");
        assertThat(texts(seen.path("all"))).containsExactly("true", "true");
        assertThat(texts(seen.path("withoutRefusals"))).containsExactly("false", "true");
        assertThat(texts(seen.path("ofCreate"))).containsExactly("true", "false");
        assertThat(texts(seen.path("cases"))).containsExactly("true");
        assertThat(texts(seen.path("withoutPassed"))).containsExactly("false");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static JsonNode look(Path folder, int width, String scheme) throws Exception {
        String page = Page.of(report());
        String scripts = "<script>" + axe() + "</script><script>" + LOOK + "</script></body>";
        Path file = Files.writeString(folder.resolve("index.html"), page.replace("</body>", scripts));
        Process process = new ProcessBuilder(
                        browser().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--host-resolver-rules=MAP * ~NOTFOUND",
                        "--window-size=" + width + ",900",
                        "--blink-settings=preferredColorScheme=" + (scheme.equals("dark") ? 0 : 1),
                        "--virtual-time-budget=120000",
                        "--dump-dom",
                        file.toUri().toString())
                .redirectError(folder.resolve("log").toFile())
                .redirectOutput(folder.resolve("dom").toFile())
                .start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS))
                    .as("chromium ended")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String dom = Files.readString(folder.resolve("dom"));
        Matcher result = RESULT.matcher(dom);
        assertThat(result.find())
                .as(() -> "the scripts ended; " + dom.length() + " characters")
                .isTrue();
        return new ObjectMapper().readTree(Base64.getDecoder().decode(result.group(1)));
    }

    private static Path browser() {
        Optional<Path> browser = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
        if (System.getenv().containsKey("BLB_TEST_REQUIRE_BROWSER")) {
            assertThat(browser).as("chromium").isPresent();
        }
        assumeThat(browser).as("chromium is not installed").isPresent();
        return browser.orElseThrow();
    }

    private static String axe() throws Exception {
        try (InputStream in = Objects.requireNonNull(ReportBrowserTest.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
