package dev.blb.emulator.consistency;

import static dev.blb.emulator.settings.SettingsTable.ASYNC;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How writes take effect: by time, by reads, until a word, and out of step. On a clock that stands. */
class AsyncTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final BlbEmulator emulator = TestEmulator.start(
            Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(SEED_IDS, Optional.of(7L)), clock);
    private final Api api = Api.of(emulator);

    @BeforeEach
    void freeze() {
        api.post("/_blb/clock", "{\"freeze\":true}").ok();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private void rule(String operation, String members) {
        api.put("/_blb/async?account=" + api.account(), "{\"operations\":{\"" + operation + "\":{" + members + "}}}")
                .ok();
    }

    private void advance(String by) {
        api.post("/_blb/clock", "{\"advance\":\"" + by + "\"}").ok();
    }

    private String status(String id) {
        Api.Answer answer = api.get("/v1/blb/" + id);
        return answer.status() == 200 ? answer.text("/status") : answer.code();
    }

    private String listed(String id) {
        return api.get("/v1/blb?blbId=" + id).ok().text("/blbList/0/status");
    }

    @Test
    void byTime() {
        rule("CreateBlb", "\"settle\":\"5s\"");
        String id = api.create();
        assertThat(List.of(status(id), listed(id))).containsOnly("creating");
        advance("PT4.999S");
        assertThat(status(id)).isEqualTo("creating");
        advance("1ms");
        assertThat(List.of(status(id), listed(id))).containsOnly("available");
    }

    @Test
    void byNumberOfReads() {
        rule("CreateBlb", "\"settle\":\"3 reads\"");
        String id = api.create();
        assertThat(status(id)).isEqualTo("creating");
        assertThat(listed(id)).isEqualTo("creating");
        api.put("/v1/blb/" + id, "{}").refused(409, "LastOperationNotFinished");
        api.get("/v1/blb/" + id + "/listener").ok();
        assertThat(status(id)).as("after three reads; a refused write is none").isEqualTo("available");
        api.put("/v1/blb/" + id, "{}").ok();
    }

    @Test
    void heldUntilSomebodySaysSo() {
        rule("UpdateBlb", "\"settle\":\"held\"");
        String id = api.create();
        api.put("/v1/blb/" + id, "{\"name\":\"renamed\"}").ok();
        advance("P365D");
        assertThat(status(id)).isEqualTo("updating");
        assertThat(api.post("/_blb/loadbalancers/" + id + "/settle", "").ok().text("/status"))
                .isEqualTo("available");
        assertThat(status(id)).isEqualTo("available");
        assertThat(api.get("/v1/blb/" + id).text("/name")).isEqualTo("renamed");
        api.post("/_blb/loadbalancers/lb-none/settle", "").refused(404, "InstanceNotFound");
    }

    @Test
    void aNewInstanceIsMissingForAWhileAndListAndDetailDisagree() {
        rule("CreateBlb", "\"settle\":\"9s\",\"detail\":\"2 reads\",\"list\":\"10s\"");
        String id = api.create();
        assertThat(status(id)).isEqualTo("InstanceNotFound");
        api.post("/v1/blb/" + id + "/TCPlistener", Api.tcp(80)).refused(404, "InstanceNotFound");
        assertThat(status(id)).isEqualTo("InstanceNotFound");
        assertThat(status(id)).as("found at the third read").isEqualTo("creating");
        assertThat(listed(id)).isEmpty();
        advance("9s");
        assertThat(status(id)).isEqualTo("available");
        assertThat(listed(id)).isEmpty();
        advance("1s");
        assertThat(listed(id)).isEqualTo("available");
    }

    @Test
    void pagesAreFullThoughSomeInstancesAreNotSeen() {
        String first = api.create();
        rule("CreateBlb", "\"list\":\"2 reads\"");
        for (int i = 0; i < 5; i++) {
            api.create();
        }
        rule("CreateBlb", "\"list\":\"0\"");
        String last = api.create();
        Api.Answer page = api.get("/v1/blb?maxKeys=2").ok();
        assertThat(page.json().findValuesAsText("blbId")).containsExactly(first, last);
        assertThat(page.json().path("isTruncated").asBoolean()).isFalse();
        assertThat(api.get("/v1/blb?maxKeys=2").json().findValuesAsText("blbId"))
                .containsExactly(first, last);
        Api.Answer full = api.get("/v1/blb?maxKeys=2").ok();
        assertThat(full.json().path("isTruncated").asBoolean()).isTrue();
        assertThat(api.get("/v1/blb").json().path("blbList")).hasSize(7);
    }

    @Test
    void aReleasedInstanceCountsNowhere() {
        rule("ReleaseBlb", "\"settle\":\"2s\",\"detail\":\"2s\",\"list\":\"5s\"");
        String kept = api.create();
        api.delete("/v1/blb/" + api.create()).ok();
        for (String wait : List.of("1s", "P1D")) {
            advance(wait);
            JsonNode page = api.get("/_blb/loadbalancers").ok().json();
            assertThat(page.path("total").asInt()).isEqualTo(1);
            assertThat(page.path("loadBalancers").findValuesAsText("blbId")).containsExactly(kept);
            assertThat(api.get("/_blb/loadbalancers?unhealthy=true").text("/total"))
                    .isEqualTo("0");
            Api.Answer accounts = api.get("/_blb/accounts").ok();
            assertThat(accounts.text("/accounts/0/loadBalancers")).isEqualTo("1");
            assertThat(accounts.text("/totalLoadBalancers")).isEqualTo("1");
        }
    }

    @Test
    void whatIsBeingCreatedIsListedForWhoControls() {
        rule("CreateBlb", "\"settle\":\"9s\",\"detail\":\"5s\",\"list\":\"5s\"");
        String id = api.create("\"name\":\"new\"");
        assertThat(List.of(status(id), listed(id))).containsExactly("InstanceNotFound", "");
        for (String wait : List.of("1s", "5s", "5s")) {
            for (String search : List.of("", "?search=new", "?account=" + api.account(), "?unhealthy=true")) {
                JsonNode page = api.get("/_blb/loadbalancers" + search).ok().json();
                assertThat(page.path("loadBalancers").findValuesAsText("blbId")).containsExactly(id);
                assertThat(page.path("total").asInt()).isEqualTo(1);
                assertThat(page.at("/loadBalancers/0/status").asText()).isEqualTo("creating");
            }
            assertThat(api.get("/_blb/loadbalancers/" + id).text("/status")).isEqualTo("creating");
            advance(wait);
        }
        assertThat(api.get("/_blb/loadbalancers").text("/loadBalancers/0/status"))
                .isEqualTo("available");
        assertThat(status(id)).isEqualTo("available");
    }

    @Test
    void aReleasedInstanceLingers() {
        rule("ReleaseBlb", "\"settle\":\"2s\",\"detail\":\"2s\",\"list\":\"5s\"");
        String id = api.create();
        api.delete("/v1/blb/" + id).ok();
        assertThat(List.of(status(id), listed(id))).containsOnly("updating");
        api.delete("/v1/blb/" + id).refused(409, "LastOperationNotFinished");
        advance("2s");
        assertThat(status(id)).isEqualTo("InstanceNotFound");
        api.delete("/v1/blb/" + id).refused(404, "InstanceNotFound");
        assertThat(listed(id)).as("the list has not noticed").isEqualTo("available");
        advance("3s");
        assertThat(listed(id)).isEmpty();
        api.put("/_blb/loadbalancers/" + id + "/status", "{\"status\":\"paused\"}")
                .refused(404, "InstanceNotFound");
    }

    @Test
    void whatIsGoneFreesItsAddressItsEipAndItsPlaceInTheQuota() {
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"quotaLoadBalancers\":1}")
                .ok();
        rule("ReleaseBlb", "\"settle\":\"held\",\"detail\":\"settled\",\"list\":\"settled\"");
        String[] place = {"\"address\":\"172.16.0.9\"", "\"eip\":\"203.0.113.10\""};
        String id = api.create(place);
        api.delete("/v1/blb/" + id).ok();
        api.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}").refused(413, "QuotaExceeded");
        assertThat(api.post("/_blb/loadbalancers/" + id + "/settle", "").ok().text("/status"))
                .isEqualTo("released");
        String next = api.create(place);

        rule("ReleaseBlb", "\"settle\":\"5s\",\"detail\":\"5s\",\"list\":\"5s\"");
        api.delete("/v1/blb/" + next).ok();
        advance("5s");
        assertThat(api.create(place)).as("nobody looked in between").isNotEqualTo(next);
    }

    @Test
    void whatIsGoneFreesItsAddressAlsoFarFromTheQuota() {
        rule("ReleaseBlb", "\"settle\":\"5s\",\"detail\":\"5s\",\"list\":\"5s\"");
        String id = api.create("\"address\":\"172.16.0.9\"");
        String other = api.create("\"eip\":\"203.0.113.10\"");
        api.delete("/v1/blb/" + id).ok();
        api.delete("/v1/blb/" + other).ok();
        api.post(
                        "/v1/blb",
                        "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\",\"address\":\"172.16.0.9\"}")
                .refused(400, "InvalidParameter");
        advance("5s");
        assertThat(List.of(api.create("\"address\":\"172.16.0.9\""), api.create("\"eip\":\"203.0.113.10\"")))
                .as("nobody looked in between")
                .doesNotContain(id, other);
    }

    @Test
    void aWriteIsRefusedThoughTheInstanceIsAvailable() {
        rule("CreateBlbTcpListener", "\"settle\":\"1s\",\"writable\":\"3s\"");
        String id = api.create();
        api.createTcp(id, 80);
        advance("1s");
        assertThat(status(id)).isEqualTo("available");
        assertThat(api.post("/v1/blb/" + id + "/TCPlistener", Api.tcp(81))
                        .refused(409, "LastOperationNotFinished")
                        .message())
                .contains("is available, but not ready for a write");
        advance("2s");
        api.createTcp(id, 81);
    }

    @Test
    void anAnswerIsLostAfterTheWriteTookEffectAndTheTokenBringsItBack() throws Exception {
        rule("CreateBlb", "\"loseAnswers\":1");
        HttpRequest create = HttpRequest.newBuilder(api.uri("/v1/blb?clientToken=t"))
                .POST(BodyPublishers.ofString("{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}"))
                .header(
                        "Authorization",
                        "bce-auth-v1/" + api.account() + "/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64))
                .timeout(Duration.ofMinutes(2))
                .build();
        HttpClient http = HttpClient.newHttpClient();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> http.send(create, BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        String id = api.get("/v1/blb").ok().text("/blbList/0/blbId");
        assertThat(http.send(create, BodyHandlers.ofString()).body()).contains(id);
        assertThat(api.get("/v1/blb").json().path("blbList")).hasSize(1);
    }

    @Test
    void profilesDifferAndAreDrawnFromTheSeed() {
        api.put("/_blb/async", "{\"profile\":\"realistic\"}").ok();
        String id = api.create();
        assertThat(List.of(status(id), listed(id))).containsOnly("creating");
        advance("PT2.999S");
        assertThat(status(id)).isEqualTo("creating");
        advance("PT5.002S");
        assertThat(status(id)).isEqualTo("available");
        api.createTcp(id, 80);
        assertThat(status(id)).isEqualTo("updating");
        advance("2s");
        api.put("/v1/blb/modification_protection/" + id, "{\"allowModify\":true}")
                .ok();
        assertThat(status(id)).isEqualTo("available");
        api.delete("/v1/blb/" + id).ok();
        assertThat(List.of(status(id), listed(id))).containsOnly("updating");
        advance("PT3.001S");
        assertThat(status(id)).isEqualTo("InstanceNotFound");
        assertThat(listed(id)).isEmpty();

        assertThat(api.get("/_blb/async").ok().text("/operations/CreateBlb/settle"))
                .isEqualTo("3s..8s");
        api.post("/_blb/reset", "").ok();
        assertThat(api.get("/_blb/async").text("/profile")).isEqualTo("instant");
        assertThat(status(api.create())).isEqualTo("available");
    }

    @Test
    void ofAnUpdateOnlyTheStatusIsShownLater() {
        rule("UpdateBlb", "\"settle\":\"9s\",\"detail\":\"2s\",\"list\":\"4s\"");
        String id = api.create();
        api.put("/v1/blb/" + id, "{\"name\":\"renamed\"}").ok();
        assertThat(api.get("/v1/blb/" + id).text("/name")).isEqualTo("renamed");
        assertThat(List.of(status(id), listed(id))).containsOnly("available");
        advance("2s");
        assertThat(List.of(status(id), listed(id))).containsExactly("updating", "available");
        advance("2s");
        assertThat(List.of(status(id), listed(id))).containsOnly("updating");
        advance("5s");
        assertThat(List.of(status(id), listed(id))).containsOnly("available");
    }

    @Test
    void aReleaseThatIsHeldStaysVisible() {
        rule("ReleaseBlb", "\"settle\":\"held\"");
        String id = api.create();
        api.delete("/v1/blb/" + id).ok();
        assertThat(List.of(status(id), listed(id))).containsOnly("updating");
        api.post("/_blb/loadbalancers/" + id + "/settle", "");
        assertThat(status(id)).isEqualTo("InstanceNotFound");
    }

    @Test
    void operationsWithoutAStateInBetweenShowNoDelays() {
        api.put("/_blb/async", "{\"profile\":\"hostile\"}").ok();
        Api.Answer shown = api.get("/_blb/async").ok();
        for (String operation : List.of("UpdateBlbModifyProtection", "StartLoadBalancerAutoRenew")) {
            assertThat(shown.json().at("/operations/" + operation).toString())
                    .isEqualTo("{\"loseAnswers\":0,\"losePercent\":5}");
        }
    }

    @Test
    void whatARuleDoesNotNameFollowsTheSettleDelay() {
        rule("CreateBlb", "\"loseAnswers\":0");
        api.put("/_blb/accounts/" + api.account() + "/settings", "{\"settleDelay\":\"30s\"}")
                .ok();
        assertThat(api.get("/_blb/async?account=" + api.account()).text("/operations/CreateBlb/settle"))
                .isEqualTo("30000ms");
        String id = api.create();
        assertThat(status(id)).isEqualTo("creating");
        advance("30s");
        assertThat(status(id)).isEqualTo("available");
    }

    private void keeping(String members) {
        api.put("/_blb/async?keep=true&account=" + api.account(), "{" + members + "}")
                .ok();
    }

    @Test
    void rulesThatAreNotNamedMayStay() {
        api.put("/_blb/async", "{\"operations\":{\"DeleteBlbListener\":{\"settle\":\"1h\"}}}")
                .ok();
        keeping("\"operations\":{\"CreateBlb\":{\"settle\":\"held\"}}");
        keeping("\"operations\":{\"UpdateBlb\":{\"settle\":\"5s\",\"list\":\"7s\"}}");
        keeping("\"operations\":{\"UpdateBlb\":{\"settle\":\"6s\"}}");
        keeping("\"profile\":\"realistic\"");

        Api.Answer shown = api.get("/_blb/async?account=" + api.account()).ok();
        assertThat(shown.text("/profile")).isEqualTo("realistic");
        assertThat(shown.text("/operations/CreateBlb/settle")).isEqualTo("held");
        assertThat(shown.text("/operations/UpdateBlb/settle")).isEqualTo("6s");
        assertThat(shown.text("/operations/UpdateBlb/list")).isEqualTo("0");
        assertThat(shown.text("/operations/DeleteBlbListener/settle")).isEqualTo("1h");
        api.put("/_blb/async?keep=true", "{\"operations\":{\"UpdateBlb\":{\"settle\":\"8s\"}}}")
                .ok();
        shown = api.get("/_blb/async?account=" + api.account()).ok();
        assertThat(shown.text("/operations/UpdateBlb/settle")).isEqualTo("8s");
        assertThat(shown.text("/operations/CreateBlb/settle")).isEqualTo("held");

        rule("CreateBlb", "\"settle\":\"9s\"");
        assertThat(api.get("/_blb/async?account=" + api.account()).text("/operations/UpdateBlb/settle"))
                .isEqualTo("500ms..2s");
    }

    @Test
    void aRuleThatStaysDoesNotLoseMoreAnswers() {
        keeping("\"operations\":{\"CreateBlb\":{\"loseAnswers\":1}}");
        org.assertj.core.api.Assertions.assertThatThrownBy(api::create).hasCauseInstanceOf(IOException.class);
        keeping("\"operations\":{\"UpdateBlb\":{\"loseAnswers\":1}}");
        api.create();
        keeping("\"operations\":{\"CreateBlb\":{\"loseAnswers\":1}}");
        org.assertj.core.api.Assertions.assertThatThrownBy(api::create).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void anAccountHasItsOwn() {
        Api other = Api.of(emulator);
        rule("CreateBlb", "\"settle\":\"held\"");
        assertThat(status(api.create())).isEqualTo("creating");
        assertThat(other.get("/v1/blb/" + other.create()).text("/status")).isEqualTo("available");
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        assertThat(status(api.create())).isEqualTo("available");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"profile\":\"slow\"} | allowed is one of instant, realistic, hostile",
                "{\"operations\":{\"CreateLb\":{}}} | operations.CreateLb is unknown here; allowed is CreateBlb, UpdateBlb",
                "{\"operations\":{\"CreateBlb\":{\"wait\":\"1s\"}}} | operations.CreateBlb.wait is unknown here; allowed is settle",
                "{\"operations\":{\"CreateBlb\":{\"settle\":\"soon\"}}} | operations.CreateBlb.settle is \"soon\"; allowed is a length of time",
                "{\"operations\":{\"CreateBlb\":{\"settle\":\"5s..3s\"}}} | operations.CreateBlb.settle is \"5s..3s\"",
                "{\"operations\":{\"CreateBlb\":{\"losePercent\":101}}} | operations.CreateBlb.losePercent is 101",
                "{\"operations\":{\"DescribeBlb\":{}}} | operations.DescribeBlb is unknown here",
                "{\"operations\":{\"UpdateBlb\":{\"detail\":\"3 reads\"}}} | operations.UpdateBlb.detail is \"3 reads\", and what an update changes is shown at once: only the status updating can be shown later, and settle is 0; allowed is it with a longer settle, or with CreateBlb, ReleaseBlb, RefundBlb",
                "{\"operations\":{\"AddBlbServer\":{\"settle\":\"0\",\"list\":\"1s\"}}} | operations.AddBlbServer.list is \"1s\"",
                "{\"operations\":{\"UpdateBlbModifyProtection\":{\"detail\":\"1s\"}}} | operations.UpdateBlbModifyProtection.detail is unknown here; allowed is loseAnswers, losePercent",
                "{\"operations\":{\"StartLoadBalancerAutoRenew\":{\"settle\":\"1s\"}}} | operations.StartLoadBalancerAutoRenew.settle is unknown here; allowed is loseAnswers, losePercent"
            })
    void nonsenseIsRefused(String body, String message) {
        assertThat(api.put("/_blb/async", body).refused(400, "InvalidParameter").message())
                .contains(message);
    }

    @Test
    void theProfileOfTheStartHoldsForAll() {
        try (BlbEmulator hostile = TestEmulator.start(
                Settings.DEFAULTS
                        .with(PORT, 0)
                        .with(AUTH, AuthMode.PARSE)
                        .with(ASYNC, Profile.HOSTILE)
                        .with(SEED_IDS, Optional.of(1L)),
                clock)) {
            assertThat(Api.of(hostile).get("/_blb/async").text("/profile")).isEqualTo("hostile");
        }
    }
}
