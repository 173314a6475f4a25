package dev.blb.emulator.neighbour.vpc;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.NOT_ALLOW_OPERATE_SUBNET;
import static dev.blb.emulator.api.ApiError.NO_SUCH_OBJECT;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.api.ApiError.SUBNET_IN_USE;
import static dev.blb.emulator.api.Operation.CREATE_SUBNET;
import static dev.blb.emulator.api.Operation.DELETE_SUBNET;
import static dev.blb.emulator.api.Operation.QUERY_SPECIFIED_SUBNET;
import static dev.blb.emulator.api.Operation.QUERY_SUBNET_LIST;
import static dev.blb.emulator.api.Operation.UPDATE_SUBNET;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_SUBNETS;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Names;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.neighbour.InUse;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Ipv6Block;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Subnets. */
public final class SubnetHandlers {
    private static final Schema CREATE = Schema.of(
            Vpcs.NAME.must(),
            Subnets.ZONE.must(),
            text("cidr").must(),
            Vpcs.KIND.id("vpcId").must(),
            text("vpcSecondaryCidr"),
            oneOf("subnetType", "BCC", "BCC_NAT", "BBC").or("BCC"),
            Vpcs.DESCRIPTION,
            flag("enableIpv6"),
            Tag.FIELD);

    private static final Schema UPDATE =
            Schema.of(Vpcs.NAME.must(), Vpcs.DESCRIPTION, flag("enableIpv6"), InstanceRules.repeatedId("subnetId"));

    private static final Schema LIST =
            Paging.PARAMETERS.and(text("vpcId"), text("zoneName"), text("subnetType"), text("subnetIds"));

    private final World world;
    private final Things subnets;
    private final Ids ids;

    /** Handlers in this world. */
    public SubnetHandlers(World world, Ids ids) {
        this.world = world;
        this.subnets = things(world);
        this.ids = ids;
    }

    /** The subnets of this world. */
    static Things things(World world) {
        return new Things(world, Subnets.KIND, (here, id) -> Subnets.builtIn(here), NO_SUCH_OBJECT);
    }

    /** The id of a new subnet. */
    record Created(String subnetId) {}

    /** A subnet, by the wire's names. */
    record Subnet(
            String subnetId,
            String name,
            String zoneName,
            String cidr,
            String ipv6Cidr,
            String vpcId,
            String subnetType,
            String description,
            String createdTime,
            int availableIp,
            int availableUnreservedIp,
            List<Tag> tags) {}

    /** The answer that holds one. */
    record Detail(Subnet subnet) {}

