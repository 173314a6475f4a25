package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * How a listener chooses a server. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record Scheduler(String value) implements OpenEnum {
    /** {@code RoundRobin}: every listener. */
    public static final Scheduler ROUND_ROBIN = new Scheduler("RoundRobin");

    /** {@code LeastConnection}: every listener. */
    public static final Scheduler LEAST_CONNECTION = new Scheduler("LeastConnection");

    /** {@code WeightLeastConn}: the newer name of LEAST_CONNECTION, TCP and UDP. */
    public static final Scheduler WEIGHT_LEAST_CONN = new Scheduler("WeightLeastConn");

    /** {@code Hash}: by source address; TCP, UDP and SSL. */
    public static final Scheduler HASH = new Scheduler("Hash");

    /** Refuses null by name. */
    public Scheduler {
        Required.notNull("value", value);
    }
}
