package dev.blb.emulator.neighbour.bcc;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.neighbour.InUse;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.DeclarationStore;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How machines are ordered: the fields of the requests, and the place and address that a new machine gets. */
final class MachineOrder {
    /** The addresses of a VPC of which a sixteenth can be a subnet, which has eight at least. */
    private static final long SMALLEST_VPC = 128;

    /** Machines of an account: assumption [m106] that bounds the state. */
    private static final int QUOTA = 1000;

    /** The system disk of an order that says nothing of it. */
    static final int ROOT_DISK_GB = 20;

    static final String ROOT_DISK_TYPE = "hp1";

    private static final Pattern SPEC = Pattern.compile("[a-z]+\\.[a-z0-9]+\\.c(\\d{1,3})m(\\d{1,4})");

    private static final String NO_DISKS = "machines have a system disk alone";
    private static final String NOTHING_RUNS = "nothing runs on a machine";
    private static final String NOTHING_PAID = "nothing is renewed or charged";
    private static final String SPEC_SAYS_IT = "spec says it";

    /** The Java SDK always sends 1 [java]. */
    private static final Field CARD_COUNT =
            ignored("cardCount", "machines have no cards").or(1);

    private static final Schema COMMON = Schema.of(
            text("imageId").must(),
            object(
                            "billing",
                            text("paymentTiming")
                                    .matching("(?i)Postpaid", "Postpaid")
                                    .emptyIsAbsent(),
                            ignored("reservation", "only postpaid machines are built"))
                    .must(),
            Machines.NAME.matching("[A-Za-z].*", "beginning with a letter").emptyIsAbsent(),
            Machines.HOSTNAME,
            // 0 is what the old Java SDK sends where nothing is set [java][m92].
            integer("rootDiskSizeInGb", 0, Machines.MAX_ROOT_DISK_GB).or(ROOT_DISK_GB),
            text("rootDiskStorageType").or(ROOT_DISK_TYPE).emptyIsAbsent(),
            integer("networkCapacityInMbps", 0, 1000),
            integer("purchaseCount", 1, 100).or(1),
            text("subnetId"),
            text("securityGroupId"),
            listOf("securityGroupIds", text("id")).sized(0, MachineGroups.MAX),
            listOf("enterpriseSecurityGroupIds", text("id")).sized(0, MachineGroups.MAX),
            Tag.FIELD,
            ignored("createCdsList", NO_DISKS),
            ignored("ephemeralDisks", NO_DISKS),
            ignored("adminPass", NOTHING_RUNS),
            ignored("keypairId", NOTHING_RUNS),
            ignored("userData", NOTHING_RUNS),
            ignored("deployIdList", "there are no deploy sets"),
            ignored("dedicatedHostId", "there are no hosts"),
            ignored("autoRenewTimeUnit", NOTHING_PAID),
            ignored("autoRenewTime", NOTHING_PAID),
            ignored("relationTag", "disks and cards have no tags"),
            ignored("isOpenIpv6", "machines have IPv4 addresses alone"),
            ignored("localDiskSizeInGB", NO_DISKS),
            ignored("disableRootDiskSerial", NOTHING_RUNS),
            ignored("keepImageLogin", NOTHING_RUNS),
            ignored("enableJumboFrame", NOTHING_RUNS),
            ignored("autoSeqSuffix", "several machines of one order are numbered anyway"),
            ignored("cdsAutoRenew", NOTHING_PAID));

    static final Schema BY_SIZE = COMMON.and(
            text("zoneName"),
            text("instanceType"),
            integer("cpuCount", 1, 1000).must(),
            integer("memoryCapacityInGB", 1, 10_000).must(),
            ignored("gpuCard", "machines have no cards"),
            ignored("fpgaCard", "machines have no cards"),
            CARD_COUNT);

    static final Schema BY_SPEC = COMMON.and(
            text("zoneName").matching(".+", "a zone such as cn-bj-a").must(),
            text("spec").must(),
            ignored("cpuCount", SPEC_SAYS_IT),
            ignored("memoryCapacityInGB", SPEC_SAYS_IT),
            CARD_COUNT);

    static final Schema DETAIL = Schema.of(ignored("isDeploySet", "there are no deploy sets"));

    static final Schema LIST = Paging.PARAMETERS.and(
            text("internalIp"),
            text("zoneName"),
            text("instanceIds").matching("[^,]*(,[^,]*){0,99}", "at most 100 ids, separated by commas"),
            text("instanceNames"),
            text("fuzzyInstanceName"),
            text("securityGroupIds"),
            text("paymentTiming"),
            text("status"),
            text("vpcId"),
            text("privateIps"),
            text("tags"),
            text("volumeIds"),
            text("deploySetIds"),
            text("dedicatedHostId"),
            // The Go SDK's spelling of the same [go].
            text("dedicateHostId"));

