package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import java.util.List;
import java.util.stream.IntStream;

/** Enterprise security groups. */
public final class EnterpriseSecurityGroups {
    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
            "enterpriseSecurityGroups",
            "enterpriseSecurityGroupId",
            IdForm.prefixed("esg-"),
            List.of("esg-emulator0001", "esg-emulator0002"),
            Schema.of(
                    text("enterpriseSecurityGroupName").or(""),
                    text("enterpriseSecurityGroupDesc").or(""),
                    listOfObjects(
                            "enterpriseSecurityGroupRules",
                            text("enterpriseSecurityGroupRuleId"),
                            text("remark").or(""),
                            oneOf("direction", "ingress", "egress").or("ingress"),
                            oneOf("action", "allow", "deny").or("allow"),
                            integer("priority", 1, 1000).or(500),
                            oneOf("ethertype", "IPv4", "IPv6").or("IPv4"),
                            text("portRange").or("1-65535"),
                            oneOf("protocol", "all", "tcp", "udp", "icmp").or("tcp"),
                            text("sourceIp").or(""),
                            text("destIp").or(""))));

    private EnterpriseSecurityGroups() {}

    /** A rule, by the wire's names. */
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
        /** A rule with its id, or with this word in place of one. */
        static Rule of(Members rule, String word) {
            return new Rule(
                    rule.optionalText("enterpriseSecurityGroupRuleId").orElse("esgr-" + word),
                    rule.text("remark"),
                    rule.text("direction"),
                    rule.text("action"),
                    rule.integer("priority"),
                    rule.text("ethertype"),
                    rule.text("portRange"),
                    rule.text("protocol"),
                    rule.text("sourceIp"),
                    rule.text("destIp"));
        }
    }

    /** A group, by the wire's names. */
    record Group(
            String enterpriseSecurityGroupId,
            String enterpriseSecurityGroupName,
            String enterpriseSecurityGroupDesc,
            List<Rule> enterpriseSecurityGroupRules) {}

    /** A group as it is declared, or as it is derived from its id: one rule that lets in TCP from everywhere (assumption). */
    static Group find(AccountWorld world, String id) {
        return world.find(KIND, id)
                .map(group -> new Group(
                        id,
                        group.text("enterpriseSecurityGroupName"),
                        group.text("enterpriseSecurityGroupDesc"),
                        rules(group.objects("enterpriseSecurityGroupRules"), id)))
                .orElseGet(() -> new Group(
                        id,
                        "esg-" + Derived.word(id, 6),
                        "",
                        List.of(new Rule(
                                "esgr-" + Derived.word(id, 12),
                                "",
                                "ingress",
                                "allow",
                                500,
                                "IPv4",
                                "1-65535",
                                "tcp",
                                "all",
                                ""))));
    }

    private static List<Rule> rules(List<Members> rules, String groupId) {
        return IntStream.range(0, rules.size())
                .mapToObj(i -> Rule.of(rules.get(i), Derived.word(groupId + "#" + i, 12)))
                .toList();
    }
}
