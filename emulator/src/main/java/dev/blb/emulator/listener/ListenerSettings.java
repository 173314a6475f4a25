package dev.blb.emulator.listener;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.health.ProbePlan;
import dev.blb.emulator.probe.Check;
import dev.blb.emulator.schema.Field;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a listener, typed for whatever acts on them: health checks, forwarding, TLS. Each is read by its row of the
 * field table; one that the protocol does not have has the value that means nothing.
 *
 * @param protocol whose rows they are
 * @param stored the members as they are stored, without port and description; to be read, not changed
 */
public record ListenerSettings(ListenerProtocol protocol, ObjectNode stored) {
    /** How a server is chosen for a new connection, session or request. */
    public enum Scheduler {
        /** In turn, by weight. */
        ROUND_ROBIN,
        /** The server with the fewest connections for its weight. */
        LEAST_CONNECTIONS,
        /** By the client's address. */
        SOURCE_HASH
    }

    /**
     * How requests of one client are kept on one server.
     *
     * @param rewrite whether the server sets the cookie and the load balancer rewrites it; otherwise the load balancer sets it
     * @param seconds how long the cookie holds, 1 to 15552000
     * @param cookie the server's cookie; null unless {@code rewrite}
     */
    public record Stickiness(
            boolean rewrite, int seconds, @Nullable String cookie) {}

    /** A certificate for one host name. */
    public record HostCertificate(String certId, String host) {}

    /**
     * How TLS is ended.
     *
     * @param certId the certificate for every host without one of its own
     * @param hosts certificates of single hosts (HTTPS only)
     * @param protocols the protocols by the wire's names: tlsv10, tlsv11, tlsv12, sslv3
     * @param ciphers the ciphers by their OpenSSL names, joined by colons; empty for those of the platform
     * @param clientCertId the CA by which client certificates are verified; null if none is asked for
     */
    public record Tls(
            String certId,
            List<HostCertificate> hosts,
            List<String> protocols,
            String ciphers,
            @Nullable String clientCertId) {
        /** Every certificate that it names. */
        public List<String> certIds() {
            return Stream.of(
                            Stream.of(certId),
                            hosts.stream().map(HostCertificate::certId),
                            Stream.ofNullable(clientCertId))
                    .flatMap(ids -> ids)
                    .toList();
        }
    }

    private JsonNode value(Field field) {
        return stored.path(field.name());
    }

    private Optional<String> text(Field field) {
        return Optional.ofNullable(value(field).textValue());
    }

    private int number(Field field) {
        return value(field).intValue();
    }

    private boolean flag(Field field) {
        return value(field).booleanValue();
    }

