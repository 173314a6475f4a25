package dev.blb.client;

import dev.blb.client.internal.Required;
import dev.blb.client.model.EnterpriseSecurityGroup;
import dev.blb.client.model.SecurityGroup;
import java.util.List;

/**
 * The operations on the security groups of an instance, ordinary and enterprise ones. Every method may throw
 * {@link BlbException}; writes return before they have taken effect [doc:interface-spec].
 */
public final class SecurityGroups {
    private static final String IDS = "securityGroupIds";
    private static final String ENTERPRISE_IDS = "enterpriseSecurityGroupIds";

    private final Call.Start calls;

    SecurityGroups(Call.Start calls) {
        this.calls = calls;
    }

    /** The same operations with this client token; see {@link LoadBalancers#withClientToken}. */
    public SecurityGroups withClientToken(String clientToken) {
        return new SecurityGroups(calls.withClientToken(clientToken));
    }

    /** BindBlbSecurityGroup: binds ordinary groups by their ids, {@code g-…}. */
    public void bind(String blbId, List<String> securityGroupIds) {
        calls.to(Operation.BIND_BLB_SECURITY_GROUP, blbId)
                .body(IDS, ordinary(securityGroupIds))
                .send();
    }

    /** UnbindBlbSecurityGroup: unbinds ordinary groups by their ids. */
    public void unbind(String blbId, List<String> securityGroupIds) {
        calls.to(Operation.UNBIND_BLB_SECURITY_GROUP, blbId)
                .body(IDS, ordinary(securityGroupIds))
                .send();
    }

    /** DescribeBlbSecurityGroups: the ordinary groups that are bound. */
    public List<SecurityGroup> list(String blbId) {
        return calls.to(Operation.DESCRIBE_BLB_SECURITY_GROUPS, blbId).list("blbSecurityGroups", SecurityGroup.class);
    }

    /** BindBlbEnterpriseSecurityGroup: binds enterprise groups by their ids, {@code esg-…}. */
    public void bindEnterprise(String blbId, List<String> enterpriseSecurityGroupIds) {
        calls.to(Operation.BIND_BLB_ENTERPRISE_SECURITY_GROUP, blbId)
                .body(ENTERPRISE_IDS, enterprise(enterpriseSecurityGroupIds))
                .send();
    }

    /** UnbindBlbEnterpriseSecurityGroup: unbinds enterprise groups by their ids. */
    public void unbindEnterprise(String blbId, List<String> enterpriseSecurityGroupIds) {
        calls.to(Operation.UNBIND_BLB_ENTERPRISE_SECURITY_GROUP, blbId)
                .body(ENTERPRISE_IDS, enterprise(enterpriseSecurityGroupIds))
                .send();
    }

    /** DescribeBlbEnterpriseSecurityGroups: the enterprise groups that are bound. */
    public List<EnterpriseSecurityGroup> listEnterprise(String blbId) {
        return calls.to(Operation.DESCRIBE_BLB_ENTERPRISE_SECURITY_GROUPS, blbId)
                .list("enterpriseSecurityGroups", EnterpriseSecurityGroup.class);
    }

    private static List<String> ordinary(List<String> ids) {
        return Required.ids(IDS, ids, "g-");
    }

    private static List<String> enterprise(List<String> ids) {
        return Required.ids(ENTERPRISE_IDS, ids, "esg-");
    }
}
