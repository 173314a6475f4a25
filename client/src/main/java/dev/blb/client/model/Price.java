package dev.blb.client.model;

/**
 * One line of a price inquiry [doc:orders].
 *
 * @param chargeItem what it is for
 * @param discountPrice the price to pay, a decimal text
 * @param originalPrice the price before discount, a decimal text
 * @param chargeUnit what it is per
 */
public record Price(ChargeItem chargeItem, String discountPrice, String originalPrice, ChargeUnit chargeUnit) {}
