package dev.blb.client.model;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * A UDP listener [meta] [go] [seed].
 *
 * @param listenerPort the port that clients connect to, 1 to 65535
 * @param backendPort the port of the servers, 1 to 65535
 * @param scheduler how a server is chosen
 * @param healthCheckType how servers are probed
 * @param healthCheckTimeoutInSecond the time for one probe, 1 to 60 seconds
 * @param healthCheckInterval the time between two probes, 1 to 10 seconds
 * @param unhealthyThreshold failures in a row after which a server is dead, 2 to 5
 * @param healthyThreshold successes in a row after which a server is alive, 2 to 5
 * @param getBlbIp whether servers see the load balancer's address; read-only
 * @param description the note
 * @param udpSessionTimeout idle time after which a session ends, 5 to 4000 seconds
 * @param healthCheckString what a UDP probe sends, with backslash escapes as they were given
 * @param healthCheckPort the probed port
 */
public record UdpListener(
        int listenerPort,
        int backendPort,
        Scheduler scheduler,
        @Nullable HealthCheckType healthCheckType,
        int healthCheckTimeoutInSecond,
        int healthCheckInterval,
        int unhealthyThreshold,
        int healthyThreshold,
        @Nullable Boolean getBlbIp,
        @Nullable String description,
        int udpSessionTimeout,
        String healthCheckString,
        int healthCheckPort)
        implements Listener {
    /** Refuses null by name. */
    public UdpListener {
        Required.notNull("scheduler", scheduler);
        Required.notNull("healthCheckString", healthCheckString);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.UDP;
    }
}
