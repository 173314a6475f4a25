package dev.blb.emulator.network;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The IPv6 block of a VPC (/56) or of a subnet (/64): documentation addresses, derived from the ids [m50].
 *
 * @param site the number of the VPC's block
 * @param part the number of the subnet's block in that of its VPC
 */
public record Ipv6Block(int site, int part) {
    private static final int PARTS = 256;

    /** The block of a VPC, as text; empty if neither it nor a subnet of it has IPv6. */
    public static Optional<String> ofVpc(AccountWorld world, String vpcId) {
        boolean enabled = world.find(Vpcs.KIND, vpcId)
                        .filter(vpc -> vpc.flag("enableIpv6"))
                        .isPresent()
                || !subnetsOf(world, vpcId).isEmpty();
        return enabled ? Optional.of(String.format(Locale.ROOT, "2001:db8:%x::/56", siteOf(vpcId))) : Optional.empty();
    }

    /** The block of a subnet, if it has IPv6. No other subnet of its VPC has the same one, as long as there are 256 at most. */
    public static Optional<Ipv6Block> ofSubnet(AccountWorld world, String subnetId) {
        return Subnets.vpcOf(world, subnetId).flatMap(vpcId -> {
            Set<Integer> taken = new HashSet<>();
            for (String id : subnetsOf(world, vpcId)) {
                int part = (int) (Derived.number(id) % PARTS);
                while (taken.size() < PARTS && taken.contains(part)) {
                    part = (part + 1) % PARTS;
                }
                taken.add(part);
                if (id.equals(subnetId)) {
                    return Optional.of(new Ipv6Block(siteOf(vpcId), part));
                }
            }
            return Optional.empty();
        });
    }

    /** The subnets of a VPC that have IPv6, the oldest first: so a new one leaves the blocks of the others as they are. */
    private static List<String> subnetsOf(AccountWorld world, String vpcId) {
        return world.declared(Subnets.KIND).entrySet().stream()
                .filter(subnet -> subnet.getValue().flag("enableIpv6")
                        && subnet.getValue().text("vpcId").equals(vpcId))
                .sorted(Comparator.comparing((Map.Entry<String, Members> subnet) ->
                                subnet.getValue().optionalText("createdTime").orElse(""))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static int siteOf(String vpcId) {
        // 0 is the block of load balancers in subnets without one.
        return Math.max(1, (int) (Derived.number(vpcId) % 0x10000));
    }

    /** An address of the subnet, in canonical spelling; different numbers have different addresses. */
    public String address(int attempt, long number) {
        return canonical(
                "2001:db8:%x:%x:%x:0:%x:%x".formatted(site, part, attempt, number >>> 16 & 0xffff, number & 0xffff));
    }

    /** An address of no subnet's block, in canonical spelling; different numbers have different addresses. */
    public static String addressOfNone(int attempt, long number) {
        return canonical("2001:db8:0:%x::%x:%x".formatted(attempt, number >>> 16 & 0xffff, number & 0xffff));
    }

    private static String canonical(String address) {
        return Ipv6.canonical(address).orElseThrow();
    }

    /** Whether an address in canonical spelling is one of the subnet. */
    public boolean has(String address) {
        return Ipv6.site(address) == Ipv6.site(address(0, 0));
    }

    @Override
    public String toString() {
        return address(0, 0) + "/64";
    }
}
