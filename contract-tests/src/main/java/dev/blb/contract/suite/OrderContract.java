package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.evidence.ExtraMembers;
import dev.blb.contract.evidence.Smoke;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders with their effect on the instance. On the cloud they cost money, so they need BLB_TEST_ORDERS=yes. */
@Contract
@ResourceLock(Scene.OWN_INSTANCE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OrderContract {
    private Given given;
    private Orders orders;
    private String path;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        orders = Orders.of(fixtures);
        path = "/v1/blb/" + orders.blbId();
    }

    static Stream<Op> ordersButRefund() {
        return Catalogue.operations().filter(op -> op.isOrder() && !op.id().equals("RefundBlb"));
    }

    private Answer send(Op op, String token) {
        String target = op.path().replace("{blbId}", orders.blbId());
        String action = op.params().stream()
                .filter(param -> param.name().equals("action"))
                .map(param -> "action=" + param.rules().path("enum").get(0).asText() + "&")
                .findFirst()
                .orElse("");
        String body = op.id().equals("BillingChangePostToPreBlb")
                ? "{\"reservationLength\":1,\"performanceLevel\":\"small1\"}"
                : op.id().equals("ResizeBlb") ? "{\"performanceLevel\":\"medium1\"}" : op.hasBody() ? "{}" : "";
        return given.cloud().send(op.method(), target + "?" + action + "clientToken=" + token, body);
    }

    @ParameterizedTest(name = "{0} succeeds, once for a client token", allowZeroInvocations = true)
    @CaseSource("ordersButRefund")
    @Smoke
    @Covers(Axis.DRIVEN)
    @Evidence(value = Source.META, at = "the operation, with what is required; bce-spec: idempotency by client token")
    void aValidOrderSucceeds(Op op) {
        orders.prepareFor(op);
        String token = RunId.longestToken();
        Expect.refused(send(op, token + "x"), 400, "InvalidParameter");

        Answer answer = send(op, token).ok();
        orders.carriedOut(op);
        Answer again = send(op, token).ok();
        Answer other = given.cloud().put(path + "?clientToken=" + token, "{\"desc\":\"another request\"}");

        given.settle(orders.blbId());
        if (op.answersNothing()) {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().get("content-length")).isEqualTo("0");
        } else {
            assertThat(answer.text("/orderId")).matches("[0-9a-f]{32}");
        }
        assertThat(again.body()).isEqualTo(answer.body());
        Expect.refused(other, 403, "IdempotentParameterMismatch");
    }

    @ParameterizedTest(name = "ResizeBlb: the performance level {0} is shown")
    @ValueSource(strings = {"small2", "medium1", "medium2", "large1", "large2", "large3", "small1"})
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"ResizeBlb", "DescribeBlb"})
    @Evidence(value = Source.DOCS, at = "[doc:orders] resize")
    void aResizeChangesTheLevel(String level) {
        orders.postpaid();
        orders.place("?action=RESIZE", "{\"performanceLevel\":\"" + level + "\"}");
        orders.shows("performanceLevel", level);
    }

    @ParameterizedTest(name = "BillingChangePostToPreBlb: {0} is shown, and the expiry after {1} months")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"performanceLevel\":\"small2\",\"billingMethod\":\"BySpec\" | 2",
                "\"performanceLevel\":\"medium2\" | 12"
            })
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"BillingChangePostToPreBlb", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.DOCS, at = "[doc:orders] postpaid to prepaid; billingMethod is BySpec by default")
    void aPostpaidInstanceBecomesPrepaidWithAnExpiry(String members, int months) {
        orders.postpaid();
        orders.place("/charge?action=TO_PREPAY", "{\"reservationLength\":" + months + "," + members + "}");

        orders.shows("paymentTiming", "Prepaid");
        orders.shows("billingMethod", "BySpec");
        orders.shows(
                "performanceLevel",
                Scene.object("{" + members + "}").path("performanceLevel").asText());
        given.eventually(() -> {
            Expect.expires(orders.detail(), months, given.cloud().clock());
            var item = given.cloud()
                    .get("/v1/blb?blbId=" + orders.blbId())
                    .ok()
                    .json()
                    .at("/blbList/0");
            assertThat(item.path("paymentTiming").asText()).isEqualTo("Prepaid");
            assertThat(item.path("billingMethod").asText()).isEqualTo("BySpec");
        });
    }

    @Test
    @Covers(
            value = Axis.ANSWER,
            operations = {"BillingChangePostToPreBlb", "DescribeBlbs"})
    @Evidence(value = Source.SDK, at = "[n14] rows of the list: performanceLevel, expireTime")
    @ExtraMembers
    @EmulatorOnly("the real service may show fewer members")
    void theListShowsLevelAndExpiry() {
        for (int months : new int[] {2, 5}) {
            orders.postpaid();
            orders.place("?action=RESIZE", "{\"performanceLevel\":\"large1\"}");
            listShows("large1");
            orders.place(
                    "/charge?action=TO_PREPAY",
                    "{\"performanceLevel\":\"medium1\",\"reservationLength\":" + months + "}");
            listShows("medium1");
        }
    }

    private void listShows(String level) {
        given.eventually(() -> {
            JsonNode item = given.cloud()
                    .get("/v1/blb?blbId=" + orders.blbId())
                    .ok()
                    .json()
                    .at("/blbList/0");
            assertThat(item.path("performanceLevel").asText()).isEqualTo(level);
            assertThat(item.path("expireTime"))
                    .as("expireTime")
                    .isEqualTo(orders.detail().path("expireTime"));
        });
    }

    @ParameterizedTest(name = "BillingChangePreToPostBlb: at once with {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"billingMethod\":\"BySpec\",\"performanceLevel\":\"large2\" | BySpec | large2",
                "\"performanceLevel\":\"medium1\" | BySpec | medium1",
                "\"billingMethod\":\"ByCapacityUnit\",\"performanceLevel\":\"unlimited\" | ByCapacityUnit | unlimited"
            })
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"BillingChangePreToPostBlb", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.DOCS, at = "[doc:orders] prepaid to postpaid, effective immediately")
    void aPrepaidInstanceBecomesPostpaidAtOnceIfAsked(String members, String method, String level) {
        orders.prepaid();
        orders.isListedWith("paymentTiming", "Prepaid");
        orders.isListedWith("billingMethod", "BySpec");
        orders.place("/charge?action=TO_POSTPAY", "{\"effectiveImmediately\":true," + members + "}");

        orders.shows("paymentTiming", "Postpaid");
        orders.isListedWith("paymentTiming", "Postpaid");
        orders.isListedWith("billingMethod", method);
        orders.shows("billingMethod", method);
        orders.shows("performanceLevel", level);
        given.cleanUp(() -> {
            orders.prepaid();
            orders.postpaid();
        });
    }

    @Test
    @Covers(
            value = Axis.STATES,
            operations = {"BillingChangePreToPostBlb", "BillingChangeCancelToPostBlb", "ResizeBlb"})
    @Evidence(
            value = Source.DOCS,
            at = "[doc:orders] a change that waits for expiry refuses other orders until it is cancelled")
    void aChangeThatWaitsForExpiryRefusesOtherOrdersUntilItIsCancelled() {
        orders.changeLater();
        orders.shows("paymentTiming", "Prepaid");
        Answer refused = given.cloud().post(path + "?action=RESIZE", "{\"performanceLevel\":\"large3\"}");
        assertThat(refused.status()).isBetween(400, 499);

        orders.prepaid();
        orders.place("?action=RESIZE", "{\"performanceLevel\":\"large3\"}");
        orders.shows("performanceLevel", "large3");
    }

    @ParameterizedTest(name = "{0} {1} of a postpaid instance is refused")
    @CsvSource({
        "PUT, /v1/blb/refund/{blbId}",
        "PUT, /v1/blb/autoRenew/{blbId}",
        "POST, /v1/blb/{blbId}/charge?action=CANCEL_TO_POSTPAY"
    })
    @Covers(
            value = Axis.REFUSALS,
            operations = {"RefundBlb", "StartLoadBalancerAutoRenew", "BillingChangeCancelToPostBlb"})
    @Evidence(value = Source.ASSUMED, at = "[m47][m49] no source names the code; refused is what makes sense")
    void ordersForPrepaidInstancesAreRefusedForPostpaidOnes(String method, String target) {
        orders.postpaid();
        Answer answer = given.cloud().send(method, target.replace("{blbId}", orders.blbId()), "{}");

        assertThat(answer.status()).isBetween(400, 499);
        orders.shows("paymentTiming", "Postpaid");
    }

    @ParameterizedTest(name = "StartLoadBalancerAutoRenew: {0} is status {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"autoRenewLength\":1,\"autoRenewTimeUnit\":\"month\"} | 200",
                "{\"autoRenewLength\":9,\"autoRenewTimeUnit\":\"month\"} | 200",
                "{\"autoRenewLength\":1,\"autoRenewTimeUnit\":\"year\"} | 200",
                "{\"autoRenewLength\":3,\"autoRenewTimeUnit\":\"year\"} | 200",
                "{\"autoRenewLength\":4,\"autoRenewTimeUnit\":\"year\"} | 400"
            })
    @Covers(value = Axis.PARAMETERS, operations = "StartLoadBalancerAutoRenew")
    @Evidence(value = Source.META, at = "autoRenewLength: 1..9 months or 1..3 years; [l39] only the Go SDK has it")
    void aRenewalHasALengthInItsUnit(String body, int status) {
        orders.prepaid();
        Answer answer = given.cloud().put("/v1/blb/autoRenew/" + orders.blbId(), body);
        if (status == 200) {
            answer.ok();
        } else {
            Expect.refused(answer, status, "InvalidParameter");
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    @Smoke
    @Covers(value = Axis.DRIVEN, operations = "RefundBlb")
    @Evidence(value = Source.DOCS, at = "[doc:orders] refund")
    void aRefundRemovesAPrepaidInstance() {
        orders.prepaid();
        String token = RunId.longestToken();
        String refund = "/v1/blb/refund/" + orders.blbId() + "?clientToken=" + token;

        Expect.refused(given.cloud().put(refund + "x", ""), 400, "InvalidParameter");
        assertThat(given.cloud().put(refund, "").ok().body()).isEmpty();
        assertThat(given.cloud().put(refund, "").ok().body())
                .as("once more with the same token")
                .isEmpty();
        Expect.refused(given.cloud().delete(path + "?clientToken=" + token), 403, "IdempotentParameterMismatch");
        given.eventually(() -> Expect.refused(given.cloud().get(path), 404, "InstanceNotFound"));
        given.markBroken("it was refunded");
    }
}
