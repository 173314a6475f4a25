package dev.blb.emulator.control;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The control routes that say what there is, above all what is unhealthy. */
class InventoryTest {
    private static final Settings SETTINGS =
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(QUOTA_LOAD_BALANCERS, 2000);
    private static final String UNHEALTHY = "/_blb/loadbalancers?unhealthy=true";

    private final BlbEmulator emulator = BlbEmulator.start(SETTINGS);
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    /** So many load balancers of five accounts, each with a listener and a server: {@code i-N}, or one for all. */
    private void balancers(int count, boolean haveOneServer) {
        api.post(
                        "/_blb/seed",
                        IntStream.range(0, count)
                                .mapToObj(i -> "{\"blbId\":\"%s\",\"name\":\"%s\",\"account\":\"team-%d\","
                                                .formatted(id(i), i % 2 == 0 ? "even" : "odd", i * 5 / count)
                                        + "\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\","
                                        + "\"listeners\":[{\"listenerType\":\"TCP\",\"listenerPort\":80,"
                                        + "\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}],"
                                        + "\"backendServerList\":[{\"instanceId\":\"i-%d\"}]}"
                                                .formatted(haveOneServer ? 0 : i))
                                .collect(Collectors.joining(",", "{\"loadBalancers\":[", "]}")))
                .ok();
    }

    private static String id(int number) {
        return "lb-%05d".formatted(number);
    }

    private void health(int server, String members) {
        api.put("/_blb/backends/i-" + server + "/health", "{" + members + "}").ok();
    }

    private JsonNode unhealthy(String more) {
        return api.get(UNHEALTHY + more).ok().json();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("loadBalancers").findValuesAsText("blbId");
    }

    @Test
    void theOneThatIsUnhealthyIsFoundAmongManyWhoseHealthWasSet() {
        balancers(230, false);
        IntStream.range(0, 230).forEach(i -> health(i, "\"status\":\"Alive\""));
        assertThat(unhealthy("").path("total").asInt()).isZero();
        health(229, "\"status\":\"Dead\"");
        JsonNode page = unhealthy("");
        assertThat(ids(page)).containsExactly(id(229));
        assertThat(page.path("total").asInt()).isEqualTo(1);
        assertThat(page.has("nextMarker")).isFalse();
        api.delete("/_blb/backends/i-229/health").ok();
        assertThat(ids(unhealthy(""))).isEmpty();
    }

    @Test
    void theUnhealthyOnesComeInPagesAndCanBeSearched() {
        balancers(250, false);
        IntStream.range(0, 250).forEach(i -> health(i, "\"status\":\"" + (i % 3 == 0 ? "Unknown" : "Dead") + "\""));
        List<String> found = new ArrayList<>();
        String marker = "";
        do {
            JsonNode page = unhealthy("&maxKeys=40" + marker);
            assertThat(ids(page)).hasSizeBetween(1, 40);
            found.addAll(ids(page));
            marker = page.has("nextMarker")
                    ? "&marker=" + page.path("nextMarker").asText()
                    : "";
        } while (!marker.isEmpty());
        assertThat(found)
                .containsExactlyElementsOf(
                        IntStream.range(0, 250).mapToObj(InventoryTest::id).toList());
        assertThat(ids(unhealthy("&search=odd&account=team-1&maxKeys=1000")))
                .hasSize(25)
                .allMatch(id -> Integer.parseInt(id.substring(3)) % 2 == 1);
        assertThat(ids(unhealthy("&search=" + id(249)))).containsExactly(id(249));
        for (String search : List.of("search=" + id(249), "search=" + id(249) + "&account=team-4")) {
            JsonNode page = api.get("/_blb/loadbalancers?" + search).ok().json();
            assertThat(ids(page)).containsExactly(id(249));
            assertThat(page.path("total").asInt()).isEqualTo(1);
        }
        assertThat(unhealthy("&search=nothing").path("total").asInt()).isZero();
        api.get(UNHEALTHY + "&marker=x").refused(400, "InvalidParameter");
    }

    @Test
    void anAnswerLooksAtAThousandAndTheNextOneGoesOn() {
        api.post("/_blb/clock", "{\"freeze\":true}").ok();
        balancers(1050, true);
        health(0, "\"script\":\"up 1s, repeat\"");
        api.post("/_blb/clock", "{\"advance\":\"PT1M\"}").ok();
        health(0, "\"status\":\"Dead\",\"blbId\":\"" + id(1049) + "\"");
        JsonNode first = unhealthy("");
        assertThat(ids(first)).isEmpty();
        JsonNode second = unhealthy("&marker=" + first.path("nextMarker").asText());
        assertThat(ids(second)).containsExactly(id(1049));
        assertThat(second.has("nextMarker")).isFalse();
        assertThat(api.text("/_blb/ui/health?lang=en"))
                .contains("id=\"next\"", "No unhealthy load balancer among those on this page")
                .doesNotContain("every server is Alive");
        assertThat(api.text("/_blb/ui/?lang=en")).contains("id=\"count-unhealthy\">0+<", "Look for further");
        assertThat(api.text("/_blb/ui/health?lang=en&marker="
                        + first.path("nextMarker").asText()))
                .contains(id(1049));
    }

    @Test
    void realAddressesAreThoseOfOneAccountOrOfAll() {
        for (String account : List.of("", "?account=emulator-a", "?account=emulator-b")) {
            api.put("/_blb/machines/i-1" + account, "{\"address\":\"127.0.0.1:9\"}")
                    .ok();
        }
        assertThat(api.get("/_blb/machines").ok().json().path("machines")).hasSize(3);
        assertThat(api.get("/_blb/machines?account=emulator-b")
                        .ok()
                        .json()
                        .path("machines")
                        .findValuesAsText("account"))
                .containsExactly("emulator-b");
    }

    @Test
    void healthSaysWhereItWasSet() {
        balancers(1, true);
        String path = "/_blb/loadbalancers/" + id(0) + "/health";
        String line = "/listenerList/0/backendServerList/0";
        assertThat(api.get(path).json().at(line).has("setFor")).isFalse();
        health(0, "\"status\":\"Dead\"");
        assertThat(api.get(path).json().at(line + "/setFor").toString()).isEqualTo("{}");
        api.put("/_blb/backends/i-0/health?account=team-0", "{\"script\":\"down\",\"listenerPort\":80}")
                .ok();
        assertThat(api.get(path).json().at(line + "/setFor").toString())
                .isEqualTo("{\"account\":\"team-0\",\"listenerPort\":80}");
    }
}
