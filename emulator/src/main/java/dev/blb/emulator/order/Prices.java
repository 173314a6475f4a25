package dev.blb.emulator.order;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.instance.Billing;
import dev.blb.emulator.instance.InstanceRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Prices. The numbers are the emulator's own invention; only the shape is documented [doc:orders]. */
final class Prices {
    private static final BigDecimal SHARED_PER_MINUTE = new BigDecimal("0.00042");
    private static final BigDecimal PER_GIGABYTE = new BigDecimal("0.76");
    private static final BigDecimal PER_LCU = new BigDecimal("0.00350");
    private static final BigDecimal DISCOUNT = new BigDecimal("0.75");

    /** What each month paid ahead takes off. */
    private static final BigDecimal MONTHLY_REBATE = new BigDecimal("0.005");

    private Prices() {}

    /** A line of an offer: decimal texts and what the price is per. */
    record Price(String chargeItem, String discountPrice, String originalPrice, String chargeUnit) {}

    /** An offer. */
    record Offer(List<Price> prices) {}

    /** The offer for an inquiry's body. */
    static Offer of(Members body) {
        Members billing = body.object("billing");
        BigDecimal count = new BigDecimal(body.integer("count"));
        // Each size costs twice the one before it; a shared instance half of the smallest.
        int size = body.optionalText("performanceLevel")
                .map(level -> InstanceRules.PERFORMANCE_LEVELS.indexOf(level) + 1)
                .orElse(0);
        BigDecimal perMinute = SHARED_PER_MINUTE
                .multiply(BigDecimal.valueOf(1L << size))
                .multiply(body.text("blbType").startsWith("application") ? new BigDecimal("1.5") : BigDecimal.ONE)
                .multiply(count);
        List<Price> prices = new ArrayList<>();
        if (billing.optionalText("paymentTiming").orElse(Billing.POSTPAID).equals(Billing.PREPAID)) {
            int months = billing.object("reservation")
                    .optionalInteger("reservationLength")
                    .orElse(1);
            prices.add(price(
                    "instance",
                    perMinute,
                    "minute",
                    DISCOUNT.subtract(MONTHLY_REBATE.multiply(BigDecimal.valueOf(months)))));
        } else if (billing.optionalText("billingMethod").orElse("BySpec").equals("ByCapacityUnit")) {
            prices.add(price("instance", perMinute, "minute", DISCOUNT));
            prices.add(price("netraffic", PER_LCU.multiply(count), "lcu", DISCOUNT));
        } else {
            prices.add(price("instance", perMinute, "minute", DISCOUNT));
            prices.add(price("netraffic", PER_GIGABYTE, "GB", DISCOUNT));
        }
        return new Offer(prices);
    }

    private static Price price(String item, BigDecimal original, String unit, BigDecimal discount) {
        return new Price(
                item,
                original.multiply(discount).stripTrailingZeros().toPlainString(),
                original.stripTrailingZeros().toPlainString(),
                unit);
    }
}
