package dev.blb.emulator.console;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Switch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The page of a load balancer that has forwarded traffic, in a real browser. */
class ConsoleTrafficTest {
    private static final String SERVER = "i-checkout000001";

    @Test
    void theTableOfServersFitsWithProbesAndPlot() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        Settings settings =
                Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(DATA_PLANE, Switch.ON);
        try (BlbEmulator emulator = BlbEmulator.start(settings);
                Browser browser = Browser.open()) {
            Api api = Api.of(emulator);
            String blbId = balancer(api, "127.0.0.1:" + server.getAddress().getPort());
            String real = api.get("/_blb/endpoints?blbId=" + blbId + "&account=" + api.account())
                    .text("/endpoints/0/real");
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + real + "/"))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);

            browser.size(1100, 900);
            for (Language language : Language.values()) {
                URI page = emulator.baseUri()
                        .resolve("/_blb/ui/loadbalancers/" + blbId + "?account=" + api.account() + "&lang="
                                + language.tag());
                browser.await("plot", () -> {
                    browser.get(page);
                    return browser.holds("document.querySelector('td .plot canvas') !== null");
                });
                assertThat(browser.holds("[...document.querySelectorAll('.plot.wide')].every(each =>"
                                + " (each.dataset.points > 1) === (each.querySelector('.u-axis') !== null))"))
                        .as("a plot has axes once it shows something")
                        .isTrue();
                assertThat(browser.strings(
                                "return [...document.querySelectorAll('.timeline i')].map(each => each.className)"))
                        .hasSizeGreaterThan(9);
                browser.await("axes", () -> browser.holds("document.querySelector('.plot.wide .u-axis') !== null"));
                assertThat(browser.holds("[...document.querySelectorAll('.scroll')]"
                                + ".every(each => each.scrollWidth <= each.clientWidth)"))
                        .as("no table scrolls sideways in " + language.tag())
                        .isTrue();
            }
        } finally {
            server.stop(0);
        }
    }

    private static String balancer(Api api, String address) {
        String account = "?account=" + api.account();
        api.put("/_blb/machines/" + SERVER + account, "{\"address\":\"" + address + "\"}")
                .ok();
        String blbId = api.create("\"name\":\"checkout\"");
        api.post(
                        "/v1/blb/" + blbId + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"" + SERVER + "\",\"weight\":100}]}")
                .ok();
        api.post(
                        "/v1/blb/" + blbId + "/HTTPlistener",
                        "{\"listenerPort\":8080,\"backendPort\":80,\"scheduler\":\"RoundRobin\"}")
                .ok();
        // Three probes make a server Alive; the others fill the timeline.
        for (int probe = 0; probe < 20; probe++) {
            api.post("/_blb/clock", "{\"advance\":\"3s\"}").ok();
        }
        return blbId;
    }
}
