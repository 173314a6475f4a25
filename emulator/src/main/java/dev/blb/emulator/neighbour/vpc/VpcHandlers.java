package dev.blb.emulator.neighbour.vpc;

import static dev.blb.emulator.api.ApiError.NOT_ALLOW_DELETE_VPC;
import static dev.blb.emulator.api.ApiError.NO_SUCH_OBJECT;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.api.ApiError.SUBNET_IN_USE;
import static dev.blb.emulator.api.Operation.CLOSE_VPC_RELAY;
import static dev.blb.emulator.api.Operation.CREATE_VPC;
import static dev.blb.emulator.api.Operation.DELETE_VPC;
import static dev.blb.emulator.api.Operation.OPEN_VPC_RELAY;
import static dev.blb.emulator.api.Operation.QUERY_SPECIFIED_VPC;
import static dev.blb.emulator.api.Operation.QUERY_VPC_LIST;
import static dev.blb.emulator.api.Operation.UPDATE_VPC;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Names;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.neighbour.InUse;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.network.Ipv6Block;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.SecurityGroups;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.DeclarationStore;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** VPCs. */
public final class VpcHandlers {
    /** VPCs of an account, the default one included [doc:vpc-limits]; code and status are assumption [m105]. */
    private static final int QUOTA = 10;

    private static final Schema CREATE =
            Schema.of(Vpcs.NAME.must(), Vpcs.DESCRIPTION, text("cidr").must(), flag("enableIpv6"), Tag.FIELD);

    private static final Schema UPDATE = Schema.of(
            Vpcs.NAME.must(),
            Vpcs.DESCRIPTION,
            flag("enableIpv6"),
            listOf("secondaryCidr", text("cidr")).sized(0, 5),
            InstanceRules.repeatedId("vpcId"));

    private static final Schema LIST = Paging.PARAMETERS.and(flag("isDefault"), text("vpcIds"));

    private final World world;
    private final Things vpcs;
    private final SubnetHandlers subnets;
    private final Ids ids;

    /** Handlers in this world. */
    public VpcHandlers(World world, SubnetHandlers subnets, Ids ids) {
        this.world = world;
        this.vpcs = things(world);
        this.subnets = subnets;
        this.ids = ids;
    }

    /** The VPCs of this world. */
    static Things things(World world) {
        return new Things(world, Vpcs.KIND, (here, id) -> Vpcs.builtIn(world), NO_SUCH_OBJECT);
    }

    /** The id of a new VPC. */
    record Created(String vpcId) {}

    /** A VPC, by the wire's names. */
    record Vpc(
            String vpcId,
            String name,
            String cidr,
            String ipv6Cidr,
            String createdTime,
            String description,
            boolean isDefault,
            boolean relay,
            List<String> secondaryCidr,
            List<Tag> tags) {
        static Vpc of(AccountWorld world, String vpcId, Members vpc) {
            return new Vpc(
                    vpcId,
                    vpc.text("name"),
                    vpc.text("cidr"),
                    Ipv6Block.ofVpc(world, vpcId).orElse(""),
                    vpc.optionalText("createdTime").orElse(Things.UNSTATED_TIME),
                    vpc.optionalText("description").orElse(""),
                    vpcId.equals(Vpcs.BUILT_IN),
                    vpc.flag("relay"),
                    vpc.texts("secondaryCidr"),
                    Tag.of(vpc));
        }
    }

    /** A page of VPCs. */
    record VpcList(List<Vpc> vpcs, String marker, @Nullable String nextMarker, boolean isTruncated, int maxKeys) {}

    /** A VPC with its subnets. */
    record Detail(@JsonUnwrapped Vpc vpc, List<SubnetHandlers.Subnet> subnets) {}

    /** The answer that holds it. */
    record Details(Detail vpc) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(CREATE_VPC, Schema.of(), CREATE, Created.class, this::create)
                .on(QUERY_VPC_LIST, LIST, VpcList.class, this::list)
                .on(QUERY_SPECIFIED_VPC, Schema.of(), Details.class, this::detail)
                .on(UPDATE_VPC, Schema.of(), UPDATE, Void.class, this::update)
                .on(DELETE_VPC, Schema.of(), Void.class, this::delete)
                .on(OPEN_VPC_RELAY, Schema.of(), Void.class, (call, tx) -> relay(call, tx, true))
                .on(CLOSE_VPC_RELAY, Schema.of(), Void.class, (call, tx) -> relay(call, tx, false));
    }

    private Reply create(Call call, Tx tx) {
        if (vpcs.all(call.account()).size() >= QUOTA) {
            throw QUOTA_EXCEEDED.with("The account has %d VPCs, which is the quota; delete one.", QUOTA);
        }
        String id = vpcs.freeId(call, () -> "vpc-" + ids.hex(12));
        vpcs.put(call, tx, id, call.body().json().deepCopy().put("createdTime", Things.time(call.now())));
        return Reply.of(new Created(id));
    }

    private Reply list(Call call, Tx tx) {
        AccountWorld here = world.of(call.account());
        Optional<Boolean> isDefault = call.query().optionalFlag("isDefault");
        List<Vpc> found = vpcs.all(call.account()).entrySet().stream()
                .map(vpc -> Vpc.of(here, vpc.getKey(), vpc.getValue()))
                .filter(vpc ->
                        isDefault.map(wanted -> wanted == vpc.isDefault()).orElse(true))
                .filter(vpc -> Things.chosen(call, "vpcIds", vpc.vpcId()))
                .toList();
        Paging.Page<Vpc> page = Things.page(call, found, Vpc::vpcId);
        return Reply.of(
                new VpcList(page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    private Reply detail(Call call, Tx tx) {
        Vpc vpc = Vpc.of(world.of(call.account()), call.id(), vpcs.require(call.account(), call.id()));
        return Reply.of(new Details(new Detail(vpc, subnets.of(call, call.id(), tx))));
    }

    private Reply update(Call call, Tx tx) {
        vpcs.change(call, tx, call.id(), vpc -> vpc.setAll(call.body().json()));
        return Reply.empty();
    }

    private Reply relay(Call call, Tx tx, boolean open) {
        vpcs.change(call, tx, call.id(), vpc -> vpc.put("relay", open));
        return Reply.empty();
    }

    private Reply delete(Call call, Tx tx) {
        vpcs.require(call.account(), call.id());
        if (call.id().equals(Vpcs.BUILT_IN)) {
            throw NOT_ALLOW_DELETE_VPC.with("VPC %s is the default VPC.", call.id());
        }
        List<String> left = subnets.of(call, call.id(), tx).stream()
                .map(subnet -> "subnet " + subnet.subnetId())
                .toList();
        refuse(SUBNET_IN_USE, call.id(), left);
        // With lenient references a load balancer may name a VPC together with a subnet of another one.
        refuse(NOT_ALLOW_DELETE_VPC, call.id(), new InUse(world.of(call.account()), tx).users(Vpcs.KIND, call.id()));
        vpcs.remove(call, tx, call.id());
        // It is declared only if its rules were changed.
        new DeclarationStore(tx)
                .remove(call.account(), SecurityGroups.KIND.plural(), SecurityGroups.defaultOf(call.id()));
        return Reply.empty();
    }

    private static void refuse(ApiError error, String vpcId, Collection<String> left) {
        if (!left.isEmpty()) {
            throw error.with("VPC %s still has %s.", vpcId, Names.of(left));
        }
    }
}
