package dev.blb.emulator.neighbour.eip;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.instance.Billing;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The fields of the EIPs' requests, and what one field cannot say. */
final class EipRules {
    /** EIPs that an account may have: that of a company [doc:eip-limits]; code and status are assumption [m105]. */
    private static final int QUOTA = 130;

    /**
     * Blocks of documentation addresses, and behind them that of benchmarks: together they are enough for many accounts. The first twenty
     * of each are left to declarations.
     */
    private static final List<Cidr> BLOCKS = Stream.of(
                    "203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "198.18.0.0/15")
            .map(Cidr::parse)
            .toList();

    private static final int FIRST = 20;

    static final Schema APPLY = Schema.of(
            oneOf("ipVersion", "ipv4").or("ipv4"),
            Eips.ROUTE_TYPE.or("BGP"),
            integer("bandwidthInMbps", 1, 5000).must(),
            object(
                            "billing",
                            Schema.of(
                                            Eips.PAYMENT_TIMING.or(Eips.POSTPAID),
                                            Eips.BILLING_METHOD,
                                            object(
                                                    "reservation",
                                                    integer("reservationLength"),
                                                    InstanceRules.reservationTimeUnit()))
                                    .onlyWith("reservation", "paymentTiming", Eips.PREPAID))
                    .must(),
            Eips.NAME,
            Tag.FIELD,
            ignored("resourceGroupId", "there are no resource groups"),
            ignored("autoRenewTimeUnit", "nothing is renewed or charged"),
            ignored("autoRenewTime", "nothing is renewed or charged"),
            flag("deleteProtect"),
            ignored("idc", "there is one place of addresses"));

    static final Schema LIST = Paging.PARAMETERS.and(
            oneOf("ipVersion", "ipv4", "ipv6").or("ipv4"),
            text("eip"),
            text("instanceType"),
            text("instanceId"),
            text("name"),
            oneOf(
                    "status",
                    "creating",
                    "available",
                    "binded",
                    "binding",
                    "unbinding",
                    "updating",
                    "paused",
                    "unavailable"),
            text("eipIds"));

    static final Schema BIND = Schema.of(
            oneOf("instanceType", "BLB", "BCC").must(),
            text("instanceId").must(),
            ignored("instanceIp", "what an EIP is bound to has one private address"));

    static final Schema RESIZE =
            Schema.of(integer("newBandwidthInMbps", 1, 5000).must());

    static final Schema RELEASE = Schema.of(flag("releaseToRecycle"));

    static final Schema PROTECT = Schema.of(flag("deleteProtect").must());

    private EipRules() {}

    /**
     * How an EIP is paid, spelled as in the request: Terraform compares it.
     *
     * @param expireTime when a prepaid one ends
     */
    record Order(int bandwidthInMbps, String paymentTiming, String billingMethod, Optional<String> expireTime) {}

    static Order order(Members body, Instant now) {
        Members billing = body.object("billing");
        String timing = billing.text("paymentTiming");
        String method = billing.optionalText("billingMethod").orElse(Eips.BY_BANDWIDTH);
        Eips.checkBilling("billing.billingMethod", method, "billing.paymentTiming", timing);
        int bandwidth = body.integer("bandwidthInMbps");
        Eips.checkBandwidth("bandwidthInMbps", bandwidth, body.text("routeType"), method);
        if (timing.equalsIgnoreCase(Eips.POSTPAID)) {
            return new Order(bandwidth, timing, method, Optional.empty());
        }
        int months = billing.object("reservation")
                .optionalInteger("reservationLength")
                .orElseThrow(() -> MISSING_PARAMETER.at(
                        "billing.reservation.reservationLength", "is required for Prepaid: 1 to 36 months"));
        if (months < 1 || months > 36) {
            throw INVALID_PARAMETER.at(
                    "billing.reservation.reservationLength", "is %d; allowed are 1 to 36 months", months);
        }
        Instant end = Billing.plusMonths(now, months);
        return new Order(bandwidth, timing, method, Optional.of(Things.time(end)));
    }

    /** Whether a prepaid EIP has not ended; one that is declared without an end has not. */
    static boolean isPaid(Members eip, Instant now) {
        return Eips.isPrepaid(eip)
                && eip.optionalText("expireTime")
                        .map(end -> Instant.parse(end).isAfter(now))
                        .orElse(true);
    }

    /** Refuses the id of an instance without its type. */
    static void checkFilters(Members query) {
        query.filledText("instanceId")
                .filter(id -> query.filledText("instanceType").isEmpty())
                .ifPresent(id -> {
                    throw INVALID_PARAMETER.at(
                            "instanceId",
                            "is \"%s\" without instanceType; allowed is an id together with its instanceType, such as BLB",
                            id);
                });
    }

    static void checkQuota(int eips) {
        if (eips >= QUOTA) {
            throw QUOTA_EXCEEDED.with("The account has %d EIPs, which is the quota; release one.", QUOTA);
        }
    }

    /** The first address that is not taken. */
    static String free(Set<String> taken) {
        return BLOCKS.stream()
                .flatMap(block -> IntStream.range(FIRST, (int) block.size() - 1).mapToObj(block::address))
                .filter(address -> !taken.contains(address))
                .findFirst()
                .orElseThrow(() -> QUOTA_EXCEEDED.with("All addresses are given out; release one in any account."));
    }
}
