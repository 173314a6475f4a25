package dev.blb.emulator.listener;

import dev.blb.emulator.health.ProbePlan;

/**
 * A listener of an instance. It has no id of its own: instance, protocol and port name it [seed].
 *
 * @param port 1 to 65535
 * @param description a note, at most 200 characters
 * @param probes how it has probed its servers, and since when
 */
public record Listener(String blbId, int port, String description, ListenerSettings settings, ProbePlan probes) {
    /** Its protocol. */
    public ListenerProtocol protocol() {
        return settings.protocol();
    }
}
