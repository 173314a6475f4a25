package dev.blb.emulator.api;

import static dev.blb.emulator.api.Operation.Effect.DECLARE;
import static dev.blb.emulator.api.Operation.Effect.READ;
import static dev.blb.emulator.api.Operation.Effect.UPDATE;
import static dev.blb.emulator.api.Operation.Effect.WRITE;

import java.util.List;
import java.util.stream.Stream;

/**
 * The APIs in one table: every operation of the standard BLB API, then those of the services around it, with method, path,
 * selector, effect and source.
 */
public enum Operation {
    CREATE_BLB("CreateBlb", "POST", "/v1/blb", "", WRITE, "meta, seed"),
    DESCRIBE_BLBS("DescribeBlbs", "GET", "/v1/blb", "", READ, "meta, seed"),
    DESCRIBE_BLB("DescribeBlb", "GET", "/v1/blb/{blbId}", "", READ, "meta, seed"),
    UPDATE_BLB("UpdateBlb", "PUT", "/v1/blb/{blbId}", "", UPDATE, "meta, seed"),
    UPDATE_BLB_ACL("UpdateBlbAcl", "PUT", "/v1/blb/acl/{blbId}", "", UPDATE, "meta, seed"),
    UPDATE_BLB_MODIFY_PROTECTION(
            "UpdateBlbModifyProtection", "PUT", "/v1/blb/modification_protection/{blbId}", "", WRITE, "meta, java2"),
    RELEASE_BLB("ReleaseBlb", "DELETE", "/v1/blb/{blbId}", "", WRITE, "meta, seed"),

    CREATE_TCP_LISTENER("CreateBlbTcpListener", "POST", "/v1/blb/{blbId}/TCPlistener", "", UPDATE, "meta, seed"),
    CREATE_UDP_LISTENER("CreateBlbUdpListener", "POST", "/v1/blb/{blbId}/UDPlistener", "", UPDATE, "meta, seed"),
    CREATE_HTTP_LISTENER("CreateBlbHttpListener", "POST", "/v1/blb/{blbId}/HTTPlistener", "", UPDATE, "meta, seed"),
    CREATE_HTTPS_LISTENER("CreateBlbHttpsListener", "POST", "/v1/blb/{blbId}/HTTPSlistener", "", UPDATE, "meta, seed"),
    CREATE_SSL_LISTENER("CreateBlbSslListener", "POST", "/v1/blb/{blbId}/SSLlistener", "", UPDATE, "meta, seed"),
    UPDATE_TCP_LISTENER("UpdateBlbTcpListener", "PUT", "/v1/blb/{blbId}/TCPlistener", "", UPDATE, "meta, seed"),
    UPDATE_UDP_LISTENER("UpdateBlbUdpListener", "PUT", "/v1/blb/{blbId}/UDPlistener", "", UPDATE, "meta, seed"),
    UPDATE_HTTP_LISTENER("UpdateBlbHttpListener", "PUT", "/v1/blb/{blbId}/HTTPlistener", "", UPDATE, "meta, seed"),
    UPDATE_HTTPS_LISTENER("UpdateBlbHttpsListener", "PUT", "/v1/blb/{blbId}/HTTPSlistener", "", UPDATE, "meta, seed"),
    UPDATE_SSL_LISTENER("UpdateBlbSslListener", "PUT", "/v1/blb/{blbId}/SSLlistener", "", UPDATE, "meta, seed"),
    DESCRIBE_TCP_LISTENERS("DescribeBlbTcpListener", "GET", "/v1/blb/{blbId}/TCPlistener", "", READ, "meta, seed"),
    DESCRIBE_UDP_LISTENERS("DescribeBlbUdpListener", "GET", "/v1/blb/{blbId}/UDPlistener", "", READ, "meta, seed"),
    DESCRIBE_HTTP_LISTENERS("DescribeBlbHttpListener", "GET", "/v1/blb/{blbId}/HTTPlistener", "", READ, "meta, seed"),
    DESCRIBE_HTTPS_LISTENERS(
            "DescribeBlbHttpsListener", "GET", "/v1/blb/{blbId}/HTTPSlistener", "", READ, "meta, seed"),
    DESCRIBE_SSL_LISTENERS("DescribeBlbSslListener", "GET", "/v1/blb/{blbId}/SSLlistener", "", READ, "meta, seed"),
    DESCRIBE_LISTENERS("DescribeBlbListener", "GET", "/v1/blb/{blbId}/listener", "", READ, "meta, seed"),
    DELETE_LISTENERS("DeleteBlbListener", "PUT", "/v1/blb/{blbId}/listener", "batchdelete", UPDATE, "meta, seed"),