    static final Schema VOLUMES = Paging.PARAMETERS.and(
            text("instanceId"),
            text("zoneName"),
            text("name"),
            text("clusterId"),
            ignored("chargeFilter", "no source says its values"),
            ignored("usageFilter", "no source says its values"));

    static final Schema STOP = Schema.of(ignored("forceStop", NOTHING_RUNS), ignored("stopWithNoCharge", NOTHING_PAID));

    static final Schema RELEASE = Schema.of(
            flag("relatedReleaseFlag").must(),
            flag("deleteCdsSnapshotFlag").must().withoutEffect("there are no snapshots of disks"),
            ignored("bccRecycleFlag", "there is no recycle bin"),
            ignored("deleteRelatedEnisFlag", "a machine's card goes with it"),
            ignored("deleteImmediate", "a release takes effect at once"),
            ignored("cdsAttributeActive", NO_DISKS));

    static final Schema ATTRIBUTES = Schema.of(
            Machines.NAME.emptyIsAbsent(),
            ignored("enableJumboFrame", NOTHING_RUNS),
            ignored("netEthQueueCount", NOTHING_RUNS));

    static final Schema DESCRIPTION = Schema.of(Machines.DESCRIPTION.must());
    static final Schema GROUP =
            Schema.of(GroupKind.ORDINARY.reference().id("securityGroupId").must());

    static final Schema GROUPS = Schema.of(
            listOf("instanceIds", Machines.KIND.id("id")).sized(1, 100).must(),
            listOf("securityGroupIds", text("id")).sized(1, MachineGroups.MAX).must(),
            oneOf("securityGroupType", "normal", "enterprise").must());

    static final Schema TAGS = Schema.of(
            listOfObjects("changeTags", Tag.FIELD.members().toArray(Field[]::new))
                    .distinctBy("tagKey")
                    .must(),
            ignored("attachRelatedResourceTag", "disks and cards have no tags"));

    private final World world;
    private final Things machines;
    private final Ids ids;

    MachineOrder(World world, Things machines, Ids ids) {
        this.world = world;
        this.machines = machines;
        this.ids = ids;
    }

    /** Where a machine comes to be. */
    private record Place(String vpcId, String subnetId, String zoneName) {}

