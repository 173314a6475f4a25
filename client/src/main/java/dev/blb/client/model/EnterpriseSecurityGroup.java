package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;

/**
 * An enterprise security group that is bound to an instance [seed] [go].
 *
 * @param enterpriseSecurityGroupId the id
 * @param enterpriseSecurityGroupName the name
 * @param enterpriseSecurityGroupDesc the description
 * @param enterpriseSecurityGroupRules the rules
 */
public record EnterpriseSecurityGroup(
        String enterpriseSecurityGroupId,
        String enterpriseSecurityGroupName,
        String enterpriseSecurityGroupDesc,
        List<EnterpriseSecurityGroupRule> enterpriseSecurityGroupRules) {
    /** A group; its rules are copied. */
    public EnterpriseSecurityGroup {
        Required.notNull("enterpriseSecurityGroupId", enterpriseSecurityGroupId);
        Required.notNull("enterpriseSecurityGroupName", enterpriseSecurityGroupName);
        Required.notNull("enterpriseSecurityGroupDesc", enterpriseSecurityGroupDesc);
        enterpriseSecurityGroupRules = Required.list("enterpriseSecurityGroupRules", enterpriseSecurityGroupRules);
    }
}
