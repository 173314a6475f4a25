package dev.blb.client.model;

import java.util.List;

/**
 * An ordinary security group that is bound to an instance [seed] [go].
 *
 * @param securityGroupId the id
 * @param securityGroupName the name
 * @param securityGroupDesc the description
 * @param vpcName the name of its network
 * @param securityGroupRules the rules
 */
public record SecurityGroup(
        String securityGroupId,
        String securityGroupName,
        String securityGroupDesc,
        String vpcName,
        List<SecurityGroupRule> securityGroupRules) {
    /** A group; its rules are copied. */
    public SecurityGroup {
        securityGroupRules = List.copyOf(securityGroupRules);
    }
}
