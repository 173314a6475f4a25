package dev.blb.client.model;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * One line of a price inquiry [doc:orders].
 *
 * @param chargeItem what it is for
 * @param discountPrice the price to pay, a decimal text: postpaid for one {@code chargeUnit}, prepaid the whole sum
 * @param originalPrice the price before discount, a decimal text
 * @param chargeUnit what a postpaid price is per; null for a prepaid one, which is a sum
 */
public record Price(
        ChargeItem chargeItem,
        String discountPrice,
        String originalPrice,
        @Nullable ChargeUnit chargeUnit) {
    /** Refuses null by name. */
    public Price {
        Required.notNull("chargeItem", chargeItem);
        Required.notNull("discountPrice", discountPrice);
        Required.notNull("originalPrice", originalPrice);
    }
}
