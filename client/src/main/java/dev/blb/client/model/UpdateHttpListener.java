package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Changes of an HTTP listener.
 *
 * @param listenerPort the port of the listener, 1 to 65535
 * @param members what is set so far
 */
public record UpdateHttpListener(int listenerPort, Members members)
        implements UpdateListener, UpdateMembers<UpdateHttpListener>, HttpMembers<UpdateHttpListener> {
    /** Changes; refuses a port out of range. */
    public UpdateHttpListener {
        Required.notNull("members", members);
        Required.port("listenerPort", listenerPort);
    }

    /** No changes yet of the listener on this port, 1 to 65535. */
    public static UpdateHttpListener of(int listenerPort) {
        return new UpdateHttpListener(listenerPort, Members.NONE);
    }

    @Override
    public UpdateHttpListener withMembers(Members newMembers) {
        return new UpdateHttpListener(listenerPort, newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.HTTP;
    }
}
