package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.api.Operation.BIND_ENTERPRISE_GROUPS;
import static dev.blb.emulator.api.Operation.BIND_GROUPS;
import static dev.blb.emulator.api.Operation.DESCRIBE_ENTERPRISE_GROUPS;
import static dev.blb.emulator.api.Operation.DESCRIBE_GROUPS;
import static dev.blb.emulator.api.Operation.UNBIND_ENTERPRISE_GROUPS;
import static dev.blb.emulator.api.Operation.UNBIND_GROUPS;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
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
    record Groups(List<SecurityGroups.Group> blbSecurityGroups) {}

    /** The enterprise groups of an instance; the list has no pages [meta][go]. */
    record EnterpriseGroups(List<EnterpriseSecurityGroups.Group> enterpriseSecurityGroups) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        register(routes, GroupKind.ORDINARY, BIND_GROUPS, UNBIND_GROUPS);
        register(routes, GroupKind.ENTERPRISE, BIND_ENTERPRISE_GROUPS, UNBIND_ENTERPRISE_GROUPS);
        routes.on(DESCRIBE_GROUPS, Schema.of(), Groups.class, this::list)
                .on(DESCRIBE_ENTERPRISE_GROUPS, Schema.of(), EnterpriseGroups.class, this::listEnterprise);
    }

    private void register(RouteTable routes, GroupKind kind, Operation bind, Operation unbind) {
        routes.on(bind, Schema.of(), kind.ids(), Void.class, (call, tx) -> bind(kind, call, tx))
                .on(unbind, Schema.of(), kind.ids(), Void.class, (call, tx) -> unbind(kind, call, tx));
    }

    /** Binds groups of a kind. */
    Reply bind(GroupKind kind, Call call, Tx tx) {
        List<String> ids = call.body().texts(kind.parameter());
        AccountWorld here = world.of(call.account());
        here.requireAll(call.settings().get(REFERENCES), kind.reference(), kind.parameter(), ids);
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        String vpcId = instance.place().network().vpcId();
        for (int i = 0; i < ids.size(); i++) {
            kind.requireVpc(here, kind.parameter() + "[" + i + "]", ids.get(i), "load balancer", vpcId);
        }
        SecurityGroupStore bindings = new SecurityGroupStore(tx);
        ids.forEach(id -> bindings.bind(instance.blbId(), kind, id));
        return Reply.empty();
    }

    private Reply unbind(GroupKind kind, Call call, Tx tx) {
        // What was bound can be unbound, declared or not.
        List<String> ids = call.body().texts(kind.parameter());
        AccountWorld here = world.of(call.account());
        for (int i = 0; i < ids.size(); i++) {
            here.requireForm(kind.reference(), kind.parameter() + "[" + i + "]", ids.get(i));
        }
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        SecurityGroupStore bindings = new SecurityGroupStore(tx);
        ids.forEach(id -> bindings.unbind(instance.blbId(), kind, id));
        return Reply.empty();
    }

    private Reply list(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.visible(call, tx);
        String vpcId = instance.place().network().vpcId();
        return Reply.of(new Groups(new SecurityGroupStore(tx)
                .bound(instance.blbId(), GroupKind.ORDINARY).stream()
                        .map(id -> SecurityGroups.find(world.of(call.account()), id, vpcId))
                        .toList()));
    }

    private Reply listEnterprise(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.visible(call, tx);
        return Reply.of(new EnterpriseGroups(new SecurityGroupStore(tx)
                .bound(instance.blbId(), GroupKind.ENTERPRISE).stream()
                        .map(id -> EnterpriseSecurityGroups.find(world.of(call.account()), id))
                        .toList()));
    }
}
