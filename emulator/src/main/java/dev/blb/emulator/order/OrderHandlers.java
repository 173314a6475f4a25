package dev.blb.emulator.order;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.Operation.CANCEL_CHANGE_TO_POSTPAID;
import static dev.blb.emulator.api.Operation.CHANGE_TO_POSTPAID;
import static dev.blb.emulator.api.Operation.CHANGE_TO_PREPAID;
import static dev.blb.emulator.api.Operation.INQUIRE_PRICE;
import static dev.blb.emulator.api.Operation.REFUND_BLB;
import static dev.blb.emulator.api.Operation.RESIZE_BLB;
import static dev.blb.emulator.api.Operation.START_AUTO_RENEW;
import static dev.blb.emulator.instance.InstanceRules.PERFORMANCE_LEVELS;
import static dev.blb.emulator.instance.InstanceRules.autoRenewLength;
import static dev.blb.emulator.instance.InstanceRules.autoRenewTimeUnit;
import static dev.blb.emulator.instance.InstanceRules.billing;
import static dev.blb.emulator.instance.InstanceRules.billingMethod;
import static dev.blb.emulator.instance.InstanceRules.checkLevel;
import static dev.blb.emulator.instance.InstanceRules.lockForWrite;
import static dev.blb.emulator.instance.InstanceRules.performanceLevel;
import static dev.blb.emulator.instance.InstanceRules.reservationLength;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.Billing;
import dev.blb.emulator.instance.Billing.Pending;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.World;

/** Orders: resize, the three charge changes, refund, price, auto-renew [doc:orders]. */
public final class OrderHandlers {
    private static final Schema RESIZE = Schema.of(performanceLevel().must());

    private static final Schema TO_PREPAID = Schema.of(
            oneOf("billingMethod", "BySpec").or("BySpec"),
            oneOf("performanceLevel", PERFORMANCE_LEVELS.subList(0, 7).toArray(String[]::new)),
            reservationLength().must());

    private static final Schema TO_POSTPAID = Schema.of(
            billingMethod().or("BySpec"),
            performanceLevel(),
            flag("effectiveImmediately").or(false));

    private static final Schema PRICE = Schema.of(
            oneOf("blbType", "normal", "application", "ipv6", "ipv6Application").or("normal"),
            performanceLevel(),
            integer("count", 1, Integer.MAX_VALUE).or(1),
            object("billing", billing(oneOf("paymentTiming", Billing.PREPAID, Billing.POSTPAID))));

    private static final Schema AUTO_RENEW = Schema.of(autoRenewLength().or(1), autoRenewTimeUnit());

    private final World world;
    private final Ids ids;

    /** Handlers in this world that draw order ids here. */
    public OrderHandlers(World world, Ids ids) {
        this.world = world;
        this.ids = ids;
    }

