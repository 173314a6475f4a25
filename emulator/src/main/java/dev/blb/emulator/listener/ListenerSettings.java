package dev.blb.emulator.listener;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a listener, typed for whatever acts on them. One that the protocol does not have has the value that means
 * nothing.
 *
 * @param protocol whose settings they are
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
            @Nullable String clientCertId) {}

    private String text(String name) {
        return stored.path(name).asText();
    }

    private boolean flag(String name) {
        return stored.path(name).booleanValue();
    }

    private int number(String name) {
        return stored.path(name).intValue();
    }

    private List<String> texts(String name) {
        return StreamSupport.stream(stored.path(name).spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    /** The port of the servers that traffic goes to. */
    public int backendPort() {
        return number("backendPort");
    }

    /** How a server is chosen. */
    public Scheduler scheduler() {
        String name = text("scheduler");
        return switch (name) {
            case "RoundRobin" -> Scheduler.ROUND_ROBIN;
            case "LeastConnection", "WeightLeastConn" -> Scheduler.LEAST_CONNECTIONS;
            case "Hash" -> Scheduler.SOURCE_HASH;
            default -> throw new IllegalStateException("scheduler is \"" + name + "\"");
        };
    }

    /** After how many seconds without traffic a connection or session ends: 1 to 4000. */
    public int idleTimeoutSeconds() {
        return switch (protocol) {
            case TCP -> number("tcpSessionTimeout");
            case UDP -> number("udpSessionTimeout");
            case HTTP, HTTPS, SSL -> number("serverTimeout");
        };
    }

    /** How requests of one client are kept on one server, or empty if they are not. */
    public Optional<Stickiness> stickiness() {
        if (!flag("keepSession")) {
            return Optional.empty();
        }
        boolean rewrite = text("keepSessionType").equals("rewrite");
        String cookie = stored.path("keepSessionCookieName").textValue();
        return Optional.of(new Stickiness(rewrite, number("keepSessionDuration"), rewrite ? cookie : null));
    }

    /** Whether the client's address is told to the server in X-Forwarded-For. */
    public boolean forwardsAddress() {
        return flag("xForwardFor");
    }

    /** Whether the listener's protocol is told to the server in X-Forwarded-Proto. */
    public boolean forwardsProtocol() {
        return flag("xForwardedProto");
    }

    /** Whether answers of JSON are compressed. */
    public boolean compressesJson() {
        return stored.path("additionalAttributes").path("gzipJson").asText().equals("on");
    }

    /** The port of the HTTPS listener that every request is redirected to; 0 for none. */
    public int redirectPort() {
        return protocol == ListenerProtocol.HTTP ? number("redirectPort") : 0;
    }

    /** How TLS is ended, or empty if the protocol has none. */
    public Optional<Tls> tls() {
        if (!protocol.isEncrypted()) {
            return Optional.empty();
        }
        String type = text("encryptionType");
        boolean given = type.equals(TlsPolicy.USER_DEFINED);
        List<HostCertificate> hosts = StreamSupport.stream(
                        stored.path("additionalCertDomains").spliterator(), false)
                .map(each -> new HostCertificate(
                        each.path("certId").asText(), each.path("host").asText()))
                .toList();
        return Optional.of(new Tls(
                texts("certIds").get(0),
                hosts,
                given ? texts("encryptionProtocols") : TlsPolicy.of(type).protocols(),
                given ? text("appliedCiphers") : TlsPolicy.of(type).ciphers(),
                flag("dualAuth") ? texts("clientCertIds").stream().findFirst().orElse(null) : null));
    }
}
