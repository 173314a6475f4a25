package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * One page of what a listener's health checks say [seed] [go].
 *
 * @param type the listener's protocol; when several share the port, which one is reported is not documented
 * @param listenerPort the listener's port, 1 to 65535
 * @param backendPort the port of the servers, 1 to 65535
 * @param servers the page
 */
public record HealthReport(ListenerType type, int listenerPort, int backendPort, Page<ServerHealth> servers) {
    /** Refuses null by name. */
    public HealthReport {
        Required.notNull("type", type);
        Required.notNull("servers", servers);
    }
}
