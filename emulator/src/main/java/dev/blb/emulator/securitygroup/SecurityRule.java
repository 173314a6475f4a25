package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.api.ApiError.BAD_REQUEST;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.api.ApiError.RULE_CIDR_ADDRESS_ERROR;
import static dev.blb.emulator.api.ApiError.RULE_PORT_INVALID;
import static dev.blb.emulator.api.ApiError.RULE_PORT_ORDER_INVALID;
import static dev.blb.emulator.api.ApiError.RULE_PORT_RANGE_INVALID;
import static dev.blb.emulator.api.ApiError.RULE_REMARK_TOO_LONG;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Ipv6;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import java.util.List;
import java.util.Optional;

/**
 * A rule of an ordinary security group with every default filled in.
 *
 * @param group the group on the other side, or the empty text
 * @param ip the address or block on the other side, {@code all}, or the empty text beside a group
 */
public record SecurityRule(
        String remark, String direction, String ethertype, String portRange, String protocol, String group, String ip) {
    /** The longest remark, in characters. */
    static final int MAX_REMARK = 200;

    private static final List<String> PROTOCOLS = List.of("all", "tcp", "udp", "icmp");

    /** What a request may change of a rule; an empty text counts as absent. */
    public static final Schema CHANGES = Schema.of(
            characters("remark", 0, MAX_REMARK).refusedWith(MISSING_PARAMETER, INVALID_PARAMETER, RULE_REMARK_TOO_LONG),
            text("portRange"),
            text("protocol"),
            text("sourceIp"),
            text("sourceGroupId"),
            text("destIp"),
            text("destGroupId"));

    /** The members of a rule in a request. */
    static final Schema REQUEST = CHANGES.and(
            oneOf("direction", "ingress", "egress").must(),
            text("ethertype").matching("|IPv4|IPv6", "IPv4 or IPv6"),
            ignored("securityGroupRuleId", "it belongs to answers"),
            ignored(RuleTimes.CREATED, "it belongs to answers"),
            ignored(RuleTimes.UPDATED, "it belongs to answers"));

    /** The same as an array of fields, with one for the group that the rule belongs to. */
    public static Field[] members(Field group) {
        return REQUEST.and(group).fields().toArray(Field[]::new);
    }

    /**
     * The rule that a request or a declaration describes.
     *
     * @param path what stands before a member's name in messages
     * @throws dev.blb.emulator.api.ApiException if the API refuses it
     */
    public static SecurityRule checked(Members rule, String path) {
        refuseMisfits(rule, rule.text("direction"), path);
        return of(rule).checked(path);
    }

    /** Refuses members of the other direction, unless they say nothing [m87], and an address beside a group. */
    private static void refuseMisfits(Members given, String direction, String path) {
        boolean in = direction.equals("ingress");
        String ip = in ? "sourceIp" : "destIp";
        String group = in ? "sourceGroupId" : "destGroupId";
        for (String name : in ? List.of("destIp", "destGroupId") : List.of("sourceIp", "sourceGroupId")) {
            restricting(given, name).ifPresent(value -> {
                throw RuleList.misfit(INVALID_PARAMETER, path + name, value, direction, ip + " or " + group);
            });
        }
        restricting(given, ip)
                .filter(value -> given.filledText(group).isPresent())
                .ifPresent(value -> {
                    throw INVALID_PARAMETER.at(
                            path + ip,
                            "is \"%s\" beside %s \"%s\"; allowed is one of the two",
                            value,
                            group,
                            given.text(group));
                });
    }

    private static Optional<String> restricting(Members given, String name) {
        return given.filledText(name).filter(value -> !value.equals("all"));
    }

    /** The rule that a declaration describes. */
    public static SecurityRule of(Members rule) {
        boolean in = rule.text("direction").equals("ingress");
        String group = rule.optionalText(in ? "sourceGroupId" : "destGroupId").orElse("");
        return new SecurityRule(
                rule.optionalText("remark").orElse(""),
                rule.text("direction"),
                rule.filledText("ethertype").orElse("IPv4"),
                rule.filledText("portRange").orElse("1-65535"),
                rule.filledText("protocol").orElse("all"),
                group,
                group.isEmpty() ? rule.filledText(in ? "sourceIp" : "destIp").orElse("all") : "");
    }

    /**
     * Accepts the group on the other side, if there is one.
     *
     * @param path what stands before a member's name in messages
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if the account has no such group
     */
    public void requireGroup(AccountWorld world, References references, String path) {
        if (!group.isEmpty()) {
            String member = direction.equals("ingress") ? "sourceGroupId" : "destGroupId";
            world.require(references, SecurityGroups.KIND, path + member, group);
        }
    }

    /** Refuses what the API refuses of a rule. */
    private SecurityRule checked(String path) {
        if (!PROTOCOLS.contains(protocol)) {
            throw BAD_REQUEST.at(
                    path + "protocol", "is \"%s\"; allowed is one of %s", protocol, String.join(", ", PROTOCOLS));
        }
        checkPorts(path + "portRange");
        if (!ip.isEmpty() && !ip.equals("all") && !isAddress()) {
            throw RULE_CIDR_ADDRESS_ERROR.at(
                    path + (direction.equals("ingress") ? "sourceIp" : "destIp"),
                    "is \"%s\"; allowed is all, an address or a block of %s",
                    ip,
                    ethertype);
        }
        return this;
    }

    /** The rule in a message. */
    public String described() {
        return "direction %s, ethertype %s, protocol %s, portRange %s, %s %s, remark \"%s\""
                .formatted(
                        direction,
                        ethertype,
                        protocol,
                        portRange,
                        group.isEmpty() ? "address" : "group",
                        group.isEmpty() ? ip : group,
                        remark);
    }

    private boolean isAddress() {
        return ethertype.equals("IPv6") ? Ipv6.isAddressOrBlock(ip) : isIpv4(ip);
    }

    /** Whether a text is an IPv4 address or block. */
    static boolean isIpv4(String text) {
        return Cidr.number(text).isPresent() || Cidr.read(text).isPresent();
    }

    private void checkPorts(String member) {
        String[] ends = portRange.split("-", -1);
        if (ends.length > 2 || !List.of(ends).stream().allMatch(end -> end.matches("\\d{1,9}"))) {
            throw RULE_PORT_INVALID.at(member, "is \"%s\"; allowed is a port or a range such as 1-65535", portRange);
        }
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[ends.length - 1]);
        if (from < 1 || to > 65535) {
            throw RULE_PORT_RANGE_INVALID.at(member, "is \"%s\"; allowed are ports 1 to 65535", portRange);
        }
        if (from > to) {
            throw RULE_PORT_ORDER_INVALID.at(member, "is \"%s\"; allowed is the smaller port first", portRange);
        }
    }

    /** The same with the changes of a request. */
    public SecurityRule with(Members changes) {
        boolean in = direction.equals("ingress");
        refuseMisfits(changes, direction, "");
        String newGroup =
                changes.filledText(in ? "sourceGroupId" : "destGroupId").orElse("");
        String newIp = newGroup.isEmpty()
                ? changes.filledText(in ? "sourceIp" : "destIp").orElse("")
                : "";
        boolean other = !newIp.isEmpty() || !newGroup.isEmpty();
        String newProtocol = changes.filledText("protocol").orElse(protocol);
        if (newProtocol.equals("icmp") && (protocol.equals("tcp") || protocol.equals("udp"))) {
            throw INVALID_PARAMETER.at(
                    "protocol",
                    "is \"icmp\" and was \"%s\"; allowed is no change from tcp or udp to icmp: make another rule",
                    protocol);
        }
        return new SecurityRule(
                        changes.optionalText("remark").orElse(remark),
                        direction,
                        ethertype,
                        changes.filledText("portRange").orElse(portRange),
                        newProtocol,
                        other ? newGroup : group,
                        other ? newIp : ip)
                .checked("");
    }

    /** Whether another rule says the same; the remark counts if this one has one. */
    public boolean matches(SecurityRule other) {
        return (remark.isEmpty() || remark.equals(other.remark))
                && direction.equals(other.direction)
                && ethertype.equals(other.ethertype)
                && portRange.equals(other.portRange)
                && protocol.equals(other.protocol)
                && group.equals(other.group)
                && plain(ip).equals(plain(other.ip));
    }

    /** Whether another rule of the group says the same with the same remark. */
    public boolean repeats(SecurityRule other) {
        return normal().equals(other.normal());
    }

    /** What two rules that say the same with the same remark have in common. */
    SecurityRule normal() {
        return new SecurityRule(remark, direction, ethertype, portRange, protocol, group, plain(ip));
    }

    private static String plain(String address) {
        return address.endsWith("/32") ? address.substring(0, address.length() - 3) : address;
    }

    /** Writes the members of a declaration. */
    public void write(ObjectNode rule) {
        boolean in = direction.equals("ingress");
        rule.put("remark", remark)
                .put("direction", direction)
                .put("ethertype", ethertype)
                .put("portRange", portRange)
                .put("protocol", protocol)
                .put(in ? "sourceGroupId" : "destGroupId", group)
                .put(in ? "sourceIp" : "destIp", ip);
    }
}
