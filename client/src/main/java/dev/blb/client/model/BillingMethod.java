package dev.blb.client.model;

import dev.blb.client.internal.Required;

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

    /** Refuses null by name. */
    public BillingMethod {
        Required.notNull("value", value);
    }
}
