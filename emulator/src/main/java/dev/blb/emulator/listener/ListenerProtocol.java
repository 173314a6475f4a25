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
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Operation;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;

/**
 * The field table of the five protocols: one row a field, read by create, update and describe alike [meta][go].
 *
 * <p>Where the sources disagree the row takes what every official client sends and reads: facts [l1] to [l41].
 */
public enum ListenerProtocol {
    TCP(
            CREATE_TCP_LISTENER,
            UPDATE_TCP_LISTENER,
            DESCRIBE_TCP_LISTENERS,
            ports().and(
                            // LeastConnection [py][go][tf] and WeightLeastConn [meta] are one algorithm; what was
                            // sent is echoed, as Terraform replaces the resource otherwise.
                            oneOf("scheduler", "RoundRobin", "LeastConnection", "WeightLeastConn", "Hash")
                                    .must(),
                            integer("tcpSessionTimeout", 10, 4000).or(900))
                    .and(healthCheck("TCP"))
                    .and(note())),
    UDP(
            CREATE_UDP_LISTENER,
            UPDATE_UDP_LISTENER,
            DESCRIBE_UDP_LISTENERS,
            ports().and(
                            oneOf("scheduler", "RoundRobin", "LeastConnection", "WeightLeastConn", "Hash")
                                    .must(),
                            integer("udpSessionTimeout", 5, 4000).or(90))
                    .and(healthCheck("UDP", "ICMP"))
                    .and(integer("healthCheckPort", 1, 65535).orAs("backendPort"))
                    .and(characters("healthCheckString", 0, 1299))
                    .and(note())),
    HTTP(
            CREATE_HTTP_LISTENER,
            UPDATE_HTTP_LISTENER,
            DESCRIBE_HTTP_LISTENERS,
            ports().and(oneOf("scheduler", "RoundRobin", "LeastConnection").must())
                    .and(layer7())
                    .and(integer("redirectPort", 0, 65535).or(0))
                    .and(note())),
    HTTPS(
            CREATE_HTTPS_LISTENER,
            UPDATE_HTTPS_LISTENER,
            DESCRIBE_HTTPS_LISTENERS,
            ports().and(oneOf("scheduler", "RoundRobin", "LeastConnection").must())
                    .and(layer7())
                    .and(encryption())
                    .and(listOfObjects(
                                    "additionalCertDomains",
                                    text("certId").must(),
                                    text("host").alsoNamed("Host").must())
                            .sized(0, 100))
                    .and(integer("redirectPort").withoutEffect("only the Go model has it; HTTPS does not redirect"))
                    .and(note())),
    SSL(
            CREATE_SSL_LISTENER,
            UPDATE_SSL_LISTENER,
            DESCRIBE_SSL_LISTENERS,
            ports().and(
                            oneOf("scheduler", "RoundRobin", "LeastConnection", "WeightLeastConn", "Hash")
                                    .must(),
                            integer("serverTimeout", 10, 4000).or(900))
                    .and(healthCheck("TCP"))
                    .and(encryption())
                    .and(note()));

    /** The query of an update: which listener of the path's protocol. */
    static final Schema SELECTED = Schema.of(integer("listenerPort", 1, 65535).must());

    private final Operation create;
    private final Operation update;
    private final Operation describe;
    private final Schema schema;

    ListenerProtocol(Operation create, Operation update, Operation describe, Schema schema) {
        this.create = create;
        this.update = update;
        this.describe = describe;
        this.schema = schema;
    }

    private static Schema ports() {
        return Schema.of(
                integer("listenerPort", 1, 65535).must(),
                integer("backendPort", 1, 65535).must());
    }

    private static Schema healthCheck(String... types) {
        return Schema.of(
                oneOf("healthCheckType", types).or(types[0]),
                integer("healthCheckTimeoutInSecond", 1, 60).or(3),
                integer("healthCheckInterval", 1, 10).or(3),
                integer("unhealthyThreshold", 2, 5).or(3),
                integer("healthyThreshold", 2, 5).or(3));
    }

    private static Schema layer7() {
        return Schema.of(
                        flag("keepSession").or(false),
                        oneOf("keepSessionType", "insert", "rewrite").or("insert"),
                        integer("keepSessionDuration", 1, 15552000)
                                .alsoNamed("keepSessionTimeout")
                                .or(3600),
                        // The catalogue types it integer for HTTPS create, an evident slip.
                        text("keepSessionCookieName").alsoAsNumber(),
                        flag("xForwardFor")
                                .alsoNamed("xForwardedFor", "xforwardFor")
                                .or(false),
                        flag("xForwardedProto").alsoNamed("xforwardedProto").or(false),
                        object("additionalAttributes", oneOf("gzipJson", "on", "off")))
                .and(healthCheck("HTTP", "TCP"))
                .and(
                        integer("healthCheckPort", 1, 65535).orAs("backendPort"),
                        text("healthCheckURI").or("/"),
                        text("healthCheckNormalStatus")
                                .matching(
                                        "http_[1-5]xx(\\|http_[1-5]xx){0,4}",
                                        "some of http_1xx to http_5xx joined by |")
                                .or("http_2xx|http_3xx"),
                        text("healthCheckHost").or(""),
                        integer("serverTimeout", 1, 3600).or(30));
    }

    private static Schema encryption() {
        return Schema.of(
                listOf("certIds", text("certId"))
                        .sized(1, Field.UNSTATED_MAX_ITEMS)
                        .must(),
                oneOf("encryptionType", TlsPolicy.NAMES).or("tls_cipher_policy_default"),
                listOf("encryptionProtocols", oneOf("protocol", "tlsv10", "tlsv11", "tlsv12", "sslv3")),
                text("appliedCiphers"),
                flag("dualAuth").or(false),
                listOf("clientCertIds", text("certId")),
                flag("ie6Compatible").or(true));
    }

    private static Schema note() {
        return Schema.of(
                characters("description", 0, 200),
                ignored("type", "the old Java SDK repeats the protocol of the path; the path counts"),
                ignored("blbId", "the old Java SDK repeats the id of the path; the path counts"));
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

    /** The fields of a create call. */
    public Schema forCreate() {
        return schema;
    }

    /** The fields of an update call: nothing is required and what is absent stays. The port cannot change. */
    public Schema forUpdate() {
        return schema.forUpdate("listenerPort")
                .and(ignored("listenerPort", "the Go and old Java SDKs repeat the query's port; the query counts"));
    }

    /** What ports it shares with whom: UDP excludes only UDP, the others exclude each other (assumption [m35]). */
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
