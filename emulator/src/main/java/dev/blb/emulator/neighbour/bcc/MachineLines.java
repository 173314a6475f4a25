package dev.blb.emulator.neighbour.bcc;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.neighbour.bcc.MachineWire.Attachment;
import dev.blb.emulator.neighbour.bcc.MachineWire.Ip;
import dev.blb.emulator.neighbour.bcc.MachineWire.Machine;
import dev.blb.emulator.neighbour.bcc.MachineWire.Nic;
import dev.blb.emulator.neighbour.bcc.MachineWire.Volume;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.network.Network;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How machines and their disks are shown; what a declaration leaves open has one value (assumption [m109]). */
final class MachineLines {
    private static final String POSTPAID = "Postpaid";

    private final World world;

    /** Lines of this world. */
    MachineLines(World world) {
        this.world = world;
    }

    Machine line(Call call, String id, Members machine) {
        AccountWorld here = world.of(call.account());
        String ip = Machines.privateIp(here, id);
        String eip = here.declared(Eips.KIND).entrySet().stream()
                .filter(each ->
                        each.getValue().optionalText("instanceId").orElse("").equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
        String image = machine.optionalText("imageId").orElse("m-centos79");
        Network network = Machines.network(here, machine);
        String name = machine.filledText("name").orElse(id);
        return new Machine(
                id,
                name,
                machine.filledText("hostname").orElse(id),
                machine.optionalText("desc").orElse(""),
                machine.optionalText("instanceType").orElse("N5"),
                machine.optionalText("spec").orElse(""),
                status(machine),
                "normal",
                POSTPAID,
                machine.optionalText("createTime").orElse(Things.UNSTATED_TIME),
                "",
                ip,
                eip,
                machine.optionalInteger("cpuCount").orElse(1),
                machine.optionalInteger("memoryCapacityInGB").orElse(4),
                0,
                image,
                Offer.imageName(image),
                machine.optionalInteger("networkCapacityInMbps").orElse(0),
                "default",
                zone(call, machine),
                network.subnetId(),
                network.vpcId(),
                false,
                "",
                "",
                "",
                "",
                "",
                "0",
                "",
                "",
                "",
                "0",
                0,
                0,
                List.of(),
                new Nic(
                        "eni-" + Derived.word(id, 12),
                        network.subnetId(),
                        network.vpcId(),
                        macAddress(id),
                        machine.texts("securityGroupIds"),
                        machine.texts("enterpriseSecurityGroupIds"),
                        List.of(new Ip(ip, eip, "true"))),
                List.of(),
                Tag.of(machine));
    }

    /** The state of a machine: there are none between Running and Stopped. */
    static String status(Members machine) {
        return machine.optionalText("status").orElse("Running");
    }

    private String zone(Call call, Members machine) {
        return Machines.zone(world.of(call.account()), machine).orElse(Things.firstZone(call));
    }

    /** The id of a machine's system disk. */
    static String diskId(String id) {
        return "v-" + Derived.word(id, 8);
    }

    private static String macAddress(String id) {
        long number = Derived.number(id);
        return String.format(
                Locale.ROOT, "fa:16:3e:%02x:%02x:%02x", number & 255, number >> 8 & 255, number >> 16 & 255);
    }

    /** The system disk of a machine, which Terraform compares with the order. */
    Volume disk(Call call, String id, Members machine) {
        String diskId = diskId(id);
        return new Volume(
                diskId,
                "system-" + id,
                "",
                "System",
                machine.optionalText("rootDiskStorageType").orElse(MachineOrder.ROOT_DISK_TYPE),
                machine.optionalInteger("rootDiskSizeInGb").orElse(MachineOrder.ROOT_DISK_GB),
                POSTPAID,
                "InUse",
                true,
                zone(call, machine),
                machine.optionalText("createTime").orElse(Things.UNSTATED_TIME),
                "",
                "",
                "0",
                List.of(new Attachment(id, diskId, "/dev/vda", diskId)),
                List.of());
    }
}
