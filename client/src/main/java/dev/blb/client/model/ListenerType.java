package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The protocol of a listener. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record ListenerType(String value) implements OpenEnum {
    /** {@code TCP}. */
    public static final ListenerType TCP = new ListenerType("TCP");

    /** {@code UDP}. */
    public static final ListenerType UDP = new ListenerType("UDP");

    /** {@code HTTP}. */
    public static final ListenerType HTTP = new ListenerType("HTTP");

    /** {@code HTTPS}. */
    public static final ListenerType HTTPS = new ListenerType("HTTPS");

    /** {@code SSL}. */
    public static final ListenerType SSL = new ListenerType("SSL");

    /** Refuses null by name. */
    public ListenerType {
        Required.notNull("value", value);
    }
}
