package dev.blb.emulator.console;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the buttons of a row act on, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(value = ExecutionMode.SAME_THREAD, reason = "the tests share one browser")
class ConsoleScopeTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

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
    void anew() {
        Api.of(emulator).post("/_blb/reset", "").ok();
        browser.forget();
        browser.size(1280, 900);
    }

    private void show(String path) {
        browser.get(emulator.baseUri().resolve("/_blb/ui/" + path));
        browser.await("scripts run", () -> browser.holds("typeof htmx === 'object'"));
    }

    private void says(String word) {
        browser.await(word, () -> browser.text("#result").startsWith(Language.EN.text(word)));
    }

    @Test
    void whatIsRemovedIsOfTheRowsAccount() {
        Api a = Api.of(emulator);
        Api b = Api.of(emulator);
        a.put("/_blb/world/vpcs/vpc-a0000001?account=" + a.account(), "{\"cidr\":\"10.0.0.0/16\"}")
                .ok();
        b.put("/_blb/world/vpcs/vpc-b0000001?account=" + b.account(), "{\"cidr\":\"10.0.0.0/16\"}")
                .ok();
        a.put("/_blb/machines/i-a?account=" + a.account(), "{\"address\":\"127.0.0.1:9\"}")
                .ok();
        b.put("/_blb/machines/i-b?account=" + b.account(), "{\"address\":\"127.0.0.1:9\"}")
                .ok();

        show("world?lang=en&account=" + a.account());
        assertThat(browser.text("#addresses")).contains("i-a").doesNotContain("i-b");
        show("world?lang=en");
        browser.click("#vpcs tr[data-id=vpc-b0000001] form.call > button");
        says("call.done");
        browser.await("removed", () -> !browser.text("#live").contains("vpc-b0000001"));
        browser.click("#addresses tr[data-id=i-b] form.call > button");
        browser.await("removed", () -> !browser.text("#addresses").contains("i-b"));
        assertThat(a.get("/_blb/machines").json().path("machines")).hasSize(1);
        assertThat(browser.text("#vpcs")).contains("vpc-a0000001");
    }

    @Test
    void aSnapshotIsThatOfTheRow() {
        Api one = Api.of(emulator);
        String kept = one.create("\"name\":\"kept\"");
        one.put("/_blb/snapshots/same?account=" + one.account(), "").ok();
        one.delete("/v1/blb/" + kept).ok();
        one.put("/_blb/snapshots/same", "").ok();

        show("snapshots?lang=en");
        String row = "#snapshots tr[data-id=same]:has([name=account]) ";
        browser.click(row + "form[data-method=POST] > button");
        says("call.done");
        assertThat(one.get("/v1/blb/" + kept).ok().text("/name")).isEqualTo("kept");
        browser.click(row + "form[data-method=DELETE] > button");
        browser.await("gone", () -> browser.texts(row.strip()).isEmpty());
        browser.click("#snapshots tr[data-id=same] form[data-method=DELETE] > button");
        browser.await("gone", () -> !browser.text("#live").contains("same"));
    }

    @Test
    void healthIsClearedWhereItWasSet() {
        Pages pages = new Pages(Api.of(emulator));
        Api api = pages.api;
        api.put("/_blb/backends/i-web0001/health", "{\"status\":\"Dead\"}").ok();
        for (String[] each : new String[][] {{pages.healthy, "i-web0001"}, {pages.sick, "i-api0001"}}) {
            String server = "[data-server='" + each[1] + "'] ";
            show("loadbalancers/" + each[0] + "?lang=en");
            assertThat(browser.text(server + ".status")).isEqualTo("Dead");
            browser.click(server + "form[data-method=DELETE] > button");
            browser.awaitText(server + ".status", "Alive");
            assertThat(browser.texts(server + "form[data-method=DELETE]")).isEmpty();
        }
        assertThat(api.get("/_blb/backends").json().path("backends")).isEmpty();
    }

    @Test
    void whatChangedNothingIsNotSaidToBeDone() {
        show("world?lang=en");
        for (String path : List.of(
                "/_blb/world/vpcs/vpc-none0001",
                "/_blb/machines/i-none",
                "/_blb/snapshots/none",
                "/_blb/backends/i-none/health")) {
            browser.run("const form = document.querySelector('.controls form.call');"
                    + "form.noValidate = true;"
                    + "form.dataset.method = 'DELETE';"
                    + "form.dataset.path = '" + path + "';"
                    + "document.getElementById('result').textContent = ''");
            browser.click(".controls form.call > button");
            says("call.nothing");
            assertThat(browser.text("#result")).contains("200");
        }
    }
}
