package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The unit of an automatic renewal. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record AutoRenewTimeUnit(String value) implements OpenEnum {
    /** {@code month}: lengths 1 to 9. */
    public static final AutoRenewTimeUnit MONTH = new AutoRenewTimeUnit("month");

    /** {@code year}: lengths 1 to 3. */
    public static final AutoRenewTimeUnit YEAR = new AutoRenewTimeUnit("year");

    /** Refuses null by name. */
    public AutoRenewTimeUnit {
        Required.notNull("value", value);
    }
}
