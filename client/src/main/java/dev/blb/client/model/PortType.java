package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A listener by port and protocol [meta].
 *
 * @param port 1 to 65535
 * @param type the protocol
 */
public record PortType(int port, ListenerType type) {
    /** A port and a protocol; refuses a port out of range. */
    public PortType {
        Required.notNull("type", type);
        Required.port("port", port);
    }
}
