package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * One line of a price inquiry [doc:orders].
 *
 * @param chargeItem what it is for
 * @param discountPrice the price to pay, a decimal text
 * @param originalPrice the price before discount, a decimal text
 * @param chargeUnit what it is per
 */
public record Price(ChargeItem chargeItem, String discountPrice, String originalPrice, ChargeUnit chargeUnit) {
    /** Refuses null by name. */
    public Price {
        Required.notNull("chargeItem", chargeItem);
        Required.notNull("discountPrice", discountPrice);
        Required.notNull("originalPrice", originalPrice);
        Required.notNull("chargeUnit", chargeUnit);
    }
}
