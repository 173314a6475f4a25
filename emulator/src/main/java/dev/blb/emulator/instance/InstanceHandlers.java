package dev.blb.emulator.instance;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.Operation.CREATE_BLB;
import static dev.blb.emulator.api.Operation.DESCRIBE_BLB;
import static dev.blb.emulator.api.Operation.DESCRIBE_BLBS;
import static dev.blb.emulator.api.Operation.RELEASE_BLB;
import static dev.blb.emulator.api.Operation.UPDATE_BLB;
import static dev.blb.emulator.api.Operation.UPDATE_BLB_ACL;
import static dev.blb.emulator.api.Operation.UPDATE_BLB_MODIFY_PROTECTION;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static dev.blb.emulator.settings.SettingsTable.REGION;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.StatusChange;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Source;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceWire.BlbList;
import dev.blb.emulator.instance.InstanceWire.Created;
import dev.blb.emulator.instance.InstanceWire.Detail;
import dev.blb.emulator.instance.LoadBalancer.Identity;
import dev.blb.emulator.instance.LoadBalancer.Labels;
import dev.blb.emulator.instance.LoadBalancer.Place;
import dev.blb.emulator.instance.LoadBalancer.Protection;
import dev.blb.emulator.instance.PendingChange.Change;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.network.Ipv6Block;
import dev.blb.emulator.network.Network;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.World;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Instances: create, list, detail, update, access control, protection, release. */
public final class InstanceHandlers {
    private final World world;
    private final Ids ids;
    private final BiFunction<AccountWorld, String, Set<String>> machineAddresses;
    private final Details details = new Details();

