package dev.blb.emulator.neighbour.eip;

import static dev.blb.emulator.api.ApiError.EIP_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.EIP_STATUS_INVALID;
import static dev.blb.emulator.api.ApiError.INSTANCE_HAS_BOUND_EIP;
import static dev.blb.emulator.api.ApiError.INSTANCE_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.OPERATION_DENIED;
import static dev.blb.emulator.api.Operation.APPLY_FOR_EIP;
import static dev.blb.emulator.api.Operation.BIND_EIP;
import static dev.blb.emulator.api.Operation.QUERY_EIP_LIST;
import static dev.blb.emulator.api.Operation.RELEASE_EIP;
import static dev.blb.emulator.api.Operation.RESIZE_EIP;
import static dev.blb.emulator.api.Operation.UNBIND_EIP;
import static dev.blb.emulator.api.Operation.UPDATE_EIP_DELETE_PROTECT;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;
import static dev.blb.emulator.settings.SettingsTable.REGION;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.BoundEipStore;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.neighbour.InUse;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * EIPs. Which load balancer has an EIP is a property of the load balancer alone; a machine's is a member of the EIP's
 * declaration. An EIP outlives what it is bound to.
 */
public final class EipHandlers {
    private static final String BLB = "BLB";

    private final World world;
    private final Things eips;
    private final Ids ids;

    /** Handlers in this world. */
    public EipHandlers(World world, Ids ids) {
        this.world = world;
        this.eips = new Things(world, Eips.KIND, (here, id) -> Members.none(), EIP_NOT_FOUND);
        this.ids = ids;
    }

    /** The address of a new EIP. */
    record Created(String eip) {}

    /** An EIP, by the wire's names. */
    record Eip(
            String name,
            String eip,
            String eipId,
            String status,
            String eipInstanceType,
            String instanceType,
            String instanceId,
            String shareGroupId,
            String clusterId,
            int bandwidthInMbps,
            String paymentTiming,
            String billingMethod,
            String createTime,
            String expireTime,
            String region,
            String routeType,
            boolean deleteProtect,
            List<Tag> tags) {}

