package dev.blb.emulator.neighbour.bcc;

import static dev.blb.emulator.api.ApiError.BIND_INSTANCE_EXCEEDED_LIMIT;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.References;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.schema.IdleMember;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.SecurityGroups;
import dev.blb.emulator.world.AccountWorld;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The security groups of machines. */
final class MachineGroups {
    /** Groups of a machine. */
    static final int MAX = 10;

    private MachineGroups() {}

    /** Keeps the groups of an order: enterprise groups win over ordinary ones, and without any it is the default one of the VPC. */
    static void put(AccountWorld here, Call call, String vpcId, ObjectNode members) {
        References references = call.settings().get(REFERENCES);
        List<String> ids = new ArrayList<>(call.body().texts("securityGroupIds"));
        here.requireAll(references, GroupKind.ORDINARY.reference(), "securityGroupIds", ids);
        Machines.requireVpc(here, GroupKind.ORDINARY, ids, vpcId);
        call.body().filledText("securityGroupId").ifPresent(id -> {
            here.require(references, GroupKind.ORDINARY.reference(), "securityGroupId", id);
            GroupKind.ORDINARY.requireVpc(here, "securityGroupId", id, "machine", vpcId);
            ids.add(id);
        });
        if (ids.isEmpty()) {
            ids.add(SecurityGroups.defaultOf(vpcId));
        }
        List<String> enterprise = call.body().texts("enterpriseSecurityGroupIds").stream()
                .distinct()
                .toList();
        here.requireAll(references, GroupKind.ENTERPRISE.reference(), "enterpriseSecurityGroupIds", enterprise);
        if (!enterprise.isEmpty()) {
            Map<String, String> idle = new LinkedHashMap<>();
            for (String name : List.of("securityGroupIds", "securityGroupId")) {
                if (IdleMember.saysSomething(call.body().json().path(name))) {
                    idle.put(name, "has no effect beside enterpriseSecurityGroupIds, whose groups win");
                }
            }
            call.idleMembers().accept(idle);
        }
        List<String> kept = enterprise.isEmpty() ? ids.stream().distinct().toList() : List.of();
        checkCount(kept);
        write(members, "securityGroupIds", kept);
        write(members, "enterpriseSecurityGroupIds", enterprise);
    }

    private static void write(ObjectNode members, String name, List<String> ids) {
        ArrayNode array = members.putArray(name);
        ids.forEach(array::add);
    }

    /** Refuses more groups than a machine may have. */
    static void checkCount(List<String> groups) {
        if (groups.size() > MAX) {
            throw BIND_INSTANCE_EXCEEDED_LIMIT.with(
                    "The machine would have %d groups; allowed are at most %d.", groups.size(), MAX);
        }
    }
}
