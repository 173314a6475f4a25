package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTPS listener [meta] [go] [seed].
 *
 * @param listenerPort the port that clients connect to, 1 to 65535
 * @param backendPort the port of the servers, 1 to 65535
 * @param scheduler how a server is chosen
 * @param healthCheckType how servers are probed
 * @param healthCheckTimeoutInSecond the time for one probe, 1 to 60 seconds
 * @param healthCheckInterval the time between two probes, 1 to 10 seconds
 * @param unhealthyThreshold failures in a row after which a server is dead, 2 to 5
 * @param healthyThreshold successes in a row after which a server is alive, 2 to 5
 * @param getBlbIp whether servers see the load balancer's address; read-only
 * @param description the note
 * @param keepSession whether sessions stick to a server
 * @param keepSessionType who makes the cookie; null while {@code keepSession} is off
 * @param keepSessionDuration how long a session sticks, 1 to 15552000 seconds; null while {@code keepSession} is off
 * @param keepSessionCookieName the cookie, for type {@code rewrite}
 * @param xForwardFor whether X-Forwarded-For is added
 * @param xForwardedProto whether X-Forwarded-Proto is added
 * @param additionalAttributes further settings
 * @param healthCheckPort the probed port
 * @param healthCheckURI the path of an HTTP probe
 * @param healthCheckNormalStatus the statuses that count as healthy, as {@code http_2xx|http_3xx}
 * @param healthCheckHost the Host header of an HTTP probe; empty means none
 * @param serverTimeout the time a server may take, 1 to 3600 seconds
 * @param certIds the certificate
 * @param encryptionType the TLS policy
 * @param encryptionProtocols the TLS versions that follow from the policy
 * @param appliedCiphers the ciphers that follow from the policy, joined with colons
 * @param dualAuth whether clients need a certificate
 * @param clientCertIds the client CA certificate; empty without {@code dualAuth}
 * @param additionalCertDomains certificates for further domains
 */
public record HttpsListener(
        int listenerPort,
        int backendPort,
        Scheduler scheduler,
        @Nullable HealthCheckType healthCheckType,
        int healthCheckTimeoutInSecond,
        int healthCheckInterval,
        int unhealthyThreshold,
        int healthyThreshold,
        @Nullable Boolean getBlbIp,
        @Nullable String description,
        boolean keepSession,
        @Nullable KeepSessionType keepSessionType,
        @Nullable Integer keepSessionDuration,
        @Nullable String keepSessionCookieName,
        boolean xForwardFor,
        boolean xForwardedProto,
        @Nullable AdditionalAttributes additionalAttributes,
        int healthCheckPort,
        String healthCheckURI,
        String healthCheckNormalStatus,
        String healthCheckHost,
        int serverTimeout,
        List<String> certIds,
        EncryptionType encryptionType,
        List<EncryptionProtocol> encryptionProtocols,
        String appliedCiphers,
        boolean dualAuth,
        List<String> clientCertIds,
        List<CertDomain> additionalCertDomains)
        implements Listener {
    /** An HTTPS listener; its lists are copied. */
    public HttpsListener {
        Required.notNull("scheduler", scheduler);
        Required.notNull("healthCheckURI", healthCheckURI);
        Required.notNull("healthCheckNormalStatus", healthCheckNormalStatus);
        Required.notNull("healthCheckHost", healthCheckHost);
        certIds = Required.list("certIds", certIds);
        Required.notNull("encryptionType", encryptionType);
        encryptionProtocols = Required.list("encryptionProtocols", encryptionProtocols);
        Required.notNull("appliedCiphers", appliedCiphers);
        clientCertIds = Required.list("clientCertIds", clientCertIds);
        additionalCertDomains = Required.list("additionalCertDomains", additionalCertDomains);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.HTTPS;
    }
}
