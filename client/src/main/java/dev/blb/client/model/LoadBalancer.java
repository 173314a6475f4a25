package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance as lists show it [meta] [go] [seed].
 *
 * @param blbId the id
 * @param name the name, not unique
 * @param desc the description
 * @param address the private address: IPv6 if its type is ipv6, otherwise IPv4 [n1]
 * @param status the state
 * @param vpcId the network
 * @param subnetId the subnet
 * @param publicIp the bound EIP
 * @param eipRouteType the kind of line of the bound EIP
 * @param publicIpv6 the bound IPv6 EIP
 * @param eipV6RouteType the kind of line of the bound IPv6 EIP
 * @param tags the tags
 * @param allowDelete whether it may be released
 * @param allowModify whether the console may change it
 * @param modificationProtectionReason why not
 * @param paymentTiming when it is paid for
 * @param billingMethod how a postpaid one is charged
 * @param layer4ClusterId the dedicated layer-4 cluster
 * @param layer7ClusterId the dedicated layer-7 cluster
 * @param layer4ClusterExclusive whether the layer-4 cluster is its own
 * @param layer7ClusterExclusive whether the layer-7 cluster is its own
 */
public record LoadBalancer(
        String blbId,
        String name,
        String desc,
        String address,
        LoadBalancerStatus status,
        String vpcId,
        String subnetId,
        @Nullable String publicIp,
        @Nullable String eipRouteType,
        @Nullable String publicIpv6,
        @Nullable String eipV6RouteType,
        List<Tag> tags,
        boolean allowDelete,
        boolean allowModify,
        @Nullable String modificationProtectionReason,
        PaymentTiming paymentTiming,
        @Nullable BillingMethod billingMethod,
        @Nullable String layer4ClusterId,
        @Nullable String layer7ClusterId,
        @Nullable Boolean layer4ClusterExclusive,
        @Nullable Boolean layer7ClusterExclusive) {
    /** An instance; its tags are copied. */
    public LoadBalancer {
        Required.notNull("blbId", blbId);
        Required.notNull("name", name);
        Required.notNull("desc", desc);
        Required.notNull("address", address);
        Required.notNull("status", status);
        Required.notNull("vpcId", vpcId);
        Required.notNull("subnetId", subnetId);
        tags = Required.list("tags", tags);
        Required.notNull("paymentTiming", paymentTiming);
    }
}
