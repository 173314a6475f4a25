package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An SSL listener [meta] [go] [seed].
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
 * @param certIds the certificate
 * @param encryptionType the TLS policy
 * @param encryptionProtocols the TLS versions that follow from the policy
 * @param appliedCiphers the ciphers that follow from the policy, joined with colons
 * @param dualAuth whether clients need a certificate
 * @param clientCertIds the client CA certificate; empty without {@code dualAuth}
 * @param serverTimeout the time a server may take, 10 to 4000 seconds
 */
public record SslListener(
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
        List<String> certIds,
        EncryptionType encryptionType,
        List<EncryptionProtocol> encryptionProtocols,
        String appliedCiphers,
        boolean dualAuth,
        List<String> clientCertIds,
        int serverTimeout)
        implements Listener {
    /** An SSL listener; its lists are copied. */
    public SslListener {
        Required.notNull("scheduler", scheduler);
        certIds = Required.list("certIds", certIds);
        Required.notNull("encryptionType", encryptionType);
        encryptionProtocols = Required.list("encryptionProtocols", encryptionProtocols);
        Required.notNull("appliedCiphers", appliedCiphers);
        clientCertIds = Required.list("clientCertIds", clientCertIds);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.SSL;
    }
}
