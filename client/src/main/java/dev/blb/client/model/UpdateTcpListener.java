package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Changes of a TCP listener.
 *
 * @param listenerPort the port of the listener, 1 to 65535
 * @param members what is set so far
 */
public record UpdateTcpListener(int listenerPort, Members members)
        implements UpdateListener, UpdateMembers<UpdateTcpListener>, TcpMembers<UpdateTcpListener> {
    /** Changes; refuses a port out of range. */
    public UpdateTcpListener {
        Required.notNull("members", members);
        Required.port("listenerPort", listenerPort);
    }

    /** No changes yet of the listener on this port, 1 to 65535. */
    public static UpdateTcpListener of(int listenerPort) {
        return new UpdateTcpListener(listenerPort, Members.NONE);
    }

    @Override
    public UpdateTcpListener withMembers(Members newMembers) {
        return new UpdateTcpListener(listenerPort, newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.TCP;
    }
}
