package dev.blb.emulator.neighbour.bcc;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.NO_SUCH_OBJECT;
import static dev.blb.emulator.api.ApiError.OPERATION_DENIED;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.api.ApiError.RULE_DUPLICATED;
import static dev.blb.emulator.api.ApiError.RULE_NOT_EXIST;
import static dev.blb.emulator.api.ApiError.SECURITY_GROUP_IN_USE;
import static dev.blb.emulator.api.Operation.AUTHORIZE_SECURITY_GROUP_RULE;
import static dev.blb.emulator.api.Operation.CREATE_SECURITY_GROUP;
import static dev.blb.emulator.api.Operation.DELETE_SECURITY_GROUP;
import static dev.blb.emulator.api.Operation.DELETE_SECURITY_GROUP_RULE;
import static dev.blb.emulator.api.Operation.GET_SECURITY_GROUP_DETAILS;
import static dev.blb.emulator.api.Operation.LIST_SECURITY_GROUPS;
import static dev.blb.emulator.api.Operation.REVOKE_SECURITY_GROUP_RULE;
import static dev.blb.emulator.api.Operation.UPDATE_SECURITY_GROUP_RULE;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Names;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.neighbour.InUse;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.GroupLabels;
import dev.blb.emulator.securitygroup.RuleTimes;
import dev.blb.emulator.securitygroup.SecurityGroupStore;
import dev.blb.emulator.securitygroup.SecurityGroups;
import dev.blb.emulator.securitygroup.SecurityRule;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ordinary security groups and their rules. */
public final class GroupHandlers {
    private static final String RULES = "securityGroupRules";
    private static final String GROUP_ID = "securityGroupId";
    private static final String RULE_ID = "securityGroupRuleId";

    /** Rules of one direction in a group [doc:vpc-limits]; code and status are assumption [m105]. */
    private static final int MAX_RULES = 50;

    /** Groups that were made in the default VPC, and in another one [doc:vpc-limits]; code and status are assumption [m85]. */
    private static final int MAX_IN_DEFAULT_VPC = 100;

    private static final int MAX_IN_VPC = 20;

    private static final Schema CREATE = Schema.of(
            GroupLabels.name("name").must(),
            GroupLabels.description("desc"),
            text("vpcId"),
            listOfObjects("rules", SecurityRule.members(ignored(GROUP_ID, "a rule belongs to the new group")))
                    .sized(0, 2 * MAX_RULES),
            Tag.FIELD);

    private static final Schema LIST =
            Paging.PARAMETERS.and(text("instanceId"), text("vpcId"), text("securityGroupId"), text("securityGroupIds"));

    private static final Schema VERSION = Schema.of(ignored("sgVersion", "changes of a group are not counted"));
    private static final Schema RULE =
            Schema.of(object("rule", SecurityRule.members(text(GROUP_ID))).must());
    private static final Schema CHANGE = Schema.of(text(RULE_ID).must()).and(SecurityRule.CHANGES);

    private final World world;
    private final Things groups;
    private final Ids ids;

    /** Handlers in this world. */
    public GroupHandlers(World world, Ids ids) {
        this.world = world;
        this.groups = new Things(world, SecurityGroups.KIND, (here, id) -> SecurityGroups.derived(id), NO_SUCH_OBJECT);
        this.ids = ids;
    }

    /** The id of a new group. */
    record Created(String securityGroupId) {}

    /** A rule, by the wire's names; it shows source members or dest members. */
    record Rule(
            String securityGroupRuleId,
            String securityGroupId,
            String direction,
            String remark,
            String ethertype,
            String portRange,
            String protocol,
            @Nullable String sourceIp,
            @Nullable String sourceGroupId,
            @Nullable String destIp,
            @Nullable String destGroupId,
            String createdTime,
            String updatedTime) {}

    /** A group, by the wire's names. */
    record Group(
            String id,
            String name,
            String desc,
            String vpcId,
            String createdTime,
            int sgVersion,
            int bindInstanceNum,
            List<Rule> rules,
            List<Tag> tags) {}