    private List<String> texts(Field field) {
        return StreamSupport.stream(value(field).spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    /** A copy of the stored members with every default that follows another member, as answers show them. */
    public ObjectNode complete() {
        ObjectNode complete = stored.deepCopy();
        protocol.forCreate().derive(complete);
        return complete;
    }

    /** The port of the servers that traffic goes to. */
    public int backendPort() {
        return number(ListenerFields.BACKEND_PORT);
    }

    /** How a server is chosen. */
    public Scheduler scheduler() {
        String name = text(ListenerFields.LAYER4_SCHEDULER).orElse("");
        return switch (name) {
            case "RoundRobin" -> Scheduler.ROUND_ROBIN;
            case "LeastConnection", "WeightLeastConn" -> Scheduler.LEAST_CONNECTIONS;
            case "Hash" -> Scheduler.SOURCE_HASH;
            default -> throw new IllegalStateException("scheduler is \"" + name + "\"");
        };
    }

    /** After how many seconds without traffic a connection or session ends: 1 to 4000. */
    public int idleTimeoutSeconds() {
        return number(protocol.idleTimeout());
    }

    /** What one health check sends: TCP and SSL listeners connect to the backend port [seed][meta]. */
    public Check check() {
        int timeoutSeconds = number(ListenerFields.CHECK_TIMEOUT);
        int port = value(ListenerFields.CHECK_PORT).asInt(backendPort());
        return switch (text(ListenerFields.LAYER7_CHECK_TYPE).orElse("")) {
            case "HTTP" ->
                Check.get(
                        port,
                        timeoutSeconds,
                        text(ListenerFields.CHECK_URI).orElse(""),
                        text(ListenerFields.CHECK_HOST).orElse(""),
                        text(ListenerFields.CHECK_STATUS).orElse(""));
            case "UDP" ->
                Check.datagram(
                        port, timeoutSeconds, text(ListenerFields.CHECK_STRING).orElse(""));
            case "ICMP" -> Check.echo(timeoutSeconds);
            default -> Check.connect(port, timeoutSeconds);
        };
    }

    /** How often the servers are probed, and what it takes to change their state, from a time on. */
    public ProbePlan probes(Instant from) {
        return ProbePlan.of(
                from,
                number(ListenerFields.CHECK_INTERVAL),
                number(ListenerFields.UNHEALTHY_THRESHOLD),
                number(ListenerFields.HEALTHY_THRESHOLD));
    }

    /** How requests of one client are kept on one server, or empty if they are not. */
    public Optional<Stickiness> stickiness() {
        if (!flag(ListenerFields.KEEP_SESSION)) {
            return Optional.empty();
        }
        boolean rewrite = text(ListenerFields.KEEP_SESSION_TYPE).orElse("").equals("rewrite");
        String cookie = text(ListenerFields.KEEP_SESSION_COOKIE).orElse(null);
        return Optional.of(
                new Stickiness(rewrite, number(ListenerFields.KEEP_SESSION_DURATION), rewrite ? cookie : null));
    }

    /** Whether the client's address is sent to the server in X-Forwarded-For. */
    public boolean forwardsAddress() {
        return flag(ListenerFields.X_FORWARDED_FOR);
    }

    /** Whether the listener's protocol is sent to the server in X-Forwarded-Proto. */
    public boolean forwardsProtocol() {
        return flag(ListenerFields.X_FORWARDED_PROTO);
    }

    /** Whether answers of JSON are compressed. */
    public boolean compressesJson() {
        JsonNode attributes = value(ListenerFields.ADDITIONAL_ATTRIBUTES);
        return attributes.path(ListenerFields.GZIP_JSON.name()).asText().equals("on");
    }

    /** The port of the HTTPS listener that every request is redirected to; 0 for none. */
    public int redirectPort() {
        return number(ListenerFields.REDIRECT_PORT);
    }

    /** How TLS is ended, or empty if the protocol has none. */
    public Optional<Tls> tls() {
        if (!protocol.isEncrypted()) {
            return Optional.empty();
        }
        String type = text(ListenerFields.ENCRYPTION_TYPE).orElse("");
        boolean given = type.equals(TlsPolicy.USER_DEFINED);
        List<HostCertificate> hosts = StreamSupport.stream(
                        value(ListenerFields.ADDITIONAL_CERTS).spliterator(), false)
                .map(each -> new HostCertificate(
                        each.path(ListenerFields.CERT_ID.name()).asText(),
                        each.path(ListenerFields.CERT_HOST.name()).asText()))
                .toList();
        return Optional.of(new Tls(
                texts(ListenerFields.CERT_IDS).get(0),
                hosts,
                given
                        ? texts(ListenerFields.ENCRYPTION_PROTOCOLS)
                        : TlsPolicy.of(type).protocols(),
                given
                        ? text(ListenerFields.APPLIED_CIPHERS).orElse("")
                        : TlsPolicy.of(type).ciphers(),
                flag(ListenerFields.DUAL_AUTH)
                        ? texts(ListenerFields.CLIENT_CERT_IDS).stream()
                                .findFirst()
                                .orElse(null)
                        : null));
    }
}
