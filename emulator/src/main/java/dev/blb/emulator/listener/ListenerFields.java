package dev.blb.emulator.listener;

import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.certificate.Certificates;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.schema.Field;

/**
 * The rows of the field table: the rule of each member of a listener in one line. {@link ListenerProtocol} says which protocol
 * has which, {@link ListenerSettings} reads them by the same constants.
 *
 * <p>Sources are [meta] and [go]; where they disagree, a row accepts what every official client sends: facts [l1] to [l41].
 */
final class ListenerFields {
    static final Field LISTENER_PORT = integer("listenerPort", 1, 65535).must();
    static final Field BACKEND_PORT = integer("backendPort", 1, 65535).must();

    // LeastConnection [py][go][tf] and WeightLeastConn [meta] are one algorithm. The spelling that was sent
    // is echoed, since Terraform replaces the resource otherwise.
    static final Field LAYER4_SCHEDULER = oneOf("scheduler", "RoundRobin", "LeastConnection", "WeightLeastConn", "Hash")
            .must();
    static final Field LAYER7_SCHEDULER =
            oneOf("scheduler", "RoundRobin", "LeastConnection").must();

    // In seconds, as all times here.
    static final Field TCP_SESSION_TIMEOUT =
            integer("tcpSessionTimeout", 10, 4000).or(900);
    static final Field UDP_SESSION_TIMEOUT =
            integer("udpSessionTimeout", 5, 4000).or(90);
    static final Field LAYER7_SERVER_TIMEOUT = integer("serverTimeout", 1, 3600).or(30);
    static final Field SSL_SERVER_TIMEOUT = integer("serverTimeout", 10, 4000).or(900);

    static final Field TCP_CHECK_TYPE = oneOf("healthCheckType", "TCP").or("TCP");
    static final Field UDP_CHECK_TYPE = oneOf("healthCheckType", "UDP", "ICMP").or("UDP");
    static final Field LAYER7_CHECK_TYPE =
            oneOf("healthCheckType", "HTTP", "TCP").or("HTTP");
    static final Field CHECK_TIMEOUT =
            integer("healthCheckTimeoutInSecond", 1, 60).or(3);
    static final Field CHECK_INTERVAL = integer("healthCheckInterval", 1, 10).or(3);
    static final Field UNHEALTHY_THRESHOLD = integer("unhealthyThreshold", 2, 5).or(3);
    static final Field HEALTHY_THRESHOLD = integer("healthyThreshold", 2, 5).or(3);
    static final Field CHECK_PORT = integer("healthCheckPort", 1, 65535).orAs(BACKEND_PORT.name());
    static final Field CHECK_STRING = characters("healthCheckString", 0, 1299);
    static final Field CHECK_URI = text("healthCheckURI").or("/");
    static final Field CHECK_STATUS = text("healthCheckNormalStatus")
            .emptyIsAbsent()
            .matching("http_[1-5]xx(\\|http_[1-5]xx){0,4}", "some of http_1xx to http_5xx joined by |")
            .or("http_2xx|http_3xx");
    static final Field CHECK_HOST = text("healthCheckHost").or("");

    static final Field KEEP_SESSION = flag("keepSession").or(false);
    static final Field KEEP_SESSION_TYPE =
            oneOf("keepSessionType", "insert", "rewrite").or("insert");
    static final Field KEEP_SESSION_DURATION = integer("keepSessionDuration", 1, 15552000)
            .alsoNamed("keepSessionTimeout")
            .or(3600);
    // The catalogue types it integer for HTTPS create, an evident slip.
    static final Field KEEP_SESSION_COOKIE = text("keepSessionCookieName").alsoAsNumber();

    static final Field X_FORWARDED_FOR =
            flag("xForwardFor").alsoNamed("xForwardedFor", "xforwardFor").or(false);
    static final Field X_FORWARDED_PROTO =
            flag("xForwardedProto").alsoNamed("xforwardedProto").or(false);
    static final Field GZIP_JSON = oneOf("gzipJson", "on", "off");
    static final Field ADDITIONAL_ATTRIBUTES = object("additionalAttributes", GZIP_JSON);

    /** 0 for none. */
    static final Field REDIRECT_PORT = integer("redirectPort", 0, 65535).or(0);

    static final Field NO_REDIRECT_PORT =
            integer("redirectPort").withoutEffect("only the Go model has it; HTTPS does not redirect");

    static final Field CERT_IDS = listOf("certIds", Certificates.KIND.id("certId"))
            .sized(1, Field.UNSTATED_MAX_ITEMS)
            .must();
    static final Field CERT_ID = Certificates.KIND.id("certId").must();
    static final Field CERT_HOST = text("host").alsoNamed("Host").must();
    static final Field ADDITIONAL_CERTS =
            listOfObjects("additionalCertDomains", CERT_ID, CERT_HOST).sized(0, 100);
    static final Field ENCRYPTION_TYPE =
            oneOf("encryptionType", TlsPolicy.NAMES).or("tls_cipher_policy_default");
    static final Field ENCRYPTION_PROTOCOLS =
            listOf("encryptionProtocols", oneOf("protocol", TlsPolicy.PROTOCOLS.toArray(String[]::new)));
    static final Field APPLIED_CIPHERS = text("appliedCiphers");
    static final Field DUAL_AUTH = flag("dualAuth").or(false);
    static final Field CLIENT_CERT_IDS = listOf("clientCertIds", text("certId"));
    static final Field IE6_COMPATIBLE = flag("ie6Compatible").or(true);

    static final Field DESCRIPTION = characters("description", 0, 200);
    static final Field REPEATED_TYPE =
            ignored("type", "the old Java SDK repeats the protocol of the path; the path counts");
    static final Field REPEATED_BLB_ID = InstanceRules.repeatedBlbId();
    private static final String LAYER7_ONLY =
            "only HTTP and HTTPS have it; the old Java SDK sends it with every protocol";
    static final Field NO_KEEP_SESSION = ignored("keepSession", LAYER7_ONLY);
    static final Field NO_X_FORWARDED_FOR =
            ignored("xForwardFor", LAYER7_ONLY).alsoNamed("xForwardedFor", "xforwardFor");
    static final Field REPEATED_PORT =
            ignored("listenerPort", "the Go and old Java SDKs repeat the query's port; the query counts");

    private ListenerFields() {}
}
