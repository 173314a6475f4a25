package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.Clash;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import dev.blb.emulator.world.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Enterprise security groups. */
public final class EnterpriseSecurityGroups {
    private static final String RULES = "enterpriseSecurityGroupRules";
    private static final String NAME = "enterpriseSecurityGroupName";

    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "enterpriseSecurityGroups",
                    "enterpriseSecurityGroupId",
                    IdForm.prefixed("esg-"),
                    List.of("esg-emulator0001", "esg-emulator0002"),
                    Schema.of(
                            GroupLabels.name(NAME).emptyIsAbsent().or(""),
                            GroupLabels.description("enterpriseSecurityGroupDesc")
                                    .or(""),
                            listOfObjects(
                                    RULES,
                                    time(RuleTimes.CREATED),
                                    time(RuleTimes.UPDATED),
                                    text("enterpriseSecurityGroupRuleId"),
                                    characters("remark", 0, EnterpriseRule.MAX_REMARK)
                                            .or(""),
                                    oneOf("direction", "ingress", "egress").or("ingress"),
                                    oneOf("action", "allow", "deny").or("allow"),
                                    integer("priority", 1, 1000).or(500),
                                    oneOf("ethertype", "IPv4", "IPv6").or("IPv4"),
                                    EnterpriseRule.ports("portRange").or("1-65535"),
                                    oneOf("protocol", "all", "tcp", "udp", "icmp")
                                            .or("tcp"),
                                    EnterpriseRule.declaredAddress("sourceIp"),
                                    EnterpriseRule.declaredAddress("destIp"),
                                    EnterpriseRule.ports("sourcePortRange"),
                                    text("localIp"),
                                    text("remoteIpSet"),
                                    text("remoteIpGroup")),
                            Tag.FIELD,
                            time(RuleTimes.CREATED),
                            time(RuleTimes.UPDATED)))
            .each(EnterpriseSecurityGroups::check)
            .keptApart(EnterpriseSecurityGroups::ofOneName)
            .ownedByOneAccount()
            .kind();

    private EnterpriseSecurityGroups() {}

    private static void check(Members group) {
        List<Members> rules = group.objects(RULES);
        RuleList.refuseRepeatedIds(rules, RULES, "enterpriseSecurityGroupRuleId");
        EnterpriseRule.checkAddresses(rules, RULES);
    }

    /** The declared groups that have the name of another one; a group without a name has none in common. */
    private static Map<String, Clash> ofOneName(AccountWorld world) {
        SortedMap<String, Members> groups = new TreeMap<>();
        KIND.builtIn().forEach(id -> groups.put(id, derived(id)));
        groups.putAll(world.declared(KIND));
        Map<String, String> named = new HashMap<>();
        Map<String, Clash> clashes = new TreeMap<>();
        groups.forEach((id, group) -> group.filledText(NAME).ifPresent(name -> {
            String other = named.putIfAbsent(name, id);
            if (other != null) {
                clashes.put(id, second(name, other));
                clashes.putIfAbsent(other, second(name, id));
            }
        }));
        return clashes;
    }

    private static Clash second(String name, String other) {
        return new Clash(NAME, "is \"%s\", as of group %s; allowed is another name".formatted(name, other));
    }

    /** The members of a group that is known by its id alone: one rule that lets in TCP from everywhere (assumption). */
    public static Members derived(String id) {
        ObjectNode members = JsonNodeFactory.instance.objectNode().put(NAME, "esg-" + Derived.word(id, 6));
        members.putArray(RULES)
                .addObject()
                .put("enterpriseSecurityGroupRuleId", "esgr-" + Derived.word(id, 12))
                .put("sourceIp", "all");
        return new Members(KIND.schema().check(members));
    }

    /** The id of a rule: the declared one, or one that follows from its place in the group. */
    public static String ruleId(Members rule, String groupId, int index) {
        return rule.filledText("enterpriseSecurityGroupRuleId")
                .orElseGet(() -> "esgr-" + Derived.word(groupId + "#" + index, 12));
    }

    /** A rule, by the wire's names; the range of all ports is the empty text [seed]. */
    record Rule(
            String enterpriseSecurityGroupRuleId,
            String remark,
            String direction,
            String action,
            int priority,
            String ethertype,
            String portRange,
            String protocol,
            String sourceIp,
            String destIp) {
        private static final String ALL_PORTS = "1-65535";

        static Rule of(Members rule, String ruleId) {
            return new Rule(
                    ruleId,
                    rule.text("remark"),
                    rule.text("direction"),
                    rule.text("action"),
                    rule.integer("priority"),
                    rule.text("ethertype"),
                    rule.text("portRange").equals(ALL_PORTS) ? "" : rule.text("portRange"),
                    rule.text("protocol"),
                    rule.optionalText("sourceIp").orElse(""),
                    rule.optionalText("destIp").orElse(""));
        }
    }

    /** A group, by the wire's names. */
    record Group(
            String enterpriseSecurityGroupId,
            String enterpriseSecurityGroupName,
            String enterpriseSecurityGroupDesc,
            List<Rule> enterpriseSecurityGroupRules) {}

    /** A group as it is declared, or as it is derived from its id. */
    static Group find(AccountWorld world, String id) {
        Members group = world.find(KIND, id).orElseGet(() -> derived(id));
        return new Group(
                id, group.text(NAME), group.text("enterpriseSecurityGroupDesc"), rules(group.objects(RULES), id));
    }

    private static List<Rule> rules(List<Members> rules, String groupId) {
        return IntStream.range(0, rules.size())
                .mapToObj(i -> Rule.of(rules.get(i), ruleId(rules.get(i), groupId, i)))
                .toList();
    }
}
