package dev.blb.emulator.securitygroup;

import dev.blb.emulator.api.AddressBlock;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.world.AccountWorld;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A rule of a security group for traffic to a load balancer.
 *
 * @param groupId its group
 * @param allows whether it lets traffic in; rules of ordinary groups all do
 * @param priority 1 to 1000, the smallest first; 500 for all rules of ordinary groups
 * @param ipv6 whether it is for IPv6; otherwise for IPv4
 * @param protocol {@code all}, {@code tcp}, {@code udp} or {@code icmp}
 * @param ports a port or a range such as {@code 1-65535}, several divided by commas; the empty text for all
 * @param source an address, a block, or {@code all}
 * @param unknown what it names that the emulator cannot evaluate, such as a group as its source; empty if there is nothing
 */
public record IngressRule(
        String groupId,
        boolean allows,
        int priority,
        boolean ipv6,
        String protocol,
        String ports,
        String source,
        String unknown) {
    private static final int MAX_PORT = 65_535;

    /** By priority; a rule that denies comes before one that allows (assumption). */
    private static final Comparator<IngressRule> ORDER =
            Comparator.comparingInt(IngressRule::priority).thenComparing(IngressRule::allows);

    /** The rules of these groups in the order in which they are evaluated. */
    public static List<IngressRule> of(AccountWorld world, GroupKind kind, List<String> groupIds) {
        return groupIds.stream()
                .flatMap(id -> kind.rules(world, id).stream()
                        .filter(rule -> rule.text("direction").equals("ingress"))
                        .map(rule -> of(kind, id, rule)))
                .sorted(ORDER)
                .toList();
    }

    private static IngressRule of(GroupKind kind, String groupId, Members rule) {
        boolean ordinary = kind == GroupKind.ORDINARY;
        boolean ipv6 = rule.text("ethertype").equals("IPv6");
        return new IngressRule(
                groupId,
                ordinary || rule.text("action").equals("allow"),
                ordinary ? 500 : rule.integer("priority"),
                ipv6,
                rule.text("protocol"),
                rule.text("portRange"),
                rule.filledText("sourceIp").orElse("all"),
                Stream.of("sourceGroupId", "remoteIpSet", "remoteIpGroup", "sourcePortRange", "localIp")
                        .filter(name -> rule.filledText(name)
                                .filter(value -> restricts(name, value, ipv6))
                                .isPresent())
                        .findFirst()
                        .orElse(""));
    }

    /** Whether what a member says leaves anything out; all ports and all addresses say as much as an absent member. */
    private static boolean restricts(String name, String value, boolean ipv6) {
        return switch (name) {
            case "sourcePortRange" -> portsOf(value).get(1, MAX_PORT + 1).cardinality() < MAX_PORT;
            case "localIp" -> !value.equals("all") && !isWholeBlock(value, ipv6);
            default -> true;
        };
    }

    private static boolean isWholeBlock(String text, boolean ipv6) {
        try {
            AddressBlock block = AddressBlock.parse(text);
            return block.bits() == 0 && block.address().size() == (ipv6 ? 16 : 4);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** Whether it is for this port and protocol. */
    public boolean concerns(boolean udp, int port) {
        return (protocol.equals("all") || protocol.equals(udp ? "udp" : "tcp"))
                && (ports.isBlank() || portsOf(ports).get(port));
    }

    /** The ports of a text such as {@code 80,8000-9000}. */
    private static BitSet portsOf(String text) {
        BitSet ports = new BitSet();
        for (String range : text.split(",", -1)) {
            String[] ends = range.strip().split("-", -1);
            if (ends.length <= 2 && Stream.of(ends).allMatch(end -> end.matches("\\d{1,5}"))) {
                int first = Integer.parseInt(ends[0]);
                ports.set(first, Math.max(first, Integer.parseInt(ends[ends.length - 1]) + 1));
            }
        }
        return ports;
    }

    @Override
    public String toString() {
        return groupId + ": " + (allows ? "allow " : "deny ") + protocol + " " + (ports.isBlank() ? "all ports" : ports)
                + " from " + source + (ipv6 ? " (IPv6)" : "")
                + (unknown.isEmpty() ? "" : ", not evaluated because of its " + unknown);
    }
}
