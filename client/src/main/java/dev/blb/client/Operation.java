package dev.blb.client;

/** The API as one table: official name, method, path and what the query says by its mere presence [meta]. */
enum Operation {
    CREATE_BLB("CreateBlb", "POST", "/v1/blb", ""),
    UPDATE_BLB("UpdateBlb", "PUT", "/v1/blb/{}", ""),
    UPDATE_BLB_ACL("UpdateBlbAcl", "PUT", "/v1/blb/acl/{}", ""),
    UPDATE_BLB_MODIFY_PROTECTION("UpdateBlbModifyProtection", "PUT", "/v1/blb/modification_protection/{}", ""),
    DESCRIBE_BLBS("DescribeBlbs", "GET", "/v1/blb", ""),
    DESCRIBE_BLB("DescribeBlb", "GET", "/v1/blb/{}", ""),
    RELEASE_BLB("ReleaseBlb", "DELETE", "/v1/blb/{}", ""),

    CREATE_BLB_TCP_LISTENER("CreateBlbTcpListener", "POST", "/v1/blb/{}/TCPlistener", ""),
    CREATE_BLB_UDP_LISTENER("CreateBlbUdpListener", "POST", "/v1/blb/{}/UDPlistener", ""),
    CREATE_BLB_HTTP_LISTENER("CreateBlbHttpListener", "POST", "/v1/blb/{}/HTTPlistener", ""),
    CREATE_BLB_HTTPS_LISTENER("CreateBlbHttpsListener", "POST", "/v1/blb/{}/HTTPSlistener", ""),
    CREATE_BLB_SSL_LISTENER("CreateBlbSslListener", "POST", "/v1/blb/{}/SSLlistener", ""),
    UPDATE_BLB_TCP_LISTENER("UpdateBlbTcpListener", "PUT", "/v1/blb/{}/TCPlistener", ""),
    UPDATE_BLB_UDP_LISTENER("UpdateBlbUdpListener", "PUT", "/v1/blb/{}/UDPlistener", ""),
    UPDATE_BLB_HTTP_LISTENER("UpdateBlbHttpListener", "PUT", "/v1/blb/{}/HTTPlistener", ""),
    UPDATE_BLB_HTTPS_LISTENER("UpdateBlbHttpsListener", "PUT", "/v1/blb/{}/HTTPSlistener", ""),
    UPDATE_BLB_SSL_LISTENER("UpdateBlbSslListener", "PUT", "/v1/blb/{}/SSLlistener", ""),
    DESCRIBE_BLB_TCP_LISTENER("DescribeBlbTcpListener", "GET", "/v1/blb/{}/TCPlistener", ""),
    DESCRIBE_BLB_UDP_LISTENER("DescribeBlbUdpListener", "GET", "/v1/blb/{}/UDPlistener", ""),
    DESCRIBE_BLB_HTTP_LISTENER("DescribeBlbHttpListener", "GET", "/v1/blb/{}/HTTPlistener", ""),
    DESCRIBE_BLB_HTTPS_LISTENER("DescribeBlbHttpsListener", "GET", "/v1/blb/{}/HTTPSlistener", ""),
    DESCRIBE_BLB_SSL_LISTENER("DescribeBlbSslListener", "GET", "/v1/blb/{}/SSLlistener", ""),
    DESCRIBE_BLB_LISTENER("DescribeBlbListener", "GET", "/v1/blb/{}/listener", ""),
    DELETE_BLB_LISTENER("DeleteBlbListener", "PUT", "/v1/blb/{}/listener", "batchdelete"),

    ADD_BLB_SERVER("AddBlbServer", "POST", "/v1/blb/{}/backendserver", ""),
    UPDATE_BLB_SERVER("UpdateBlbServer", "PUT", "/v1/blb/{}/backendserver", "update"),
    DELETE_BLB_SERVER("DeleteBlbServer", "PUT", "/v1/blb/{}/backendserver", ""),
    DESCRIBE_BLB_SERVERS("DescribeBlbServers", "GET", "/v1/blb/{}/backendserver", ""),
    DESCRIBE_BLB_SERVER_HEALTH("DescribeBlbServerHealth", "GET", "/v1/blb/{}/backendserver", ""),

    BIND_BLB_SECURITY_GROUP("BindBlbSecurityGroup", "PUT", "/v1/blb/{}/securitygroup", "bind"),
    UNBIND_BLB_SECURITY_GROUP("UnbindBlbSecurityGroup", "PUT", "/v1/blb/{}/securitygroup", "unbind"),
    DESCRIBE_BLB_SECURITY_GROUPS("DescribeBlbSecurityGroups", "GET", "/v1/blb/{}/securitygroup", ""),
    BIND_BLB_ENTERPRISE_SECURITY_GROUP(
            "BindBlbEnterpriseSecurityGroup", "PUT", "/v1/blb/{}/enterprise/securitygroup", "bind"),
    UNBIND_BLB_ENTERPRISE_SECURITY_GROUP(
            "UnbindBlbEnterpriseSecurityGroup", "PUT", "/v1/blb/{}/enterprise/securitygroup", "unbind"),
    DESCRIBE_BLB_ENTERPRISE_SECURITY_GROUPS(
            "DescribeBlbEnterpriseSecurityGroups", "GET", "/v1/blb/{}/enterprise/securitygroup", ""),

    RESIZE_BLB("ResizeBlb", "POST", "/v1/blb/{}", "action=RESIZE"),
    BILLING_CHANGE_POST_TO_PRE_BLB("BillingChangePostToPreBlb", "POST", "/v1/blb/{}/charge", "action=TO_PREPAY"),
    BILLING_CHANGE_PRE_TO_POST_BLB("BillingChangePreToPostBlb", "POST", "/v1/blb/{}/charge", "action=TO_POSTPAY"),
    BILLING_CHANGE_CANCEL_TO_POST_BLB(
            "BillingChangeCancelToPostBlb", "POST", "/v1/blb/{}/charge", "action=CANCEL_TO_POSTPAY"),
    REFUND_BLB("RefundBlb", "PUT", "/v1/blb/refund/{}", ""),
    BLB_INQUIRY("BlbInquiry", "POST", "/v1/blb/price", ""),
    START_LOAD_BALANCER_AUTO_RENEW("StartLoadBalancerAutoRenew", "PUT", "/v1/blb/autoRenew/{}", "");

    /** The name in the official catalogue. */
    final String officialName;

    /** The HTTP method. */
    final String method;

    private final String path;
    private final String flag;

    Operation(String officialName, String method, String path, String flag) {
        this.officialName = officialName;
        this.method = method;
        this.path = path;
        this.flag = flag;
    }

    /** Whether the operation changes something and so carries a client token. A price inquiry is a POST that does not. */
    boolean writes() {
        return !method.equals("GET") && this != BLB_INQUIRY;
    }

    /** The path with the instance filled in. */
    String path(String blbId) {
        return path.replace("{}", Signer.encode(blbId));
    }

    /** The part of the query that selects this operation; empty when method and path do. */
    String flag() {
        return flag;
    }
}
