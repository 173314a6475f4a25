package dev.blb.emulator.consistency;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States, settling and client tokens, on a clock that is moved. */
class StateTest {
    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final String BODY = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"name\":\"a\"}";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private final BlbEmulator emulator = TestEmulator.start(config, clock);
    private final BlbEmulator slow = TestEmulator.start(config.with(SETTLE_DELAY, DELAY), clock);
    private final Api api = Api.of(emulator);
    private final Api slowly = Api.of(slow);

    @AfterEach
    void stop() {
        emulator.close();
        slow.close();
    }

    private String status(String id) {
        return slowly.get("/v1/blb/" + id).ok().text("/status");
    }

    @Test
    void withADelayAWriteIsSeenAtOnceAndBlocksTheNextUntilItSettles() {
        String id = slowly.create();
        assertThat(status(id)).isEqualTo("creating");
        assertThat(slowly.get("/v1/blb").text("/blbList/0/status")).isEqualTo("creating");
        assertThat(slowly.put("/v1/blb/" + id, "{}")
                        .refused(409, "LastOperationNotFinished")
                        .message())
                .startsWith("Last operation has not finished.")
                .contains("creating");
        clock.advance(DELAY.minusMillis(1));
        slowly.delete("/v1/blb/" + id).refused(409, "LastOperationNotFinished");
        clock.advance(Duration.ofMillis(1));
        assertThat(status(id)).isEqualTo("available");

        slowly.put("/v1/blb/" + id, "{\"name\":\"renamed\"}").ok();
        assertThat(status(id)).isEqualTo("updating");
        assertThat(slowly.get("/v1/blb/" + id).text("/name")).as("new content").isEqualTo("renamed");
        for (String path : List.of("/TCPlistener", "/backendserver", "/charge?action=TO_PREPAY")) {
            String body = path.startsWith("/T")
                    ? Api.tcp(80)
                    : "{\"backendServerList\":[{\"instanceId\":\"i-1\"}],\"reservationLength\":1}";
            slowly.post("/v1/blb/" + id + path, body).refused(409, "LastOperationNotFinished");
        }
        slowly.put("/v1/blb/modification_protection/" + id, "{\"allowModify\":true}")
                .refused(409, "LastOperationNotFinished");
        clock.advance(DELAY);
        slowly.put("/v1/blb/modification_protection/" + id, "{\"allowModify\":true}")
                .ok();
        assertThat(status(id)).as("protection is no change of the data plane").isEqualTo("available");
        slowly.createTcp(id, 80);
        assertThat(status(id)).isEqualTo("updating");
        clock.advance(DELAY);
        slowly.delete("/v1/blb/" + id).ok();
        slowly.get("/v1/blb/" + id).refused(404, "InstanceNotFound");
    }

    @Test
    void aRefusedWriteDoesNotMoveTheInstance() {
        String id = slowly.create();
        clock.advance(DELAY);
        slowly.put("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[\"i-9\"]}")
                .refused(404, "BackendServerNotFound");
        assertThat(status(id)).isEqualTo("available");
    }

    @Test
    void withoutADelayNoMiddleStateIsSeen() {
        String id = api.create();
        assertThat(api.get("/v1/blb/" + id).text("/status")).isEqualTo("available");
        api.createTcp(id, 80);
        assertThat(api.get("/v1/blb/" + id).text("/status")).isEqualTo("available");
    }

    @Test
    void pausedAndUnavailableRefuseWritesButNotRelease() {
        for (String state : List.of("paused", "unavailable")) {
            String id = api.create();
            api.put("/_blb/loadbalancers/" + id + "/status", "{\"status\":\"" + state + "\"}")
                    .ok();
            assertThat(api.get("/v1/blb/" + id).text("/status")).isEqualTo(state);
            assertThat(api.put("/v1/blb/" + id, "{}")
                            .refused(403, "ServiceBlocked")
                            .message())
                    .contains(state);
            api.get("/v1/blb/" + id + "/listener").ok();
            api.delete("/v1/blb/" + id).ok();
        }
        String back = api.create();
        api.put("/_blb/loadbalancers/" + back + "/status", "{\"status\":\"paused\"}")
                .ok();
        api.put("/_blb/loadbalancers/" + back + "/status", "{\"status\":\"available\"}")
                .ok();
        api.put("/v1/blb/" + back, "{}").ok();
        api.put("/_blb/loadbalancers/lb-none/status", "{\"status\":\"paused\"}").refused(404, "InstanceNotFound");
    }

