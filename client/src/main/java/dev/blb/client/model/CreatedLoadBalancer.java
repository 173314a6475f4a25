package dev.blb.client.model;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * The answer to creating an instance, which is not usable before it is {@code available} [meta] [seed].
 *
 * @param blbId the id of the instance
 * @param name the name, made by the service when none was given
 * @param desc the description
 * @param address the private address: IPv6 if its type is ipv6, otherwise IPv4 [n1]
 * @param ipv6 the IPv6 address, when one was asked for [go]
 */
public record CreatedLoadBalancer(
        String blbId,
        String name,
        String desc,
        String address,
        @Nullable String ipv6) {
    /** Refuses null by name. */
    public CreatedLoadBalancer {
        Required.notNull("blbId", blbId);
        Required.notNull("name", name);
        Required.notNull("desc", desc);
        Required.notNull("address", address);
    }
}
