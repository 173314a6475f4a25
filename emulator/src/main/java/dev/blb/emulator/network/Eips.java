package dev.blb.emulator.network;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.inAnyCase;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.Clash;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import dev.blb.emulator.world.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** EIPs: public IPv4 addresses, each its own id. */
public final class Eips {
    /** The payment of an EIP that is paid until it ends; case does not count. */
    public static final String PREPAID = "Prepaid";

    /** The payment of an EIP that is paid as it is used; case does not count. */
    public static final String POSTPAID = "Postpaid";

    /** Billed by what was sent; case does not count. */
    public static final String BY_TRAFFIC = "ByTraffic";

    /** Billed by what may be sent; case does not count. */
    public static final String BY_BANDWIDTH = "ByBandwidth";

    /** How an EIP is paid, spelled as it was given: Terraform compares it. */
    public static final Field PAYMENT_TIMING = inAnyCase("paymentTiming", POSTPAID, PREPAID);

    /** What an EIP is billed by, spelled as it was given. */
    public static final Field BILLING_METHOD =
            inAnyCase("billingMethod", BY_TRAFFIC, BY_BANDWIDTH, "ByPeak95", "ByNetrafficMax");

    /** The name of an EIP; the empty text counts as none. */
    public static final Field NAME = characters("name", 0, 65)
            .matching("|[A-Za-z][A-Za-z0-9\\-_/.]*", "a letter, then letters, digits and - _ / .");

    private static final String SINGLE = "BGP_S";

    /** The kind of line of an EIP; without it BGP. */
    public static final Field ROUTE_TYPE = oneOf("routeType", "BGP", SINGLE);

    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "eips",
                    "eip",
                    new IdForm(address -> Cidr.number(address).isPresent(), Cidr.ADDRESS_FORM),
                    List.of("203.0.113.10", "203.0.113.11"),
                    Schema.of(
                            NAME.or(""),
                            integer("bandwidthInMbps", 1, 5000),
                            ROUTE_TYPE,
                            PAYMENT_TIMING,
                            BILLING_METHOD,
                            time("expireTime"),
                            flag("deleteProtect"),
                            // What it is bound to, unless that is a load balancer, which has its EIP itself.
                            oneOf("instanceType", "BCC"),
                            text("instanceId"),
                            Tag.FIELD,
                            time("createTime"),
                            ReferenceKind.MADE_UP))
            .each(Eips::check)
            .keptApart(Eips::ofOneMachine)
            .ownedByOneAccount()
            .usedByOneThing()
            .kind();

    private Eips() {}

    /** Its bandwidth is one of its line and billing; what it is bound to has a type and an id, or it is bound to nothing. */
    private static void check(Members eip) {
        String method = billingMethod(eip);
        checkBilling("billingMethod", method, "paymentTiming", paymentTiming(eip));
        eip.optionalInteger("bandwidthInMbps")
                .ifPresent(mbps -> checkBandwidth("bandwidthInMbps", mbps, routeType(eip), method));
        Optional<String> type = eip.filledText("instanceType");
        Optional<String> id = eip.filledText("instanceId");
        if (type.isEmpty() && id.isPresent()) {
            throw MISSING_PARAMETER.at("instanceType", "is required beside instanceId \"%s\": BCC", id.get());
        }
        if (id.isEmpty() && type.isPresent()) {
            throw MISSING_PARAMETER.at(
                    "instanceId", "is required beside instanceType \"%s\": the id of a machine", type.get());
        }
        id.ifPresent(machine -> IdForm.MACHINE.require("instanceId", machine));
    }

    /** The declared EIPs of machines that have another one too. */
    private static Map<String, Clash> ofOneMachine(AccountWorld world) {
        Map<String, String> eips = new HashMap<>();
        Map<String, Clash> clashes = new TreeMap<>();
        world.declared(KIND)
                .forEach((eip, members) -> members.filledText("instanceId").ifPresent(machine -> {
                    String other = eips.putIfAbsent(machine, eip);
                    if (other != null) {
                        clashes.put(eip, second(machine, other));
                        clashes.putIfAbsent(other, second(machine, eip));
                    }
                }));
        return clashes;
    }

    private static Clash second(String machine, String eip) {
        return new Clash(
                "instanceId",
                "is \"%s\", which has EIP %s; allowed is a machine without an EIP".formatted(machine, eip));
    }

    /**
     * Refuses an EIP that a machine has, for a load balancer.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter about the member {@code eip}
     */
    public static void requireOfNoMachine(AccountWorld world, String eip) {
        world.find(KIND, eip).flatMap(found -> found.filledText("instanceId")).ifPresent(machine -> {
            throw INVALID_PARAMETER.at(
                    "eip", "is \"%s\", which is bound to %s; allowed is one that is not bound", eip, machine);
        });
    }

    /** The members of an address that only a load balancer has named so far. */
    public static Members madeUp() {
        ObjectNode members = JsonNodeFactory.instance.objectNode().put(ReferenceKind.MADE_UP.name(), true);
        return new Members(KIND.schema().check(members));
    }

    /** How an EIP is paid. */
    public static String paymentTiming(Members eip) {
        return eip.optionalText("paymentTiming").orElse(POSTPAID);
    }

    /** What an EIP is billed by; what a declaration leaves open is assumption [m109]. */
    public static String billingMethod(Members eip) {
        return eip.optionalText("billingMethod").orElseGet(() -> isPrepaid(eip) ? BY_BANDWIDTH : BY_TRAFFIC);
    }

    /** The route type of an EIP, which is BGP where nothing says it. */
    public static String routeType(Members eip) {
        return eip.optionalText("routeType").orElse("BGP");
    }

    /** The same of an address, as an account sees it. */
    public static String routeType(AccountWorld world, String eip) {
        return routeType(world.find(KIND, eip).orElseGet(Members::none));
    }

    /** The bandwidth of an EIP: the least of its line, if a declaration does not say it (assumption). */
    public static int bandwidth(Members eip) {
        return eip.optionalInteger("bandwidthInMbps").orElseGet(() -> least(routeType(eip)));
    }

    private static int least(String routeType) {
        return routeType.equals(SINGLE) ? 100 : 1;
    }

    /**
     * Refuses a bandwidth that no such EIP has. The ranges are those of the official page; by traffic up to 1000, as for a resize.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public static void checkBandwidth(String member, int mbps, String routeType, String method) {
        int min = least(routeType);
        int max = routeType.equals(SINGLE) ? 5000 : method.equalsIgnoreCase(BY_TRAFFIC) ? 1000 : 500;
        if (mbps < min || mbps > max) {
            throw INVALID_PARAMETER.at(
                    member, "is %d; allowed are %d to %d Mbps for %s and %s", mbps, min, max, routeType, method);
        }
    }

    /**
     * Refuses what no prepaid EIP is billed by.
     *
     * @param member the path of the member that holds the method
     * @param timingMember the path of the one that holds the payment
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public static void checkBilling(String member, String method, String timingMember, String timing) {
        if (timing.equalsIgnoreCase(PREPAID) && !method.equalsIgnoreCase(BY_BANDWIDTH)) {
            throw INVALID_PARAMETER.at(
                    member, "is \"%s\"; with %s Prepaid only %s is allowed", method, timingMember, BY_BANDWIDTH);
        }
    }

    /** Whether an EIP is paid until a time at which it ends. */
    public static boolean isPrepaid(Members eip) {
        return paymentTiming(eip).equalsIgnoreCase(PREPAID);
    }
}
