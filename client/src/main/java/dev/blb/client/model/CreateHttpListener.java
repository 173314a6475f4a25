package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * An HTTP listener to create.
 *
 * @param members what is set so far
 */
public record CreateHttpListener(Members members) implements CreateListener, HttpMembers<CreateHttpListener> {
    /** Refuses null by name. */
    public CreateHttpListener {
        Required.notNull("members", members);
    }

    /**
     * An HTTP listener with defaults for all that is not required.
     *
     * @param listenerPort the port that clients connect to, 1 to 65535
     * @param backendPort the port of the servers, 1 to 65535
     * @param scheduler how a server is chosen
     */
    public static CreateHttpListener of(int listenerPort, int backendPort, Scheduler scheduler) {
        return new CreateHttpListener(Members.ofListener(listenerPort, backendPort, scheduler));
    }

    @Override
    public CreateHttpListener withMembers(Members newMembers) {
        return new CreateHttpListener(newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.HTTP;
    }
}
