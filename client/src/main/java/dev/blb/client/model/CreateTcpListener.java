package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A TCP listener to create.
 *
 * @param members what is set so far
 */
public record CreateTcpListener(Members members) implements CreateListener, TcpMembers<CreateTcpListener> {
    /** Refuses null by name. */
    public CreateTcpListener {
        Required.notNull("members", members);
    }

    /**
     * A TCP listener with defaults for all that is not required.
     *
     * @param listenerPort the port that clients connect to, 1 to 65535
     * @param backendPort the port of the servers, 1 to 65535
     * @param scheduler how a server is chosen
     */
    public static CreateTcpListener of(int listenerPort, int backendPort, Scheduler scheduler) {
        return new CreateTcpListener(Members.ofListener(listenerPort, backendPort, scheduler));
    }

    @Override
    public CreateTcpListener withMembers(Members newMembers) {
        return new CreateTcpListener(newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.TCP;
    }
}
