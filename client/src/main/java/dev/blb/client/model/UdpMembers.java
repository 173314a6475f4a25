package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The members of a UDP listener [meta].
 *
 * @param <T> the request
 */
public interface UdpMembers<T> extends ListenerMembers<T> {
    /** Idle time after which a session ends, 5 to 4000 seconds; 90 by default. */
    default T udpSessionTimeout(int seconds) {
        return withMembers(members().withRange("udpSessionTimeout", seconds, 5, 4000));
    }

    /** The probed port, 1 to 65535; the backend port by default. For UDP probes only. */
    default T healthCheckPort(int port) {
        return withMembers(members().with("healthCheckPort", Required.port("healthCheckPort", port)));
    }

    /**
     * What a UDP probe sends, at most 1299 characters: ASCII and backslash escapes {@code \00} to {@code \FF}. Required on
     * create unless the check type is ICMP.
     */
    default T healthCheckString(String text) {
        Members.characters("healthCheckString", text, 0, 1299);
        return withMembers(members().withPattern("healthCheckString", text, Members.ASCII));
    }
}
