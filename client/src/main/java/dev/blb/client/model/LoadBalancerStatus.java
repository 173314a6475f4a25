package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The state of an instance. An open enumeration [doc:appendix] [go].
 *
 * @param value the text on the wire
 */
public record LoadBalancerStatus(String value) implements OpenEnum {
    /** {@code creating}: not usable yet. */
    public static final LoadBalancerStatus CREATING = new LoadBalancerStatus("creating");

    /** {@code available}: usable. */
    public static final LoadBalancerStatus AVAILABLE = new LoadBalancerStatus("available");

    /** {@code updating}: a write is in progress, further writes are refused. */
    public static final LoadBalancerStatus UPDATING = new LoadBalancerStatus("updating");

    /** {@code paused}: suspended. */
    public static final LoadBalancerStatus PAUSED = new LoadBalancerStatus("paused");

    /** {@code unavailable}: failed. */
    public static final LoadBalancerStatus UNAVAILABLE = new LoadBalancerStatus("unavailable");

    /** Refuses null by name. */
    public LoadBalancerStatus {
        Required.notNull("value", value);
    }
}
