package dev.blb.emulator.network;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.Clash;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import dev.blb.emulator.world.Tag;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Subnets, each in one VPC. */
public final class Subnets {
    /** The subnet that always exists, in the VPC that always exists. */
    public static final String BUILT_IN = "sbn-emulator0001";

    /** Those of 127.96.0.0 to 127.126.0.0: listeners that have no address of their own listen in 127.127.0.0/16. */
    private static final int DERIVED_LOOPBACK_SUBNETS = 31;

    /** The smallest block (assumption [m107]). */
    private static final int LONGEST_PREFIX = 29;

    /** The letters at the end of zones' names. */
    public static final List<String> ZONE_LETTERS = List.of("a", "b", "c", "d", "e", "f");

    /** The zone of what is in one: of any region, as an export may be applied in another one. */
    public static final Field ZONE = text("zoneName")
            .matching(
                    "cn-(%s)-(%s)".formatted(regions("|"), String.join("|", ZONE_LETTERS)),
                    "a zone such as cn-bj-a to cn-bj-f, of one of the regions " + regions(", "))
            .emptyIsAbsent();

    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "subnets",
                    "subnetId",
                    IdForm.prefixed("sbn-"),
                    List.of(BUILT_IN),
                    Schema.of(
                            Vpcs.NAME.emptyIsAbsent().or(""),
                            Vpcs.KIND.id("vpcId").must(),
                            Cidr.field(),
                            ZONE,
                            Vpcs.DESCRIPTION,
                            oneOf("subnetType", "BCC", "BCC_NAT", "BBC"),
                            flag("enableIpv6"),
                            Tag.FIELD,
                            time("createdTime")))
            .with(Subnets::check)
            .keptApart(Subnets::overlaps)
            .kind();

    private Subnets() {}

    private static String regions(String separator) {
        return Stream.of(Region.values()).map(Region::shortName).collect(Collectors.joining(separator));
    }

    /** The members of the subnet that always exists, unless it is declared. */
    public static Members builtIn(AccountWorld world) {
        return new Members(JsonNodeFactory.instance
                .objectNode()
                .put("name", "emulator-default")
                .put("vpcId", Vpcs.BUILT_IN)
                .put("cidr", undeclared(world, BUILT_IN).toString()));
    }

    private static void check(AccountWorld world, Members subnet) {
        Cidr cidr = Cidr.check(subnet, LONGEST_PREFIX);
        String vpcId = subnet.text("vpcId");
        world.requireDeclared(Vpcs.KIND, "vpcId", vpcId);
        List<Cidr> around = Vpcs.blocks(world, vpcId);
        if (around.stream().noneMatch(block -> block.contains(cidr))) {
            throw INVALID_PARAMETER.at(
                    "cidr",
                    "is \"%s\"; allowed is a part of %s, the CIDR of %s",
                    cidr,
                    around.stream().map(Cidr::toString).collect(Collectors.joining(" or ")),
                    vpcId);
        }
    }

    /** The VPC of a declared or built-in subnet. */
    public static Optional<String> vpcOf(AccountWorld world, String subnetId) {
        return world.find(KIND, subnetId)
                .map(subnet -> subnet.text("vpcId"))
                .or(() -> subnetId.equals(BUILT_IN) ? Optional.of(Vpcs.BUILT_IN) : Optional.empty());
    }

    /** The block of addresses of a subnet. */
    public static Cidr cidr(AccountWorld world, String subnetId) {
        return world.find(KIND, subnetId)
                .map(subnet -> Cidr.parse(subnet.text("cidr")))
                .orElseGet(() -> undeclared(world, subnetId));
    }

    /** The declared or built-in subnets of a VPC, the built-in one first. */
    private static List<String> of(AccountWorld world, String vpcId) {
        return Stream.concat(Stream.of(BUILT_IN), world.declared(KIND).keySet().stream())
                .distinct()
                .filter(id -> vpcOf(world, id).filter(vpcId::equals).isPresent())
                .toList();
    }

    /** A declared or built-in subnet of a VPC whose block of addresses has some of this one. */
    public static Optional<String> overlapping(AccountWorld world, String vpcId, Cidr block) {
        return allOverlapping(world, vpcId, block).findFirst();
    }

    /**
     * Whether another declared or built-in subnet of its VPC has addresses of a subnet: declared ones may overlap the built-in one, unless
     * that is declared.
     */
    public static boolean overlapsOther(AccountWorld world, Network network) {
        return allOverlapping(world, network.vpcId(), cidr(world, network.subnetId()))
                .anyMatch(id -> !id.equals(network.subnetId()));
    }

    private static Stream<String> allOverlapping(AccountWorld world, String vpcId, Cidr block) {
        return of(world, vpcId).stream().filter(id -> cidr(world, id).overlaps(block));
    }

    /** The subnet of what names its VPC alone: one that has its address, else the first one, else one that nobody declared. */
    public static String likelyOf(AccountWorld world, String vpcId, Optional<String> address) {
        List<String> subnets = of(world, vpcId);
        return address.flatMap(given -> subnets.stream()
                        .filter(id -> cidr(world, id).hasHost(given))
                        .findFirst())
                .or(() -> subnets.stream().findFirst())
                .orElseGet(() -> "sbn-" + Derived.word(vpcId + " subnet", 12));
    }

    /** The declared subnets that have addresses of another one of their VPC. */
    private static Map<String, Clash> overlaps(AccountWorld world) {
        Map<String, Map<String, Cidr>> byVpc = new HashMap<>();
        world.declared(KIND)
                .forEach((id, subnet) -> byVpc.computeIfAbsent(subnet.text("vpcId"), vpc -> new TreeMap<>())
                        .put(id, Cidr.parse(subnet.text("cidr"))));
        Map<String, Clash> clashes = new TreeMap<>();
        byVpc.values().forEach(blocks -> {
            List<Map.Entry<String, Cidr>> inOrder = blocks.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(
                            Comparator.comparingLong(Cidr::base).thenComparingInt(Cidr::prefix)))
                    .toList();
            // Blocks that overlap contain one another: the last one that lies in no other is enough to look at.
            Map.Entry<String, Cidr> around = null;
            for (Map.Entry<String, Cidr> each : inOrder) {
                if (around != null && around.getValue().contains(each.getValue())) {
                    clashes.put(each.getKey(), overlap(each.getValue(), around));
                    clashes.putIfAbsent(around.getKey(), overlap(around.getValue(), each));
                } else {
                    around = each;
                }
            }
        });
        return clashes;
    }

    private static Clash overlap(Cidr block, Map.Entry<String, Cidr> other) {
        return new Clash(
                "cidr",
                "is \"%s\"; allowed is a block that does not overlap %s, that of subnet %s"
                        .formatted(block, other.getValue(), other.getKey()));
    }

    /** The built-in subnet is the first half of its VPC; a derived one is a slice of the block that every derived VPC has. */
    private static Cidr undeclared(AccountWorld world, String subnetId) {
        if (subnetId.equals(BUILT_IN)) {
            return Vpcs.cidr(world, Vpcs.BUILT_IN).firstHalf();
        }
        return world.world().hasLoopbackNetworks()
                ? Cidr.parse("127." + (96 + Derived.number(subnetId) % DERIVED_LOOPBACK_SUBNETS) + ".0.0/16")
                : Cidr.parse("10." + Derived.number(subnetId) % 256 + ".0.0/16");
    }

    /**
     * Accepts a network that a request names: the subnet is one of the VPC, unless one of the two is not declared.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public static void require(AccountWorld world, References references, Network network) {
        world.require(references, Vpcs.KIND, "vpcId", network.vpcId());
        world.require(references, KIND, "subnetId", network.subnetId());
        Optional<String> vpcId = vpcOf(world, network.subnetId());
        if (vpcId.isPresent()
                && world.isDeclared(Vpcs.KIND, network.vpcId())
                && !vpcId.get().equals(network.vpcId())) {
            throw INVALID_PARAMETER.at(
                    "subnetId",
                    "is \"%s\", a subnet of %s; allowed is a subnet of %s",
                    network.subnetId(),
                    vpcId.get(),
                    network.vpcId());
        }
    }
}
