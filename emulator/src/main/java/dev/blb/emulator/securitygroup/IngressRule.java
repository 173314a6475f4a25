package dev.blb.emulator.securitygroup;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.world.AccountWorld;
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
        return new IngressRule(
                groupId,
                ordinary || rule.text("action").equals("allow"),
                ordinary ? 500 : rule.integer("priority"),
                rule.text("ethertype").equals("IPv6"),
                rule.text("protocol"),
                rule.text("portRange"),
                rule.filledText("sourceIp").orElse("all"),
                Stream.of("sourceGroupId", "remoteIpSet", "remoteIpGroup", "sourcePortRange", "localIp")
                        .filter(name -> rule.filledText(name).isPresent())
                        .findFirst()
                        .orElse(""));
    }

    /** Whether it is for this port and protocol. */
    public boolean concerns(boolean udp, int port) {
        return (protocol.equals("all") || protocol.equals(udp ? "udp" : "tcp"))
                && (ports.isBlank()
                        || Stream.of(ports.split(",", -1)).anyMatch(range -> contains(range.strip(), port)));
    }

    private static boolean contains(String range, int port) {
        if (!range.matches("\\d{1,5}(-\\d{1,5})?")) {
            return false;
        }
        String[] ends = range.split("-", -1);
        return port >= Integer.parseInt(ends[0]) && port <= Integer.parseInt(ends[ends.length - 1]);
    }

    @Override
    public String toString() {
        return groupId + ": " + (allows ? "allow " : "deny ") + protocol + " " + (ports.isBlank() ? "all ports" : ports)
                + " from " + source + (ipv6 ? " (IPv6)" : "")
                + (unknown.isEmpty() ? "" : ", not evaluated because of its " + unknown);
    }
}
