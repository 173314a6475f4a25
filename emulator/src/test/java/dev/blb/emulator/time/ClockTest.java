package dev.blb.emulator.time;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock that users control, and that everything goes by it. */
class ClockTest {
    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    private final MovableClock real = new MovableClock(START);
    private final Settings config = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);
    private final BlbEmulator emulator = TestEmulator.start(config.with(SETTLE_DELAY, Duration.ofSeconds(5)), real);
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private String clock(String body) {
        return api.post("/_blb/clock", body).ok().text("/now");
    }

    @Test
    void itShowsTimeAndMode() {
        assertThat(api.get("/_blb/clock").ok().body())
                .isEqualTo("{\"mode\":\"real\",\"now\":\"2026-01-31T10:00:00Z\",\"scale\":1}");
        assertThat(clock("{\"freeze\":true}")).isEqualTo("2026-01-31T10:00:00Z");
        real.advance(Duration.ofHours(1));
        assertThat(api.get("/_blb/clock").text("/mode")).isEqualTo("frozen");
        assertThat(api.get("/_blb/clock").text("/now")).isEqualTo("2026-01-31T10:00:00Z");
        assertThat(clock("{\"advance\":\"PT30S\"}")).isEqualTo("2026-01-31T10:00:30Z");
        assertThat(clock("{\"set\":\"2026-02-01T00:00:00Z\"}")).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(api.post("/_blb/clock", "{\"scale\":60}").ok().text("/mode")).isEqualTo("scaled");
        real.advance(Duration.ofSeconds(2));
        assertThat(clock("{\"resume\":true}")).isEqualTo("2026-02-01T00:02:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "45d, 2026-03-17T10:00:00Z",
        "1080h, 2026-03-17T10:00:00Z",
        "P45D, 2026-03-17T10:00:00Z",
        "1D, 2026-02-01T10:00:00Z",
        "3650d, 2036-01-29T10:00:00Z"
    })
    void itIsAdvancedByDays(String by, String to) {
        clock("{\"freeze\":true}");
        assertThat(clock("{\"advance\":\"" + by + "\"}")).isEqualTo(to);
    }

    @Test
    void settlingTokensAndExpiryGoByIt() {
        clock("{\"freeze\":true}");
        String id = api.create("\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}");
        real.advance(Duration.ofDays(1));
        assertThat(api.get("/v1/blb/" + id).text("/status")).isEqualTo("creating");
        clock("{\"advance\":\"5s\"}");
        assertThat(api.get("/v1/blb/" + id).text("/status")).isEqualTo("available");
        assertThat(api.get("/v1/blb/" + id).text("/createTime")).isEqualTo("2026-01-31T10:00:00Z");
        assertThat(api.get("/v1/blb/" + id).text("/expireTime")).isEqualTo("2026-02-28T10:00:00Z");

        String body = "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"}";
        String first = api.post("/v1/blb?clientToken=t", body).ok().text("/blbId");
        clock("{\"advance\":\"23h\"}");
        assertThat(api.post("/v1/blb?clientToken=t", body).text("/blbId")).isEqualTo(first);
        clock("{\"advance\":\"P2D\"}");
        assertThat(api.post("/v1/blb?clientToken=t", body).text("/blbId")).isNotEqualTo(first);
        assertThat(api.get("/v1/blb").headers().firstValue("date")).contains("Tue, 03 Feb 2026 09:00:05 GMT");
    }

    @Test
    void aPendingChangeToPostpaidHappensAtExpiry() {
        String id = api.create("\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}");
        clock("{\"advance\":\"5s\"}");
        api.post("/v1/blb/" + id + "/charge?action=TO_POSTPAY", "{}").ok();
        assertThat(api.get("/v1/blb/" + id).text("/paymentTiming")).isEqualTo("Prepaid");
        clock("{\"advance\":\"P29D\"}");
        assertThat(api.get("/v1/blb/" + id).text("/paymentTiming")).isEqualTo("Postpaid");
    }

    @Test
    void timeCannotBeAdvancedBeyondTheYear9999() {
        clock("{\"set\":\"9999-12-31T23:00:00Z\"}");
        assertThat(api.post("/_blb/clock", "{\"advance\":\"1h\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("advance is \"1h\" and would end after 9999-12-31T23:59:59Z, the latest time;"
                        + " it is 9999-12-31T23:00:00Z");
        clock("{\"advance\":\"59m\"}");
        assertThat(api.get("/_blb/clock").text("/now")).isEqualTo("9999-12-31T23:59:00Z");
    }

    @ParameterizedTest(name = "{0} is refused: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | the body moves nothing; allowed is one of freeze (true), resume (true), set, advance, scale, such as {\"advance\":\"30s\"}",
                "{\"freeze\":true,\"resume\":true} | the body has freeze, resume; allowed is one of freeze (true)",
                "{\"freeze\":false} | the body moves nothing",
                "{\"set\":\"2026-01-31T09:59:59Z\"} | time does not go back",
                "{\"set\":\"+10000-01-01T00:00:00Z\"} | to 9999-12-31T23:59:59Z",
                "{\"set\":\"tomorrow\"} | set is \"tomorrow\"; allowed is a time such as 2026-01-31T10:00:00Z",
                "{\"advance\":\"-PT1S\"} | advance is \"-PT1S\"; allowed is a length of time",
                "{\"advance\":\"P11000D\"} | at most 3650 days",
                "{\"advance\":\"3651d\"} | advance is \"3651d\"; allowed is a length of time such as 500ms, 30s, 12h, 45d or PT30S, at most 3650 days",
                "{\"advance\":\"2w\"} | advance is \"2w\"; allowed is a length of time",
                "{\"scale\":0} | scale is 0; allowed is an integer from 1 to 1000",
                "{\"scale\":1001} | scale is 1001",
                "{\"pause\":true} | pause is unknown here"
            })
    void nonsenseIsRefusedAndMovesNothing(String body, String message) {
        assertThat(api.post("/_blb/clock", body)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(message);
        assertThat(api.get("/_blb/clock").text("/now")).isEqualTo("2026-01-31T10:00:00Z");
    }
}
