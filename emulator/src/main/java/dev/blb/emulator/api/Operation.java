package dev.blb.emulator.api;

import static dev.blb.emulator.api.Operation.Effect.READ;
import static dev.blb.emulator.api.Operation.Effect.UPDATE;
import static dev.blb.emulator.api.Operation.Effect.WRITE;

import java.util.List;
import java.util.stream.Stream;

/** The API in one table: every operation of the standard BLB API with method, path, selector, effect and source. */
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
    START_AUTO_RENEW("StartLoadBalancerAutoRenew", "PUT", "/v1/blb/autoRenew/{blbId}", "", WRITE, "go");

    /** What an operation does to the instance that it names. */
    public enum Effect {
        /** It reads: no client token, no state check. */
        READ,
        /** It writes, but leaves the instance's status alone (assumption [m27]: not a data-plane change, or a removal). */
        WRITE,
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
