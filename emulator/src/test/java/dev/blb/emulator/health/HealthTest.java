package dev.blb.emulator.health;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Health as users see and control it, on a clock that is moved. */
class HealthTest {
    private final MovableClock real = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE), real);
    private final Api api = Api.of(emulator);
    private String id = "";

    @BeforeEach
    void prepare() {
        api.post("/_blb/clock", "{\"freeze\":true}").ok();
        id = api.create();
        api.post("/v1/blb/" + id + "/TCPlistener", """
                {"listenerPort":80,"backendPort":80,"scheduler":"RoundRobin","healthCheckInterval":3,
                "unhealthyThreshold":3,"healthyThreshold":2}""").ok();
        attach("i-1");
        attach("i-2");
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private void attach(String machine) {
        api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"" + machine + "\"}]}")
                .ok();
    }

    private void advance(String by) {
        api.post("/_blb/clock", "{\"advance\":\"" + by + "\"}").ok();
    }

    private String status(int port, String machine) {
        for (JsonNode server : api.get("/v1/blb/" + id + "/backendserver?listenerPort=" + port)
                .ok()
                .json()
                .path("backendServerList")) {
            if (server.path("instanceId").asText().equals(machine)) {
                return server.path("status").asText();
            }
        }
        throw new AssertionError(machine + " is not listed");
    }

    private void say(String machine, String body) {
        api.put("/_blb/backends/" + machine + "/health", body).ok();
    }

    @Test
    void aServerIsAliveUntilSomebodySpeaksAndAgainWhenItIsTakenBack() {
        assertThat(status(80, "i-1")).isEqualTo("Alive");
        say("i-1", "{\"status\":\"Dead\"}");
        assertThat(status(80, "i-1")).isEqualTo("Dead");
        assertThat(status(80, "i-2")).isEqualTo("Alive");
        assertThat(api.delete("/_blb/backends/i-1/health")
                        .ok()
                        .json()
                        .path("cleared")
                        .asInt())
                .isOne();
        assertThat(status(80, "i-1")).isEqualTo("Alive");
    }

    @Test
    void aScriptDecidesByThresholdAndIntervalOfTheListener() {
        say("i-1", "{\"script\":\"down 20s, up\"}");
        assertThat(status(80, "i-1")).isEqualTo("Unknown");
        advance("PT5.999S");
        assertThat(status(80, "i-1")).isEqualTo("Unknown");
        advance("1ms");
        assertThat(status(80, "i-1")).as("third failure at 6 s").isEqualTo("Dead");
        advance("17999ms");
        assertThat(status(80, "i-1")).as("first success at 21 s").isEqualTo("Dead");
        advance("1ms");
        assertThat(status(80, "i-1")).as("second success at 24 s").isEqualTo("Alive");
        assertThat(status(80, "i-2")).isEqualTo("Alive");
    }

    @Test
    void healthIsPerListenerAndFollowsItsChangedSettings() {
        api.post("/v1/blb/" + id + "/TCPlistener", """
                {"listenerPort":81,"backendPort":80,"scheduler":"RoundRobin","healthCheckInterval":10,
                "unhealthyThreshold":5,"healthyThreshold":2}""").ok();
        say("i-1", "{\"script\":\"down\"}");
        advance("6s");
        assertThat(status(80, "i-1")).isEqualTo("Dead");
        assertThat(status(81, "i-1")).isEqualTo("Unknown");
        api.put(
                        "/v1/blb/" + id + "/TCPlistener?listenerPort=81",
                        "{\"healthCheckInterval\":1,\"unhealthyThreshold\":2}")
                .ok();
        advance("1s");
        assertThat(status(81, "i-1")).as("two failures one second apart").isEqualTo("Dead");
    }

    @Test
    void aServerThatIsAttachedAgainBeginsAnew() {
        say("i-1", "{\"script\":\"down\"}");
        advance("6s");
        api.put("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[\"i-1\"]}")
                .ok();
        attach("i-1");
        assertThat(status(80, "i-1")).isEqualTo("Unknown");
        api.put(
                        "/v1/blb/" + id + "/backendserver?update",
                        "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":0}]}")
                .ok();
        advance("6s");
        assertThat(status(80, "i-1")).as("a changed weight does not matter").isEqualTo("Dead");
    }

    @Test
    void theTimelineShowsWhatDecidesAndTheNewestProbes() {
        say("i-1", "{\"script\":\"up 4s, down\",\"blbId\":\"" + id + "\"}");
        advance("PT12S");
        JsonNode listener =
                api.get("/_blb/loadbalancers/" + id + "/health").ok().json().at("/listenerList/0");

        assertThat(listener.path("listenerPort").asInt()).isEqualTo(80);
        assertThat(listener.at("/backendServerList/0")).isEqualTo(Json.of("""
                        {"instanceId":"i-1","status":"Dead","decidedBy":"script: up 4s, down",
                        "setFor":{"blbId":"%s"},"probes":[
                        {"at":"2026-01-31T10:00:00Z","result":"up","reason":"script says up","inARow":1,"status":"Unknown"},
                        {"at":"2026-01-31T10:00:03Z","result":"up","reason":"script says up","inARow":2,"status":"Alive"},
                        {"at":"2026-01-31T10:00:06Z","result":"down","reason":"script says down","inARow":1,"status":"Alive"},
                        {"at":"2026-01-31T10:00:09Z","result":"down","reason":"script says down","inARow":2,"status":"Alive"},
                        {"at":"2026-01-31T10:00:12Z","result":"down","reason":"script says down","inARow":3,"status":"Dead"}]}""".formatted(id)));
        assertThat(listener.at("/backendServerList/1/decidedBy").asText()).isEqualTo("default");
        assertThat(listener.at("/backendServerList/1").has("setFor")).isFalse();
    }

    @Test
    void aMonthPassesInOneCall() {
        say("i-1", "{\"script\":\"up 1h, down 1h, repeat\"}");
        advance("P30D");
        assertThat(status(80, "i-1"))
                .as("up again from the hour on, not yet twice")
                .isEqualTo("Dead");
        advance("3s");
        assertThat(status(80, "i-1")).isEqualTo("Alive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | status and script are not given; allowed is one of them",
                "{\"status\":\"Dead\",\"script\":\"up\"} | status and script are both given",
                "{\"script\":\"sideways\"} | script is \"sideways\"; allowed are steps such as",
                "{\"status\":\"dead\"} | allowed is one of Alive, Dead, Unknown"
            })
    void nonsenseIsRefused(String body, String message) {
        assertThat(api.put("/_blb/backends/i-1/health", body)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(message);
    }
}
