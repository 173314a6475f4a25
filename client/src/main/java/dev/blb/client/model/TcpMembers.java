package dev.blb.client.model;

/**
 * The members of a TCP listener [meta].
 *
 * @param <T> the request
 */
public interface TcpMembers<T> extends ListenerMembers<T> {
    /** Idle time after which a connection ends, 10 to 4000 seconds; 900 by default. On update [go] [py] [java]. */
    default T tcpSessionTimeout(int seconds) {
        return withMembers(members().withRange("tcpSessionTimeout", seconds, 10, 4000));
    }
}
