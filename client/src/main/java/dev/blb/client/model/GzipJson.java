package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Whether a listener compresses JSON. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record GzipJson(String value) implements OpenEnum {
    /** {@code on}. */
    public static final GzipJson ON = new GzipJson("on");

    /** {@code off}. */
    public static final GzipJson OFF = new GzipJson("off");

    /** Refuses null by name. */
    public GzipJson {
        Required.notNull("value", value);
    }
}
