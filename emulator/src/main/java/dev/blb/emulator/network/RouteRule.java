package dev.blb.emulator.network;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.world.Derived;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A rule of a VPC's route table. It is stored with the VPC and shown; the data plane does not use it.
 *
 * @param routeRuleId the declared id, or one that follows from its place in the table
 * @param pathType {@code normal}, or what the rule is among several with the same addresses
 */
public record RouteRule(
        String routeRuleId,
        String sourceAddress,
        String destinationAddress,
        String nexthopId,
        String nexthopType,
        String pathType,
        String description) {
    /** Rules that a route table may have [m77]. */
    public static final int QUOTA = 50;

    /** The only type of next hop of a rule that is one of several paths. */
    public static final String GATEWAY = "dcGateway";

    /** What all sources and destinations are in. */
    public static final String EVERYWHERE = "0.0.0.0/0";

    private static final String ADDRESS_FORM = "an IPv4 block whose first address is its base, such as 192.168.0.0/24";

    /** The member of a VPC that holds its rules. */
    static final Field FIELD = listOfObjects(
                    "routeRules",
                    text("routeRuleId").matching("rr-[A-Za-z0-9_-]{1,64}", "rr- and letters, digits, - or _"),
                    text("sourceAddress").or(EVERYWHERE),
                    text("destinationAddress").must(),
                    characters("nexthopId", 1, 128).must(),
                    nextHop().or("custom"),
                    oneOf("pathType", "normal", "ecmp", "ha:active", "ha:standby")
                            .or("normal"),
                    characters("description", 0, 200).or(""))
            .sized(0, QUOTA);

    /** The kind of the next hop. */
    public static Field nextHop() {
        return oneOf(
                "nexthopType",
                "custom",
                "vpn",
                "nat",
                GATEWAY,
                "peerConn",
                "ipv6gateway",
                "enic",
                "havip",
                "defaultGateway");
    }

    /** The rules of a VPC, in their order. */
    public static List<RouteRule> of(String vpcId, Members vpc) {
        List<Members> rules = vpc.objects("routeRules");
        return IntStream.range(0, rules.size())
                .mapToObj(i -> new RouteRule(
                        rules.get(i)
                                .optionalText("routeRuleId")
                                .orElseGet(() -> "rr-" + Derived.word(vpcId + "#" + i, 12)),
                        rules.get(i).text("sourceAddress"),
                        rules.get(i).text("destinationAddress"),
                        rules.get(i).text("nexthopId"),
                        rules.get(i).text("nexthopType"),
                        rules.get(i).text("pathType"),
                        rules.get(i).text("description")))
                .toList();
    }

    /** Puts rules in place of those of a VPC. */
    public static void write(ObjectNode vpc, List<RouteRule> rules) {
        var array = vpc.putArray("routeRules");
        rules.forEach(rule -> array.addObject()
                .put("routeRuleId", rule.routeRuleId)
                .put("sourceAddress", rule.sourceAddress)
                .put("destinationAddress", rule.destinationAddress)
                .put("nexthopId", rule.nexthopId)
                .put("nexthopType", rule.nexthopType)
                .put("pathType", rule.pathType)
                .put("description", rule.description));
    }

    /** Whether it is not one of several paths. */
    public boolean hasOnePath() {
        return pathType.equals("normal");
    }

    /** Whether another rule is for the same sources and destinations. */
    public boolean repeats(RouteRule other) {
        return sourceAddress.equals(other.sourceAddress) && destinationAddress.equals(other.destinationAddress);
    }

    /**
     * Refuses addresses that are not blocks, a destination in the VPC, which has its own routes, and several paths through anything
     * but a gateway [m77].
     *
     * @param path what stands before a member's name in messages
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public void check(List<Cidr> vpc, String path) {
        block(path + "sourceAddress", sourceAddress);
        Cidr destination = block(path + "destinationAddress", destinationAddress);
        vpc.stream()
                .filter(block -> !destinationAddress.equals(EVERYWHERE) && block.overlaps(destination))
                .findFirst()
                .ifPresent(block -> {
                    throw INVALID_PARAMETER.at(
                            path + "destinationAddress",
                            "is \"%s\"; allowed is %s or a block that does not overlap %s of the VPC",
                            destination,
                            EVERYWHERE,
                            block);
                });
        if (!hasOnePath() && !nexthopType.equals(GATEWAY)) {
            throw INVALID_PARAMETER.at(
                    path + "nexthopType", "is \"%s\"; allowed with pathType %s is %s", nexthopType, pathType, GATEWAY);
        }
    }

    private static Cidr block(String member, String text) {
        return Cidr.read(text)
                .orElseThrow(() -> INVALID_PARAMETER.at(member, "is \"%s\"; allowed is %s", text, ADDRESS_FORM));
    }
}
