package dev.blb.client.model;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * A real server behind an instance; every listener of the instance uses it [seed] [go].
 *
 * @param instanceId the id of the machine
 * @param weight its share of the traffic, 0 to 100; 0 means no new traffic
 * @param privateIp its address [go]
 * @param desc the note [java]
 */
public record BackendServer(
        String instanceId,
        int weight,
        @Nullable String privateIp,
        @Nullable String desc) {
    /** Refuses null by name. */
    public BackendServer {
        Required.notNull("instanceId", instanceId);
    }
}
