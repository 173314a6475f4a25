package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance in full [meta] [go] [java]. Date-times are ISO 8601 in UTC where their form is known; they are texts because
 * the form of {@code releaseTime} and {@code expireTime} is not documented.
 *
 * @param blbId the id
 * @param name the name, not unique
 * @param desc the description
 * @param status the state
 * @param address the private address: IPv6 if its type is ipv6, otherwise IPv4 [n1]
 * @param publicIp the bound EIP
 * @param cidr the address range of the network
 * @param vpcId the network
 * @param vpcName the network's name
 * @param subnetId the subnet
 * @param createTime when it was created
 * @param releaseTime when it will be released
 * @param expireTime until when a prepaid one is paid
 * @param listener the listeners in short
 * @param tags the tags
 * @param allowDelete whether it may be released
 * @param allowModify whether the console may change it
 * @param modificationProtectionReason why not
 * @param supportAcl whether access control is on [seed]
 * @param ipv6 the IPv6 address [seed]
 * @param paymentTiming when it is paid for
 * @param billingMethod how a postpaid one is charged
 * @param performanceLevel the size; null for a shared instance
 * @param eipRouteType the kind of line of the bound EIP
 * @param publicIpv6 the bound IPv6 EIP
 * @param eipV6RouteType the kind of line of the bound IPv6 EIP
 * @param layer4ClusterId the dedicated layer-4 cluster
 * @param layer4ClusterMode how it is built
 * @param layer4ClusterExclusive whether it is its own
 * @param layer4MasterAz its main zone
 * @param layer4SlaveAz its second zone
 * @param layer7ClusterId the dedicated layer-7 cluster
 * @param layer7ClusterMode how it is built
 * @param layer7ClusterExclusive whether it is its own
 * @param layer7MasterAz its main zone
 * @param layer7SlaveAz its second zone
 */
public record LoadBalancerDetail(
        String blbId,
        String name,
        String desc,
        LoadBalancerStatus status,
        String address,
        @Nullable String publicIp,
        String cidr,
        String vpcId,
        String vpcName,
        @Nullable String subnetId,
        String createTime,
        @Nullable String releaseTime,
        @Nullable String expireTime,
        List<ListenerSummary> listener,
        List<Tag> tags,
        boolean allowDelete,
        boolean allowModify,
        @Nullable String modificationProtectionReason,
        @Nullable Boolean supportAcl,
        @Nullable String ipv6,
        PaymentTiming paymentTiming,
        @Nullable BillingMethod billingMethod,
        @Nullable PerformanceLevel performanceLevel,
        @Nullable String eipRouteType,
        @Nullable String publicIpv6,
        @Nullable String eipV6RouteType,
        @Nullable String layer4ClusterId,
        @Nullable String layer4ClusterMode,
        @Nullable Boolean layer4ClusterExclusive,
        @Nullable String layer4MasterAz,
        @Nullable String layer4SlaveAz,
        @Nullable String layer7ClusterId,
        @Nullable String layer7ClusterMode,
        @Nullable Boolean layer7ClusterExclusive,
        @Nullable String layer7MasterAz,
        @Nullable String layer7SlaveAz) {
    /** An instance; its lists are copied. */
    public LoadBalancerDetail {
        Required.notNull("blbId", blbId);
        Required.notNull("name", name);
        Required.notNull("desc", desc);
        Required.notNull("status", status);
        Required.notNull("address", address);
        Required.notNull("cidr", cidr);
        Required.notNull("vpcId", vpcId);
        Required.notNull("vpcName", vpcName);
        Required.notNull("createTime", createTime);
        listener = Required.list("listener", listener);
        tags = Required.list("tags", tags);
        Required.notNull("paymentTiming", paymentTiming);
    }
}
