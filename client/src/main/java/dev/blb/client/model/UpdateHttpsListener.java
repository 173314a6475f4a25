package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Changes of an HTTPS listener.
 *
 * @param listenerPort the port of the listener, 1 to 65535
 * @param members what is set so far
 */
public record UpdateHttpsListener(int listenerPort, Members members)
        implements UpdateListener, UpdateMembers<UpdateHttpsListener>, HttpsMembers<UpdateHttpsListener> {
    /** Changes; refuses a port out of range. */
    public UpdateHttpsListener {
        Required.notNull("members", members);
        Required.port("listenerPort", listenerPort);
    }

    /** No changes yet of the listener on this port, 1 to 65535. */
    public static UpdateHttpsListener of(int listenerPort) {
        return new UpdateHttpsListener(listenerPort, Members.NONE);
    }

    @Override
    public UpdateHttpsListener withMembers(Members newMembers) {
        return new UpdateHttpsListener(listenerPort, newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.HTTPS;
    }
}
