package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Changes of an SSL listener.
 *
 * @param listenerPort the port of the listener, 1 to 65535
 * @param members what is set so far
 */
public record UpdateSslListener(int listenerPort, Members members)
        implements UpdateListener, UpdateMembers<UpdateSslListener>, SslMembers<UpdateSslListener> {
    /** Changes; refuses a port out of range. */
    public UpdateSslListener {
        Required.notNull("members", members);
        Required.port("listenerPort", listenerPort);
    }

    /** No changes yet of the listener on this port, 1 to 65535. */
    public static UpdateSslListener of(int listenerPort) {
        return new UpdateSslListener(listenerPort, Members.NONE);
    }

    @Override
    public UpdateSslListener withMembers(Members newMembers) {
        return new UpdateSslListener(listenerPort, newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.SSL;
    }
}
