package dev.blb.emulator.neighbour.bcc;

import dev.blb.emulator.world.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is written as JSON about machines, by the wire's names. */
final class MachineWire {
    private MachineWire() {}

    /** The ids of new machines. */
    record Created(List<String> instanceIds, List<String> warningList) {}

    /** The answer that holds a machine. */
    record Detail(Machine instance) {}

    /** A page of machines. */
    record MachineList(
            List<Machine> instances,
            String marker,
            @Nullable String nextMarker,
            boolean isTruncated,
            int maxKeys) {}

    /** A private address of a machine. */
    record Ip(String privateIp, String eip, String primary) {}

    /** The network card of a machine. */
    record Nic(
            String eniId,
            String subnetId,
            String vpcId,
            String macAddress,
            List<String> securityGroups,
            List<String> enterpriseSecurityGroups,
            List<Ip> ips) {}

    /** A machine; {@code cardCount} and {@code eniNum} are texts, as the Go client demands. */
    record Machine(
            String id,
            String name,
            String hostname,
            String desc,
            String instanceType,
            String spec,
            String status,
            String repairStatus,
            String paymentTiming,
            String createTime,
            String expireTime,
            String internalIp,
            String publicIp,
            int cpuCount,
            int memoryCapacityInGB,
            int localDiskSizeInGB,
            String imageId,
            String imageName,
            int networkCapacityInMbps,
            String placementPolicy,
            String zoneName,
            String subnetId,
            String vpcId,
            boolean autoRenew,
            String keypairId,
            String keypairName,
            String dedicatedHostId,
            String gpuCard,
            String fpgaCard,
            String cardCount,
            String isomerismCard,
            String npuVideoMemory,
            String ipv6,
            String eniNum,
            int eniQuota,
            int deletionProtection,
            List<String> deploysetList,
            Nic nicInfo,
            List<String> resGroupInfos,
            List<Tag> tags) {}

    /** A zone. */
    record Zone(String zoneName) {}

    /** The zones of the region. */
    record Zones(List<Zone> zones) {}

    /** An image. */
    record Image(
            String id,
            String name,
            String type,
            String osType,
            String osName,
            String osVersion,
            String osArch,
            String osBuild,
            String osLang,
            String createTime,
            String desc,
            String specialVersion,
            String status,
            int minDiskGb) {}

    /** A page of images. */
    record Images(
            List<Image> images, String marker, @Nullable String nextMarker, boolean isTruncated, int maxKeys) {}

    /** A size of machines; numbers that may have a fraction or a unit are texts. */
    record Flavor(
            String spec,
            String specId,
            int cpuCount,
            int memoryCapacityInGB,
            String productType,
            int ephemeralDiskInGb,
            int ephemeralDiskCount,
            String ephemeralDiskType,
            String gpuCardType,
            int gpuCardCount,
            String fpgaCardType,
            int fpgaCardCount,
            String cpuModel,
            String cpuGHz,
            String networkBandwidth,
            String networkPackage) {}

    /** Sizes of one family. */
    record FlavorGroup(String groupId, List<Flavor> flavors) {}

    /** Sizes of machines. */
    record BccResources(List<FlavorGroup> flavorGroups) {}

    /** What a zone offers. */
    record ZoneResources(String zoneName, BccResources bccResources) {}

    /** What the zones offer. */
    record Flavors(List<ZoneResources> zoneResources) {}

    /** Where a disk is attached. */
    record Attachment(String instanceId, String volumeId, String device, String serial) {}

    /** A disk. */
    record Volume(
            String id,
            String name,
            String desc,
            String type,
            String storageType,
            int diskSizeInGB,
            String paymentTiming,
            String status,
            boolean isSystemVolume,
            String zoneName,
            String createTime,
            String expireTime,
            String sourceSnapshotId,
            String snapshotNum,
            List<Attachment> attachments,
            List<Tag> tags) {}

    /** A page of disks. */
    record Volumes(
            List<Volume> volumes, String marker, @Nullable String nextMarker, boolean isTruncated, int maxKeys) {}
}
