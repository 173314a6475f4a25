package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Who makes the stickiness cookie. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record KeepSessionType(String value) implements OpenEnum {
    /** {@code insert}: the load balancer. */
    public static final KeepSessionType INSERT = new KeepSessionType("insert");

    /** {@code rewrite}: the server; the load balancer rewrites it. */
    public static final KeepSessionType REWRITE = new KeepSessionType("rewrite");

    /** Refuses null by name. */
    public KeepSessionType {
        Required.notNull("value", value);
    }
}
