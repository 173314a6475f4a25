package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.api.ApiError.RULE_DUPLICATED;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import dev.blb.emulator.world.Tag;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
                            GroupLabels.name("securityGroupName")
                                    .emptyIsAbsent()
                                    .or(""),
                            GroupLabels.description("securityGroupDesc").or(""),
                            listOfObjects(
                                    "securityGroupRules",
                                    time(RuleTimes.CREATED),
                                    time(RuleTimes.UPDATED),
                                    text("securityGroupRuleId"),
                                    characters("remark", 0, SecurityRule.MAX_REMARK),
                                    oneOf("direction", "ingress", "egress").or("ingress"),
                                    oneOf("ethertype", "IPv4", "IPv6").or("IPv4"),
                                    text("portRange").or("1-65535"),
                                    oneOf("protocol", "all", "tcp", "udp", "icmp")
                                            .or("all"),
                                    text("sourceGroupId").or(""),
                                    text("sourceIp").or("all"),
                                    text("destGroupId").or(""),
                                    text("destIp").or("all")),
                            text("vpcId"),
                            Tag.FIELD,
                            time("createdTime")))
            .with(SecurityGroups::check)
            .naming(SecurityGroups::checkGroups)
            .ownedByOneAccount()
            .implying(SecurityGroups::defaults)
            .kind();

    /** A default group as it begins: it lets everything in and out. */
    private static final ObjectNode DEFAULT = withoutVpc();

    private SecurityGroups() {}

    private static void check(AccountWorld world, Members group) {
        group.optionalText("vpcId").ifPresent(id -> world.requireForm(Vpcs.KIND, "vpcId", id));
        List<Members> rules = group.objects("securityGroupRules");
        RuleList.refuseRepeatedIds(rules, "securityGroupRules", "securityGroupRuleId");
        Set<SecurityRule> earlier = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            SecurityRule rule = SecurityRule.checked(rules.get(i), "securityGroupRules[" + i + "].");
            if (!earlier.add(rule.normal())) {
                throw RULE_DUPLICATED.at(
                        "securityGroupRules[" + i + "]", "is as an earlier rule of the group: %s", rule.described());
            }
        }
    }

    /** Rules name groups of the account. */
    private static void checkGroups(AccountWorld world, Members group) {
        List<Members> rules = group.objects("securityGroupRules");
        for (int i = 0; i < rules.size(); i++) {
            SecurityRule.of(rules.get(i)).requireGroup(world, References.LENIENT, "securityGroupRules[" + i + "].");
        }
    }

    /**
     * The id of the default group of a VPC. The group exists as long as the VPC does without being declared, so that a VPC of a
     * seed or of an older data directory has one too [m85].
     */
    public static String defaultOf(String vpcId) {
        return vpcId.equals(Vpcs.BUILT_IN) ? KIND.builtIn().get(0) : "g-" + Derived.word(vpcId + " default", 12);
    }

    /** The default groups of an account's VPCs, each as old as its VPC. */
    private static SortedMap<String, Members> defaults(AccountWorld world) {
        SortedMap<String, Members> groups = new TreeMap<>();
        SortedMap<String, Members> vpcs = new TreeMap<>(Map.of(Vpcs.BUILT_IN, Members.none()));
        vpcs.putAll(world.declared(Vpcs.KIND));
        vpcs.forEach((vpcId, vpc) -> {
            ObjectNode group = DEFAULT.deepCopy().put("vpcId", vpcId);
            vpc.optionalText(RuleTimes.CREATED).ifPresent(time -> group.put(RuleTimes.CREATED, time));
            groups.put(defaultOf(vpcId), new Members(group));
        });
        return groups;
    }

    private static ObjectNode withoutVpc() {
        ObjectNode members = JsonNodeFactory.instance.objectNode().put("securityGroupName", "default");
        ArrayNode rules = members.putArray("securityGroupRules");
        for (String direction : List.of("ingress", "egress")) {
            for (String ethertype : List.of("IPv4", "IPv6")) {
                rules.addObject()
                        .put("direction", direction)
                        .put("ethertype", ethertype)
                        .put("protocol", "all");
            }
        }
        return KIND.schema().check(members);
    }

    /** The members of a group that is known by its id alone: one rule that lets in TCP from everywhere (assumption). */
    public static Members derived(String id) {
        ObjectNode members =
                JsonNodeFactory.instance.objectNode().put("securityGroupName", "sg-" + Derived.word(id, 6));
        members.putArray("securityGroupRules")
                .addObject()
                .put("securityGroupRuleId", "r-" + Derived.word(id, 12))
                .put("protocol", "tcp");
        return new Members(KIND.schema().check(members));
    }

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
        static Rule of(Members rule, String ruleId) {
            SecurityRule shown = SecurityRule.of(rule);
            boolean ingress = shown.direction().equals("ingress");
            return new Rule(
                    ruleId,
                    shown.direction(),
                    shown.ethertype(),
                    shown.portRange(),
                    shown.protocol(),
                    ingress ? shown.group() : null,
                    ingress ? shown.ip() : null,
                    ingress ? null : shown.group(),
                    ingress ? null : shown.ip());
        }
    }

    /** A group, by the wire's names. */
    record Group(
            String securityGroupId,
            String securityGroupName,
            String securityGroupDesc,
            String vpcName,
            List<Rule> securityGroupRules) {}

    /** A group as it is declared, or as it is derived from its id. */
    static Group find(AccountWorld world, String id, String vpcId) {
        String vpcName = Vpcs.name(world, vpcId);
        Members group = world.find(KIND, id).orElseGet(() -> derived(id));
        return new Group(
                id,
                group.text("securityGroupName"),
                group.text("securityGroupDesc"),
                vpcName,
                rules(group.objects("securityGroupRules"), id));
    }

    /** The id of a rule: the declared one, or one that follows from its place in the group. */
    public static String ruleId(Members rule, String groupId, int index) {
        return rule.filledText("securityGroupRuleId").orElseGet(() -> "r-" + Derived.word(groupId + "#" + index, 12));
    }

    private static List<Rule> rules(List<Members> rules, String groupId) {
        return IntStream.range(0, rules.size())
                .mapToObj(i -> Rule.of(rules.get(i), ruleId(rules.get(i), groupId, i)))
                .toList();
    }
}