    ADD_SERVERS("AddBlbServer", "POST", "/v1/blb/{blbId}/backendserver", "", UPDATE, "meta, seed"),
    UPDATE_SERVERS("UpdateBlbServer", "PUT", "/v1/blb/{blbId}/backendserver", "update", UPDATE, "meta, seed"),
    DELETE_SERVERS("DeleteBlbServer", "PUT", "/v1/blb/{blbId}/backendserver", "", UPDATE, "meta, seed"),
    DESCRIBE_SERVER_HEALTH(
            "DescribeBlbServerHealth", "GET", "/v1/blb/{blbId}/backendserver", "listenerPort", READ, "meta, seed"),
    DESCRIBE_SERVERS("DescribeBlbServers", "GET", "/v1/blb/{blbId}/backendserver", "", READ, "meta, seed"),

    BIND_GROUPS("BindBlbSecurityGroup", "PUT", "/v1/blb/{blbId}/securitygroup", "bind", UPDATE, "meta, seed"),
    UNBIND_GROUPS("UnbindBlbSecurityGroup", "PUT", "/v1/blb/{blbId}/securitygroup", "unbind", UPDATE, "meta, seed"),
    DESCRIBE_GROUPS("DescribeBlbSecurityGroups", "GET", "/v1/blb/{blbId}/securitygroup", "", READ, "meta, seed"),
    BIND_ENTERPRISE_GROUPS(
            "BindBlbEnterpriseSecurityGroup",
            "PUT",
            "/v1/blb/{blbId}/enterprise/securitygroup",
            "bind",
            UPDATE,
            "meta, seed"),
    UNBIND_ENTERPRISE_GROUPS(
            "UnbindBlbEnterpriseSecurityGroup",
            "PUT",
            "/v1/blb/{blbId}/enterprise/securitygroup",
            "unbind",
            UPDATE,
            "meta, seed"),
    DESCRIBE_ENTERPRISE_GROUPS(
            "DescribeBlbEnterpriseSecurityGroups",
            "GET",
            "/v1/blb/{blbId}/enterprise/securitygroup",
            "",
            READ,
            "meta, seed"),

    RESIZE_BLB(
            "ResizeBlb",
            "POST",
            "/v1/blb/{blbId}",
            "action=RESIZE",
            UPDATE,
            "meta, go",
            // The official sample's path [doc:orders].
            new Way("POST", "/v1/blb/{blbId}/charge", "action=RESIZE")),
    CHANGE_TO_PREPAID(
            "BillingChangePostToPreBlb",
            "POST",
            "/v1/blb/{blbId}/charge",
            "action=TO_PREPAY",
            UPDATE,
            "meta, go",
            // The official sample's spelling [doc:orders].
            new Way("POST", "/v1/blb/{blbId}/charge", "action=TO_REPAY")),
    CHANGE_TO_POSTPAID(
            "BillingChangePreToPostBlb", "POST", "/v1/blb/{blbId}/charge", "action=TO_POSTPAY", UPDATE, "meta, go"),
    CANCEL_CHANGE_TO_POSTPAID(
            "BillingChangeCancelToPostBlb",
            "POST",
            "/v1/blb/{blbId}/charge",
            "action=CANCEL_TO_POSTPAY",
            UPDATE,
            "meta, go"),
    REFUND_BLB("RefundBlb", "PUT", "/v1/blb/refund/{blbId}", "", WRITE, "meta, go"),
    INQUIRE_PRICE(
            "BlbInquiry",
            "POST",
            "/v1/blb/price",
            "",
            READ,
            "meta, java2",
            // The official sample's method [doc:orders].
            new Way("PUT", "/v1/blb/price", "")),
    START_AUTO_RENEW("StartLoadBalancerAutoRenew", "PUT", "/v1/blb/autoRenew/{blbId}", "", WRITE, "go"),

    QUERY_GROUP_RES("QueryGroupRes", "POST", "/v1/res/resource/batch/queryGroupRes", "", READ, "go"),

