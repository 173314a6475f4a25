package dev.blb.emulator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium of the machine, driven by the driver of the machine; no name but the emulator's address is resolved. */
final class Browser implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String CLICK = """
            const target = document.querySelector(arguments[0]);
            if (!target) return 'nothing';
            target.scrollIntoView({block: 'center'});
            const box = target.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            if (!target.contains(top)) {
                return `${top?.outerHTML.slice(0, 200)} over ${JSON.stringify(box)} of ${innerWidth}x${innerHeight}`;
            }
            if (target.disabled) return 'a disabled one';
            target.click();
            return 'clicked';
            """;

    private final ChromeDriver driver;

    private Browser(Path browser, Path driver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--lang=en",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .withTimeout(Duration.ofMinutes(2))
                .build();
        this.driver = new ChromeDriver(service, options);
        this.driver.manage().timeouts().pageLoadTimeout(LIMIT).scriptTimeout(LIMIT);
    }

    /** A browser; without one the test is left out, unless the environment demands it. */
    static Browser open() {
        Optional<Path> browser = onPath("chromium");
        Optional<Path> driver = onPath("chromedriver");
        if (System.getenv().containsKey("BLB_TEST_REQUIRE_BROWSER")) {
            assertThat(browser).as("chromium").isPresent();
            assertThat(driver).as("chromedriver").isPresent();
        }
        assumeThat(browser).as("chromium is not installed").isPresent();
        assumeThat(driver).as("chromedriver is not installed").isPresent();
        return new Browser(browser.orElseThrow(), driver.orElseThrow());
    }

    private static Optional<Path> onPath(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void get(URI page) {
        driver.get(page.toString());
    }

    /** Forgets all cookies. */
    void forget() {
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** As for a reader who prefers this colour scheme: light or dark. */
    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Whether a condition of JavaScript holds. */
    boolean holds(String condition) {
        return Boolean.TRUE.equals(run("return " + condition));
    }

    /** What an element shows; the empty text if there is none. Read in one step, as the page may be drawn anew meanwhile. */
    String text(String selector) {
        return texts(selector).stream().findFirst().orElse("");
    }

    /** What each of the elements shows. */
    List<String> texts(String selector) {
        return strings(
                "return [...document.querySelectorAll(arguments[0])].map(each => each.innerText.trim())", selector);
    }

    /** The text of an element, whether it is shown or folded. */
    String content(String selector) {
        return strings("return [...document.querySelectorAll(arguments[0])].map(each => each.textContent)", selector)
                .get(0);
    }

    /** The texts in the list that a script returns. */
    List<String> strings(String script, Object... arguments) {
        return ((List<?>) Objects.requireNonNull(run(script, arguments)))
                .stream().map(String::valueOf).toList();
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** Writes into an input in place of what it holds. */
    void type(String selector, String text) {
        WebElement input = find(selector);
        input.clear();
        input.sendKeys(text);
    }

    /** Clicks at the middle of an element, where nothing may cover it; in one step, as the page may be drawn anew meanwhile. */
    void click(String selector) {
        AtomicReference<String> found = new AtomicReference<>("nothing");
        await(() -> "click " + selector + ", found " + found, () -> {
            found.set(String.valueOf(run(CLICK, selector)));
            return "clicked".equals(found.get());
        });
    }

    /** Waits until something holds, whatever is drawn anew meanwhile. */
    void await(String what, Supplier<Boolean> condition) {
        await(() -> what, condition);
    }

    private void await(Supplier<String> what, Supplier<Boolean> condition) {
        new WebDriverWait(driver, LIMIT)
                .ignoring(StaleElementReferenceException.class)
                .ignoring(NoSuchElementException.class)
                .ignoring(ElementNotInteractableException.class)
                .withMessage(() -> what.get() + "; the page shows:\n" + text("body"))
                .until(any -> condition.get());
    }

    void awaitText(String selector, String expected) {
        await(selector + " is " + expected, () -> text(selector).equals(expected));
    }

    /** The serious and critical findings of axe-core, each with the first element that it is about. */
    List<String> findings() {
        run(Axe.SCRIPT);
        Object found = driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations
                    .filter(each => each.impact === 'serious' || each.impact === 'critical')
                    .map(each => each.id + ': ' + each.nodes[0].html + ' ' + each.nodes[0].failureSummary)));
                """);
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    void screenshot(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    private static final class Axe {
        static final String SCRIPT = read();

        private static String read() {
            try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
