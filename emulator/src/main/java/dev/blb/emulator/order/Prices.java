package dev.blb.emulator.order;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.instance.Billing;
import dev.blb.emulator.instance.InstanceRules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prices. The numbers are the emulator's own invention; only the shape is documented [doc:orders]. */
final class Prices {
    private static final BigDecimal SHARED_PER_MINUTE = new BigDecimal("0.00042");
    private static final BigDecimal SHARED_PER_MONTH = new BigDecimal("18.00");
    private static final BigDecimal PER_GIGABYTE = new BigDecimal("0.76");
    private static final BigDecimal PER_LCU = new BigDecimal("0.00350");
    private static final BigDecimal DISCOUNT = new BigDecimal("0.75");

    /** What each month paid ahead takes off. */
    private static final BigDecimal MONTHLY_REBATE = new BigDecimal("0.005");

    private Prices() {}

    /**
     * A line of an offer.
     *
     * @param discountPrice what is to be paid, a decimal text: for postpaid per {@code chargeUnit}, for prepaid the whole sum
     * @param originalPrice the same without discount
     * @param chargeUnit what a postpaid price is per; null for prepaid, whose price is a sum [n5]
     */
    record Price(
            String chargeItem,
            String discountPrice,
            String originalPrice,
            @Nullable String chargeUnit) {}

    /** An offer. */
    record Offer(List<Price> prices) {}

    /** The offer for an inquiry's body. */
    static Offer of(Members body) {
        Members billing = body.object("billing");
        String timing = billing.optionalText("paymentTiming").orElse(Billing.POSTPAID);
        String method = billing.optionalText("billingMethod").orElse(null);
        // An inquiry may leave open how it is billed; what it states must be what can be ordered.
        if (billing.has("paymentTiming") || billing.has("billingMethod")) {
            InstanceRules.checkBilling(body.optionalText("performanceLevel").orElse(null), timing, method);
        }
        BigDecimal count = new BigDecimal(body.integer("count"));
        if (timing.equals(Billing.PREPAID)) {
            int months = billing.object("reservation")
                    .optionalInteger("reservationLength")
                    .orElse(1);
            return new Offer(List.of(sum(body, count, BigDecimal.valueOf(months))));
        }
        BigDecimal perMinute = SHARED_PER_MINUTE.multiply(timesShared(body)).multiply(count);
        Price instance = perUnit("instance", perMinute, "minute");
        return new Offer(List.of(
                instance,
                "ByCapacityUnit".equals(method)
                        ? perUnit("netraffic", PER_LCU.multiply(count), "lcu")
                        : perUnit("netraffic", PER_GIGABYTE, "GB")));
    }

    /** Each size costs twice the one before it; a shared instance half of the smallest. */
    private static BigDecimal timesShared(Members body) {
        int size = body.optionalText("performanceLevel")
                .map(level -> InstanceRules.PERFORMANCE_LEVELS.indexOf(level) + 1)
                .orElse(0);
        return BigDecimal.valueOf(1L << size)
                .multiply(body.text("blbType").startsWith("application") ? new BigDecimal("1.5") : BigDecimal.ONE);
    }

    private static Price sum(Members body, BigDecimal count, BigDecimal months) {
        BigDecimal original =
                SHARED_PER_MONTH.multiply(timesShared(body)).multiply(months).multiply(count);
        BigDecimal discount = DISCOUNT.subtract(MONTHLY_REBATE.multiply(months));
        return new Price("instance", inCents(original.multiply(discount)), inCents(original), null);
    }

    private static String inCents(BigDecimal price) {
        return price.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    private static Price perUnit(String item, BigDecimal original, String unit) {
        return new Price(
                item,
                original.multiply(DISCOUNT).stripTrailingZeros().toPlainString(),
                original.stripTrailingZeros().toPlainString(),
                unit);
    }
}