    APPLY_FOR_EIP("ApplyForEip", "POST", "/v1/eip", "", DECLARE, "meta, go"),
    BATCH_APPLY_FOR_EIP("BatchApplyForEip", "POST", "/v1/eip", "action=batch", DECLARE, "meta, go"),
    QUERY_EIP_LIST("QueryEipList", "GET", "/v1/eip", "", READ, "meta, go"),
    BIND_EIP("BindEip", "PUT", "/v1/eip/{eip}", "bind", DECLARE, "meta, go"),
    UNBIND_EIP("UnbindEip", "PUT", "/v1/eip/{eip}", "unbind", DECLARE, "meta, go"),
    RESIZE_EIP("ResizeEip", "PUT", "/v1/eip/{eip}", "resize", DECLARE, "meta, go"),
    RELEASE_EIP("ReleaseEip", "DELETE", "/v1/eip/{eip}", "", DECLARE, "meta, go"),
    DIRECT_EIP("DirectEip", "PUT", "/v1/eip/{eip}", "direct", DECLARE, "meta, go"),
    UN_DIRECT_EIP("UnDirectEip", "PUT", "/v1/eip/{eip}", "unDirect", DECLARE, "meta, go"),
    UPDATE_EIP_DELETE_PROTECT("UpdateEipDeleteProtect", "PUT", "/v1/eip/{eip}/deleteProtect", "", DECLARE, "meta, go"),
    START_EIP_AUTO_RENEW("StartEipAutoRenew", "PUT", "/v1/eip/{eip}", "startAutoRenew", DECLARE, "meta, go"),
    STOP_EIP_AUTO_RENEW("StopEipAutoRenew", "PUT", "/v1/eip/{eip}", "stopAutoRenew", DECLARE, "meta, go"),

    CREATE_VPC("CreateVpc", "POST", "/v1/vpc", "", DECLARE, "meta, go"),
    QUERY_VPC_LIST("QueryVpcList", "GET", "/v1/vpc", "", READ, "meta, go"),
    QUERY_SPECIFIED_VPC("QuerySpecifiedVpc", "GET", "/v1/vpc/{vpcId}", "", READ, "meta, go"),
    UPDATE_VPC("UpdateVpc", "PUT", "/v1/vpc/{vpcId}", "modifyAttribute", DECLARE, "meta, go"),
    DELETE_VPC("DeleteVpc", "DELETE", "/v1/vpc/{vpcId}", "", DECLARE, "meta, go"),
    OPEN_VPC_RELAY("OpenVpcRelay", "PUT", "/v1/vpc/openRelay/{vpcId}", "", DECLARE, "meta, go"),
    CLOSE_VPC_RELAY("CloseVpcRelay", "PUT", "/v1/vpc/shutdownRelay/{vpcId}", "", DECLARE, "meta, go"),

    CREATE_SUBNET("CreateSubnet", "POST", "/v1/subnet", "", DECLARE, "meta, go"),
    QUERY_SUBNET_LIST("QuerySubnetList", "GET", "/v1/subnet", "", READ, "meta, go"),
    QUERY_SPECIFIED_SUBNET("QuerySpecifiedSubnet", "GET", "/v1/subnet/{subnetId}", "", READ, "meta, go"),
    UPDATE_SUBNET("UpdateSubnet", "PUT", "/v1/subnet/{subnetId}", "modifyAttribute", DECLARE, "meta, go"),
    DELETE_SUBNET("DeleteSubnet", "DELETE", "/v1/subnet/{subnetId}", "", DECLARE, "meta, go"),

    QUERY_ROUTING_TABLE("QueryRoutingTable", "GET", "/v1/route", "", READ, "meta, go"),
    QUERY_ROUTING_RULES("QueryRoutingRules", "GET", "/v1/route/rule", "", READ, "meta, go"),
    CREATE_ROUTING_RULES("CreateRoutingRules", "POST", "/v1/route/rule", "", DECLARE, "meta, go"),
    UPDATE_ROUTING_RULES("UpdateRoutingRules", "PUT", "/v1/route/rule/{routeRuleId}", "", DECLARE, "meta, go"),
    SWITCH_ROUTE_HA("SwitchRouteHa", "PUT", "/v1/route/rule/{routeRuleId}", "switchRouteHA", DECLARE, "go, java"),
    DELETE_ROUTING_RULES("DeleteRoutingRules", "DELETE", "/v1/route/rule/{routeRuleId}", "", DECLARE, "meta, go"),

