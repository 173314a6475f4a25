package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.api.Operation.BIND_ENTERPRISE_GROUPS;
import static dev.blb.emulator.api.Operation.BIND_GROUPS;
import static dev.blb.emulator.schema.Field.listOf;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.ReferenceKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The two kinds of security groups; each instance may have both (assumption [m10]). */
public enum GroupKind {
    /** Of the VPC. */
    ORDINARY("securityGroupIds", SecurityGroups.KIND, BIND_GROUPS),
    /** Of the enterprise. */
    ENTERPRISE("enterpriseSecurityGroupIds", EnterpriseSecurityGroups.KIND, BIND_ENTERPRISE_GROUPS);

    private final String parameter;
    private final ReferenceKind reference;
    private final Operation bind;

    GroupKind(String parameter, ReferenceKind reference, Operation bind) {
        this.parameter = parameter;
        this.reference = reference;
        this.bind = bind;
    }

    /** The body's member that lists ids [py][go][java]. */
    public String parameter() {
        return parameter;
    }

    /** The operation that binds some. */
    public Operation bind() {
        return bind;
    }

    /** The body of a call that binds or unbinds some. */
    Schema ids() {
        return Schema.of(
                listOf(parameter, reference.id("id"))
                        .sized(1, Field.UNSTATED_MAX_ITEMS)
                        .must(),
                InstanceRules.repeatedBlbId());
    }

    /** What its ids name. */
    public ReferenceKind reference() {
        return reference;
    }

    /** The VPC that a group is declared in; empty for one that is built in, declared without VPC, or of the enterprise. */
    private Optional<String> vpcOf(AccountWorld world, String id) {
        return this == ENTERPRISE || reference.builtIn().contains(id)
                ? Optional.empty()
                : world.find(reference, id).flatMap(group -> group.optionalText("vpcId"));
    }

    /**
     * Accepts a group that a load balancer or a machine names, unless it is declared in one VPC and its user is in another declared one.
     *
     * @param member the path of the member that holds the id of the group
     * @param user what names it, in words such as {@code load balancer}
     * @param vpcId that of the user
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public void requireVpc(AccountWorld world, String member, String id, String user, String vpcId) {
        Vpcs.requireSame(world, member, id, vpcOf(world, id), user, vpcId);
    }

    /** The rules of a group as it is declared, or as it is derived from its id. */
    List<Members> rules(AccountWorld world, String id) {
        Optional<Members> declared = world.find(reference, id);
        return switch (this) {
            case ORDINARY ->
                declared.orElseGet(() -> SecurityGroups.derived(id)).objects("securityGroupRules");
            case ENTERPRISE ->
                declared.orElseGet(() -> EnterpriseSecurityGroups.derived(id)).objects("enterpriseSecurityGroupRules");
        };
    }

    /** Its name in the database. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
