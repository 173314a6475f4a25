package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A UDP listener to create.
 *
 * @param members what is set so far
 */
public record CreateUdpListener(Members members) implements CreateListener, UdpMembers<CreateUdpListener> {
    /** Refuses null by name. */
    public CreateUdpListener {
        Required.notNull("members", members);
    }

    /**
     * A UDP listener with defaults for all that is not required.
     *
     * @param listenerPort the port that clients connect to, 1 to 65535
     * @param backendPort the port of the servers, 1 to 65535
     * @param scheduler how a server is chosen
     */
    public static CreateUdpListener of(int listenerPort, int backendPort, Scheduler scheduler) {
        return new CreateUdpListener(Members.ofListener(listenerPort, backendPort, scheduler));
    }

    @Override
    public CreateUdpListener withMembers(Members newMembers) {
        return new CreateUdpListener(newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.UDP;
    }
}
