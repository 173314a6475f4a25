package dev.blb.emulator.neighbour.bcc;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.NO_SUCH_OBJECT;
import static dev.blb.emulator.api.ApiError.OPERATION_DENIED;
import static dev.blb.emulator.api.ApiError.START_INSTANCE_FORBIDDEN;
import static dev.blb.emulator.api.ApiError.STOP_INSTANCE_FORBIDDEN;
import static dev.blb.emulator.api.Operation.BIND_INSTANCE_TO_SECURITY_GROUP;
import static dev.blb.emulator.api.Operation.BIND_INSTANCE_TO_TAGS;
import static dev.blb.emulator.api.Operation.CREATE_INSTANCE;
import static dev.blb.emulator.api.Operation.CREATE_INSTANCE_BY_SPEC;
import static dev.blb.emulator.api.Operation.GET_INSTANCE;
import static dev.blb.emulator.api.Operation.LIST_INSTANCES;
import static dev.blb.emulator.api.Operation.LIST_VOLUMES;
import static dev.blb.emulator.api.Operation.MODIFY_INSTANCE_ATTRIBUTES;
import static dev.blb.emulator.api.Operation.MODIFY_INSTANCE_DESC;
import static dev.blb.emulator.api.Operation.RELEASE_INSTANCE;
import static dev.blb.emulator.api.Operation.RELEASE_INSTANCE_BY_POST;
import static dev.blb.emulator.api.Operation.REPLACE_INSTANCE_SECURITY_GROUP;
import static dev.blb.emulator.api.Operation.START_INSTANCE;
import static dev.blb.emulator.api.Operation.STOP_INSTANCE;
import static dev.blb.emulator.api.Operation.UNBIND_INSTANCE_FROM_SECURITY_GROUP;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.BackendStore;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.neighbour.bcc.MachineWire.Machine;
import dev.blb.emulator.neighbour.bcc.MachineWire.Volume;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.DeclarationStore;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Machines (BCC). They are declarations that load balancers may have as servers; nothing runs behind one unless its real address
 * is set by a control route.
 */
public final class MachineHandlers {
    /** The hosts of machines and the clusters of disks: there are none. */
    private static final List<String> NONE = List.of();

    private final World world;
    private final Things machines;
    private final MachineOrder orders;
    private final MachineLines lines;

    /** Handlers in this world. */
    public MachineHandlers(World world, Ids ids) {
        this.world = world;
        this.machines = new Things(world, Machines.KIND, (here, id) -> Members.none(), NO_SUCH_OBJECT);
        this.orders = new MachineOrder(world, machines, ids);
        this.lines = new MachineLines(world);
    }

    /** Registers the operations. */
    public void register(RouteTable routes) {
        Schema none = Schema.of();
        new Offer().register(routes);
        routes.on(CREATE_INSTANCE, none, MachineOrder.BY_SIZE, MachineWire.Created.class, orders::create)
                .on(CREATE_INSTANCE_BY_SPEC, none, MachineOrder.BY_SPEC, MachineWire.Created.class, orders::create)
                .on(GET_INSTANCE, MachineOrder.DETAIL, MachineWire.Detail.class, this::detail)
                .on(LIST_INSTANCES, MachineOrder.LIST, MachineWire.MachineList.class, this::list)
                .on(LIST_VOLUMES, MachineOrder.VOLUMES, MachineWire.Volumes.class, this::volumes)
                .on(
                        START_INSTANCE,
                        none,
                        Void.class,
                        (call, tx) -> turn(call, tx, "Stopped", "Running", START_INSTANCE_FORBIDDEN))
                .on(
                        STOP_INSTANCE,
                        none,
                        MachineOrder.STOP,
                        Void.class,
                        (call, tx) -> turn(call, tx, "Running", "Stopped", STOP_INSTANCE_FORBIDDEN))
                .on(RELEASE_INSTANCE, none, Void.class, (call, tx) -> release(call, tx, false))
                .on(MODIFY_INSTANCE_ATTRIBUTES, none, MachineOrder.ATTRIBUTES, Void.class, this::update)
                .on(MODIFY_INSTANCE_DESC, none, MachineOrder.DESCRIPTION, Void.class, this::update)
                .on(BIND_INSTANCE_TO_TAGS, none, MachineOrder.TAGS, Void.class, this::tag);
        routes.on(
                RELEASE_INSTANCE_BY_POST,
                none,
                MachineOrder.RELEASE,
                Void.class,
                (call, tx) -> release(call, tx, call.body().flag("relatedReleaseFlag")));
        for (Operation operation : List.of(BIND_INSTANCE_TO_SECURITY_GROUP, UNBIND_INSTANCE_FROM_SECURITY_GROUP)) {
            routes.on(operation, none, MachineOrder.GROUP, Void.class, this::group);
        }
        routes.on(REPLACE_INSTANCE_SECURITY_GROUP, none, MachineOrder.GROUPS, Void.class, this::replaceGroups);
    }

