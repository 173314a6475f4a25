package dev.blb.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * A listener as the service describes it. It has no id: instance, protocol and port identify it [seed].
 *
 * <p>A member that only an emulator or an old SDK knows is left out: {@code keepSessionTimeout}, {@code xForwardedFor},
 * {@code ie6Compatible}, {@code backendPortType}, {@code healthCheckValid}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "listenerType")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TcpListener.class, name = "TCP"),
    @JsonSubTypes.Type(value = UdpListener.class, name = "UDP"),
    @JsonSubTypes.Type(value = HttpListener.class, name = "HTTP"),
    @JsonSubTypes.Type(value = HttpsListener.class, name = "HTTPS"),
    @JsonSubTypes.Type(value = SslListener.class, name = "SSL")
})
public sealed interface Listener permits TcpListener, UdpListener, HttpListener, HttpsListener, SslListener {
    /** The protocol. */
    @JsonProperty
    ListenerType listenerType();

    /** The port that clients connect to, 1 to 65535. */
    int listenerPort();

    /** The port of the servers, 1 to 65535. */
    int backendPort();

    /** How a server is chosen. */
    Scheduler scheduler();

    /** How servers are probed; the official page leaves it out for some TCP and SSL listeners [seed]. */
    @Nullable
    HealthCheckType healthCheckType();

    /** The time for one probe, 1 to 60 seconds. */
    int healthCheckTimeoutInSecond();

    /** The time between two probes, 1 to 10 seconds. */
    int healthCheckInterval();

    /** Failures in a row after which a server is dead, 2 to 5. */
    int unhealthyThreshold();

    /** Successes in a row after which a server is alive, 2 to 5. */
    int healthyThreshold();

    /** Whether servers see the load balancer's address; read-only [go]. */
    @Nullable
    Boolean getBlbIp();

    /** The note [java]. */
    @Nullable
    String description();
}
