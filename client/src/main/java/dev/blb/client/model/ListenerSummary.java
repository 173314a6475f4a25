package dev.blb.client.model;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * A listener as the detail of its instance shows it.
 *
 * @param port the port, 1 to 65535; a text on the wire [go] [java]
 * @param type the protocol
 * @param description the note [java]
 */
public record ListenerSummary(
        int port, ListenerType type, @Nullable String description) {
    /** Refuses null by name. */
    public ListenerSummary {
        Required.notNull("type", type);
    }
}
