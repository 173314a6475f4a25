package dev.blb.emulator.console;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CONTROL_TOKEN;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.openqa.selenium.Keys;

/** The console in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(value = ExecutionMode.SAME_THREAD, reason = "the tests share one browser")
class ConsoleBrowserTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private static final String TOKEN = "token-0123456789-abc";
    private static final int NARROW = 375;
    private static final int WIDE = 1280;

    private Browser browser;
    private BlbEmulator emulator;

    @BeforeAll
    void open() {
        browser = Browser.open();
        emulator = BlbEmulator.start(SETTINGS);
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (emulator != null) {
            emulator.close();
        }
    }

    @BeforeEach
    void asForANewReader() {
        browser.forget();
        browser.size(WIDE, 900);
        browser.scheme("light");
    }

    private Api api() {
        return Api.of(emulator);
    }

    private URI page(String path) {
        return emulator.baseUri().resolve("/_blb/ui/" + path);
    }

    /** Opens a page and waits for its stream of events, so that nothing that follows is missed. */
    private void show(String path) {
        browser.get(page(path));
        browser.await("scripts run", () -> browser.holds("typeof htmx === 'object'"));
        browser.run("window.notReloaded = true");
    }

    private void notReloaded() {
        assertThat(browser.holds("window.notReloaded === true")).isTrue();
    }

    @Test
    void pagesShowTheNumbersOfTheApi() {
        Pages pages = new Pages(api());
        Api api = pages.api;
        String account = "account=" + api.account();
        for (Language language : Language.values()) {
            String in = account + "&lang=" + language.tag();
            show("?" + in);
            browser.awaitText("h1", language.text("overview.title"));
            browser.awaitText(
                    "#count-loadbalancers",
                    api.get("/_blb/loadbalancers?" + account)
                            .json()
                            .path("total")
                            .asText());
            browser.awaitText("#count-unhealthy", "1");
            assertThat(browser.texts("#unhealthy tbody tr td:nth-child(3)").get(0))
                    .contains(language.text("health.dead", 1));
            assertThat(browser.text("#all tbody tr[data-id='" + pages.sick + "']"))
                    .contains(api.get("/v1/blb/" + pages.sick).text("/address"));
            assertThat(browser.text("#profile"))
                    .isEqualTo(api.get("/_blb/async?" + account).text("/profile"));

            show("loadbalancers/" + pages.sick + "?" + in);
            assertThat(browser.text("[data-server='i-api0001']"))
                    .contains(language.text("health.Dead"), "50", Reasons.in(language, "set by hand"));

            show("requests?" + in);
            JsonNode calls = api.get("/_blb/requests?" + account).json().path("requests");
            browser.await("all calls", () -> browser.texts("#requests tbody tr").size() == calls.size());
            show("requests/" + pages.refusedCall + "?" + in);
            assertThat(browser.text("#hints")).isNotEmpty();
            assertThat(browser.text("#curl")).contains("curl -sS -X 'POST'", "\"nam\":\"x\"");

            show("world?" + in);
            assertThat(browser.text("#vpcs tr[data-id='vpc-prod000001']")).contains("prod", "10.0.0.0/16");

            show("snapshots?" + in + "&from=before&to=now");
            JsonNode diff =
                    api.get("/_blb/snapshots/before/diff/now?" + account).json();
            assertThat(browser.texts("#diff .added"))
                    .hasSize(diff.path("added").size())
                    .isNotEmpty();

            show("settings?" + in);
            JsonNode settings =
                    api.get("/_blb/accounts/" + api.account() + "/settings").json();
            assertThat(browser.texts("#settings tr")).hasSize(settings.size() - 1);
            assertThat(browser.text("#settings tr[data-id='quotaListeners'] td"))
                    .isEqualTo(settings.path("quotaListeners").asText());

            show("operations?" + in);
            JsonNode operations = api.get("/_blb/operations").json();
            assertThat(browser.texts("#operations tbody tr[data-id]"))
                    .hasSize(operations.path("operations").size());
            assertThat(browser.texts("#control tbody tr"))
                    .hasSize(operations.path("controlRoutes").size());
        }
    }

    @Test
    void aChangeByTheApiAppearsWithoutAReload() {
        Api api = api();
        show("?account=" + api.account());
        browser.awaitText("#count-loadbalancers", "0");
        String blbId = api.create("\"name\":\"fresh\"");
        browser.awaitText("#count-loadbalancers", "1");
        // The number may be newer than the table, until the page is drawn again.
        browser.await(
                "its row",
                () -> browser.texts("#all tbody tr[data-id=" + blbId + "]").stream()
                        .anyMatch(row -> row.contains("fresh")));
        api.put("/_blb/loadbalancers/" + blbId + "/status", "{\"status\":\"paused\"}")
                .ok();
        browser.awaitText("#count-unhealthy", "1");
        notReloaded();

        browser.click("#all a[href*='" + blbId + "']");
        browser.await("the load balancer's page", () -> browser.text("h1").contains(blbId));
        api.put("/_blb/loadbalancers/" + blbId + "/status", "{\"status\":\"available\"}")
                .ok();
        browser.await("available", () -> browser.text(".lead .status").equals(Language.EN.text("status.available")));
        notReloaded();
    }

    /** A change that is told while the page is being fetched is shown by one more fetch. */
    @Test
    void aChangeDuringAFetchIsNotLost() {
        Api api = api();
        show("snapshots?account=" + api.account());
        browser.run("""
                window.kept = [];
                window.told = 0;
                const send = XMLHttpRequest.prototype.send;
                window.release = () => {
                    XMLHttpRequest.prototype.send = send;
                    kept.forEach(load => load());
                };
                XMLHttpRequest.prototype.send = function(body) {
                    const load = this.onload;
                    this.onload = event => kept.push(() => load.call(this, event));
                    send.call(this, body);
                };
                const dispatch = EventTarget.prototype.dispatchEvent;
                EventTarget.prototype.dispatchEvent = function(event) {
                    if (event.type === 'changed') told++;
                    return dispatch.call(this, event);
                };
                """);
        api.put("/_blb/snapshots/first?account=" + api.account(), "").ok();
        browser.await("a fetched page", () -> browser.holds("kept.length === 1"));
        browser.run("told = 0");
        api.put("/_blb/snapshots/second?account=" + api.account(), "").ok();
        browser.await("an event", () -> browser.holds("told > 0"));
        browser.run("release()");
        browser.await("both", () -> browser.text("#live").contains("second"));
    }

    /** A reader who clicks as soon as a part of the page is drawn anew gets the next page without a reload too. */
    @Test
    void linksWorkAsSoonAsTheyAreShown() {
        Api api = api();
        show("?account=" + api.account());
        browser.run("""
                new MutationObserver((changes, observer) => {
                    const link = document.querySelector('#all tbody a');
                    if (link) {
                        observer.disconnect();
                        link.click();
                    }
                }).observe(document.getElementById('main'), {childList: true, subtree: true});
                """);
        String blbId = api.create("\"name\":\"fresh\"");
        browser.await("the load balancer's page", () -> browser.text("h1").contains(blbId));
        notReloaded();
    }

    @Test
    void controlsDoWhatTheySayAndShowTheirCommand() {
        Pages pages = new Pages(api());
        Api api = pages.api;
        String account = "?account=" + api.account();

        show("loadbalancers/" + pages.healthy + account);
        browser.click("[data-server='i-web0001'] form[data-method=PUT] button");
        browser.awaitText("[data-server='i-web0001'] .status", "Dead");
        browser.click("[data-server='i-web0001'] form[data-method=DELETE] button");
        browser.awaitText("[data-server='i-web0001'] .status", "Alive");
        browser.run("document.querySelector('select[name=status]').value = 'paused'");
        browser.click("form[data-path$='/status'] button");
        browser.awaitText(".lead .status", "paused");

        show("health" + account);
        String script = "form.call:has([name=script]) ";
        browser.type(script + "[name=instanceId]", "i-web0001");
        browser.type(script + "[name=script]", "down 10s, repeat");
        assertThat(browser.content(script + ".curl pre"))
                .contains("-X PUT", "/_blb/backends/i-web0001/health", "{\"script\":\"down 10s, repeat\"}");
        browser.click(script + "button");
        browser.await("script", () -> browser.text("#set").contains("down 10s, repeat"));

        show("snapshots" + account);
        browser.type("form[data-method=PUT] [name=name]", "by-hand");
        browser.click("form[data-method=PUT] button");
        browser.await("snapshot", () -> browser.text("#snapshots").contains("by-hand"));
        browser.click("#snapshots tr[data-id=by-hand] form[data-method=DELETE] button");
        browser.await("gone", () -> !browser.text("#snapshots").contains("by-hand"));
        assertThat(api.get("/_blb/snapshots" + account).json().path("snapshots"))
                .hasSize(1);

        show("faults" + account);
        browser.click("form.call:has(select[name=preset]) button");
        browser.await("active", () -> browser.text("#active").equals(Language.EN.text("faults.active")));
        assertThat(browser.texts("#rules tbody tr"))
                .hasSameSizeAs(api.get("/_blb/faults" + account).json().path("rules"));
        browser.click("form[data-method=DELETE] button");
        browser.await("none", () -> browser.text("#active").equals(Language.EN.text("faults.none")));

        show("world" + account);
        browser.type("form[data-path*=machines] [name=instanceId]", "i-web0001");
        browser.type("form[data-path*=machines] [name=address]", "127.0.0.1:9");
        browser.click("form[data-path*=machines] button");
        browser.await("address", () -> browser.text("#addresses").contains("127.0.0.1:9"));
        browser.click("#vpcs tr[data-id='vpc-prod000001'] button");
        browser.await("removed", () -> !browser.text("#live").contains("vpc-prod000001"));
        browser.type(
                "form[data-path='/_blb/seed'] textarea", "vpcs:\n  - vpcId: vpc-seeded0001\n    cidr: 10.1.0.0/16\n");
        browser.click("form[data-path='/_blb/seed'] > button");
        browser.await("seeded", () -> browser.text("#live").contains("vpc-seeded0001"));

        show("settings" + account);
        browser.type("[name=quotaListeners]", "7");
        browser.click("form.call:has([name=quotaListeners]) button");
        browser.awaitText("#settings tr[data-id='quotaListeners'] td", "7");

        show("requests/" + pages.refusedCall + account);
        int before = api.get("/_blb/requests" + account + "&operation=CreateBlb")
                .json()
                .path("requests")
                .size();
        browser.click("#replay");
        browser.await(
                "replayed",
                () -> api.get("/_blb/requests" + account + "&operation=CreateBlb")
                                .json()
                                .path("requests")
                                .size()
                        == before + 1);
        browser.await("its answer", () -> browser.text("#result").contains("400"));

        show("requests" + account);
        browser.type("[name=status]", "4xx");
        browser.click(".search button");
        browser.await("filtered", () -> browser.texts("#requests tbody tr").size() == before + 1 - 3);
        browser.click("form[data-method=DELETE] button");
        browser.await("forgotten", () -> browser.texts("#requests tbody tr").isEmpty());
    }

    @Test
    void theClockObeys() {
        try (BlbEmulator own = BlbEmulator.start(SETTINGS)) {
            Api api = Api.of(own);
            browser.get(own.baseUri().resolve("/_blb/ui/clock"));
            browser.click("form:has([name=freeze]) button");
            browser.awaitText("#mode", Language.EN.text("clock.frozen"));
            String frozen = api.get("/_blb/clock").text("/now");
            browser.type("[name=advance]", "90s");
            browser.click("form:has([name=advance]) button");
            browser.await("advanced", () -> !api.get("/_blb/clock").text("/now").equals(frozen));
            String advanced = api.get("/_blb/clock").text("/now");
            assertThat(Instant.parse(advanced)).isEqualTo(Instant.parse(frozen).plusSeconds(90));
            browser.await(
                    "shown",
                    () -> advanced.startsWith(
                            browser.text("#now").replace(' ', 'T').replace("Z", "")));
            browser.click("form:has([name=scale]) button");
            browser.await("scaled", () -> browser.text("#mode").contains("×60"));
            browser.click("form:has([name=resume]) button");
            browser.awaitText("#mode", Language.EN.text("clock.real"));
            browser.run("document.querySelector('select[name=profile]').value = 'hostile'");
            browser.click("form:has([name=profile]) button");
            browser.awaitText("#profile", "hostile");
        }
    }

    @Test
    void everyPageCanBeReadByEveryone() {
        Pages pages = new Pages(api());
        for (String path : pages.paths()) {
            for (String scheme : List.of("light", "dark")) {
                int width = scheme.equals("light") ? WIDE : NARROW;
                browser.size(width, 900);
                browser.scheme(scheme);
                show(path);
                assertThat(browser.findings()).as(path + " " + scheme).isEmpty();
                assertThat(browser.holds("document.documentElement.scrollWidth <= " + width))
                        .as(path + " has no more than the window's width")
                        .isTrue();
                assertThat(browser.strings("return performance.getEntriesByType('resource').map(e => e.name)"
                                + ".filter(name => !name.startsWith(location.origin + '/'))"))
                        .as("requests to elsewhere")
                        .isEmpty();
            }
        }
    }

    @Test
    void aKeyboardReachesTheContentFirst() {
        show("");
        browser.find("body").sendKeys(Keys.TAB);
        assertThat(browser.holds("document.activeElement.className === 'skip'")).isTrue();
    }

    @Test
    void theTokenOpensPagesForOneTab() {
        try (BlbEmulator locked = BlbEmulator.start(SETTINGS.with(CONTROL_TOKEN, Optional.of(TOKEN)))) {
            String blbId = Api.of(locked).create("\"name\":\"hidden\"");
            browser.get(locked.baseUri().resolve("/_blb/ui/"));
            assertThat(browser.findings()).isEmpty();
            browser.type("#token", "wrong-0123456789-abc");
            browser.click("#unlock button");
            browser.awaitText("#result", Language.EN.text("locked.wrong"));
            browser.type("#token", TOKEN);
            browser.click("#unlock button");
            browser.awaitText("#count-loadbalancers", "1");
            Api.of(locked).create();
            browser.awaitText("#count-loadbalancers", "2");
            browser.click("#all a[href*='" + blbId + "']");
            browser.await("opened by a link", () -> browser.text("h1").contains(blbId));
            browser.run("document.querySelector('select[name=status]').value = 'paused'");
            browser.click("form[data-path$='/status'] button");
            browser.awaitText(".lead .status", "paused");
            browser.get(locked.baseUri().resolve("/_blb/ui/clock"));
            browser.awaitText("h1", Language.EN.text("clock.title"));
        }
    }

    /** The pictures of the page about the console, written where generated parts of the pages are. */
    @Test
    void pictures() throws IOException {
        Pages pages = new Pages(api());
        boolean writes = "write".equals(System.getProperty("blb.readme"));
        Path folder = writes ? Path.of("docs/images") : Path.of("target/console");
        browser.size(1120, 720);
        for (List<String> each : List.of(
                List.of("overview", ""),
                List.of("load-balancer", "loadbalancers/" + pages.sick),
                List.of("request", "requests/" + pages.refusedCall))) {
            show(each.get(1) + "?account=" + pages.api.account());
            Path file = folder.resolve("console-" + each.get(0) + ".png");
            browser.screenshot(file);
            assertThat(file).isNotEmptyFile();
        }
    }
}
