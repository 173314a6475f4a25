package dev.blb.client.model;

import dev.blb.client.internal.Required;
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
        Required.notNull("securityGroupId", securityGroupId);
        Required.notNull("securityGroupName", securityGroupName);
        Required.notNull("securityGroupDesc", securityGroupDesc);
        Required.notNull("vpcName", vpcName);
        securityGroupRules = Required.list("securityGroupRules", securityGroupRules);
    }
}
