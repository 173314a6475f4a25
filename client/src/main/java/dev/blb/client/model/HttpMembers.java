package dev.blb.client.model;

/**
 * The members of an HTTP listener [meta].
 *
 * @param <T> the request
 */
public interface HttpMembers<T> extends Layer7Members<T> {
    /** The port of an HTTPS listener of the same instance that clients are sent to, 0 to 65535; 0 means none. */
    default T redirectPort(int port) {
        return withMembers(members().withRange("redirectPort", port, 0, 65535));
    }
}
