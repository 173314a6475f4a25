package dev.blb.client.model;

import dev.blb.client.internal.Required;

/**
 * A rule of an enterprise security group [seed] [go]; what does not apply is an empty text.
 *
 * @param enterpriseSecurityGroupRuleId the id
 * @param remark the note
 * @param direction of the traffic
 * @param action allow or deny
 * @param priority 1 to 1000
 * @param ethertype the address family
 * @param portRange ports and ranges of ports; empty means all
 * @param protocol the protocol
 * @param sourceIp the address that ingress comes from, or {@code all}
 * @param destIp the address that egress goes to, or {@code all}
 */
public record EnterpriseSecurityGroupRule(
        String enterpriseSecurityGroupRuleId,
        String remark,
        RuleDirection direction,
        RuleAction action,
        int priority,
        Ethertype ethertype,
        String portRange,
        RuleProtocol protocol,
        String sourceIp,
        String destIp) {
    /** Refuses null by name. */
    public EnterpriseSecurityGroupRule {
        Required.notNull("enterpriseSecurityGroupRuleId", enterpriseSecurityGroupRuleId);
        Required.notNull("remark", remark);
        Required.notNull("direction", direction);
        Required.notNull("action", action);
        Required.notNull("ethertype", ethertype);
        Required.notNull("portRange", portRange);
        Required.notNull("protocol", protocol);
        Required.notNull("sourceIp", sourceIp);
        Required.notNull("destIp", destIp);
    }
}
