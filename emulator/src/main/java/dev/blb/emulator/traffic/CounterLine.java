package dev.blb.emulator.traffic;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a listener, or of one of its servers.
 *
 * @param key the listener
 * @param protocol its protocol
 * @param instanceId the server, or null for the listener itself
 * @param values all counters
 */
public record CounterLine(
        ListenerKey key, Protocol protocol, @Nullable String instanceId, Map<Metric, Long> values) {}
