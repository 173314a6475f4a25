package dev.blb.emulator.console;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Switch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages about things whose texts are long and have no blank, in a real browser. */
class ConsoleWidthTest {
    private static final Settings SETTINGS =
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(DATA_PLANE, Switch.ON);
    private static final String MACHINE = "i-" + "m".repeat(60);
    private static final String ACCOUNT = "a".repeat(64);
    private static final String NAME = "n".repeat(64);

    @Test
    void noPageScrollsSideways() {
        try (BlbEmulator emulator = BlbEmulator.start(SETTINGS);
                Browser browser = Browser.open()) {
            Api api = Api.of(emulator).as(ACCOUNT);
            for (String path : pages(api)) {
                for (int width : List.of(420, 1300)) {
                    browser.size(width, 900);
                    for (Language language : Language.values()) {
                        browser.get(emulator.baseUri()
                                .resolve("/_blb/ui/" + path + (path.contains("?") ? "&" : "?") + "lang="
                                        + language.tag()));
                        browser.await("scripts run", () -> browser.holds("typeof htmx === 'object'"));
                        assertThat(browser.strings("return [...document.querySelectorAll('body *')]"
                                        + ".filter(each => !each.closest('.scroll, pre, .pages, .hidden, .skip')"
                                        + " && each.getBoundingClientRect().right > " + width + ")"
                                        + ".map(each => each.tagName + ' ' + each.className)"))
                                .as("what is beyond %d px of %s in %s", width, path, language.tag())
                                .isEmpty();
                        assertThat(browser.holds("document.documentElement.scrollWidth <= " + width))
                                .as("%s has no more than %d px in %s", path, width, language.tag())
                                .isTrue();
                    }
                }
            }
        }
    }

    private static List<String> pages(Api api) {
        String of = "?account=" + ACCOUNT;
        String blbId = api.create("\"name\":\"" + NAME + "\",\"desc\":\"" + "d".repeat(200)
                + "\",\"tags\":[{\"tagKey\":\"" + "k".repeat(65) + "\",\"tagValue\":\"" + "v".repeat(65) + "\"}]");
        api.post(
                        "/v1/blb/" + blbId + "/HTTPlistener",
                        "{\"listenerPort\":80,\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"description\":\""
                                + "l".repeat(200) + "\"}")
                .ok();
        api.post(
                        "/v1/blb/" + blbId + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"" + MACHINE + "\"}]}")
                .ok();
        api.put("/_blb/backends/" + MACHINE + "/health" + of, "{\"status\":\"Dead\"}")
                .ok();
        api.put("/_blb/machines/" + MACHINE + of, "{\"address\":\"" + "h".repeat(60) + ".example\"}")
                .ok();
        api.put("/_blb/world/vpcs/vpc-" + "w".repeat(60) + of, "{\"name\":\"" + NAME + "\",\"cidr\":\"10.0.0.0/16\"}")
                .ok();
        api.put("/_blb/snapshots/" + NAME + of, "").ok();
        api.put(
                        "/_blb/faults" + of,
                        "{\"rules\":[{\"name\":\"" + NAME
                                + "\",\"match\":{\"operation\":\"UpdateBlb\"},\"effect\":{\"status\":503}}]}")
                .ok();
        String refused = api.put("/v1/blb/" + blbId + "?" + "q".repeat(200), "{\"" + "x".repeat(200) + "\":1}")
                .text("/requestId");
        return List.of(
                "",
                of,
                "loadbalancers/" + blbId + of,
                "loadbalancers/" + "g".repeat(200),
                "requests" + of,
                "requests?status=" + "s".repeat(200),
                "requests/" + refused + of,
                "world" + of,
                "snapshots" + of,
                "snapshots" + of + "&from=" + NAME + "&to=now",
                "snapshots" + of + "&from=" + "f".repeat(200) + "&to=now",
                "faults",
                "faults" + of,
                "health" + of,
                "clock" + of,
                "settings" + of,
                "operations" + of);
    }
}