    private Reply change(Call call, Tx tx, Consumer<ObjectNode> change) {
        machines.change(call, tx, call.id(), change);
        return Reply.empty();
    }

    private Reply detail(Call call, Tx tx) {
        Members machine = machines.require(call.account(), call.id());
        return Reply.of(new MachineWire.Detail(lines.line(call, call.id(), machine)));
    }

    private List<Machine> all(Call call) {
        return machines.all(call.account()).entrySet().stream()
                .map(each -> lines.line(call, each.getKey(), each.getValue()))
                .toList();
    }

    private Reply list(Call call, Tx tx) {
        Members query = call.query();
        checkFilters(query);
        List<Machine> found = all(call).stream()
                .filter(each -> Things.chosen(call, "internalIp", each.internalIp()))
                .filter(each -> Things.chosen(call, "zoneName", each.zoneName()))
                .filter(each -> Things.chosen(call, "instanceIds", each.id()))
                .filter(each -> Things.chosen(call, "instanceNames", each.name()))
                .filter(each -> each.name()
                        .contains(query.optionalText("fuzzyInstanceName").orElse("")))
                .filter(each -> Things.chosen(call, "status", each.status()))
                .filter(each -> Things.chosen(call, "vpcId", each.vpcId()))
                .filter(each -> Things.chosen(call, "privateIps", each.internalIp()))
                .filter(each -> Things.chosen(call, "paymentTiming", each.paymentTiming()))
                .filter(each ->
                        anyChosen(call, "securityGroupIds", each.nicInfo().securityGroups()))
                .filter(each -> anyChosen(call, "tags", filters(each.tags())))
                .filter(each -> anyChosen(call, "volumeIds", List.of(MachineLines.diskId(each.id()))))
                .filter(each -> anyChosen(call, "deploySetIds", each.deploysetList()))
                .filter(each -> anyChosen(call, "dedicatedHostId", NONE))
                .filter(each -> anyChosen(call, "dedicateHostId", NONE))
                .toList();
        Paging.Page<Machine> page = Things.page(call, found, Machine::id);
        return Reply.of(new MachineWire.MachineList(
                page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    /** Refuses a filter without the one that it counts with, or beside the one that it does not go with [m93]. */
    private static void checkFilters(Members query) {
        requireBeside(query, "vpcId", "privateIps");
        requireBeside(query, "privateIps", "vpcId");
        query.filledText("fuzzyInstanceName")
                .filter(part -> query.filledText("instanceNames").isPresent())
                .ifPresent(part -> {
                    throw INVALID_PARAMETER.at(
                            "fuzzyInstanceName",
                            "is \"%s\" beside instanceNames \"%s\"; allowed is one of the two",
                            part,
                            query.text("instanceNames"));
                });
    }

    private static void requireBeside(Members query, String parameter, String other) {
        query.filledText(parameter)
                .filter(value -> query.filledText(other).isEmpty())
                .ifPresent(value -> {
                    throw INVALID_PARAMETER.at(
                            parameter, "is \"%s\" without %s; allowed are both together", value, other);
                });
    }

    /** Whether a comma-separated filter is absent or names one of these values. */
    private static boolean anyChosen(Call call, String parameter, List<String> values) {
        return call.query().filledText(parameter).isEmpty()
                || values.stream().anyMatch(value -> Things.chosen(call, parameter, value));
    }

    /** What a filter may say of tags: each key, and each key with its value. */
    private static List<String> filters(List<Tag> tags) {
        return tags.stream()
                .flatMap(tag -> Stream.of(tag.tagKey(), tag.tagKey() + ":" + tag.tagValue()))
                .toList();
    }

    /** The system disks of machines: there are no other disks. */
    private Reply volumes(Call call, Tx tx) {
        List<Volume> found = machines.all(call.account()).entrySet().stream()
                .map(each -> lines.disk(call, each.getKey(), each.getValue()))
                .filter(each -> Things.chosen(
                        call, "instanceId", each.attachments().get(0).instanceId()))
                .filter(each -> Things.chosen(call, "zoneName", each.zoneName()))
                .filter(each -> anyChosen(call, "clusterId", NONE))
                .filter(each ->
                        call.query().filledText("name").map(each.name()::equals).orElse(true))
                .toList();
        Paging.Page<Volume> page = Things.page(call, found, Volume::id);
        return Reply.of(new MachineWire.Volumes(
                page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    private Reply turn(Call call, Tx tx, String from, String to, ApiError refusal) {
        String status = MachineLines.status(machines.require(call.account(), call.id()));
        if (!status.equals(from)) {
            throw refusal.with("Machine %s is %s; allowed is %s.", call.id(), status, from);
        }
        return change(call, tx, machine -> machine.put("status", to));
    }

    private Reply update(Call call, Tx tx) {
        return change(call, tx, machine -> machine.setAll(call.body().json()));
    }

    private Reply tag(Call call, Tx tx) {
        return change(call, tx, machine -> {
            ArrayNode tags = machine.withArray("tags");
            for (Members tag : call.body().objects("changeTags")) {
                for (int i = tags.size() - 1; i >= 0; i--) {
                    if (tags.get(i).path("tagKey").equals(tag.json().path("tagKey"))) {
                        tags.remove(i);
                    }
                }
                tags.add(tag.json().deepCopy());
            }
        });
    }

    private Reply group(Call call, Tx tx) {
        String id = call.body().text("securityGroupId");
        boolean bind = call.operation() == BIND_INSTANCE_TO_SECURITY_GROUP;
        if (bind) {
            AccountWorld here = world.of(call.account());
            here.require(call.settings().get(REFERENCES), GroupKind.ORDINARY.reference(), "securityGroupId", id);
            Machines.vpcOf(here, call.id())
                    .ifPresent(vpcId -> GroupKind.ORDINARY.requireVpc(here, "securityGroupId", id, "machine", vpcId));
        }
        return change(call, tx, machine -> {
            List<String> ids = new ArrayList<>(new Members(machine).texts("securityGroupIds"));
            boolean had = ids.remove(id);
            if (!had && !bind) {
                throw INVALID_PARAMETER.at(
                        "securityGroupId",
                        "is \"%s\"; allowed is a group of the machine: %s",
                        id,
                        String.join(", ", ids));
            }
            if (bind) {
                ids.add(id);
            }
            if (bind && !had) {
                MachineGroups.checkCount(ids);
            }
            if (ids.isEmpty()) {
                throw OPERATION_DENIED.with("Group %s is the last one of machine %s.", id, call.id());
            }
            ArrayNode kept = machine.putArray("securityGroupIds");
            ids.forEach(kept::add);
        });
    }

    /** Gives machines these groups in place of those of the same type. */
    private Reply replaceGroups(Call call, Tx tx) {
        GroupKind kind =
                call.body().text("securityGroupType").equals("normal") ? GroupKind.ORDINARY : GroupKind.ENTERPRISE;
        List<String> given = call.body().texts("securityGroupIds");
        AccountWorld here = world.of(call.account());
        here.requireAll(call.settings().get(REFERENCES), kind.reference(), "securityGroupIds", given);
        List<String> groups = given.stream().distinct().toList();
        call.body().texts("instanceIds").stream()
                .distinct()
                .forEach(id -> machines.change(call, tx, id, machine -> {
                    Machines.vpcOf(here, id).ifPresent(vpcId -> Machines.requireVpc(here, kind, given, vpcId));
                    ArrayNode kept = machine.putArray(kind.parameter());
                    groups.forEach(kept::add);
                }));
        return Reply.empty();
    }

    /**
     * Releases a machine: it leaves its load balancers, and its EIP becomes available or, if asked for, is released too: one of the account
     * alone that is Postpaid and not protected (assumption [m89]).
     */
    private Reply release(Call call, Tx tx, boolean withEip) {
        machines.remove(call, tx, call.id());
        new BackendStore(tx).detach(call.account(), call.id());
        DeclarationStore declarations = new DeclarationStore(tx);
        AccountWorld here = world.of(call.account());
        here.declared(Eips.KIND).forEach((address, eip) -> {
            if (!eip.optionalText("instanceId").orElse("").equals(call.id())) {
                return;
            }
            if (withEip && here.isOwn(Eips.KIND, address) && !Eips.isPrepaid(eip) && !eip.flag("deleteProtect")) {
                declarations.remove(call.account(), Eips.KIND.plural(), address);
            } else {
                ObjectNode free = eip.json().deepCopy();
                free.remove(List.of("instanceType", "instanceId"));
                declarations.put(new Declaration(call.account(), Eips.KIND.plural(), address, new Members(free)));
            }
        });
        return Reply.empty();
    }
}