    @Test
    void aRepeatedTokenGivesTheSameAnswerWithoutASecondEffect() {
        String first = api.post("/v1/blb?clientToken=t1", BODY).ok().text("/blbId");
        String reordered = "{\"subnetId\":\"sbn-1\",\"name\":\"a\",\"desc\":null, \"vpcId\":\"vpc-1\"}";
        assertThat(api.post("/v1/blb?clientToken=t1", reordered).ok().text("/blbId"))
                .isEqualTo(first);
        assertThat(api.get("/v1/blb").json().path("blbList")).hasSize(1);

        api.post("/v1/blb?clientToken=t1", BODY.replace("\"a\"", "\"b\"")).refused(403, "IdempotentParameterMismatch");
        api.delete("/v1/blb/" + first + "?clientToken=t1").refused(403, "IdempotentParameterMismatch");
        assertThat(Api.of(emulator).post("/v1/blb?clientToken=t1", BODY).ok().text("/blbId"))
                .as("tokens are per account")
                .isNotEqualTo(first);

        api.delete("/v1/blb/" + first + "?clientToken=t2").ok();
        assertThat(api.delete("/v1/blb/" + first + "?clientToken=t2").ok().body())
                .isEmpty();
        assertThat(api.post("/v1/blb?clientToken=t1", BODY).ok().text("/blbId"))
                .as("also after what it made is gone")
                .isEqualTo(first);
    }

    @Test
    void aReplayComesBeforeTheStateCheck() {
        String id = slowly.post("/v1/blb?clientToken=t", BODY).ok().text("/blbId");
        clock.advance(DELAY);
        slowly.post("/v1/blb/" + id + "/TCPlistener?clientToken=l", Api.tcp(80)).ok();
        slowly.post("/v1/blb/" + id + "/TCPlistener?clientToken=l", Api.tcp(80)).ok();
        slowly.post("/v1/blb/" + id + "/TCPlistener?clientToken=m", Api.tcp(80))
                .refused(409, "LastOperationNotFinished");
    }

    @Test
    void aFailedRequestGivesItsTokenBack() {
        api.post("/v1/blb?clientToken=t", "{\"vpcId\":\"vpc-1\"}").refused(400, "MissingParameter");
        api.post("/v1/blb?clientToken=t", BODY).ok();
    }

    @Test
    void aTokenCountsForADayAfterItWasLastReceived() {
        String first = api.post("/v1/blb?clientToken=t", BODY).ok().text("/blbId");
        clock.advance(Duration.ofHours(23));
        assertThat(api.post("/v1/blb?clientToken=t", BODY).text("/blbId")).isEqualTo(first);
        clock.advance(Duration.ofHours(24));
        assertThat(api.post("/v1/blb?clientToken=t", BODY).text("/blbId")).isEqualTo(first);
        clock.advance(Duration.ofHours(24).plusMillis(1));
        assertThat(api.post("/v1/blb?clientToken=t", BODY).text("/blbId")).isNotEqualTo(first);
    }

    @Test
    void aTokenIsAsciiAndAtMostSixtyFourLong() {
        api.post("/v1/blb?clientToken=" + "t".repeat(64), BODY).ok();
        assertThat(api.post("/v1/blb?clientToken=" + "t".repeat(65), BODY)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("clientToken", "64");
        api.post("/v1/blb?clientToken=%E4%B8%AD", BODY).refused(400, "InvalidParameter");
        api.post("/v1/blb?clientToken=", BODY).ok();
        api.post("/v1/blb?clientToken=", BODY).ok();
    }
}
