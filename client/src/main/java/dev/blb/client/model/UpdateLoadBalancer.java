package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * Changes of an instance: what is not set stays as it is [meta].
 *
 * @param members what is set so far
 */
public record UpdateLoadBalancer(Members members) {
    /** Refuses null by name. */
    public UpdateLoadBalancer {
        Required.notNull("members", members);
    }

    /** No changes yet. */
    public static UpdateLoadBalancer of() {
        return new UpdateLoadBalancer(Members.NONE);
    }

    /** The name, 1 to 65 bytes: a letter, then letters, digits and {@code - _ / .}. */
    public UpdateLoadBalancer name(String name) {
        return new UpdateLoadBalancer(members.withName(name));
    }

    /** The description, at most 450 bytes in UTF-8. */
    public UpdateLoadBalancer desc(String text) {
        return new UpdateLoadBalancer(members.withDesc(text));
    }

    /** Whether it may be released. */
    public UpdateLoadBalancer allowDelete(boolean allow) {
        return new UpdateLoadBalancer(members.with("allowDelete", allow));
    }

    /** True gives it an IPv6 address, false takes it away. */
    public UpdateLoadBalancer allocateIpv6(boolean allocate) {
        return new UpdateLoadBalancer(members.with("allocateIpv6", allocate));
    }
}
