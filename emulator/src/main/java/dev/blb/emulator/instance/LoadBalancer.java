package dev.blb.emulator.instance;

import dev.blb.emulator.world.World.Network;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance of the standard load balancer.
 *
 * @param ordinal its number in the account, which orders the list and spells its marker
 * @param place where it is reachable
 * @param supportAcl whether access control lists are on
 */
public record LoadBalancer(
        String blbId,
        String account,
        long ordinal,
        String name,
        String desc,
        Place place,
        List<Tag> tags,
        Protection protection,
        boolean supportAcl,
        Billing billing,
        Cluster cluster,
        Instant createdAt,
        Lifecycle lifecycle) {
    /**
     * The network it is in and its addresses there.
     *
     * @param ipType {@code normal} or {@code ipv6}
     * @param ipv6 its IPv6 address, or the empty text
     * @param eip its public IPv4 address, or null
     */
    public record Place(
            Network network,
            String address,
            String ipType,
            String ipv6,
            @Nullable String eip) {
        /** The same with another IPv6 address. */
        public Place withIpv6(String changed) {
            return new Place(network, address, ipType, changed, eip);
        }
    }

    /** A tag, by the wire's own names. */
    public record Tag(String tagKey, String tagValue) {}

    /** What protects it. Modification protection binds the console only [meta]. */
    public record Protection(boolean allowDelete, boolean allowModify, String reason) {}

    /** The dedicated clusters that it was asked to be in; null where none was named [go]. */
    public record Cluster(
            @Nullable String layer4Id,
            @Nullable String layer7Id,
            @Nullable Boolean layer4Exclusive,
            @Nullable Boolean layer7Exclusive) {}

    /** The same with billing changed. */
    public LoadBalancer withBilling(Billing changed) {
        return new LoadBalancer(
                blbId,
                account,
                ordinal,
                name,
                desc,
                place,
                tags,
                protection,
                supportAcl,
                changed,
                cluster,
                createdAt,
                lifecycle);
    }

    /** The same with the lifecycle changed. */
    public LoadBalancer withLifecycle(Lifecycle changed) {
        return new LoadBalancer(
                blbId,
                account,
                ordinal,
                name,
                desc,
                place,
                tags,
                protection,
                supportAcl,
                billing,
                cluster,
                createdAt,
                changed);
    }

    /** The same with the protection changed. */
    public LoadBalancer withProtection(Protection changed) {
        return new LoadBalancer(
                blbId,
                account,
                ordinal,
                name,
                desc,
                place,
                tags,
                changed,
                supportAcl,
                billing,
                cluster,
                createdAt,
                lifecycle);
    }

    /** The same with access control lists on or off. */
    public LoadBalancer withSupportAcl(boolean changed) {
        return new LoadBalancer(
                blbId,
                account,
                ordinal,
                name,
                desc,
                place,
                tags,
                protection,
                changed,
                billing,
                cluster,
                createdAt,
                lifecycle);
    }

    /** The same under another id. */
    public LoadBalancer withBlbId(String changed) {
        return new LoadBalancer(
                changed,
                account,
                ordinal,
                name,
                desc,
                place,
                tags,
                protection,
                supportAcl,
                billing,
                cluster,
                createdAt,
                lifecycle);
    }

    /** The same with other names and place. */
    public LoadBalancer with(String changedName, String changedDesc, Place changedPlace) {
        return new LoadBalancer(
                blbId,
                account,
                ordinal,
                changedName,
                changedDesc,
                changedPlace,
                tags,
                protection,
                supportAcl,
                billing,
                cluster,
                createdAt,
                lifecycle);
    }
}
