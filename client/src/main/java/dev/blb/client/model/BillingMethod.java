package dev.blb.client.model;

/**
 * How a postpaid instance is charged. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record BillingMethod(String value) implements OpenEnum {
    /** {@code BySpec}: by its performance level. */
    public static final BillingMethod BY_SPEC = new BillingMethod("BySpec");

    /** {@code ByCapacityUnit}: by the capacity used. */
    public static final BillingMethod BY_CAPACITY_UNIT = new BillingMethod("ByCapacityUnit");
}
