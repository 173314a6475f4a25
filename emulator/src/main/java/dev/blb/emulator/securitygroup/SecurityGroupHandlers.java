package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.api.Operation.BIND_ENTERPRISE_GROUPS;
import static dev.blb.emulator.api.Operation.BIND_GROUPS;
import static dev.blb.emulator.api.Operation.DESCRIBE_ENTERPRISE_GROUPS;
import static dev.blb.emulator.api.Operation.DESCRIBE_GROUPS;
import static dev.blb.emulator.api.Operation.UNBIND_ENTERPRISE_GROUPS;
import static dev.blb.emulator.api.Operation.UNBIND_GROUPS;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Handler;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.World;
import java.util.List;

/** Security groups of both kinds: bind, unbind, list. The groups themselves are another service's. */
public final class SecurityGroupHandlers {
    private final World world;

    /** Handlers in this world. */
    public SecurityGroupHandlers(World world) {
        this.world = world;
    }

    /** The ordinary groups of an instance; the list has no pages [meta][go]. */
    record Groups(List<World.Group> blbSecurityGroups) {}

    /** The enterprise groups of an instance; the list has no pages [meta][go]. */
    record EnterpriseGroups(List<World.EnterpriseGroup> enterpriseSecurityGroups) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        register(routes, GroupKind.ORDINARY, BIND_GROUPS, UNBIND_GROUPS);
        register(routes, GroupKind.ENTERPRISE, BIND_ENTERPRISE_GROUPS, UNBIND_ENTERPRISE_GROUPS);
        routes.on(DESCRIBE_GROUPS, Schema.of(), Groups.class, this::list)
                .on(DESCRIBE_ENTERPRISE_GROUPS, Schema.of(), EnterpriseGroups.class, this::listEnterprise);
    }

    private void register(RouteTable routes, GroupKind kind, Operation bind, Operation unbind) {
        Schema ids = Schema.of(
                listOf(kind.parameter(), text("id"))
                        .sized(1, Field.UNSTATED_MAX_ITEMS)
                        .must(),
                InstanceRules.repeatedBlbId());
        routes.on(bind, Schema.of(), ids, Void.class, change(kind, true, SecurityGroupStore::bind))
                .on(unbind, Schema.of(), ids, Void.class, change(kind, false, SecurityGroupStore::unbind));
    }

    /** Binding or unbinding one group. */
    private interface Change {
        void apply(SecurityGroupStore bindings, String blbId, GroupKind kind, String groupId);
    }

    /**
     * What binds or unbinds.
     *
     * @param asDeclared whether strict references count: what was bound can be unbound, declared or not
     */
    private Handler change(GroupKind kind, boolean asDeclared, Change change) {
        return (call, tx) -> {
            List<String> ids = call.body().texts(kind.parameter());
            World.View here = world.of(call.account());
            References references = asDeclared ? call.settings().get(REFERENCES) : References.LENIENT;
            ids.forEach(id -> here.require(references, kind.reference(), kind.parameter() + "[]", id));
            LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
            SecurityGroupStore bindings = new SecurityGroupStore(tx);
            ids.forEach(id -> change.apply(bindings, instance.blbId(), kind, id));
            return Reply.empty();
        };
    }

    private Reply list(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.visible(call, tx);
        String vpcId = instance.place().network().vpcId();
        return Reply.of(new Groups(new SecurityGroupStore(tx)
                .bound(instance.blbId(), GroupKind.ORDINARY).stream()
                        .map(id -> world.of(call.account()).group(id, vpcId))
                        .toList()));
    }

    private Reply listEnterprise(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.visible(call, tx);
        return Reply.of(new EnterpriseGroups(new SecurityGroupStore(tx)
                .bound(instance.blbId(), GroupKind.ENTERPRISE).stream()
                        .map(world.of(call.account())::enterpriseGroup)
                        .toList()));
    }
}
