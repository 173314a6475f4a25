package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ordinary security groups, each of one VPC. */
public final class SecurityGroups {
    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
            "securityGroups",
            "securityGroupId",
            IdForm.prefixed("g-"),
            List.of("g-emulator0001", "g-emulator0002"),
            Schema.of(
                    text("securityGroupName").or(""),
                    text("securityGroupDesc").or(""),
                    listOfObjects(
                            "securityGroupRules",
                            text("securityGroupRuleId"),
                            oneOf("direction", "ingress", "egress").or("ingress"),
                            oneOf("ethertype", "IPv4", "IPv6").or("IPv4"),
                            text("portRange").or("1-65535"),
                            oneOf("protocol", "all", "tcp", "udp", "icmp").or("tcp"),
                            text("sourceGroupId").or(""),
                            text("sourceIp").or("all"),
                            text("destGroupId").or(""),
                            text("destIp").or("all"))));

    private SecurityGroups() {}

    /** A rule, by the wire's names; it shows source members or dest members [seed]. */
    record Rule(
            String securityGroupRuleId,
            String direction,
            String ethertype,
            String portRange,
            String protocol,
            @Nullable String sourceGroupId,
            @Nullable String sourceIp,
            @Nullable String destGroupId,
            @Nullable String destIp) {
        /** A rule with its id, or with this word in place of one. */
        static Rule of(Members rule, String word) {
            boolean ingress = rule.text("direction").equals("ingress");
            return new Rule(
                    rule.optionalText("securityGroupRuleId").orElse("r-" + word),
                    rule.text("direction"),
                    rule.text("ethertype"),
                    rule.text("portRange"),
                    rule.text("protocol"),
                    ingress ? rule.text("sourceGroupId") : null,
                    ingress ? rule.text("sourceIp") : null,
                    ingress ? null : rule.text("destGroupId"),
                    ingress ? null : rule.text("destIp"));
        }
    }

    /** A group, by the wire's names. */
    record Group(
            String securityGroupId,
            String securityGroupName,
            String securityGroupDesc,
            String vpcName,
            List<Rule> securityGroupRules) {}

    /** A group as it is declared, or as it is derived from its id: one rule that lets in TCP from everywhere (assumption). */
    static Group find(AccountWorld world, String id, String vpcId) {
        String vpcName = Vpcs.name(world, vpcId);
        return world.find(KIND, id)
                .map(group -> new Group(
                        id,
                        group.text("securityGroupName"),
                        group.text("securityGroupDesc"),
                        vpcName,
                        rules(group.objects("securityGroupRules"), id)))
                .orElseGet(() -> new Group(
                        id,
                        "sg-" + Derived.word(id, 6),
                        "",
                        vpcName,
                        List.of(new Rule(
                                "r-" + Derived.word(id, 12),
                                "ingress",
                                "IPv4",
                                "1-65535",
                                "tcp",
                                "",
                                "all",
                                null,
                                null))));
    }

    private static List<Rule> rules(List<Members> rules, String groupId) {
        return IntStream.range(0, rules.size())
                .mapToObj(i -> Rule.of(rules.get(i), Derived.word(groupId + "#" + i, 12)))
                .toList();
    }
}
