package dev.blb.contract.lies;

import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.catalogue.Catalogue.Param;

/** What no case can see, and why: lies about it are not told. */
final class Unseen {
    private Unseen() {}

    /** Whether no case gets this member to see. */
    static boolean isMember(String presence) {
        // It takes clusters of the account, or an IPv6 EIP, or what the catalogue only supposes.
        return presence.matches("cluster instance.*|IPv6 EIP bound|set \\(java2\\)");
    }

    /** Whether a parameter has no effect that an answer shows. */
    static boolean isWithoutEffect(Op op, Param param) {
        return switch (param.name()) {
            // Kept for the console and the bill.
            case "resourceGroupId", "clusterProperty", "allocateVip" -> true;
            // Accepted and ignored: other SDKs send them.
            case "backendServerList[].privateIp" -> true;
            case "redirectPort" -> op.id().contains("Https");
            case "clientToken" -> op.method().equals("GET");
            // Detail finds an instance whatever the type says.
            case "type" -> op.id().equals("DescribeBlb");
            // No source says that the price depends on it.
            case "blbType", "billing.paymentTiming", "billing.billingMethod" ->
                op.id().equals("BlbInquiry");
            default -> false;
        };
    }

    /** Whether a value above the greatest one is rightly taken for it. */
    static boolean isCutToTheMaximum(Param param) {
        return param.name().equals("maxKeys");
    }

    /** Whether each value of a parameter takes an instance or an order, of which a run makes few. */
    static boolean isExpensive(Op op, Param param) {
        return (op.isOrder() || op.id().equals("CreateBlb"))
                && param.name()
                        .matches(
                                "performanceLevel|(.*\\.)?reservationLength|autoRenew.*|(.*\\.)?billingMethod|name|desc");
    }
}