    CREATE_SECURITY_GROUP("CreateSecurityGroup", "POST", "/v2/securityGroup", "", DECLARE, "meta, go"),
    LIST_SECURITY_GROUPS("ListSecurityGroups", "GET", "/v2/securityGroup", "", READ, "meta, go"),
    GET_SECURITY_GROUP_DETAILS(
            "GetSecurityGroupDetails", "GET", "/v2/securityGroup/{securityGroupId}", "", READ, "meta, go"),
    AUTHORIZE_SECURITY_GROUP_RULE(
            "AuthorizeSecurityGroupRule",
            "PUT",
            "/v2/securityGroup/{securityGroupId}",
            "authorizeRule",
            DECLARE,
            "meta, go"),
    REVOKE_SECURITY_GROUP_RULE(
            "RevokeSecurityGroupRule", "PUT", "/v2/securityGroup/{securityGroupId}", "revokeRule", DECLARE, "meta, go"),
    UPDATE_SECURITY_GROUP_RULE(
            "UpdateSecurityGroupRule", "PUT", "/v2/securityGroup/rule/update", "", DECLARE, "meta, go"),
    DELETE_SECURITY_GROUP_RULE(
            "DeleteSecurityGroupRule",
            "DELETE",
            "/v2/securityGroup/rule/{securityGroupRuleId}",
            "",
            DECLARE,
            "meta, go"),
    DELETE_SECURITY_GROUP(
            "DeleteSecurityGroup", "DELETE", "/v2/securityGroup/{securityGroupId}", "", DECLARE, "meta, go"),

    CREATE_ENTERPRISE_SECURITY_GROUP(
            "CreateEnterpriseSecurityGroup", "POST", "/v1/enterprise/security", "", DECLARE, "meta, go"),
    LIST_ENTERPRISE_SECURITY_GROUPS(
            "ListEnterpriseSecurityGroups", "GET", "/v1/enterprise/security", "", READ, "meta, go"),
    AUTHORIZE_ENTERPRISE_SECURITY_GROUP_RULES(
            "AuthorizeEnterpriseSecurityGroupRules",
            "PUT",
            "/v1/enterprise/security/{enterpriseSecurityGroupId}",
            "authorizeRule",
            DECLARE,
            "meta, go"),
    UPDATE_ENTERPRISE_SECURITY_GROUP_RULE(
            "UpdateEnterpriseSecurityGroupRule",
            "PUT",
            "/v1/enterprise/security/rule/{enterpriseSecurityGroupRuleId}",
            "",
            DECLARE,
            "meta, go"),
    DELETE_ENTERPRISE_SECURITY_GROUP_RULE(
            "DeleteEnterpriseSecurityGroupRule",
            "DELETE",
            "/v1/enterprise/security/rule/{enterpriseSecurityGroupRuleId}",
            "",
            DECLARE,
            "meta, go"),
    DELETE_ENTERPRISE_SECURITY_GROUP(
            "DeleteEnterpriseSecurityGroup",
            "DELETE",
            "/v1/enterprise/security/{enterpriseSecurityGroupId}",
            "",
            DECLARE,
            "meta, go"),

    CREATE_CERTIFICATE("CreateCertificate", "POST", "/v1/certificate", "", DECLARE, "go"),
    LIST_CERTIFICATES("ListCertificates", "GET", "/v1/certificate", "", READ, "go"),
    LIST_CERTIFICATE_DETAILS("ListCertificateDetails", "GET", "/v1/certificate/detail", "", READ, "go"),
    GET_CERTIFICATE("GetCertificate", "GET", "/v1/certificate/{certId}", "", READ, "go"),
    GET_CERTIFICATE_DETAIL("GetCertificateDetail", "GET", "/v1/certificate/{certId}/detail", "", READ, "go"),
    GET_CERTIFICATE_RAW_DATA("GetCertificateRawData", "GET", "/v1/certificate/{certId}/rawData", "", READ, "go"),
    UPDATE_CERTIFICATE_NAME("UpdateCertificateName", "PUT", "/v1/certificate/{certId}", "certName", DECLARE, "go"),
    REPLACE_CERTIFICATE_DATA(
            "ReplaceCertificateData",
            "PUT",
            "/v1/certificate/{certId}",
            "certData",
            DECLARE,
            "go",
            new Way("PUT", "/v1/certificate/{certId}", "")),
    DELETE_CERTIFICATE("DeleteCertificate", "DELETE", "/v1/certificate/{certId}", "", DECLARE, "go"),

