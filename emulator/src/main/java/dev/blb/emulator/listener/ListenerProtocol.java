package dev.blb.emulator.listener;

import static dev.blb.emulator.api.Operation.CREATE_HTTPS_LISTENER;
import static dev.blb.emulator.api.Operation.CREATE_HTTP_LISTENER;
import static dev.blb.emulator.api.Operation.CREATE_SSL_LISTENER;
import static dev.blb.emulator.api.Operation.CREATE_TCP_LISTENER;
import static dev.blb.emulator.api.Operation.CREATE_UDP_LISTENER;
import static dev.blb.emulator.api.Operation.DESCRIBE_HTTPS_LISTENERS;
import static dev.blb.emulator.api.Operation.DESCRIBE_HTTP_LISTENERS;
import static dev.blb.emulator.api.Operation.DESCRIBE_SSL_LISTENERS;
import static dev.blb.emulator.api.Operation.DESCRIBE_TCP_LISTENERS;
import static dev.blb.emulator.api.Operation.DESCRIBE_UDP_LISTENERS;
import static dev.blb.emulator.api.Operation.UPDATE_HTTPS_LISTENER;
import static dev.blb.emulator.api.Operation.UPDATE_HTTP_LISTENER;
import static dev.blb.emulator.api.Operation.UPDATE_SSL_LISTENER;
import static dev.blb.emulator.api.Operation.UPDATE_TCP_LISTENER;
import static dev.blb.emulator.api.Operation.UPDATE_UDP_LISTENER;
import static dev.blb.emulator.listener.ListenerFields.*;

import dev.blb.emulator.api.Operation;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.util.List;

/** The five protocols: the operations of each, and its rows of the field table, which create, update and describe share. */
public enum ListenerProtocol {
    TCP(
            CREATE_TCP_LISTENER,
            UPDATE_TCP_LISTENER,
            DESCRIBE_TCP_LISTENERS,
            TCP_SESSION_TIMEOUT,
            fields(LAYER4_SCHEDULER, TCP_SESSION_TIMEOUT).and(check(TCP_CHECK_TYPE))),
    UDP(
            CREATE_UDP_LISTENER,
            UPDATE_UDP_LISTENER,
            DESCRIBE_UDP_LISTENERS,
            UDP_SESSION_TIMEOUT,
            fields(LAYER4_SCHEDULER, UDP_SESSION_TIMEOUT)
                    .and(check(UDP_CHECK_TYPE))
                    .and(CHECK_PORT, CHECK_STRING)),
    HTTP(
            CREATE_HTTP_LISTENER,
            UPDATE_HTTP_LISTENER,
            DESCRIBE_HTTP_LISTENERS,
            LAYER7_SERVER_TIMEOUT,
            layer7().and(REDIRECT_PORT)),
    HTTPS(
            CREATE_HTTPS_LISTENER,
            UPDATE_HTTPS_LISTENER,
            DESCRIBE_HTTPS_LISTENERS,
            LAYER7_SERVER_TIMEOUT,
            layer7().and(encryption()).and(ADDITIONAL_CERTS, NO_REDIRECT_PORT)),
    SSL(
            CREATE_SSL_LISTENER,
            UPDATE_SSL_LISTENER,
            DESCRIBE_SSL_LISTENERS,
            SSL_SERVER_TIMEOUT,
            fields(LAYER4_SCHEDULER, SSL_SERVER_TIMEOUT)
                    .and(check(TCP_CHECK_TYPE))
                    .and(encryption()));

    /** The query of an update: which listener of the path's protocol. */
    static final Schema SELECTED = Schema.of(LISTENER_PORT);

    private final Operation create;
    private final Operation update;
    private final Operation describe;
    private final Field idleTimeout;
    private final Schema schema;

    ListenerProtocol(Operation create, Operation update, Operation describe, Field idleTimeout, Schema schema) {
        this.create = create;
        this.update = update;
        this.describe = describe;
        this.idleTimeout = idleTimeout;
        this.schema = schema.and(DESCRIPTION, REPEATED_TYPE, REPEATED_BLB_ID);
    }

    private static Schema fields(Field... fields) {
        return Schema.of(LISTENER_PORT, BACKEND_PORT).and(fields);
    }

    private static Schema check(Field type) {
        return Schema.of(type, CHECK_TIMEOUT, CHECK_INTERVAL, UNHEALTHY_THRESHOLD, HEALTHY_THRESHOLD);
    }

    private static Schema layer7() {
        return fields(
                        LAYER7_SCHEDULER,
                        KEEP_SESSION,
                        KEEP_SESSION_TYPE,
                        KEEP_SESSION_DURATION,
                        KEEP_SESSION_COOKIE,
                        X_FORWARDED_FOR,
                        X_FORWARDED_PROTO,
                        ADDITIONAL_ATTRIBUTES)
                .and(check(LAYER7_CHECK_TYPE))
                .and(CHECK_PORT, CHECK_URI, CHECK_STATUS, CHECK_HOST, LAYER7_SERVER_TIMEOUT);
    }

    private static Schema encryption() {
        return Schema.of(
                CERT_IDS,
                ENCRYPTION_TYPE,
                ENCRYPTION_PROTOCOLS,
                APPLIED_CIPHERS,
                DUAL_AUTH,
                CLIENT_CERT_IDS,
                IE6_COMPATIBLE);
    }

    /** The operation that creates such a listener. */
    public Operation create() {
        return create;
    }

    /** The operation that updates such a listener. */
    Operation update() {
        return update;
    }

    /** The operation that lists such listeners. */
    Operation describe() {
        return describe;
    }

    /** The fields that answers show, as a call has set them. */
    List<Field> shown() {
        return schema.fields().stream()
                .filter(field -> field.ignoredBecause().isEmpty())
                .toList();
    }

    /** The fields of a create call, and of a listener in a document. */
    public Schema forCreate() {
        return isLayer7() ? schema : schema.and(NO_KEEP_SESSION, NO_X_FORWARDED_FOR);
    }

    /** The fields of an update call: nothing is required and what is absent stays. The port cannot change. */
    public Schema forUpdate() {
        return forCreate().forUpdate(LISTENER_PORT.name()).and(REPEATED_PORT);
    }

    /** The field of the seconds after which a connection or session without traffic ends. */
    Field idleTimeout() {
        return idleTimeout;
    }

    /**
     * Which listeners can have one port where the account allows it: UDP excludes only UDP, the others exclude each other
     * (assumption [m35]).
     */
    public String transport() {
        return this == UDP ? "UDP" : "TCP";
    }

    /** Whether it ends TLS. */
    public boolean isEncrypted() {
        return this == HTTPS || this == SSL;
    }

    /** Whether it understands HTTP. */
    public boolean isLayer7() {
        return this == HTTP || this == HTTPS;
    }
}
