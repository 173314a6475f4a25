package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The members that HTTP and HTTPS listeners share [meta].
 *
 * @param <T> the request
 */
public interface Layer7Members<T> extends ListenerMembers<T> {
    /** Whether sessions stick to a server; false by default. */
    default T keepSession(boolean stick) {
        return withMembers(members().with("keepSession", stick));
    }

    /** Who makes the cookie; {@code insert} by default. Counts with {@code keepSession} only. */
    default T keepSessionType(KeepSessionType type) {
        return withMembers(members().with("keepSessionType", type));
    }

    /** How long a session sticks, 1 to 15552000 seconds; 3600 by default. Counts with {@code keepSession} only. */
    default T keepSessionDuration(int seconds) {
        return withMembers(members().withRange("keepSessionDuration", seconds, 1, 15552000));
    }

    /** The cookie to rewrite. Counts with type {@code rewrite} only. */
    default T keepSessionCookieName(String name) {
        return withMembers(members().with("keepSessionCookieName", name));
    }

    /** Whether X-Forwarded-For is added; false by default. */
    default T xForwardFor(boolean add) {
        return withMembers(members().with("xForwardFor", add));
    }

    /** Whether X-Forwarded-Proto is added; false by default (assumption [m56]). */
    default T xForwardedProto(boolean add) {
        return withMembers(members().with("xForwardedProto", add));
    }

    /** Further settings. */
    default T additionalAttributes(AdditionalAttributes attributes) {
        return withMembers(members().with("additionalAttributes", attributes));
    }

    /** The probed port, 1 to 65535; the backend port by default. */
    default T healthCheckPort(int port) {
        return withMembers(members().with("healthCheckPort", Required.port("healthCheckPort", port)));
    }

    /** The path of an HTTP probe; {@code /} by default. */
    default T healthCheckURI(String path) {
        return withMembers(members().with("healthCheckURI", path));
    }

    /** The statuses that count as healthy, as {@code http_2xx|http_3xx}, which is the default. */
    default T healthCheckNormalStatus(String statuses) {
        return withMembers(members().withPattern("healthCheckNormalStatus", statuses, Members.STATUS_CLASSES));
    }

    /** The Host header of an HTTP probe; none by default. */
    default T healthCheckHost(String host) {
        return withMembers(members().with("healthCheckHost", host));
    }

    /** The time a server may take, 1 to 3600 seconds; 30 by default. */
    default T serverTimeout(int seconds) {
        return withMembers(members().withRange("serverTimeout", seconds, 1, 3600));
    }
}
