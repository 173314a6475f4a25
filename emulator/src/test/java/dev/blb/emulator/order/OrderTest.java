package dev.blb.emulator.order;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {
    private static final String PREPAID =
            "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-31T10:00:00Z"));
    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE), clock);
    private final Api api = Api.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private Api.Answer detail(String id) {
        return api.get("/v1/blb/" + id).ok();
    }

    private Api.Answer charge(String id, String action, String body) {
        return api.post("/v1/blb/" + id + "/charge?action=" + action, body);
    }

    private static void isOrder(Api.Answer answer) {
        assertThat(answer.ok().text("/orderId")).matches("[0-9a-f]{32}");
    }

    @Test
    void aPrepaidInstanceShowsWhenItExpires() {
        String id = api.create(PREPAID);
        assertThat(detail(id).text("/paymentTiming")).isEqualTo("Prepaid");
        assertThat(detail(id).text("/expireTime")).isEqualTo("2026-02-28T10:00:00Z");
        assertThat(detail(id).text("/createTime")).isEqualTo("2026-01-31T10:00:00Z");
    }

    @Test
    void resizeChangesTheLevelAndPrepaidOnlyGrows() {
        String id = api.create(PREPAID, "\"performanceLevel\":\"medium1\"");
        isOrder(api.post("/v1/blb/" + id + "?action=RESIZE", "{\"performanceLevel\":\"large1\"}"));
        assertThat(detail(id).text("/performanceLevel")).isEqualTo("large1");
        api.post("/v1/blb/" + id + "?action=RESIZE", "{\"performanceLevel\":\"small1\"}")
                .refused(400, "InvalidParameter");
        api.post("/v1/blb/" + id + "?action=RESIZE", "{\"performanceLevel\":\"unlimited\"}")
                .refused(400, "InvalidParameter");
        api.post("/v1/blb/" + id + "?action=RESIZE", "{}").refused(400, "MissingParameter");
        assertThat(detail(id).text("/performanceLevel")).isEqualTo("large1");

        String postpaid =
                api.create("\"performanceLevel\":\"medium1\"", "\"billing\":{\"billingMethod\":\"ByCapacityUnit\"}");
        isOrder(charge(postpaid, "RESIZE", "{\"performanceLevel\":\"small1\"}"));
        isOrder(api.post("/v1/blb/" + postpaid + "?action=resize", "{\"performanceLevel\":\"unlimited\"}"));
        assertThat(detail(postpaid).text("/performanceLevel")).isEqualTo("unlimited");
    }

    @Test
    void postpaidBecomesPrepaidAtOnce() {
        String id = api.create();
        isOrder(charge(id, "TO_PREPAY", "{\"reservationLength\":12,\"performanceLevel\":\"small1\"}"));
        assertThat(detail(id).text("/paymentTiming")).isEqualTo("Prepaid");
        assertThat(detail(id).text("/billingMethod")).isEqualTo("BySpec");
        assertThat(detail(id).text("/performanceLevel")).isEqualTo("small1");
        assertThat(detail(id).text("/expireTime")).isEqualTo("2027-01-31T10:00:00Z");
        charge(id, "TO_REPAY", "{\"reservationLength\":1}").refused(400, "InvalidParameter");
        charge(api.create(), "TO_PREPAY", "{}").refused(400, "MissingParameter");
        charge(api.create(), "TO_PREPAY", "{\"reservationLength\":10}").refused(400, "InvalidParameter");
    }

    @Test
    void prepaidBecomesPostpaidAtExpiryOrAtOnceAndMayBeCancelled() {
        String id = api.create(PREPAID);
        isOrder(charge(id, "TO_POSTPAY", "{\"billingMethod\":\"ByCapacityUnit\"}"));
        assertThat(detail(id).text("/paymentTiming")).isEqualTo("Prepaid");
        api.post("/v1/blb/" + id + "?action=RESIZE", "{\"performanceLevel\":\"large1\"}")
                .refused(400, "InvalidParameter");
        charge(id, "TO_POSTPAY", "{}").refused(400, "InvalidParameter");
        api.put("/v1/blb/autoRenew/" + id, "{}").refused(400, "InvalidParameter");
        api.put("/v1/blb/refund/" + id, "{}").refused(400, "InvalidParameter");

        assertThat(charge(id, "CANCEL_TO_POSTPAY", "").ok().body()).isEmpty();
        charge(id, "CANCEL_TO_POSTPAY", "").refused(400, "InvalidParameter");
        isOrder(charge(id, "TO_POSTPAY", "{\"billingMethod\":\"ByCapacityUnit\"}"));
        clock.set(Instant.parse("2026-02-28T09:59:59Z"));
        assertThat(detail(id).text("/paymentTiming")).isEqualTo("Prepaid");
        clock.advance(Duration.ofSeconds(1));
        assertThat(detail(id).text("/paymentTiming")).isEqualTo("Postpaid");
        assertThat(detail(id).text("/billingMethod")).isEqualTo("ByCapacityUnit");
        assertThat(detail(id).json().has("expireTime")).isFalse();
        isOrder(api.post("/v1/blb/" + id + "?action=RESIZE", "{\"performanceLevel\":\"unlimited\"}"));

        String now = api.create(PREPAID);
        isOrder(charge(now, "TO_POSTPAY", "{\"effectiveImmediately\":true}"));
        assertThat(detail(now).text("/paymentTiming")).isEqualTo("Postpaid");
        isOrder(charge(now, "TO_POSTPAY", "{\"billingMethod\":\"ByCapacityUnit\"}"));
        assertThat(detail(now).text("/billingMethod")).isEqualTo("ByCapacityUnit");
    }

    @Test
    void autoRenewMovesTheExpiryWhenItComes() {
        String id = api.create(PREPAID);
        api.put("/v1/blb/autoRenew/" + id, "{\"autoRenewLength\":2}").ok();
        clock.set(Instant.parse("2026-02-28T10:00:00Z"));
        assertThat(detail(id).text("/expireTime")).isEqualTo("2026-04-28T10:00:00Z");
        clock.set(Instant.parse("2026-09-01T00:00:00Z"));
        assertThat(detail(id).text("/expireTime")).isEqualTo("2026-10-28T10:00:00Z");

        String yearly = api.create(PREPAID, "\"autoRenewLength\":1", "\"autoRenewTimeUnit\":\"year\"");
        clock.set(Instant.parse("2026-10-01T00:00:00Z"));
        assertThat(detail(yearly).text("/expireTime")).isEqualTo("2027-10-01T00:00:00Z");
        api.put("/v1/blb/autoRenew/" + yearly, "{\"autoRenewLength\":4,\"autoRenewTimeUnit\":\"year\"}")
                .refused(400, "InvalidParameter");
        api.put("/v1/blb/autoRenew/" + api.create(), "{}").refused(400, "InvalidParameter");
    }

    @Test
    void refundReleasesAPrepaidInstance() {
        String id = api.create(PREPAID, "\"allowDelete\":false");
        api.put("/v1/blb/refund/" + id, "{}").refused(403, "AccessDenied");
        api.put("/v1/blb/" + id, "{\"allowDelete\":true}").ok();
        api.put("/v1/blb/refund/" + id, "{}").ok();
        api.get("/v1/blb/" + id).refused(404, "InstanceNotFound");
        api.put("/v1/blb/refund/" + api.create(), "").refused(400, "InvalidParameter");
    }

    @Test
    void whatCreateOrdersIsChecked() {
        for (String wrong : new String[] {
            "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1},\"billingMethod\":\"ByCapacityUnit\"}",
            "\"performanceLevel\":\"unlimited\"",
            "\"autoRenewLength\":1",
            PREPAID + ",\"autoRenewLength\":4,\"autoRenewTimeUnit\":\"year\""
        }) {
            api.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\"," + wrong + "}")
                    .refused(400, "InvalidParameter");
        }
        api.post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"billing\":{\"paymentTiming\":\"Prepaid\"}}")
                .refused(400, "MissingParameter");
        assertThat(api.get("/v1/blb").json().path("blbList")).isEmpty();
    }

    @Test
    void pricesFollowWhatIsAskedFor() {
        BigDecimal one = price("{}");
        assertThat(price("{\"count\":3}")).isEqualByComparingTo(one.multiply(BigDecimal.valueOf(3)));
        assertThat(price("{\"performanceLevel\":\"small2\"}"))
                .isGreaterThan(price("{\"performanceLevel\":\"small1\"}"));
        assertThat(price("{\"blbType\":\"application\"}")).isGreaterThan(one);
        var lcu = api.put("/v1/blb/price", "{\"billing\":{\"billingMethod\":\"ByCapacityUnit\"}}")
                .ok();
        assertThat(lcu.text("/prices/1/chargeUnit")).isEqualTo("lcu");
        assertThat(lcu.text("/prices/1/chargeItem")).isEqualTo("netraffic");
        api.post("/v1/blb/price", "{\"count\":0}").refused(400, "InvalidParameter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "`billing`:{`paymentTiming`:`Prepaid`,`billingMethod`:`ByCapacityUnit`} | billing.billingMethod",
                "`performanceLevel`:`unlimited`,`billing`:{`paymentTiming`:`Prepaid`}   | performanceLevel",
                "`performanceLevel`:`unlimited`,`billing`:{`billingMethod`:`BySpec`}    | performanceLevel",
                "`performanceLevel`:`unlimited`,`billing`:{`paymentTiming`:`Postpaid`}  | performanceLevel"
            })
    void whatCannotBeOrderedHasNoPrice(String members, String member) {
        String body = "{" + members.strip().replace('`', '"') + "}";
        assertThat(api.post("/v1/blb/price", body)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains(member + " is");
        price("{\"performanceLevel\":\"unlimited\",\"billing\":{\"billingMethod\":\"ByCapacityUnit\"}}");
        price("{\"performanceLevel\":\"unlimited\"}");
    }

    @Test
    void aPrepaidPriceIsTheWholeSum() {
        String body =
                "{\"count\":%d,\"performanceLevel\":\"%s\",\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":"
                        + "{\"reservationLength\":%d,\"reservationTimeUnit\":\"Month\"}}}";
        JsonNode one = sum(body.formatted(1, "small1", 1));
        JsonNode year = sum(body.formatted(3, "small1", 12));
        BigDecimal monthly = new BigDecimal(one.path("originalPrice").asText());
        assertThat(new BigDecimal(year.path("originalPrice").asText()))
                .as("price of the level x months x count")
                .isEqualByComparingTo(monthly.multiply(BigDecimal.valueOf(36)));
        assertThat(new BigDecimal(year.path("discountPrice").asText()))
                .isLessThan(new BigDecimal(year.path("originalPrice").asText()));
        assertThat(new BigDecimal(sum(body.formatted(1, "small2", 1))
                        .path("originalPrice")
                        .asText()))
                .isGreaterThan(monthly);
    }

    private JsonNode sum(String body) {
        JsonNode prices = api.post("/v1/blb/price", body).ok().json().path("prices");
        assertThat(prices).hasSize(1);
        JsonNode price = prices.get(0);
        assertThat(price.has("chargeUnit")).isFalse();
        assertThat(price.path("chargeItem").asText()).isEqualTo("instance");
        assertThat(price.path("originalPrice").asText()).matches("\\d+\\.\\d\\d");
        assertThat(price.path("discountPrice").asText()).matches("\\d+\\.\\d\\d");
        return price;
    }

    @Test
    void unitsOfTimeMayHaveAnyCase() {
        String id = api.create(
                "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1,\"reservationTimeUnit\":\"Month\"}}",
                "\"autoRenewLength\":1,\"autoRenewTimeUnit\":\"MONTH\"");
        api.put("/v1/blb/autoRenew/" + id, "{\"autoRenewLength\":2,\"autoRenewTimeUnit\":\"Year\"}")
                .ok();
        for (String refused : new String[] {"Week", "months"}) {
            assertThat(api.put("/v1/blb/autoRenew/" + id, "{\"autoRenewTimeUnit\":\"" + refused + "\"}")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("autoRenewTimeUnit", refused, "month, year");
            api.post(
                            "/v1/blb/price",
                            "{\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationTimeUnit\":\""
                                    + refused + "\"}}}")
                    .refused(400, "InvalidParameter");
        }
    }

    private BigDecimal price(String body) {
        var answer = api.post("/v1/blb/price", body).ok();
        assertThat(answer.text("/prices/0/chargeItem")).isEqualTo("instance");
        assertThat(answer.text("/prices/0/chargeUnit")).isEqualTo("minute");
        assertThat(new BigDecimal(answer.text("/prices/0/originalPrice")))
                .isGreaterThan(new BigDecimal(answer.text("/prices/0/discountPrice")));
        return new BigDecimal(answer.text("/prices/0/discountPrice"));
    }

    @Test
    void nothingExpiresLaterThanTheLatestTime() {
        String latest = "9999-12-31T23:59:59Z";
        clock.set(Instant.parse("9999-11-01T00:00:00Z"));
        String id = api.create(PREPAID.replace(":1}", ":36}"), "\"autoRenewLength\":1,\"autoRenewTimeUnit\":\"year\"");
        assertThat(api.get("/v1/blb/" + id).text("/expireTime")).isEqualTo(latest);
        String eip = api.post(
                        "/v1/eip",
                        "{\"bandwidthInMbps\":1,\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":36}}}")
                .ok()
                .text("/eip");
        assertThat(api.get("/v1/eip?eip=" + eip).text("/eipList/0/expireTime")).isEqualTo(latest);
        String world = api.get("/_blb/world?account=" + api.account()).ok().body();
        api.post("/_blb/reset?account=" + api.account(), "").ok();
        api.post("/_blb/seed?account=" + api.account(), world).ok();
        clock.set(Instant.parse(latest));
        assertThat(api.get("/v1/blb/" + id).text("/expireTime")).isEqualTo(latest);
        assertThat(api.post("/v1/sessionToken", "").ok().text("/expiration")).isEqualTo(latest);
    }
}
