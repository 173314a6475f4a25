package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.api.ApiError.ESG_RULE_ACTION_EMPTY;
import static dev.blb.emulator.api.ApiError.ESG_RULE_ACTION_INVALID;
import static dev.blb.emulator.api.ApiError.ESG_RULE_ETHERTYPE_INVALID;
import static dev.blb.emulator.api.ApiError.ESG_RULE_IP_ADDRESS_EMPTY;
import static dev.blb.emulator.api.ApiError.ESG_RULE_PROTOCOL_EMPTY;
import static dev.blb.emulator.api.ApiError.ESG_RULE_PROTOCOL_INVALID;
import static dev.blb.emulator.api.ApiError.ESG_RULE_REMARK_TOO_LONG;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.parsed;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.network.Ipv6;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.stream.Stream;

/** What requests say of a rule of an enterprise security group. */
public final class EnterpriseRule {
    /** The longest remark, in characters. */
    static final int MAX_REMARK = 255;

    private static final int MAX_PORTS = 15;
    private static final String ADDRESS = "all, an address or a block such as 10.0.0.0/8";

    private static final Schema MEMBERS = Schema.of(
            // Clients that cannot leave a member out send the empty text.
            characters("remark", 0, MAX_REMARK)
                    .refusedWith(MISSING_PARAMETER, INVALID_PARAMETER, ESG_RULE_REMARK_TOO_LONG),
            ports("portRange"),
            ports("sourcePortRange"),
            oneOf("protocol", "all", "tcp", "udp", "icmp")
                    .must()
                    .refusedWith(ESG_RULE_PROTOCOL_EMPTY, ESG_RULE_PROTOCOL_INVALID, ESG_RULE_PROTOCOL_INVALID),
            address("sourceIp"),
            address("destIp"),
            text("localIp"),
            text("remoteIpSet"),
            text("remoteIpGroup"),
            oneOf("action", "allow", "deny")
                    .must()
                    .refusedWith(ESG_RULE_ACTION_EMPTY, ESG_RULE_ACTION_INVALID, ESG_RULE_ACTION_INVALID),
            integer("priority", 1, 1000).must());

    /** What a request may change of a rule; an empty text, but for remark and ports, and the priority 0 count as absent [m86]. */
    public static final Schema CHANGES = MEMBERS.forUpdate("priority").and(integer("priority", 0, 1000));

    /** The members of a new rule. */
    public static final Schema REQUEST = MEMBERS.and(
            oneOf("direction", "ingress", "egress").must(),
            oneOf("ethertype", "IPv4", "IPv6")
                    .must()
                    .refusedWith(MISSING_PARAMETER, ESG_RULE_ETHERTYPE_INVALID, ESG_RULE_ETHERTYPE_INVALID),
            ignored("enterpriseSecurityGroupRuleId", "it belongs to answers"),
            ignored(RuleTimes.CREATED, "it belongs to answers"),
            ignored(RuleTimes.UPDATED, "it belongs to answers"));

    private EnterpriseRule() {}

    /** A member that holds ports; the empty text means all. */
    static Field ports(String name) {
        return parsed(
                name,
                EnterpriseRule::portsOf,
                "at most " + MAX_PORTS + " ports or ranges of 1 to 65535, such as 80,443 or 8000-9000");
    }

    /** The ports and ranges of a text; the empty text means all and has none. */
    private static List<String> portsOf(String text) {
        List<String> ranges = text.isEmpty() ? List.of() : List.of(text.split(",", -1));
        if (ranges.size() > MAX_PORTS || !ranges.stream().allMatch(EnterpriseRule::isRange)) {
            throw new IllegalArgumentException(text);
        }
        return ranges;
    }

    private static boolean isRange(String text) {
        if (!text.matches("\\d{1,5}(-\\d{1,5})?")) {
            return false;
        }
        String[] ends = text.split("-", -1);
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[ends.length - 1]);
        return from >= 1 && from <= to && to <= 65535;
    }

    /** A member that holds an address or a block; the empty text counts as absent. */
    static Field address(String name) {
        // One of the other IP version is accepted: the Python client's own test sends an IPv4 address with IPv6.
        return parsed(name, EnterpriseRule::addressOf, ADDRESS).emptyIsAbsent();
    }

    private static String addressOf(String text) {
        if (!text.equals("all") && !SecurityRule.isIpv4(text) && !Ipv6.isAddressOrBlock(text)) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    /**
     * A member of a declaration that holds an address or a block. The empty text is kept: both addresses of a rule were empty where version
     * 0.1 wrote one that is for all.
     */
    static Field declaredAddress(String name) {
        return parsed(name, text -> text.isEmpty() ? text : addressOf(text), ADDRESS);
    }

    /**
     * Refuses rules that say nothing of the other side. Two addresses that are the empty text, as a declaration alone may have them, say
     * that it is anything.
     *
     * @param list the member that holds the rules
     * @throws dev.blb.emulator.api.ApiException EsgRuleIpAddressEmpty
     */
    public static void checkAddresses(List<Members> rules, String list) {
        for (int i = 0; i < rules.size(); i++) {
            String path = list + "[" + i + "].";
            String direction = rules.get(i).text("direction");
            refuseMisfit(ESG_RULE_IP_ADDRESS_EMPTY, rules.get(i), path, direction);
            if (saysNothing(rules.get(i), direction) && !hasTwoEmpty(rules.get(i))) {
                throw ESG_RULE_IP_ADDRESS_EMPTY.at(
                        path + own(direction), "is required unless there is a remoteIpSet or a remoteIpGroup");
            }
        }
    }

    /**
     * Refuses changes of a rule that name the other side by the member of the other direction alone.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    public static void checkChanges(Members changes, String direction) {
        refuseMisfit(INVALID_PARAMETER, changes, "", direction);
    }

    /** Beside an address of its own direction a rule may have the other one, as the Python SDK sends it [m86]. */
    private static void refuseMisfit(ApiError error, Members given, String path, String direction) {
        String other = direction.equals("ingress") ? "destIp" : "sourceIp";
        given.filledText(other)
                .filter(value -> !value.equals("all") && saysNothing(given, direction))
                .ifPresent(value -> {
                    throw RuleList.misfit(
                            error, path + other, value, direction, own(direction) + ", remoteIpSet or remoteIpGroup");
                });
    }

    private static boolean hasTwoEmpty(Members rule) {
        return Stream.of("sourceIp", "destIp")
                .allMatch(
                        name -> rule.optionalText(name).filter(String::isEmpty).isPresent());
    }

    private static String own(String direction) {
        return direction.equals("ingress") ? "sourceIp" : "destIp";
    }

    private static boolean saysNothing(Members rule, String direction) {
        return Stream.of(own(direction), "remoteIpSet", "remoteIpGroup")
                .allMatch(name -> rule.filledText(name).isEmpty());
    }
}