    Reply create(Call call, Tx tx) {
        Members body = call.body();
        int count = body.integer("purchaseCount");
        if (machines.all(call.account()).size() + count > QUOTA) {
            throw QUOTA_EXCEEDED.with("The account would have more than %d machines, which is the quota.", QUOTA);
        }
        ObjectNode members = size(body);
        Place place = place(call, tx);
        MachineGroups.put(world.of(call.account()), call, place.vpcId(), members);
        members.put("vpcId", place.vpcId())
                .put("subnetId", place.subnetId())
                .put("zoneName", place.zoneName())
                .put("status", "Running")
                .put("createTime", Things.time(call.now()));
        Set<String> taken = new InUse(world.of(call.account()), tx).addresses(place.subnetId(), call.now());
        taken.addAll(Machines.addressesOf(world.of(call.account()), place.vpcId()));
        Cidr block = block(call, place);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = machines.freeId(call, () -> "i-" + ids.hex(8));
            while (made.contains(id)) {
                id = machines.freeId(call, () -> "i-" + ids.hex(8));
            }
            String address = freeAddress(block, taken, place.subnetId());
            taken.add(address);
            made.add(id);
            String name = body.filledText("name").orElse("instance-" + id.substring(2));
            machines.put(
                    call,
                    tx,
                    id,
                    members.deepCopy().put("privateIp", address).put("name", count == 1 ? name : name + "-" + (i + 1)));
        }
        return Reply.of(new MachineWire.Created(made, List.of()));
    }

    private static ObjectNode size(Members body) {
        ObjectNode members = body.json().deepCopy();
        members.remove(List.of("securityGroupId", "billing", "purchaseCount"));
        int disk = body.integer("rootDiskSizeInGb");
        if (disk == 0) {
            members.put("rootDiskSizeInGb", ROOT_DISK_GB);
        } else if (disk < Machines.MIN_ROOT_DISK_GB) {
            throw INVALID_PARAMETER.at(
                    "rootDiskSizeInGb",
                    "is %d; allowed is an integer from %d to %d",
                    disk,
                    Machines.MIN_ROOT_DISK_GB,
                    Machines.MAX_ROOT_DISK_GB);
        }
        body.optionalText("spec").ifPresent(spec -> {
            Matcher matcher = SPEC.matcher(spec);
            if (!matcher.matches()) {
                throw INVALID_PARAMETER.at("spec", "is \"%s\"; allowed is a size such as bcc.g5.c1m4", spec);
            }
            members.put("cpuCount", Integer.parseInt(matcher.group(1)))
                    .put("memoryCapacityInGB", Integer.parseInt(matcher.group(2)));
        });
        return members;
    }

    private Place place(Call call, Tx tx) {
        Members body = call.body();
        AccountWorld here = world.of(call.account());
        String zone = body.filledText("zoneName").orElse("");
        List<String> zones = Things.zones(call);
        if (!zone.isEmpty() && !zones.contains(zone)) {
            throw INVALID_PARAMETER.at("zoneName", "is \"%s\"; allowed is one of %s", zone, String.join(", ", zones));
        }
        if (body.filledText("subnetId").isEmpty()) {
            return defaultPlace(call, tx, zone.isEmpty() ? zones.get(0) : zone);
        }
        String subnetId = body.text("subnetId");
        here.require(call.settings().get(REFERENCES), Subnets.KIND, "subnetId", subnetId);
        Members subnet = here.find(Subnets.KIND, subnetId).orElseGet(() -> Subnets.builtIn(here));
        String subnetZone = subnet.optionalText("zoneName").orElse(zones.get(0));
        if (!zone.isEmpty() && !zone.equals(subnetZone)) {
            throw INVALID_PARAMETER.at(
                    "zoneName", "is \"%s\"; allowed is %s, the zone of subnet %s", zone, subnetZone, subnetId);
        }
        return new Place(subnet.text("vpcId"), subnetId, subnetZone);
    }

    /** The default subnet of a zone: the built-in one, or for the further zones one that is declared when it is needed. */
    private Place defaultPlace(Call call, Tx tx, String zone) {
        int index = Things.zones(call).indexOf(zone);
        if (index == 0) {
            return new Place(Vpcs.BUILT_IN, Subnets.BUILT_IN, zone);
        }
        String id = "sbn-" + Derived.word("default " + zone, 12);
        AccountWorld here = world.of(call.account());
        Cidr vpc = Vpcs.cidr(here, Vpcs.BUILT_IN);
        if (vpc.size() < SMALLEST_VPC) {
            throw INVALID_PARAMETER.at(
                    "subnetId",
                    "is required in zone %s: %s (%s) has no room for a default subnet there",
                    zone,
                    Vpcs.BUILT_IN,
                    vpc);
        }
        if (here.find(Subnets.KIND, id).isEmpty()) {
            Cidr block = defaultBlock(here, index);
            Subnets.overlapping(here, Vpcs.BUILT_IN, block).ifPresent(other -> {
                throw INVALID_PARAMETER.at(
                        "subnetId",
                        "is required in zone %s: the default subnet there would be %s, and %s overlaps it",
                        zone,
                        block,
                        other);
            });
            ObjectNode subnet = JsonNodeFactory.instance
                    .objectNode()
                    .put("name", "emulator-default-" + zone)
                    .put("vpcId", Vpcs.BUILT_IN)
                    .put("cidr", block.toString())
                    .put("zoneName", zone)
                    .put("createdTime", Things.time(call.now()));
            Members checked = new Members(Subnets.KIND.schema().check(subnet));
            here.checkDeclarable(Subnets.KIND, id, checked);
            new DeclarationStore(tx).put(new Declaration(call.account(), Subnets.KIND.plural(), id, checked));
        }
        return new Place(Vpcs.BUILT_IN, id, zone);
    }

    /** A sixteenth of the default VPC, but at most a /16: in its second half, behind the block of the built-in machines. */
    private static Cidr defaultBlock(AccountWorld here, int zoneIndex) {
        Cidr vpc = Vpcs.cidr(here, Vpcs.BUILT_IN);
        long size = Math.min(1 << 16, vpc.size() / 16);
        return Cidr.parse(
                vpc.address(vpc.size() / 2 + zoneIndex * size) + "/" + (32 - Long.numberOfTrailingZeros(size)));
    }

    private Cidr block(Call call, Place place) {
        AccountWorld here = world.of(call.account());
        boolean declared = here.isDeclared(Subnets.KIND, place.subnetId());
        int index = Things.zones(call).indexOf(place.zoneName());
        return declared || index <= 0 ? Subnets.cidr(here, place.subnetId()) : defaultBlock(here, index);
    }

    /** The last free address of a subnet: load balancers get the first ones. */
    private static String freeAddress(Cidr block, Set<String> taken, String subnetId) {
        for (long offset = block.size() - 2; offset >= Cidr.FIRST_GIVEN; offset--) {
            String address = block.address(offset);
            if (!taken.contains(address)) {
                return address;
            }
        }
        throw QUOTA_EXCEEDED.with("Subnet %s (%s) has no free address.", subnetId, block);
    }
}
