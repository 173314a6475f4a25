package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Which instances to list: those that meet every condition set [meta].
 *
 * @param members what is set so far
 */
public record LoadBalancerFilter(Members members) {
    /** Refuses null by name. */
    public LoadBalancerFilter {
        Required.notNull("members", members);
    }

    /** All standard instances. */
    public static final LoadBalancerFilter ALL = new LoadBalancerFilter(Members.NONE);

    /** A part of the address, or the address with {@link #exactlyMatch} [n2]. */
    public LoadBalancerFilter address(String address) {
        return with("address", address);
    }

    /** A part of the name, or the name with {@link #exactlyMatch}. */
    public LoadBalancerFilter name(String name) {
        return with("name", name);
    }

    /** The whole id [n2]; an older page says a part of it is enough [seed]. */
    public LoadBalancerFilter blbId(String id) {
        return with("blbId", Required.id("blbId", id, "lb-"));
    }

    /** The id of a real server behind it. */
    public LoadBalancerFilter bccId(String id) {
        return with("bccId", Required.id("bccId", id, "i-"));
    }

    /** Whether name and address must match in full; false by default. */
    public LoadBalancerFilter exactlyMatch(boolean exactly) {
        return with("exactlyMatch", exactly);
    }

    /** The kind; without it IPv6 instances are left out. */
    public LoadBalancerFilter type(LoadBalancerType type) {
        return with("type", type);
    }

    private LoadBalancerFilter with(String member, Object value) {
        return new LoadBalancerFilter(members.with(member, value));
    }
}
