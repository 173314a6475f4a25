package dev.blb.emulator.listener;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.health.ProbePlan;
import dev.blb.emulator.probe.Check;

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

    /** What it sends to find out about a server: TCP and SSL listeners connect to the backend port [seed][meta]. */
    public Check check() {
        int timeout = settings.path("healthCheckTimeoutInSecond").intValue();
        int port = protocol.complete(settings).path("healthCheckPort").asInt(backendPort());
        return switch (settings.path("healthCheckType").asText()) {
            case "HTTP" ->
                Check.get(
                        port,
                        timeout,
                        settings.path("healthCheckURI").asText(),
                        settings.path("healthCheckHost").asText(),
                        settings.path("healthCheckNormalStatus").asText());
            case "UDP" ->
                Check.datagram(port, timeout, settings.path("healthCheckString").asText());
            case "ICMP" -> Check.echo(timeout);
            default -> Check.connect(port, timeout);
        };
    }
}