    /** A page of groups. */
    record GroupList(
            List<Group> securityGroups,
            String marker,
            @Nullable String nextMarker,
            boolean isTruncated,
            int maxKeys) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(CREATE_SECURITY_GROUP, Schema.of(), CREATE, Created.class, this::create)
                .on(LIST_SECURITY_GROUPS, LIST, GroupList.class, this::list)
                .on(GET_SECURITY_GROUP_DETAILS, Schema.of(), Group.class, this::detail)
                .on(AUTHORIZE_SECURITY_GROUP_RULE, VERSION, RULE, Void.class, this::authorize)
                .on(REVOKE_SECURITY_GROUP_RULE, VERSION, RULE, Void.class, this::revoke)
                .on(UPDATE_SECURITY_GROUP_RULE, VERSION, CHANGE, Void.class, this::updateRule)
                .on(DELETE_SECURITY_GROUP_RULE, VERSION, Void.class, this::deleteRule)
                .on(DELETE_SECURITY_GROUP, Schema.of(), Void.class, this::delete);
    }

    private Reply create(Call call, Tx tx) {
        Members body = call.body();
        String vpcId = body.filledText("vpcId").orElse(Vpcs.BUILT_IN);
        if (!world.of(call.account()).isDeclared(Vpcs.KIND, vpcId)) {
            throw world.of(call.account()).notFound(NO_SUCH_OBJECT, Vpcs.KIND, "vpcId", vpcId);
        }
        checkQuota(call, vpcId);
        ObjectNode group = JsonNodeFactory.instance
                .objectNode()
                .put("securityGroupName", body.text("name"))
                .put("securityGroupDesc", body.optionalText("desc").orElse(""))
                .put("vpcId", vpcId)
                .put("createdTime", Things.time(call.now()));
        if (body.has("tags")) {
            group.set("tags", body.json().get("tags"));
        }
        Map<String, Kept> rules = new LinkedHashMap<>();
        List<Members> given = body.objects("rules");
        for (int i = 0; i < given.size(); i++) {
            String path = "rules[" + i + "].";
            SecurityRule rule = SecurityRule.checked(given.get(i), path);
            requireGroup(call, rule, path);
            add(rules, new Kept(rule, RuleTimes.OF_GROUP));
        }
        group.set(RULES, written(rules));
        String id = groups.freeId(call, () -> "g-" + ids.hex(12));
        groups.put(call, tx, id, group);
        return Reply.of(new Created(id));
    }

    private void requireGroup(Call call, SecurityRule rule, String path) {
        rule.requireGroup(world.of(call.account()), call.settings().get(REFERENCES), path);
    }

    private void checkQuota(Call call, String vpcId) {
        int quota = vpcId.equals(Vpcs.BUILT_IN) ? MAX_IN_DEFAULT_VPC : MAX_IN_VPC;
        long made = groups.all(call.account()).entrySet().stream()
                .filter(group -> vpcOf(group.getValue()).equals(vpcId))
                .filter(group -> !group.getKey().equals(SecurityGroups.defaultOf(vpcId)))
                .count();
        if (made >= quota) {
            throw QUOTA_EXCEEDED.with(
                    "VPC %s has %d security groups beside its default one, which is the quota; delete one.",
                    vpcId, made);
        }
    }

    private static String vpcOf(Members group) {
        return group.optionalText("vpcId").orElse(Vpcs.BUILT_IN);
    }

    /** A rule of a group, and when it was made and changed. */
    private record Kept(SecurityRule rule, RuleTimes times) {
        static Kept of(Members rule) {
            return new Kept(SecurityRule.of(rule), RuleTimes.of(rule));
        }

        void write(ObjectNode members) {
            rule.write(members);
            times.write(members);
        }
    }

    private void add(Map<String, Kept> rules, Kept kept) {
        SecurityRule added = kept.rule();
        refuseTwice(rules, "", added);
        long same = rules.values().stream()
                .filter(each -> each.rule().direction().equals(added.direction()))
                .count();
        if (same >= MAX_RULES) {
            throw QUOTA_EXCEEDED.with("The group has %d %s rules, which is the quota.", same, added.direction());
        }
        String id = "r-" + ids.hex(12);
        while (rules.containsKey(id)) {
            id = "r-" + ids.hex(12);
        }
        rules.put(id, kept);
    }

    /** Refuses a rule that the group has already, under another id than this one. */
    private static void refuseTwice(Map<String, Kept> rules, String id, SecurityRule rule) {
        rules.forEach((other, kept) -> {
            if (!other.equals(id) && rule.repeats(kept.rule())) {
                throw RULE_DUPLICATED.with("The group has this rule already: %s.", rule.described());
            }
        });
    }

    /** The rules of a group by id, in their order. */
    private static Map<String, Kept> rules(String groupId, Members group) {
        List<Members> rules = group.objects(RULES);
        Map<String, Kept> found = new LinkedHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            found.put(SecurityGroups.ruleId(rules.get(i), groupId, i), Kept.of(rules.get(i)));
        }
        return found;
    }

    private static ArrayNode written(Map<String, Kept> rules) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        rules.forEach((id, rule) -> rule.write(array.addObject().put(RULE_ID, id)));
        return array;
    }

    private void changeRules(Call call, Tx tx, String groupId, Consumer<Map<String, Kept>> change) {
        Map<String, Kept> rules = rules(groupId, groups.require(call.account(), groupId));
        change.accept(rules);
        groups.change(call, tx, groupId, group -> group.set(RULES, written(rules)));
    }

    private Reply list(Call call, Tx tx) {
        Map<String, List<String>> bound = bound(call, tx);
        List<Group> found = groups.all(call.account()).entrySet().stream()
                .map(group -> line(group.getKey(), group.getValue(), bound))
                .filter(group -> Things.chosen(call, "vpcId", group.vpcId()))
                .filter(group -> Things.chosen(call, "securityGroupId", group.id()))
                .filter(group -> Things.chosen(call, "securityGroupIds", group.id()))
                .filter(group -> call.query()
                        .filledText("instanceId")
                        .map(id -> bound.getOrDefault(id, List.of()).contains(group.id()))
                        .orElse(true))
                .toList();
        Paging.Page<Group> page = Things.page(call, found, Group::id);
        return Reply.of(
                new GroupList(page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    /** The groups of each load balancer and machine of the account, by its id. */
    private Map<String, List<String>> bound(Call call, Tx tx) {
        Map<String, List<String>> bound =
                new LinkedHashMap<>(new SecurityGroupStore(tx).allOf(call.account(), GroupKind.ORDINARY));
        world.of(call.account())
                .declared(Machines.KIND)
                .forEach((id, machine) -> bound.put(id, machine.texts("securityGroupIds")));
        return bound;
    }

    private Reply detail(Call call, Tx tx) {
        return Reply.of(line(call.id(), groups.require(call.account(), call.id()), bound(call, tx)));
    }

    private static Group line(String id, Members group, Map<String, List<String>> bound) {
        String created = group.optionalText("createdTime").orElse(Things.UNSTATED_TIME);
        List<Rule> rules = new ArrayList<>();
        rules(id, group).forEach((ruleId, kept) -> {
            SecurityRule rule = kept.rule();
            boolean in = rule.direction().equals("ingress");
            rules.add(new Rule(
                    ruleId,
                    id,
                    rule.direction(),
                    rule.remark(),
                    rule.ethertype(),
                    rule.portRange(),
                    rule.protocol(),
                    in ? rule.ip() : null,
                    in ? rule.group() : null,
                    in ? null : rule.ip(),
                    in ? null : rule.group(),
                    kept.times().createdIn(created),
                    kept.times().updatedIn(created)));
        });
        return new Group(
                id,
                group.optionalText("securityGroupName").orElse(""),
                group.optionalText("securityGroupDesc").orElse(""),
                vpcOf(group),
                created,
                1,
                (int) bound.values().stream().filter(of -> of.contains(id)).count(),
                rules,
                Tag.of(group));
    }

    /** The rule that a call describes; it belongs to the group of the path. */
    private static SecurityRule ruleOf(Call call) {
        Members rule = call.body().object("rule");
        rule.filledText(GROUP_ID).filter(id -> !id.equals(call.id())).ifPresent(id -> {
            throw INVALID_PARAMETER.at(
                    "rule." + GROUP_ID, "is \"%s\"; allowed is %s, the group of the path", id, call.id());
        });
        return SecurityRule.checked(rule, "rule.");
    }

    private Reply authorize(Call call, Tx tx) {
        SecurityRule added = ruleOf(call);
        requireGroup(call, added, "rule.");
        changeRules(call, tx, call.id(), rules -> add(rules, new Kept(added, RuleTimes.at(Things.time(call.now())))));
        return Reply.empty();
    }

    private Reply revoke(Call call, Tx tx) {
        SecurityRule given = ruleOf(call);
        changeRules(
                call,
                tx,
                call.id(),
                rules -> rules.remove(rules.entrySet().stream()
                        .filter(rule -> given.matches(rule.getValue().rule()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow(() ->
                                RULE_NOT_EXIST.with("Group %s has no rule with %s.", call.id(), given.described()))));
        return Reply.empty();
    }

    /** The group that has a rule. */
    private String groupOf(Call call, String ruleId) {
        return groups.all(call.account()).entrySet().stream()
                .filter(group -> rules(group.getKey(), group.getValue()).containsKey(ruleId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> NO_SUCH_OBJECT.at(RULE_ID, "is \"%s\".", ruleId));
    }

    private Reply updateRule(Call call, Tx tx) {
        String ruleId = call.body().text(RULE_ID);
        changeRules(
                call,
                tx,
                groupOf(call, ruleId),
                rules -> rules.computeIfPresent(ruleId, (id, kept) -> {
                    SecurityRule changed = kept.rule().with(call.body());
                    if (!changed.group().equals(kept.rule().group())) {
                        requireGroup(call, changed, "");
                    }
                    refuseTwice(rules, id, changed);
                    return new Kept(changed, kept.times().changed(Things.time(call.now())));
                }));
        return Reply.empty();
    }

    private Reply deleteRule(Call call, Tx tx) {
        changeRules(call, tx, groupOf(call, call.id()), rules -> rules.remove(call.id()));
        return Reply.empty();
    }

    private Reply delete(Call call, Tx tx) {
        String vpcId = vpcOf(groups.require(call.account(), call.id()));
        if (call.id().equals(SecurityGroups.defaultOf(vpcId))
                && world.of(call.account()).isDeclared(Vpcs.KIND, vpcId)) {
            throw OPERATION_DENIED.with(
                    "Group %s is the default group of VPC %s; it goes with the VPC alone.", call.id(), vpcId);
        }
        Set<String> users = new InUse(world.of(call.account()), tx).users(SecurityGroups.KIND, call.id());
        if (!users.isEmpty()) {
            throw SECURITY_GROUP_IN_USE.with("Group %s is bound to %s; unbind it first.", call.id(), Names.of(users));
        }
        groups.remove(call, tx, call.id());
        return Reply.empty();
    }
}
