package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The address family of a security-group rule. An open enumeration [seed].
 *
 * @param value the text on the wire
 */
public record Ethertype(String value) implements OpenEnum {
    /** {@code IPv4}. */
    public static final Ethertype IPV4 = new Ethertype("IPv4");

    /** {@code IPv6}. */
    public static final Ethertype IPV6 = new Ethertype("IPv6");

    /** Refuses null by name. */
    public Ethertype {
        Required.notNull("value", value);
    }
}
