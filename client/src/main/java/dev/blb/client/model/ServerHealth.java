package dev.blb.client.model;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * What one listener's health checks say of a server [seed] [go].
 *
 * @param instanceId the id of the machine
 * @param weight its share of the traffic, 0 to 100
 * @param status alive, dead or unknown
 * @param privateIp its address [go]
 */
public record ServerHealth(
        String instanceId,
        int weight,
        HealthStatus status,
        @Nullable String privateIp) {
    /** Refuses null by name. */
    public ServerHealth {
        Required.notNull("instanceId", instanceId);
        Required.notNull("status", status);
    }
}
