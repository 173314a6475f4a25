package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The members that are required on create and can be changed [meta].
 *
 * @param <T> the request
 */
public interface UpdateMembers<T> extends ListenerMembers<T> {
    /** The port of the servers, 1 to 65535. */
    default T backendPort(int port) {
        return withMembers(members().with("backendPort", Required.port("backendPort", port)));
    }

    /** How a server is chosen. */
    default T scheduler(Scheduler scheduler) {
        return withMembers(members().with("scheduler", scheduler));
    }
}
