package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * What a price is for. An open enumeration [doc:orders].
 *
 * @param value the text on the wire
 */
public record ChargeItem(String value) implements OpenEnum {
    /** {@code instance}: the instance. */
    public static final ChargeItem INSTANCE = new ChargeItem("instance");

    /** {@code netraffic}: its traffic. */
    public static final ChargeItem TRAFFIC = new ChargeItem("netraffic");

    /** Refuses null by name. */
    public ChargeItem {
        Required.notNull("value", value);
    }
}
