package dev.blb.client.model;

import dev.blb.client.internal.Required;
import org.jspecify.annotations.Nullable;

/**
 * A rule of an ordinary security group [seed] [go].
 *
 * @param securityGroupRuleId the id
 * @param direction of the traffic
 * @param ethertype the address family
 * @param portRange as {@code 80-443}
 * @param protocol the protocol
 * @param sourceGroupId the group that ingress comes from
 * @param sourceIp the address that ingress comes from, or {@code all}
 * @param destGroupId the group that egress goes to
 * @param destIp the address that egress goes to, or {@code all}
 */
public record SecurityGroupRule(
        String securityGroupRuleId,
        RuleDirection direction,
        Ethertype ethertype,
        String portRange,
        RuleProtocol protocol,
        @Nullable String sourceGroupId,
        @Nullable String sourceIp,
        @Nullable String destGroupId,
        @Nullable String destIp) {
    /** Refuses null by name. */
    public SecurityGroupRule {
        Required.notNull("securityGroupRuleId", securityGroupRuleId);
        Required.notNull("direction", direction);
        Required.notNull("ethertype", ethertype);
        Required.notNull("portRange", portRange);
        Required.notNull("protocol", protocol);
    }
}