    /** A page of EIPs. */
    record EipList(
            List<Eip> eipList, String marker, @Nullable String nextMarker, boolean isTruncated, int maxKeys) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(APPLY_FOR_EIP, Schema.of(), EipRules.APPLY, Created.class, this::apply)
                .on(QUERY_EIP_LIST, EipRules.LIST, EipList.class, this::list)
                .on(BIND_EIP, Schema.of(), EipRules.BIND, Void.class, this::bind)
                .on(UNBIND_EIP, Schema.of(), Void.class, this::unbind)
                .on(RESIZE_EIP, Schema.of(), EipRules.RESIZE, Void.class, this::resize)
                .on(RELEASE_EIP, EipRules.RELEASE, Void.class, this::release)
                .on(UPDATE_EIP_DELETE_PROTECT, Schema.of(), EipRules.PROTECT, Void.class, this::protect);
    }

    private Reply apply(Call call, Tx tx) {
        Members body = call.body();
        EipRules.Order order = EipRules.order(body, call.now());
        EipRules.checkQuota(all(call, new InUse(world.of(call.account()), tx)).size());
        Set<String> taken = world.ids(Eips.KIND);
        taken.addAll(new BoundEipStore(tx).ofAllAccounts());
        String eip = EipRules.free(taken);
        ObjectNode members = JsonNodeFactory.instance
                .objectNode()
                .put("name", body.filledText("name").orElseGet(() -> "EIP-" + ids.hex(8)))
                .put("bandwidthInMbps", order.bandwidthInMbps())
                .put("routeType", body.text("routeType"))
                .put("paymentTiming", order.paymentTiming())
                .put("billingMethod", order.billingMethod())
                .put("deleteProtect", body.flag("deleteProtect"))
                .put("createTime", Things.time(call.now()));
        order.expireTime().ifPresent(time -> members.put("expireTime", time));
        if (body.has("tags")) {
            members.set("tags", body.json().get("tags"));
        }
        eips.put(call, tx, eip, members);
        return Reply.of(new Created(eip));
    }

    /** The EIPs of an account; an undeclared address that a load balancer has is one too. */
    private SortedMap<String, Members> all(Call call, InUse uses) {
        SortedMap<String, Members> all = new TreeMap<>();
        for (LoadBalancer instance : uses.balancers()) {
            String eip = instance.place().eip();
            if (eip != null) {
                all.put(eip, Members.none());
            }
        }
        all.putAll(eips.all(call.account()));
        return all;
    }

    private Reply list(Call call, Tx tx) {
        Members query = call.query();
        EipRules.checkFilters(query);
        InUse uses = new InUse(world.of(call.account()), tx);
        List<Eip> found = all(call, uses).entrySet().stream()
                .map(each -> line(call, each, uses))
                .filter(eip -> query.text("ipVersion").equals("ipv4"))
                .filter(eip -> Things.chosen(call, "eip", eip.eip()))
                .filter(eip -> Things.chosen(call, "eipIds", eip.eipId()))
                .filter(eip -> Things.chosen(call, "instanceType", eip.instanceType()))
                .filter(eip -> Things.chosen(call, "instanceId", eip.instanceId()))
                .filter(eip -> query.filledText("name").map(eip.name()::equals).orElse(true))
                .filter(eip -> Things.chosen(call, "status", eip.status()))
                .toList();
        Paging.Page<Eip> page = Things.page(call, found, Eip::eip);
        return Reply.of(
                new EipList(page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    private static Eip line(Call call, Map.Entry<String, Members> entry, InUse uses) {
        String address = entry.getKey();
        Members eip = entry.getValue();
        String balancer = uses.withEip(address).map(LoadBalancer::blbId).orElse("");
        String boundTo = balancer.isEmpty() ? eip.optionalText("instanceId").orElse("") : balancer;
        String type = balancer.isEmpty() ? eip.optionalText("instanceType").orElse("") : BLB;
        return new Eip(
                eip.filledText("name").orElseGet(() -> "EIP-" + Derived.word(address, 8)),
                address,
                "ip-" + Derived.word(address, 8),
                boundTo.isEmpty() ? "available" : "binded",
                "normal",
                type,
                boundTo,
                "",
                "",
                Eips.bandwidth(eip),
                Eips.paymentTiming(eip),
                Eips.billingMethod(eip),
                eip.optionalText("createTime").orElse(Things.UNSTATED_TIME),
                eip.optionalText("expireTime").orElse(""),
                call.settings().get(REGION).shortName(),
                Eips.routeType(eip),
                eip.flag("deleteProtect"),
                Tag.of(eip));
    }

    /** The EIP that a call names, as it is listed. */
    private Eip require(Call call, InUse uses) {
        SortedMap<String, Members> all = all(call, uses);
        Members eip = all.get(call.id());
        if (eip == null) {
            throw eips.notFound(call.account(), call.id(), all.keySet());
        }
        return line(call, Map.entry(call.id(), eip), uses);
    }

    private Reply bind(Call call, Tx tx) {
        InUse uses = new InUse(world.of(call.account()), tx);
        Eip eip = require(call, uses);
        if (!eip.status().equals("available")) {
            throw EIP_STATUS_INVALID.with(
                    "EIP %s is bound to %s %s; only an available one can be bound.",
                    eip.eip(), eip.instanceType(), eip.instanceId());
        }
        String target = call.body().text("instanceId");
        if (call.body().text("instanceType").equals(BLB)) {
            bindToBalancer(call, tx, target);
        } else {
            bindToMachine(call, tx, target);
        }
        return Reply.empty();
    }

    private void bindToBalancer(Call call, Tx tx, String blbId) {
        InstanceStore instances = new InstanceStore(tx);
        if (instances.owner(blbId).filter(call.account()::equals).isEmpty()) {
            throw INSTANCE_NOT_FOUND.at("instanceId", "is \"%s\".", blbId);
        }
        LoadBalancer instance = instances.lock(call.account(), blbId);
        if (instance.lifecycle().isReleased()) {
            throw INSTANCE_NOT_FOUND.at("instanceId", "is \"%s\".", blbId);
        }
        refuseSecond(blbId, instance.place().eip());
        // A load balancer that is released, but still shown by a view, has given its EIP back.
        instances.all(call.account()).stream()
                .filter(each -> call.id().equals(each.place().eip()))
                .forEach(released ->
                        instances.update(released.with(released.place().withEip(null))));
        instances.update(instance.with(instance.place().withEip(call.id())));
    }

    private void bindToMachine(Call call, Tx tx, String machineId) {
        world.of(call.account()).require(call.settings().get(REFERENCES), Machines.KIND, "instanceId", machineId);
        eips.all(call.account()).forEach((address, other) -> {
            if (other.optionalText("instanceId").orElse("").equals(machineId)) {
                refuseSecond(machineId, address);
            }
        });
        change(call, tx, eip -> eip.put("instanceType", "BCC").put("instanceId", machineId));
    }

    private static void refuseSecond(String target, @Nullable String eip) {
        if (eip != null) {
            throw INSTANCE_HAS_BOUND_EIP.with("%s has EIP %s; unbind that first.", target, eip);
        }
    }

    private Reply unbind(Call call, Tx tx) {
        InUse uses = new InUse(world.of(call.account()), tx);
        if (!require(call, uses).status().equals("binded")) {
            throw EIP_STATUS_INVALID.with("EIP %s is available; only a bound one can be unbound.", call.id());
        }
        leaveBalancer(call.id(), uses, tx);
        // This also declares an address that so far was known from the load balancer alone: an EIP outlives its
        // binding.
        change(call, tx, eip -> eip.remove(List.of("instanceType", "instanceId")));
        return Reply.empty();
    }

    private static void leaveBalancer(String eip, InUse uses, Tx tx) {
        uses.withEip(eip)
                .ifPresent(instance -> new InstanceStore(tx)
                        .update(instance.with(instance.place().withEip(null))));
    }

    private void change(Call call, Tx tx, Consumer<ObjectNode> change) {
        ObjectNode members = eips.find(call.account(), call.id())
                .map(Members::json)
                .orElseGet(() -> Eips.madeUp().json())
                .deepCopy();
        change.accept(members);
        eips.put(call, tx, call.id(), members);
    }

    private Reply resize(Call call, Tx tx) {
        Eip eip = require(call, new InUse(world.of(call.account()), tx));
        int wanted = call.body().integer("newBandwidthInMbps");
        Eips.checkBandwidth("newBandwidthInMbps", wanted, eip.routeType(), eip.billingMethod());
        change(call, tx, members -> members.put("bandwidthInMbps", wanted));
        return Reply.empty();
    }

    private Reply protect(Call call, Tx tx) {
        require(call, new InUse(world.of(call.account()), tx));
        boolean wanted = call.body().flag("deleteProtect");
        change(call, tx, members -> members.put("deleteProtect", wanted));
        return Reply.empty();
    }

    /** Releases an EIP; into the recycle bin, which there is not, also a bound one [m89]. */
    private Reply release(Call call, Tx tx) {
        InUse uses = new InUse(world.of(call.account()), tx);
        Eip eip = require(call, uses);
        if (eip.status().equals("binded") && !call.query().flag("releaseToRecycle")) {
            throw EIP_STATUS_INVALID.with(
                    "EIP %s is bound to %s %s; unbind it first.", eip.eip(), eip.instanceType(), eip.instanceId());
        }
        if (eip.deleteProtect()) {
            throw OPERATION_DENIED.with("EIP %s has deleteProtect; switch it off first.", eip.eip());
        }
        Optional<Members> declared = eips.find(call.account(), call.id());
        if (declared.filter(members -> EipRules.isPaid(members, call.now())).isPresent()) {
            throw OPERATION_DENIED.with(
                    "EIP %s is Prepaid%s; it can be released when it has ended.",
                    eip.eip(), eip.expireTime().isEmpty() ? "" : " until " + eip.expireTime());
        }
        leaveBalancer(call.id(), uses, tx);
        // An address that nobody declared is known from its load balancer alone.
        if (declared.isPresent()) {
            eips.remove(call, tx, call.id());
        }
        return Reply.empty();
    }
}
