package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * What the health checks say of a server. An open enumeration [seed] [doc:appendix].
 *
 * @param value the text on the wire
 */
public record HealthStatus(String value) implements OpenEnum {
    /** {@code Alive}: gets traffic. */
    public static final HealthStatus ALIVE = new HealthStatus("Alive");

    /** {@code Dead}: gets none. */
    public static final HealthStatus DEAD = new HealthStatus("Dead");

    /** {@code Unknown}: no verdict yet. */
    public static final HealthStatus UNKNOWN = new HealthStatus("Unknown");

    /** Refuses null by name. */
    public HealthStatus {
        Required.notNull("value", value);
    }
}
