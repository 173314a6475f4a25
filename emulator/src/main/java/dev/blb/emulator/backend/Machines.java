package dev.blb.emulator.backend;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Network;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.Clash;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import dev.blb.emulator.world.Tag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Machines (BCC), which become real servers of load balancers. */
public final class Machines {
    private static final Cidr CIDR = Cidr.parse("172.24.0.0/16");

    /** The longest name in a request. */
    private static final int LONGEST_NAME = 65;

    /** What an order of several machines puts behind the name of each, at most. */
    private static final int NUMBER = "-100".length();

    /** The name that a request gives a machine. */
    public static final Field NAME = characters("name", 1, LONGEST_NAME);

    /** The name of a machine inside its system. */
    public static final Field HOSTNAME = characters("hostname", 2, 64).emptyIsAbsent();

    /** The description of a machine. */
    public static final Field DESCRIPTION = characters("desc", 0, 200);

    /** The least system disk in GB. */
    public static final int MIN_ROOT_DISK_GB = 10;

    /** The largest system disk in GB. */
    public static final int MAX_ROOT_DISK_GB = 2048;

    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "machines",
                    "instanceId",
                    IdForm.MACHINE,
                    IntStream.rangeClosed(1, 10)
                            .mapToObj(i -> String.format(Locale.ROOT, "i-emul%04d", i))
                            .toList(),
                    Schema.of(
                            characters("name", 0, LONGEST_NAME + NUMBER).or(""),
                            text("privateIp").matching("(\\d{1,3}\\.){3}\\d{1,3}", "an IPv4 address"),
                            HOSTNAME,
                            DESCRIPTION,
                            text("vpcId"),
                            text("subnetId"),
                            Subnets.ZONE,
                            oneOf("status", "Running", "Stopped"),
                            text("imageId"),
                            text("instanceType"),
                            text("spec"),
                            integer("cpuCount", 1, 1000),
                            integer("memoryCapacityInGB", 1, 10_000),
                            integer("rootDiskSizeInGb", MIN_ROOT_DISK_GB, MAX_ROOT_DISK_GB),
                            text("rootDiskStorageType"),
                            integer("networkCapacityInMbps", 0, 1000),
                            listOf("securityGroupIds", text("id")),
                            listOf("enterpriseSecurityGroupIds", text("id")),
                            Tag.FIELD,
                            time("createTime")))
            .with(Machines::check)
            .naming(Machines::checkGroups)
            .keptApart(Machines::withOneAddress)
            .noting("; machines/{instanceId} sets its real address")
            .kind();

    private Machines() {}

    private static void check(AccountWorld world, Members machine) {
        Optional<String> vpcId = machine.optionalText("vpcId");
        Optional<String> subnetId = machine.optionalText("subnetId");
        vpcId.ifPresent(id -> world.requireForm(Vpcs.KIND, "vpcId", id));
        subnetId.ifPresent(id -> world.requireForm(Subnets.KIND, "subnetId", id));
        if (vpcId.isPresent() && subnetId.isPresent()) {
            Subnets.require(world, References.LENIENT, new Network(vpcId.get(), subnetId.get()));
        }
        machine.optionalText("privateIp").ifPresent(address -> {
            if (Cidr.number(address).isEmpty()) {
                throw INVALID_PARAMETER.at("privateIp", "is \"%s\"; allowed is %s", address, Cidr.ADDRESS_FORM);
            }
            // The built-in subnet has other addresses where the data plane is on, from where an export may come.
            subnetId.filter(id -> world.find(Subnets.KIND, id).isPresent()).ifPresent(id -> {
                Cidr block = Subnets.cidr(world, id);
                if (!block.hasHost(address)) {
                    throw INVALID_PARAMETER.at(
                            "privateIp", "is \"%s\"; allowed is an address of subnet %s (%s)", address, id, block);
                }
            });
        });
    }

    /** A machine has groups of its account, which are in its VPC. */
    private static void checkGroups(AccountWorld world, Members machine) {
        for (GroupKind groups : GroupKind.values()) {
            List<String> ids = machine.texts(groups.parameter());
            world.requireAll(References.LENIENT, groups.reference(), groups.parameter(), ids);
            vpcOf(world, machine).ifPresent(vpcId -> requireVpc(world, groups, ids, vpcId));
        }
    }

    /**
     * Accepts groups of a kind that a machine shall have, unless one is declared in another VPC than the machine is in.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public static void requireVpc(AccountWorld world, GroupKind groups, List<String> ids, String vpcId) {
        for (int i = 0; i < ids.size(); i++) {
            groups.requireVpc(world, groups.parameter() + "[" + i + "]", ids.get(i), "machine", vpcId);
        }
    }

    /** The VPC that a machine is declared in, itself or by its subnet; empty if that is open. */
    public static Optional<String> vpcOf(AccountWorld world, String instanceId) {
        return world.find(KIND, instanceId).flatMap(machine -> vpcOf(world, machine));
    }

    private static Optional<String> vpcOf(AccountWorld world, Members machine) {
        return machine.optionalText("vpcId")
                .or(() -> machine.optionalText("subnetId").flatMap(subnetId -> Subnets.vpcOf(world, subnetId)));
    }

    /**
     * The network that a machine is shown in: without a VPC that of its subnet, without a subnet one of its VPC, and without either the
     * default VPC (assumption).
     */
    public static Network network(AccountWorld world, Members machine) {
        String vpcId = vpcOf(world, machine).orElse(Vpcs.BUILT_IN);
        return new Network(
                vpcId,
                machine.optionalText("subnetId")
                        .orElseGet(() -> Subnets.likelyOf(world, vpcId, machine.optionalText("privateIp"))));
    }

    /** The zone that a machine is in, itself or by its subnet; empty if that is open. */
    public static Optional<String> zone(AccountWorld world, Members machine) {
        return machine.optionalText("zoneName")
                .or(() -> world.find(Subnets.KIND, network(world, machine).subnetId())
                        .flatMap(subnet -> subnet.optionalText("zoneName")));
    }

    /** The declared machines that have the address of another one of their VPC or subnet. */
    private static Map<String, Clash> withOneAddress(AccountWorld world) {
        Map<List<String>, String> machines = new HashMap<>();
        Map<String, Clash> clashes = new TreeMap<>();
        world.declared(KIND)
                .forEach((id, machine) -> machine.optionalText("privateIp").ifPresent(address -> {
                    for (String network : networks(world, machine)) {
                        String other = machines.putIfAbsent(List.of(network, address), id);
                        if (other != null) {
                            clashes.putIfAbsent(id, second(address, other, network));
                            clashes.putIfAbsent(other, second(address, id, network));
                        }
                    }
                }));
        return clashes;
    }

    private static Clash second(String address, String other, String network) {
        return new Clash(
                "privateIp",
                "is \"%s\", which machine %s of %s has; allowed is another address".formatted(address, other, network));
    }

    /** The VPC of a machine, if it is known, and its subnet, if it is given; without either it is in the default VPC. */
    private static List<String> networks(AccountWorld world, Members machine) {
        Optional<String> subnetId = machine.optionalText("subnetId");
        Optional<String> vpcId =
                vpcOf(world, machine).or(() -> subnetId.isEmpty() ? Optional.of(Vpcs.BUILT_IN) : Optional.empty());
        return Stream.concat(vpcId.stream(), subnetId.stream()).toList();
    }

    /** The addresses that declared machines of a VPC have. */
    public static Set<String> addressesOf(AccountWorld world, String vpcId) {
        return world.declared(KIND).values().stream()
                .filter(machine -> networks(world, machine).contains(vpcId))
                .flatMap(machine -> machine.optionalText("privateIp").stream())
                .collect(Collectors.toSet());
    }

    /** The addresses that declared machines of a subnet have, and those of its VPC that name no subnet. */
    public static Set<String> addressesIn(AccountWorld world, String subnetId) {
        Optional<String> vpcId = Subnets.vpcOf(world, subnetId);
        Set<String> taken = new HashSet<>();
        world.declared(KIND).forEach((id, machine) -> {
            boolean there = machine.optionalText("subnetId")
                    .map(subnetId::equals)
                    .orElseGet(() ->
                            vpcId.filter(networks(world, machine)::contains).isPresent());
            if (there) {
                machine.optionalText("privateIp").ifPresent(taken::add);
            }
        });
        return taken;
    }

    /** The private address of a machine: built-in ones have the first of a block, derived ones one behind those. */
    public static String privateIp(AccountWorld world, String instanceId) {
        List<String> builtIn = KIND.builtIn();
        return world.find(KIND, instanceId)
                .flatMap(machine -> machine.optionalText("privateIp"))
                .orElseGet(() -> {
                    int index = builtIn.indexOf(instanceId);
                    return CIDR.address(
                            index >= 0 ? index + 1 : 256 + Derived.number(instanceId) % (CIDR.size() - 512));
                });
    }
}
