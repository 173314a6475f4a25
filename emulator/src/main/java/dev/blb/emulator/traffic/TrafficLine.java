package dev.blb.emulator.traffic;

import java.util.List;
import java.util.Map;

/**
 * The counters of a listener and of its servers, or how they changed.
 *
 * @param counters by the names of the cloud's monitor
 * @param servers the servers in the order of the API
 */
public record TrafficLine(
        Protocol protocol, int listenerPort, Map<Metric, Long> counters, List<ServerTraffic> servers) {
    /** The counters of a server. */
    public record ServerTraffic(String instanceId, Map<Metric, Long> counters) {}

    /**
     * The counters of all listeners of a load balancer.
     *
     * @param mark names this reading; the next one can be asked for what changed since
     */
    public record Reading(String mark, List<TrafficLine> listeners) {}
}