    /** The answer to an order: 32 lower-case hex digits. */
    record Ordered(String orderId) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(RESIZE_BLB, Schema.of(), RESIZE, Ordered.class, this::resize)
                .on(CHANGE_TO_PREPAID, Schema.of(), TO_PREPAID, Ordered.class, this::toPrepaid)
                .on(CHANGE_TO_POSTPAID, Schema.of(), TO_POSTPAID, Ordered.class, this::toPostpaid)
                .on(CANCEL_CHANGE_TO_POSTPAID, Schema.of(), Void.class, this::cancelToPostpaid)
                .on(REFUND_BLB, Schema.of(), Void.class, this::refund)
                .on(
                        INQUIRE_PRICE,
                        Schema.of(),
                        PRICE,
                        Prices.Offer.class,
                        (call, tx) -> Reply.of(Prices.of(call.body())))
                .on(START_AUTO_RENEW, Schema.of(), AUTO_RENEW, Void.class, this::autoRenew);
    }

    private Reply resize(Call call, Tx tx) {
        String level = call.body().text("performanceLevel");
        LoadBalancer instance = lockForWrite(call, tx);
        Billing billing = withoutPending(instance);
        checkLevel(level, billing.paymentTiming(), billing.billingMethod());
        if (billing.isPrepaid()
                && billing.performanceLevel() != null
                && PERFORMANCE_LEVELS.indexOf(level) < PERFORMANCE_LEVELS.indexOf(billing.performanceLevel())) {
            throw INVALID_PARAMETER.at(
                    "performanceLevel",
                    "is \"%s\"; load balancer %s is Prepaid and may only grow from %s",
                    level,
                    instance.blbId(),
                    billing.performanceLevel());
        }
        return ordered(instance, billing.withLevel(level), tx);
    }

    private Reply toPrepaid(Call call, Tx tx) {
        LoadBalancer instance = lockForWrite(call, tx);
        Billing billing = withoutPending(instance);
        if (billing.isPrepaid()) {
            throw INVALID_PARAMETER.at(
                    "action", "is TO_PREPAY; load balancer %s is Prepaid, allowed is a Postpaid one", instance.blbId());
        }
        String level = call.body().optionalText("performanceLevel").orElse(billing.performanceLevel());
        checkLevel(level, Billing.PREPAID, "BySpec");
        return ordered(instance, billing.prepaid(level, call.now(), call.body().integer("reservationLength")), tx);
    }

    private Reply toPostpaid(Call call, Tx tx) {
        Members body = call.body();
        LoadBalancer instance = lockForWrite(call, tx);
        Billing billing = withoutPending(instance);
        String method = body.text("billingMethod");
        String level = body.optionalText("performanceLevel").orElse(billing.performanceLevel());
        checkLevel(level, Billing.POSTPAID, method);
        // A postpaid instance only changes its method, which has nothing to wait for.
        boolean now = body.flag("effectiveImmediately") || !billing.isPrepaid();
        return ordered(
                instance, now ? billing.postpaid(method, level) : billing.withPending(new Pending(method, level)), tx);
    }

    private Reply cancelToPostpaid(Call call, Tx tx) {
        LoadBalancer instance = lockForWrite(call, tx);
        if (instance.billing().pending() == null) {
            throw INVALID_PARAMETER.at(
                    "action",
                    "is CANCEL_TO_POSTPAY; load balancer %s has no change to postpaid waiting",
                    instance.blbId());
        }
        store(instance, instance.billing().withPending(null), tx);
        return Reply.empty();
    }

    private Reply refund(Call call, Tx tx) {
        LoadBalancer instance = lockForWrite(call, tx);
        requirePrepaid(instance, "refund");
        withoutPending(instance);
        InstanceRules.checkDeletable(instance);
        InstanceRules.release(instance, world.of(call.account()), call, tx);
        return Reply.empty();
    }

    private Reply autoRenew(Call call, Tx tx) {
        int months = InstanceRules.autoRenewMonths(call.body(), call.body().integer("autoRenewLength"));
        LoadBalancer instance = lockForWrite(call, tx);
        requirePrepaid(instance, "automatic renewal");
        store(instance, withoutPending(instance).withAutoRenew(months), tx);
        return Reply.empty();
    }

    private static void requirePrepaid(LoadBalancer instance, String what) {
        if (!instance.billing().isPrepaid()) {
            throw INVALID_PARAMETER.at(
                    "blbId",
                    "is \"%s\", whose paymentTiming is Postpaid; %s is allowed only for Prepaid",
                    instance.blbId(),
                    what);
        }
    }

    /** Orders are refused while a change to postpaid waits [doc:orders]. */
    private static Billing withoutPending(LoadBalancer instance) {
        if (instance.billing().pending() != null) {
            throw INVALID_PARAMETER.with(
                    "Load balancer %s waits for its change to Postpaid; other orders are allowed after"
                            + " action=CANCEL_TO_POSTPAY",
                    instance.blbId());
        }
        return instance.billing();
    }

    private Reply ordered(LoadBalancer instance, Billing changed, Tx tx) {
        store(instance, changed, tx);
        return Reply.of(new Ordered(ids.orderId()));
    }

    private static void store(LoadBalancer instance, Billing changed, Tx tx) {
        new InstanceStore(tx).update(instance.with(changed));
    }
}
