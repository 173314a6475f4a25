package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * When an instance is paid for. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record PaymentTiming(String value) implements OpenEnum {
    /** {@code Prepaid}. */
    public static final PaymentTiming PREPAID = new PaymentTiming("Prepaid");

    /** {@code Postpaid}. */
    public static final PaymentTiming POSTPAID = new PaymentTiming("Postpaid");

    /** Refuses null by name. */
    public PaymentTiming {
        Required.notNull("value", value);
    }
}
