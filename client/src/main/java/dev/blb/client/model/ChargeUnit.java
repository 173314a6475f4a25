package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The unit that a price counts. An open enumeration [doc:orders].
 *
 * @param value the text on the wire
 */
public record ChargeUnit(String value) implements OpenEnum {
    /** {@code minute}: time. */
    public static final ChargeUnit MINUTE = new ChargeUnit("minute");

    /** {@code GB}: traffic. */
    public static final ChargeUnit GIGABYTE = new ChargeUnit("GB");

    /** {@code lcu}: capacity units. */
    public static final ChargeUnit CAPACITY_UNIT = new ChargeUnit("lcu");

    /** Refuses null by name. */
    public ChargeUnit {
        Required.notNull("value", value);
    }
}
