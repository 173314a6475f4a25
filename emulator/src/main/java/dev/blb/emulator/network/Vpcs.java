package dev.blb.emulator.network;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** VPCs. */
public final class Vpcs {
    /** The VPC that always exists. */
    public static final String BUILT_IN = "vpc-emulator0001";

    private static final Cidr BUILT_IN_CIDR = Cidr.parse("172.16.0.0/12");
    private static final String BUILT_IN_NAME = "emulator-default";

    /** The longest prefix of a range, which may be a public one [i10]. */
    private static final int LONGEST_PREFIX = 28;

    /** Every derived VPC has the same block. */
    private static final Cidr DERIVED_CIDR = Cidr.parse("10.0.0.0/8");

    /** The blocks while the data plane is on: on Linux every address of 127.0.0.0/8 is one of this machine. */
    private static final Cidr BUILT_IN_LOOPBACK_CIDR = Cidr.parse("127.64.0.0/10");

    private static final Cidr DERIVED_LOOPBACK_CIDR = Cidr.parse("127.96.0.0/11");

    /** The name of a VPC or a subnet [m90]. */
    public static final Field NAME = characters("name", 1, 65)
            .matching("(?!default$)[A-Za-z0-9\\-_/.]+", "of letters, digits and - _ / ., but not default");

    /** The description of a VPC or a subnet. */
    public static final Field DESCRIPTION = characters("description", 0, 200);

    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "vpcs",
                    "vpcId",
                    IdForm.prefixed("vpc-"),
                    List.of(BUILT_IN),
                    Schema.of(
                            NAME.emptyIsAbsent().or(""),
                            Cidr.field(),
                            DESCRIPTION,
                            listOf("secondaryCidr", text("cidr")).sized(0, 5),
                            flag("relay"),
                            flag("enableIpv6"),
                            RouteRule.FIELD,
                            Tag.FIELD,
                            time("createdTime")))
            .each(Vpcs::check)
            .kind();

    private Vpcs() {}

    /** The members of the VPC that always exists. */
    public static Members builtIn(World world) {
        return new Members(JsonNodeFactory.instance
                .objectNode()
                .put("name", BUILT_IN_NAME)
                .put("cidr", undeclared(world, true).toString()));
    }

    private static void check(Members vpc) {
        Cidr cidr = Cidr.check(vpc, LONGEST_PREFIX);
        List<Cidr> blocks = new ArrayList<>(List.of(cidr));
        List<String> secondary = vpc.texts("secondaryCidr");
        for (int i = 0; i < secondary.size(); i++) {
            String at = "secondaryCidr[" + i + "]";
            String text = secondary.get(i);
            Cidr further = Cidr.read(text)
                    .orElseThrow(() -> INVALID_PARAMETER.at(
                            at, "is \"%s\"; allowed is an IPv4 block such as 192.168.0.0/24", text));
            blocks.stream().filter(further::overlaps).findFirst().ifPresent(other -> {
                throw INVALID_PARAMETER.at(at, "is \"%s\"; allowed is a block that does not overlap %s", text, other);
            });
            blocks.add(further);
        }
        List<RouteRule> rules = RouteRule.of("", vpc);
        for (int i = 0; i < rules.size(); i++) {
            RouteRule rule = rules.get(i);
            rule.check(blocks, "routeRules[" + i + "].");
            if (rules.subList(0, i).stream()
                    .anyMatch(other -> other.routeRuleId().equals(rule.routeRuleId()))) {
                throw INVALID_PARAMETER.at(
                        "routeRules[" + i + "].routeRuleId",
                        "is \"%s\", which an earlier rule has; allowed is a unique id",
                        rule.routeRuleId());
            }
            if (rules.subList(0, i).stream()
                    .anyMatch(other -> rule.repeats(other) && (rule.hasOnePath() || other.hasOnePath()))) {
                throw INVALID_PARAMETER.at(
                        "routeRules[" + i + "]",
                        "has source %s and destination %s, as an earlier rule has; allowed is a unique pair, except for several paths",
                        rule.sourceAddress(),
                        rule.destinationAddress());
            }
        }
    }

    /**
     * Accepts a thing that a load balancer or a machine names, unless it is declared in one VPC and its user is in another declared one.
     *
     * @param member the path of the member that holds the id of the thing
     * @param theirs the VPC of the thing; empty if none is declared
     * @param user what names it, in words such as {@code load balancer}
     * @param vpcId that of the user
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public static void requireSame(
            AccountWorld world, String member, String id, Optional<String> theirs, String user, String vpcId) {
        theirs.filter(other -> !other.equals(vpcId) && world.isDeclared(KIND, other) && world.isDeclared(KIND, vpcId))
                .ifPresent(other -> {
                    throw INVALID_PARAMETER.at(
                            member,
                            "is \"%s\", which is in VPC %s; allowed is what is in that of the %s, %s",
                            id,
                            other,
                            user,
                            vpcId);
                });
    }

    /** The blocks in which the subnets of a VPC may lie, the primary one first. */
    public static List<Cidr> blocks(AccountWorld world, String vpcId) {
        return Stream.concat(
                        Stream.of(cidr(world, vpcId)),
                        world.find(KIND, vpcId).stream()
                                .flatMap(vpc -> vpc.texts("secondaryCidr").stream())
                                .map(Cidr::parse))
                .toList();
    }

    /** The block of addresses of a VPC. */
    public static Cidr cidr(AccountWorld world, String vpcId) {
        return world.find(KIND, vpcId)
                .map(vpc -> Cidr.parse(vpc.text("cidr")))
                .orElseGet(() -> undeclared(world.world(), vpcId.equals(BUILT_IN)));
    }

    private static Cidr undeclared(World world, boolean builtIn) {
        if (world.hasLoopbackNetworks()) {
            return builtIn ? BUILT_IN_LOOPBACK_CIDR : DERIVED_LOOPBACK_CIDR;
        }
        return builtIn ? BUILT_IN_CIDR : DERIVED_CIDR;
    }

    /** The name of a VPC. */
    public static String name(AccountWorld world, String vpcId) {
        return world.find(KIND, vpcId)
                .map(vpc -> vpc.text("name"))
                .orElseGet(() -> vpcId.equals(BUILT_IN) ? BUILT_IN_NAME : "vpc-" + Derived.word(vpcId, 6));
    }
}