    /**
     * Handlers in this world.
     *
     * @param machineAddresses from a world and the id of a subnet to the addresses there that machines have
     */
    public InstanceHandlers(World world, Ids ids, BiFunction<AccountWorld, String, Set<String>> machineAddresses) {
        this.machineAddresses = machineAddresses;
        this.world = world;
        this.ids = ids;
    }

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(CREATE_BLB, Schema.of(), InstanceRules.CREATE, Created.class, this::create)
                .on(DESCRIBE_BLBS, InstanceRules.LIST_FILTER.and(Paging.PARAMETERS), BlbList.class, this::list)
                .on(DESCRIBE_BLB, InstanceRules.DETAIL_FILTER, Detail.class, this::describe)
                .on(UPDATE_BLB, Schema.of(), InstanceRules.UPDATE, Void.class, this::update)
                .on(UPDATE_BLB_ACL, Schema.of(), InstanceRules.ACL, Void.class, this::updateAcl)
                .on(
                        UPDATE_BLB_MODIFY_PROTECTION,
                        Schema.of(),
                        InstanceRules.MODIFY_PROTECTION,
                        Void.class,
                        this::updateProtection)
                .on(RELEASE_BLB, Schema.of(), Void.class, this::release);
    }

    private Reply create(Call call, Tx tx) {
        LoadBalancer created = create(call, tx, Optional.empty());
        call.statusChanges().accept(new StatusChange(created.blbId(), "", InstanceRules.shown(created, call)));
        return Reply.of(Created.of(created));
    }

    /**
     * Carries out a create call.
     *
     * @param wantedId the id of the instance, or empty to draw one
     */
    LoadBalancer create(Call call, Tx tx, Optional<String> wantedId) {
        Members body = call.body();
        Network network = new Network(body.text("vpcId"), body.text("subnetId"));
        AccountWorld here = world.of(call.account());
        SubnetAddresses subnet = new SubnetAddresses(
                Subnets.cidr(here, network.subnetId()),
                machineAddresses.apply(here, network.subnetId()),
                Subnets.overlapsOther(here, network),
                Ipv6Block.ofSubnet(here, network.subnetId()));
        String ipType = body.text("type");
        Optional<String> address =
                body.filledText("address").map(wanted -> InstanceRules.address(wanted, ipType, here, network));
        checkReferences(call, here, network);
        Billing billing = InstanceRules.ordered(body, call.now());

        InstanceStore instances = new InstanceStore(tx);
        int quota = call.settings().get(QUOTA_LOAD_BALANCERS);
        long ordinal = instances.nextOrdinal(call.account(), quota, call.now());
        Source given = Source.of(body.json());
        LoadBalancer draft = new LoadBalancer(
                new Identity("", call.account(), ordinal, call.now()),
                new Labels(
                        body.optionalText("name").orElseGet(() -> generatedName(call)),
                        body.optionalText("desc").orElse(""),
                        InstanceRow.tags(given),
                        body.filledText("resourceGroupId").orElse(null)),
                new Place(
                        network,
                        "",
                        ipType,
                        body.flag("allocateIpv6") ? instances.freeIpv6(call.account(), ordinal, subnet.ipv6()) : "",
                        body.filledText("eip").orElse(null)),
                InstanceRow.protection(given),
                false,
                billing,
                InstanceRow.cluster(given),
                Lifecycle.of(Lifecycle.AVAILABLE).after(Change.CREATED, call.delay()));
        Supplier<String> drawn = wantedId.isPresent() ? () -> free(wantedId.get(), instances) : ids::blbId;
        return instances.insert(draft, subnet, drawn, address, quota);
    }

    /** A name such as {@code BLB-beijing-c5335c6f}. */
    private String generatedName(Call call) {
        return "BLB-" + call.settings().get(REGION).longName() + "-" + ids.hex(8);
    }

    private static String free(String blbId, InstanceStore instances) {
        if (instances.isTaken(blbId)) {
            throw INVALID_PARAMETER.at(
                    "blbId", "is \"%s\", which another load balancer has; allowed is a free one", blbId);
        }
        return blbId;
    }

    private static void checkReferences(Call call, AccountWorld here, Network network) {
        Subnets.require(here, call.settings().get(REFERENCES), network);
        call.body().filledText("eip").ifPresent(eip -> {
            here.require(call.settings().get(REFERENCES), Eips.KIND, "eip", eip);
            Eips.requireOfNoMachine(here, eip);
        });
    }

    private Reply list(Call call, Tx tx) {
        Members query = call.query();
        InstanceListStore.Filter filter = new InstanceListStore.Filter(
                call.account(),
                query.text("type"),
                query.optionalText("address"),
                query.optionalText("name"),
                query.flag("exactlyMatch"),
                query.optionalText("blbId"),
                query.optionalText("bccId"));
        Paging paging = Paging.of(query);
        List<LoadBalancer> rows = new InstanceListStore(tx).page(filter, paging, call.now());
        return Reply.of(BlbList.of(
                paging.cut(rows, instance -> Paging.marker("blb", instance.ordinal())),
                world.of(call.account()),
                call.now()));
    }

    private Reply describe(Call call, Tx tx) {
        Details.Read read = details.of(call, tx);
        return Reply.of(Detail.of(read.instance(), read.listeners(), world.of(call.account()), call.now()));
    }

    private Reply update(Call call, Tx tx) {
        Members body = call.body();
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        Place place = body.optionalFlag("allocateIpv6")
                .map(allocate -> withIpv6(instance, allocate, tx))
                .orElse(instance.place());
        Labels labels = instance.labels();
        Protection protection = instance.protection();
        LoadBalancer changed = instance.with(new Labels(
                        body.optionalText("name").orElse(labels.name()),
                        body.optionalText("desc").orElse(labels.desc()),
                        labels.tags(),
                        labels.resourceGroupId()))
                .with(place)
                .with(new Protection(
                        body.optionalFlag("allowDelete").orElse(protection.allowDelete()),
                        protection.allowModify(),
                        protection.reason()));
        new InstanceStore(tx).update(changed);
        return Reply.empty();
    }

    private Place withIpv6(LoadBalancer instance, boolean allocate, Tx tx) {
        Place place = instance.place();
        if (!allocate && place.isIpv6Only()) {
            throw INVALID_PARAMETER.at(
                    "allocateIpv6",
                    "is false; load balancer %s is of type ipv6 and keeps its address, allowed is true",
                    instance.blbId());
        }
        if (!allocate) {
            return place.withIpv6("");
        }
        return place.ipv6().isEmpty()
                ? place.withIpv6(new InstanceStore(tx)
                        .freeIpv6(
                                instance.account(),
                                instance.ordinal(),
                                Ipv6Block.ofSubnet(
                                        world.of(instance.account()),
                                        place.network().subnetId())))
                : place;
    }

    private Reply updateAcl(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        new InstanceStore(tx).update(instance.withSupportAcl(call.body().flag("supportAcl")));
        return Reply.empty();
    }

    private Reply updateProtection(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        Protection changed = new Protection(
                instance.protection().allowDelete(),
                call.body().flag("allowModify"),
                call.body()
                        .optionalText("modificationProtectionReason")
                        .orElse(instance.protection().reason()));
        new InstanceStore(tx).update(instance.with(changed));
        return Reply.empty();
    }

    private Reply release(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        InstanceRules.checkDeletable(instance);
        InstanceRules.release(instance, world.of(call.account()), call, tx);
        return Reply.empty();
    }
}
