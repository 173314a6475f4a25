package dev.blb.client;

import dev.blb.client.internal.Required;
import dev.blb.client.model.AutoRenewal;
import dev.blb.client.model.ChangeToPostpaid;
import dev.blb.client.model.ChangeToPrepaid;
import dev.blb.client.model.Order;
import dev.blb.client.model.PerformanceLevel;
import dev.blb.client.model.Price;
import dev.blb.client.model.PriceInquiry;
import java.util.List;

/** The operations on orders. They cost money. Every method may throw {@link BlbException}. */
public final class Billing {
    private static final String ORDER = "orderId";

    private final Call.Start calls;

    Billing(Call.Start calls) {
        this.calls = calls;
    }

    /** The same operations with this client token; see {@link LoadBalancers#withClientToken}. */
    public Billing withClientToken(String clientToken) {
        return new Billing(calls.withClientToken(clientToken));
    }

    /** ResizeBlb: changes the size; a prepaid instance may only grow [doc:orders]. */
    public Order resize(String blbId, PerformanceLevel level) {
        return calls.to(Operation.RESIZE_BLB, blbId)
                .body("performanceLevel", Required.notNull("level", level))
                .read(ORDER, Order.class);
    }

    /** BillingChangePostToPreBlb: makes a postpaid instance prepaid. */
    public Order changeToPrepaid(String blbId, ChangeToPrepaid request) {
        return calls.to(Operation.BILLING_CHANGE_POST_TO_PRE_BLB, blbId)
                .body(Required.notNull("request", request).members())
                .read(ORDER, Order.class);
    }

    /** BillingChangePreToPostBlb: makes a prepaid instance postpaid, or changes how a postpaid one is charged. */
    public Order changeToPostpaid(String blbId, ChangeToPostpaid request) {
        return calls.to(Operation.BILLING_CHANGE_PRE_TO_POST_BLB, blbId)
                .body(Required.notNull("request", request).members())
                .read(ORDER, Order.class);
    }

    /** BillingChangeCancelToPostBlb: cancels a change to postpaid that waits for expiry. */
    public void cancelChangeToPostpaid(String blbId) {
        calls.to(Operation.BILLING_CHANGE_CANCEL_TO_POST_BLB, blbId).send();
    }

    /** RefundBlb: gives a prepaid instance back. */
    public void refund(String blbId) {
        calls.to(Operation.REFUND_BLB, blbId).send();
    }

    /** BlbInquiry: what instances cost. */
    public List<Price> price(PriceInquiry request) {
        return calls.to(Operation.BLB_INQUIRY)
                .body(Required.notNull("request", request).members())
                .list("prices", Price.class);
    }

    /** StartLoadBalancerAutoRenew: lets a prepaid instance renew itself; in no official page, only [go]. */
    public void startAutoRenew(String blbId, AutoRenewal renewal) {
        calls.to(Operation.START_LOAD_BALANCER_AUTO_RENEW, blbId)
                .body(Required.notNull("renewal", renewal).members())
                .send();
    }
}
