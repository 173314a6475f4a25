package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * How a listener probes its servers. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record HealthCheckType(String value) implements OpenEnum {
    /** {@code TCP}: TCP, HTTP, HTTPS and SSL listeners. */
    public static final HealthCheckType TCP = new HealthCheckType("TCP");

    /** {@code UDP}: UDP listeners. */
    public static final HealthCheckType UDP = new HealthCheckType("UDP");

    /** {@code ICMP}: UDP listeners. */
    public static final HealthCheckType ICMP = new HealthCheckType("ICMP");

    /** {@code HTTP}: HTTP and HTTPS listeners. */
    public static final HealthCheckType HTTP = new HealthCheckType("HTTP");

    /** Refuses null by name. */
    public HealthCheckType {
        Required.notNull("value", value);
    }
}