    LIST_ZONES("ListZones", "GET", "/v2/zone", "", READ, "meta, go"),
    LIST_IMAGES("ListImages", "GET", "/v2/image", "", READ, "meta, go"),
    LIST_FLAVOR_SPEC("ListFlavorSpec", "GET", "/v2/instance/flavorSpec", "", READ, "meta, go"),
    CREATE_INSTANCE("CreateInstance", "POST", "/v2/instance", "", DECLARE, "meta, go"),
    CREATE_INSTANCE_BY_SPEC("CreateInstanceBySpec", "POST", "/v2/instanceBySpec", "", DECLARE, "meta, go"),
    GET_INSTANCE("GetInstance", "GET", "/v2/instance/{instanceId}", "", READ, "meta, go"),
    LIST_INSTANCES("ListInstances", "GET", "/v2/instance", "", READ, "meta, go"),
    START_INSTANCE("StartInstance", "PUT", "/v2/instance/{instanceId}", "start", DECLARE, "meta, go"),
    STOP_INSTANCE("StopInstance", "PUT", "/v2/instance/{instanceId}", "stop", DECLARE, "meta, go"),
    RELEASE_INSTANCE_BY_POST("ReleaseInstanceByPost", "POST", "/v2/instance/{instanceId}", "", DECLARE, "meta, go"),
    RELEASE_INSTANCE("ReleaseInstance", "DELETE", "/v2/instance/{instanceId}", "", DECLARE, "meta, go"),
    DELETE_PREPAID_INSTANCE("DeletePrepaidInstance", "POST", "/v2/instance/delete", "", DECLARE, "meta, go"),
    MODIFY_INSTANCE_ATTRIBUTES(
            "ModifyInstanceAttributes", "PUT", "/v2/instance/{instanceId}", "modifyAttribute", DECLARE, "meta, go"),
    MODIFY_INSTANCE_DESC("ModifyInstanceDesc", "PUT", "/v2/instance/{instanceId}", "modifyDesc", DECLARE, "meta, go"),
    BIND_INSTANCE_TO_SECURITY_GROUP(
            "BindInstanceToSecurityGroup", "PUT", "/v2/instance/{instanceId}", "bind", DECLARE, "meta, go"),
    UNBIND_INSTANCE_FROM_SECURITY_GROUP(
            "UnbindInstanceFromSecurityGroup", "PUT", "/v2/instance/{instanceId}", "unbind", DECLARE, "meta, go"),
    REPLACE_INSTANCE_SECURITY_GROUP(
            "ReplaceInstanceSecurityGroup", "PUT", "/v2/securitygroup/replace", "", DECLARE, "meta, go"),
    BIND_INSTANCE_TO_TAGS("BindInstanceToTags", "PUT", "/v2/instance/{instanceId}/tag", "bind", DECLARE, "meta, go"),
    LIST_VOLUMES("ListVolumes", "GET", "/v2/volume", "", READ, "meta, go"),

    GET_SESSION_TOKEN("GetSessionToken", "POST", "/v1/sessionToken", "", DECLARE, "meta, go"),
    ASSUME_ROLE("AssumeRole", "POST", "/v1/credential", "assumeRole", DECLARE, "meta, go");

    /** What an operation does to the instance that it names. */
    public enum Effect {
        /** It reads: no client token, no state check. */
        READ,
        /** It writes, but leaves the instance's status alone (assumption [m27]: not a data-plane change, or a removal). */
        WRITE,
        /** It writes what is declared of the account, such as its VPCs: no other transaction runs, and the effect shows at once. */
        DECLARE,
        /** It writes, and moves the instance to {@code updating} until it has settled [doc:interface-spec]. */
        UPDATE
    }

    private final String wireName;
    private final List<Way> ways;
    private final Effect effect;
    private final String source;

    Operation(
            String wireName,
            String method,
            String path,
            String selector,
            Effect effect,
            String source,
            Way... aliases) {
        this.wireName = wireName;
        this.ways = Stream.concat(Stream.of(new Way(method, path, selector)), Stream.of(aliases))
                .toList();
        this.effect = effect;
        this.source = source;
    }

    /** The name in the official catalogue. */
    public String wireName() {
        return wireName;
    }

    /** The ways to this operation, the canonical one first. */
    public List<Way> ways() {
        return ways;
    }

    /** What it does to its instance. */
    public Effect effect() {
        return effect;
    }

    /** Who documents it: {@code meta} the official catalogue, {@code seed} the SDK page, {@code go} and so on. */
    public String source() {
        return source;
    }
}
