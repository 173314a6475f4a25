package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders with their effect on the instance. On the cloud they cost money, so they need BLB_TEST_ORDERS=yes. */
@Contract
class OrderContract {
    private static final String PREPAID =
            "\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":{\"reservationLength\":1}}";

    private static JsonNode detail(Given given, String blbId) {
        return given.cloud().get("/v1/blb/" + blbId).ok().json();
    }

    private static String instance(Given given, String... members) {
        given.settings().requireOrders();
        return given.instance(members);
    }

    private static Answer order(Given given, String blbId, String path, String body) {
        return given.change(blbId, "POST", "/v1/blb/" + blbId + path, body);
    }

    @ParameterizedTest(name = "CreateBlb: the performance level {0} is shown")
    @ValueSource(strings = {"small1", "small2", "medium1", "medium2", "large1", "large2", "large3"})
    @Covers(value = Axis.PARAMETERS, operations = "CreateBlb")
    @Evidence(value = Source.META, at = "CreateBlb: performanceLevel")
    void aPerformanceLevelIsShown(String level, Given given) {
        String blbId = instance(given, "\"performanceLevel\":\"" + level + "\"");
        assertThat(detail(given, blbId).path("performanceLevel").asText()).isEqualTo(level);
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "ResizeBlb")
    @Evidence(value = Source.DOCS, at = "[doc:orders] resize")
    void aResizeChangesTheLevelAndAnswersAnOrder(Given given) {
        String blbId = instance(given, "\"performanceLevel\":\"small1\"");
        Answer answer = order(given, blbId, "?action=RESIZE", "{\"performanceLevel\":\"large1\"}");

        assertThat(answer.text("/orderId")).matches("[0-9a-f]{32}");
        assertThat(detail(given, blbId).path("performanceLevel").asText()).isEqualTo("large1");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "BillingChangePostToPreBlb")
    @Evidence(value = Source.DOCS, at = "[doc:orders] postpaid to prepaid")
    void aPostpaidInstanceBecomesPrepaidWithAnExpiry(Given given) {
        String blbId = instance(given, "\"performanceLevel\":\"small1\"");
        Answer answer = order(given, blbId, "/charge?action=TO_PREPAY", "{\"reservationLength\":2}");

        assertThat(answer.text("/orderId")).isNotEmpty();
        assertThat(detail(given, blbId).path("paymentTiming").asText()).isEqualTo("Prepaid");
        assertThat(detail(given, blbId).path("expireTime").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "BillingChangePreToPostBlb")
    @Evidence(value = Source.DOCS, at = "[doc:orders] prepaid to postpaid, effective immediately")
    void aPrepaidInstanceBecomesPostpaidAtOnceIfAsked(Given given) {
        String blbId = instance(given, PREPAID, "\"performanceLevel\":\"small1\"");
        order(given, blbId, "/charge?action=TO_POSTPAY", "{\"effectiveImmediately\":true}");

        assertThat(detail(given, blbId).path("paymentTiming").asText()).isEqualTo("Postpaid");
    }

    @Test
    @Covers(
            value = Axis.STATES,
            operations = {"BillingChangePreToPostBlb", "BillingChangeCancelToPostBlb", "ResizeBlb"})
    @Evidence(
            value = Source.DOCS,
            at = "[doc:orders] a change that waits for expiry refuses other orders until it is cancelled")
    void aChangeThatWaitsForExpiryRefusesOtherOrdersUntilItIsCancelled(Given given) {
        String blbId = instance(given, PREPAID, "\"performanceLevel\":\"small1\"");
        order(given, blbId, "/charge?action=TO_POSTPAY", "{}");
        assertThat(detail(given, blbId).path("paymentTiming").asText()).isEqualTo("Prepaid");
        Answer refused = given.cloud().post("/v1/blb/" + blbId + "?action=RESIZE", "{\"performanceLevel\":\"large1\"}");
        assertThat(refused.status()).isGreaterThanOrEqualTo(400);

        order(given, blbId, "/charge?action=CANCEL_TO_POSTPAY", "");
        order(given, blbId, "?action=RESIZE", "{\"performanceLevel\":\"large1\"}");
        assertThat(detail(given, blbId).path("performanceLevel").asText()).isEqualTo("large1");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "RefundBlb")
    @Evidence(value = Source.DOCS, at = "[doc:orders] refund")
    void aRefundRemovesAPrepaidInstance(Given given) {
        String blbId = instance(given, PREPAID);
        given.cloud().put("/v1/blb/refund/" + blbId, "").ok();
        Expect.refused(given.cloud().get("/v1/blb/" + blbId), 404, "InstanceNotFound");
    }

    @ParameterizedTest(name = "{0} of a postpaid instance is refused")
    @CsvSource({
        "PUT, /v1/blb/refund/{blbId}",
        "PUT, /v1/blb/autoRenew/{blbId}",
        "POST, /v1/blb/{blbId}/charge?action=CANCEL_TO_POSTPAY"
    })
    @Covers(
            value = Axis.REFUSALS,
            operations = {"RefundBlb", "StartLoadBalancerAutoRenew", "BillingChangeCancelToPostBlb"})
    @Evidence(value = Source.ASSUMED, at = "[m47][m49] no source names the code; refused is what makes sense")
    void ordersForPrepaidInstancesAreRefusedForPostpaidOnes(String method, String path, Given given) {
        String blbId = instance(given);
        Answer answer = given.cloud().send(method, path.replace("{blbId}", blbId), "{}");

        assertThat(answer.status()).isBetween(400, 499);
        assertThat(detail(given, blbId).path("paymentTiming").asText()).isEqualTo("Postpaid");
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "StartLoadBalancerAutoRenew")
    @Evidence(value = Source.SDK, at = "[l39] only the Go SDK has it")
    void renewalIsSwitchedOnForAPrepaidInstance(Given given) {
        String blbId = instance(given, PREPAID);
        given.cloud()
                .put("/v1/blb/autoRenew/" + blbId, "{\"autoRenewLength\":1,\"autoRenewTimeUnit\":\"year\"}")
                .ok();
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "StartLoadBalancerAutoRenew")
    @Evidence(value = Source.META, at = "autoRenewLength: 1..9 months or 1..3 years")
    void aRenewalByFourYearsIsRefused(Given given) {
        String blbId = instance(given, PREPAID);
        Expect.refused(
                given.cloud()
                        .put("/v1/blb/autoRenew/" + blbId, "{\"autoRenewLength\":4,\"autoRenewTimeUnit\":\"year\"}"),
                400,
                "InvalidParameter");
    }

    @ParameterizedTest(name = "BlbInquiry: {0}")
    @ValueSource(
            strings = {
                "{}",
                "{\"performanceLevel\":\"small1\"}",
                "{\"performanceLevel\":\"large3\",\"count\":3}",
                "{\"billing\":{\"paymentTiming\":\"Postpaid\",\"billingMethod\":\"ByCapacityUnit\"}}",
                "{\"performanceLevel\":\"small2\",\"billing\":{\"paymentTiming\":\"Prepaid\","
                        + "\"reservation\":{\"reservationLength\":12}}}"
            })
    @Covers(value = Axis.ANSWER, operations = "BlbInquiry")
    @Evidence(value = Source.DOCS, at = "[doc:orders] members of a price; the numbers are invented [m16]")
    void aPriceHasItemAmountsAndUnit(String body, Given given) {
        JsonNode prices = given.cloud().post("/v1/blb/price", body).ok().json().path("prices");

        assertThat(Catalogue.stream(prices)).isNotEmpty().allSatisfy(price -> {
            assertThat(price.path("chargeItem").asText()).isNotEmpty();
            // A prepaid price is a sum [n5].
            assertThat(price.path("chargeUnit").asText().isEmpty()).isEqualTo(body.contains("Prepaid"));
            assertThat(Double.parseDouble(price.path("originalPrice").asText())).isPositive();
            assertThat(Double.parseDouble(price.path("discountPrice").asText())).isPositive();
        });
    }

    @Test
    @Covers(value = Axis.PARAMETERS, operations = "BlbInquiry")
    @Evidence(value = Source.ASSUMED, at = "[m16] a larger order costs more")
    void moreAndLargerInstancesCostMore(Given given) {
        assertThat(price(given, "{\"performanceLevel\":\"small1\",\"count\":2}"))
                .isGreaterThan(price(given, "{\"performanceLevel\":\"small1\"}"));
        assertThat(price(given, "{\"performanceLevel\":\"large1\"}"))
                .isGreaterThan(price(given, "{\"performanceLevel\":\"small1\"}"));
    }

    private static double price(Given given, String body) {
        return Double.parseDouble(given.cloud().post("/v1/blb/price", body).ok().text("/prices/0/originalPrice"));
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "CreateBlb")
    @Evidence(value = Source.META, at = "performanceLevel unlimited: only postpaid by capacity unit")
    void unlimitedIsForCapacityUnitsOnly(Given given) {
        for (String billing : List.of("", PREPAID, "\"billing\":{\"billingMethod\":\"BySpec\"}")) {
            String members = "\"performanceLevel\":\"unlimited\"" + (billing.isEmpty() ? "" : "," + billing);
            Answer answer = given.cloud().post("/v1/blb", given.createBody(members));
            if (answer.status() == 200) {
                given.remember(answer.text("/blbId"));
            }
            Expect.refused(answer, 400, "InvalidParameter");
        }
    }
}
