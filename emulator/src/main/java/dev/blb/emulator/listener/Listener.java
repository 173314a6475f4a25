package dev.blb.emulator.listener;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.health.ProbePlan;

/**
 * A listener of an instance. It has no id of its own: instance, protocol and port name it [seed].
 *
 * @param description a note, at most 200 characters
 * @param settings its fields by the field table, without port and description; to be read, not changed
 * @param probes how it probes its servers, and since when
 */
public record Listener(
        String blbId, ListenerProtocol protocol, int port, String description, ObjectNode settings, ProbePlan probes) {
    /** The port that traffic goes to. */
    public int backendPort() {
        return settings.path("backendPort").intValue();
    }
}
