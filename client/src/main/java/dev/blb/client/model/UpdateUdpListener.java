package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Changes of a UDP listener.
 *
 * @param listenerPort the port of the listener, 1 to 65535
 * @param members what is set so far
 */
public record UpdateUdpListener(int listenerPort, Members members)
        implements UpdateListener, UpdateMembers<UpdateUdpListener>, UdpMembers<UpdateUdpListener> {
    /** Changes; refuses a port out of range. */
    public UpdateUdpListener {
        Required.notNull("members", members);
        Required.port("listenerPort", listenerPort);
    }

    /** No changes yet of the listener on this port, 1 to 65535. */
    public static UpdateUdpListener of(int listenerPort) {
        return new UpdateUdpListener(listenerPort, Members.NONE);
    }

    @Override
    public UpdateUdpListener withMembers(Members newMembers) {
        return new UpdateUdpListener(listenerPort, newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.UDP;
    }
}
