package dev.blb.emulator.route;

import static dev.blb.emulator.api.ApiError.NOT_IMPLEMENTED;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Way;
import java.util.List;
import java.util.stream.Stream;

/**
 * Calls of the services around load balancers that are known by their path or selector alone: no parameter, answer or name of them
 * is, so they are no operations. They are answered 501 NotImplemented, as the last word of their path would be taken for an id
 * otherwise, and clients read an unknown id as a thing that is gone.
 */
public enum AbsentCall {
    EIP_RECYCLE("", "/v1/eip/recycle", "", "recycle bin of EIPs"),
    EIP_REFUND("", "/v1/eip/refund", "", "refund of an EIP"),
    EIP_RESERVED("PUT", "/v1/eip/{eip}", "purchaseReserved", "renewal of an EIP"),
    EIP_PREPAY("PUT", "/v1/eip/{eip}", "action=TO_PREPAY", "change of an EIP to prepaid"),
    VPC_TOPOLOGY("", "/v1/vpc/topology", "", "topology of networks"),
    VPC_RESOURCE_IP("", "/v1/vpc/resourceIp", "", "addresses of what is in a VPC"),
    SUBNET_RESERVE("", "/v1/subnet/ipreserve", "", "reserved addresses of a subnet"),
    MACHINE_SPEC("", "/v2/instance/spec", "", "older list of machine sizes; /v2/instance/flavorSpec is the newer one"),
    MACHINE_BATCH_ACTION("", "/v2/instance/batchAction", "", "action on several machines"),
    MACHINE_BATCH_DELETE("", "/v2/instance/batchDelete", "", "release of several machines"),
    MACHINES_BY_ID("", "/v2/instance/listByInstanceId", "", "list of machines by their ids"),
    MACHINE_PRICE("", "/v2/instance/price", "", "price of a machine"),
    MACHINE_REBOOT("PUT", "/v2/instance/{instanceId}", "reboot", "restart of a machine"),
    GROUP_BIND("", "/v2/securitygroup/bind", "", "binding of security groups to several machines"),
    GROUP_UNBIND("", "/v2/securitygroup/unbind", "", "unbinding of security groups from several machines");

    /** Where no source says the method, a path is known with each of these. */
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");

    private final String method;
    private final String path;
    private final String selector;
    private final String what;

    AbsentCall(String method, String path, String selector, String what) {
        this.method = method;
        this.path = path;
        this.selector = selector;
        this.what = what;
    }

    /** The requests that are this call. */
    List<Way> ways() {
        return (method.isEmpty() ? METHODS.stream() : Stream.of(method))
                .map(each -> new Way(each, path, selector))
                .toList();
    }

    /** The path with its selector, such as {@code /v1/eip/{eip}?purchaseReserved}. */
    public String request() {
        return path + (selector.isEmpty() ? "" : "?" + selector);
    }

    /** Its method, or the empty text where no source says it. */
    public String method() {
        return method;
    }

    /** What it does. */
    public String what() {
        return what;
    }

    /** What it does, and what is answered. */
    public String meaning() {
        return what + ": answered 501";
    }

    /** The refusal of the call. */
    ApiException refusal() {
        return NOT_IMPLEMENTED.with("%s is known, but not emulated: %s. See /_blb/operations.", request(), what);
    }
}
