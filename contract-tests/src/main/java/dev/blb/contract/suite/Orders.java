package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import java.util.HashSet;
import java.util.Set;

/** One dedicated instance on which all orders can be placed. On the cloud they cost money: it needs BLB_TEST_ORDERS=yes. */
final class Orders {
    private final Given given;
    private final String blbId;
    private final Set<String> orderIds = new HashSet<>();
    private boolean changeWaits;

    private Orders(Given given) {
        given.settings().requireOrders();
        this.given = given;
        this.blbId = given.own("\"performanceLevel\":\"small1\"");
    }

    /** The instance that the cases of a class share. */
    static Orders of(Given given) {
        return given.fixture(Orders.class, Orders::new);
    }

    String blbId() {
        return blbId;
    }

    JsonNode detail() {
        return given.cloud().get("/v1/blb/" + blbId).ok().json();
    }

    /** An order that must be accepted, and has an id that no other one has. */
    Answer place(String path, String body) {
        Answer answer = move(path, body);
        String orderId = answer.text("/orderId");
        assertThat(orderId.isEmpty() || orderIds.add(orderId))
                .as("another order has the id %s", orderId)
                .isTrue();
        return answer;
    }

    // What brings the instance into a state judges nothing: that is for the cases.
    private Answer move(String path, String body) {
        return given.change(blbId, "POST", "/v1/blb/" + blbId + path, body);
    }

    void shows(String member, String value) {
        given.eventually(
                () -> assertThat(detail().path(member).asText()).as(member).isEqualTo(value));
    }

    /** Waits until the list of instances shows this value. */
    void isListedWith(String member, String value) {
        given.eventually(() -> assertThat(given.cloud()
                        .get("/v1/blb?blbId=" + blbId)
                        .ok()
                        .json()
                        .at("/blbList/0")
                        .path(member)
                        .asText())
                .as(member)
                .isEqualTo(value));
    }

    private void has(String payment) {
        given.eventually(
                () -> assertThat(detail().path("paymentTiming").asText()).isEqualTo(payment));
    }

    /** Makes it prepaid for a month, with no change that waits. */
    void prepaid() {
        cancelWaitingChange();
        if (!detail().path("paymentTiming").asText().equals("Prepaid")) {
            move("/charge?action=TO_PREPAY", "{\"reservationLength\":1,\"performanceLevel\":\"small1\"}");
            has("Prepaid");
        }
    }

    /** Makes it postpaid. */
    void postpaid() {
        cancelWaitingChange();
        if (!detail().path("paymentTiming").asText().equals("Postpaid")) {
            move("/charge?action=TO_POSTPAY", "{\"effectiveImmediately\":true}");
            has("Postpaid");
        }
    }

    private void cancelWaitingChange() {
        if (changeWaits) {
            move("/charge?action=CANCEL_TO_POSTPAY", "");
            changeWaits = false;
        }
    }

    /** Orders the change to postpaid that waits for the end of the term. */
    void changeLater() {
        prepaid();
        move("/charge?action=TO_POSTPAY", "{}");
        changeWaits = true;
    }

    /** Brings it into the state in which an order is valid. */
    void prepareFor(Op op) {
        switch (op.id()) {
            case "ResizeBlb", "BillingChangePostToPreBlb" -> postpaid();
            case "BillingChangeCancelToPostBlb" -> changeLater();
            default -> prepaid();
        }
    }

    /** Remembers what a valid order has changed. */
    void carriedOut(Op op) {
        changeWaits = op.id().equals("BillingChangePreToPostBlb");
    }
}
