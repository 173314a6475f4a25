package dev.blb.emulator.instance;

import dev.blb.emulator.network.Network;
import dev.blb.emulator.world.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance of the standard load balancer. It is made of parts, each with the properties that change together; a copy with
 * one part changed is {@code with(part)}.
 *
 * @param supportAcl whether access control lists are on
 */
public record LoadBalancer(
        Identity identity,
        Labels labels,
        Place place,
        Protection protection,
        boolean supportAcl,
        Billing billing,
        Cluster cluster,
        Lifecycle lifecycle) {
    /**
     * What an instance is known by, and never changes.
     *
     * @param account the state of the account that it is in, such as {@code KEY} or {@code KEY@gz}
     * @param ordinal its number in the account, from 1, which orders the list and is in its marker
     */
    public record Identity(String blbId, String account, long ordinal, Instant createdAt) {}

    /**
     * What its owner calls it, and files it under.
     *
     * @param resourceGroupId the resource group that it was created in, or null; only the resource manager shows it
     */
    public record Labels(
            String name,
            String desc,
            List<Tag> tags,
            @Nullable String resourceGroupId) {}

    /**
     * The network it is in and its addresses there.
     *
     * @param address its private IPv4 address; of type ipv6 its IPv6 address in canonical spelling [n1]
     * @param ipType {@code normal} or {@code ipv6}
     * @param ipv6 its IPv6 address in canonical spelling, or the empty text; of type ipv6 the same as {@code address}
     *     (assumption)
     * @param eip its public IPv4 address, or null
     */
    public record Place(
            Network network,
            String address,
            String ipType,
            String ipv6,
            @Nullable String eip) {
        /** The {@link #ipType()} of an instance without an IPv4 address. */
        public static final String IPV6 = "ipv6";

        /** Whether it has an IPv6 address and no IPv4 address. */
        public boolean isIpv6Only() {
            return ipType.equals(IPV6);
        }

        /** The same with another address of its type. */
        public Place withAddress(String changed) {
            return new Place(network, changed, ipType, isIpv6Only() ? changed : ipv6, eip);
        }

        /** The same with another EIP, or without one. */
        public Place withEip(@Nullable String changed) {
            return new Place(network, address, ipType, ipv6, changed);
        }

        /** The same with another IPv6 address. */
        public Place withIpv6(String changed) {
            return new Place(network, address, ipType, changed, eip);
        }
    }

    /** What protects it. Modification protection binds the console only [meta]. */
    public record Protection(boolean allowDelete, boolean allowModify, String reason) {}

    /** The dedicated clusters that it was asked to be in; null where none was named [go]. */
    public record Cluster(
            @Nullable String layer4Id,
            @Nullable String layer7Id,
            @Nullable Boolean layer4Exclusive,
            @Nullable Boolean layer7Exclusive) {}

    /** Its id. */
    public String blbId() {
        return identity.blbId();
    }

    /** The state of the account that it is in. */
    public String account() {
        return identity.account();
    }

    /** Its number in the account. */
    public long ordinal() {
        return identity.ordinal();
    }

    /** The same with this id. */
    public LoadBalancer withBlbId(String blbId) {
        Identity changed = new Identity(blbId, account(), ordinal(), identity.createdAt());
        return new LoadBalancer(changed, labels, place, protection, supportAcl, billing, cluster, lifecycle);
    }

    /** The same with other labels. */
    public LoadBalancer with(Labels changed) {
        return new LoadBalancer(identity, changed, place, protection, supportAcl, billing, cluster, lifecycle);
    }

    /** The same in another place. */
    public LoadBalancer with(Place changed) {
        return new LoadBalancer(identity, labels, changed, protection, supportAcl, billing, cluster, lifecycle);
    }

    /** The same with other protection. */
    public LoadBalancer with(Protection changed) {
        return new LoadBalancer(identity, labels, place, changed, supportAcl, billing, cluster, lifecycle);
    }

    /** The same with access control lists on or off. */
    public LoadBalancer withSupportAcl(boolean changed) {
        return new LoadBalancer(identity, labels, place, protection, changed, billing, cluster, lifecycle);
    }

    /** The same with other billing. */
    public LoadBalancer with(Billing changed) {
        return new LoadBalancer(identity, labels, place, protection, supportAcl, changed, cluster, lifecycle);
    }

    /** The same in another state of its lifecycle. */
    public LoadBalancer with(Lifecycle changed) {
        return new LoadBalancer(identity, labels, place, protection, supportAcl, billing, cluster, changed);
    }
}
