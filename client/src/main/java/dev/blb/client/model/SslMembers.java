package dev.blb.client.model;

/**
 * The members of an SSL listener [meta].
 *
 * @param <T> the request
 */
public interface SslMembers<T> extends TlsMembers<T> {
    /** The time a server may take, 10 to 4000 seconds; 900 by default. On update not in the catalogue (assumption [m57]). */
    default T serverTimeout(int seconds) {
        return withMembers(members().withRange("serverTimeout", seconds, 10, 4000));
    }
}