    /** A page of subnets. */
    record SubnetList(
            List<Subnet> subnets, String marker, @Nullable String nextMarker, boolean isTruncated, int maxKeys) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(CREATE_SUBNET, Schema.of(), CREATE, Created.class, this::create)
                .on(QUERY_SUBNET_LIST, LIST, SubnetList.class, this::list)
                .on(QUERY_SPECIFIED_SUBNET, Schema.of(), Detail.class, this::detail)
                .on(UPDATE_SUBNET, Schema.of(), UPDATE, Void.class, this::update)
                .on(DELETE_SUBNET, Schema.of(), Void.class, this::delete);
    }

    private Reply create(Call call, Tx tx) {
        Members body = call.body();
        String vpcId = body.text("vpcId");
        if (!world.of(call.account()).isDeclared(Vpcs.KIND, vpcId)) {
            throw world.of(call.account()).notFound(NO_SUCH_OBJECT, Vpcs.KIND, "vpcId", vpcId);
        }
        String zone = body.text("zoneName");
        List<String> zones = Things.zones(call);
        if (!zones.contains(zone)) {
            throw INVALID_PARAMETER.at("zoneName", "is \"%s\"; allowed is one of %s", zone, String.join(", ", zones));
        }
        Cidr cidr = Cidr.read(body.text("cidr"))
                .orElseThrow(() -> INVALID_PARAMETER.at(
                        "cidr",
                        "is \"%s\"; allowed is an IPv4 block whose first address is its base, such as 192.168.0.0/24",
                        body.text("cidr")));
        body.filledText("vpcSecondaryCidr").ifPresent(block -> {
            if (Vpcs.blocks(world.of(call.account()), vpcId).stream()
                    .noneMatch(known -> known.toString().equals(block))) {
                throw INVALID_PARAMETER.at("vpcSecondaryCidr", "is \"%s\"; allowed is a block of %s", block, vpcId);
            }
            if (!Cidr.parse(block).contains(cidr)) {
                throw INVALID_PARAMETER.at(
                        "cidr", "is \"%s\"; allowed is a part of the given vpcSecondaryCidr %s", cidr, block);
            }
        });
        AccountWorld here = world.of(call.account());
        Subnets.overlapping(here, vpcId, cidr).ifPresent(other -> {
            throw INVALID_PARAMETER.at(
                    "cidr",
                    "is \"%s\"; allowed is a block that does not overlap %s, that of subnet %s",
                    cidr,
                    Subnets.cidr(here, other),
                    other);
        });
        int quota = call.settings().get(QUOTA_SUBNETS);
        if (subnets.all(call.account()).values().stream()
                        .filter(other -> other.text("vpcId").equals(vpcId))
                        .count()
                >= quota) {
            throw QUOTA_EXCEEDED.with(
                    "VPC %s has as many subnets as it may have; the quota is %d (setting %s).",
                    vpcId, quota, QUOTA_SUBNETS.flag());
        }
        String id = subnets.freeId(call, () -> "sbn-" + ids.hex(12));
        subnets.put(call, tx, id, body.json().deepCopy().put("createdTime", Things.time(call.now())));
        return Reply.of(new Created(id));
    }

    private Reply list(Call call, Tx tx) {
        InUse uses = new InUse(world.of(call.account()), tx);
        List<Subnet> found = subnets.all(call.account()).entrySet().stream()
                .map(subnet -> line(call, subnet, uses))
                .filter(subnet -> Things.chosen(call, "vpcId", subnet.vpcId()))
                .filter(subnet -> Things.chosen(call, "zoneName", subnet.zoneName()))
                .filter(subnet -> Things.chosen(call, "subnetType", subnet.subnetType()))
                .filter(subnet -> Things.chosen(call, "subnetIds", subnet.subnetId()))
                .toList();
        Paging.Page<Subnet> page = Things.page(call, found, Subnet::subnetId);
        return Reply.of(
                new SubnetList(page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    /** The subnets of a VPC. */
    List<Subnet> of(Call call, String vpcId, Tx tx) {
        InUse uses = new InUse(world.of(call.account()), tx);
        return subnets.all(call.account()).entrySet().stream()
                .filter(subnet -> subnet.getValue().text("vpcId").equals(vpcId))
                .map(subnet -> line(call, subnet, uses))
                .toList();
    }

    private Reply detail(Call call, Tx tx) {
        Members subnet = subnets.require(call.account(), call.id());
        return Reply.of(new Detail(line(call, Map.entry(call.id(), subnet), new InUse(world.of(call.account()), tx))));
    }

    private Subnet line(Call call, Map.Entry<String, Members> entry, InUse uses) {
        AccountWorld here = world.of(call.account());
        String id = entry.getKey();
        Members subnet = entry.getValue();
        Cidr cidr = Cidr.parse(subnet.text("cidr"));
        long taken = uses.addresses(id, call.now()).stream().filter(cidr::gives).count();
        int available = (int) (cidr.given() - taken);
        return new Subnet(
                id,
                subnet.text("name"),
                subnet.optionalText("zoneName").orElse(Things.firstZone(call)),
                cidr.toString(),
                Ipv6Block.ofSubnet(here, id).map(Ipv6Block::toString).orElse(""),
                subnet.text("vpcId"),
                subnet.optionalText("subnetType").orElse("BCC"),
                subnet.optionalText("description").orElse(""),
                subnet.optionalText("createdTime").orElse(Things.UNSTATED_TIME),
                available,
                available,
                Tag.of(subnet));
    }

    private Reply update(Call call, Tx tx) {
        subnets.change(call, tx, call.id(), subnet -> subnet.setAll(call.body().json()));
        return Reply.empty();
    }

    private Reply delete(Call call, Tx tx) {
        subnets.require(call.account(), call.id());
        if (call.id().equals(Subnets.BUILT_IN)) {
            throw NOT_ALLOW_OPERATE_SUBNET.with("Subnet %s is the default subnet.", call.id());
        }
        Set<String> users = new InUse(world.of(call.account()), tx).users(Subnets.KIND, call.id());
        if (!users.isEmpty()) {
            throw SUBNET_IN_USE.with("Subnet %s still has %s.", call.id(), Names.of(users));
        }
        subnets.remove(call, tx, call.id());
        return Reply.empty();
    }
}
