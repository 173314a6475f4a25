package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * The kind of an instance. An open enumeration [meta].
 *
 * @param value the text on the wire
 */
public record LoadBalancerType(String value) implements OpenEnum {
    /** {@code normal}: standard, IPv4. */
    public static final LoadBalancerType NORMAL = new LoadBalancerType("normal");

    /** {@code ipv6}: standard, IPv6. */
    public static final LoadBalancerType IPV6 = new LoadBalancerType("ipv6");

    /** {@code application}: application load balancer; price inquiries only. */
    public static final LoadBalancerType APPLICATION = new LoadBalancerType("application");

    /** {@code ipv6Application}: application load balancer, IPv6; price inquiries only. */
    public static final LoadBalancerType IPV6_APPLICATION = new LoadBalancerType("ipv6Application");

    /** Refuses null by name. */
    public LoadBalancerType {
        Required.notNull("value", value);
    }
}
