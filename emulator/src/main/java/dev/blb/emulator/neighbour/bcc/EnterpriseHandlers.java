package dev.blb.emulator.neighbour.bcc;

import static dev.blb.emulator.api.ApiError.ESG_DESC_TOO_LONG;
import static dev.blb.emulator.api.ApiError.ESG_EXCEED_QUOTA;
import static dev.blb.emulator.api.ApiError.ESG_IN_USE;
import static dev.blb.emulator.api.ApiError.ESG_NAME_DUPLICATE;
import static dev.blb.emulator.api.ApiError.ESG_NAME_EMPTY;
import static dev.blb.emulator.api.ApiError.ESG_NAME_INVALID;
import static dev.blb.emulator.api.ApiError.ESG_NAME_TOO_LONG;
import static dev.blb.emulator.api.ApiError.ESG_NOT_EXIST;
import static dev.blb.emulator.api.ApiError.ESG_RULE_NOT_EXIST;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.api.Operation.AUTHORIZE_ENTERPRISE_SECURITY_GROUP_RULES;
import static dev.blb.emulator.api.Operation.CREATE_ENTERPRISE_SECURITY_GROUP;
import static dev.blb.emulator.api.Operation.DELETE_ENTERPRISE_SECURITY_GROUP;
import static dev.blb.emulator.api.Operation.DELETE_ENTERPRISE_SECURITY_GROUP_RULE;
import static dev.blb.emulator.api.Operation.LIST_ENTERPRISE_SECURITY_GROUPS;
import static dev.blb.emulator.api.Operation.UPDATE_ENTERPRISE_SECURITY_GROUP_RULE;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.text;

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
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.neighbour.InUse;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.EnterpriseRule;
import dev.blb.emulator.securitygroup.EnterpriseSecurityGroups;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.GroupLabels;
import dev.blb.emulator.securitygroup.RuleTimes;
import dev.blb.emulator.securitygroup.SecurityGroupStore;
import dev.blb.emulator.world.Tag;
import dev.blb.emulator.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Enterprise security groups and their rules. */
public final class EnterpriseHandlers {
    private static final String RULES = "enterpriseSecurityGroupRules";
    private static final String RULE_ID = "enterpriseSecurityGroupRuleId";

    /** Rules of one call. */
    private static final int MAX_AT_ONCE = 20;

    /** Rules of a group, and groups of an account: assumption [m86] that bounds the state. */
    private static final int MAX_RULES = 100;

    private static final int MAX_GROUPS = 200;

    private static final Field RULE_LIST = listOfObjects(
                    "rules", EnterpriseRule.REQUEST.fields().toArray(Field[]::new))
            .sized(0, MAX_AT_ONCE);

    private static final Schema CREATE = Schema.of(
            GroupLabels.name("name").must().refusedWith(ESG_NAME_EMPTY, ESG_NAME_INVALID, ESG_NAME_TOO_LONG),
            GroupLabels.description("desc").refusedWith(MISSING_PARAMETER, INVALID_PARAMETER, ESG_DESC_TOO_LONG),
            RULE_LIST,
            Tag.FIELD);

    private final World world;
    private final Things groups;
    private final Ids ids;

    /** Handlers in this world. */
    public EnterpriseHandlers(World world, Ids ids) {
        this.world = world;
        this.groups = new Things(
                world,
                EnterpriseSecurityGroups.KIND,
                (here, id) -> EnterpriseSecurityGroups.derived(id),
                ESG_NOT_EXIST);
        this.ids = ids;
    }

    /** The id of a new group. */
    record Created(String enterpriseSecurityGroupId) {}

    /** A rule, by the wire's names. */
    record Rule(
            String enterpriseSecurityGroupRuleId,
            String remark,
            String direction,
            String ethertype,
            String portRange,
            String sourcePortRange,
            String protocol,
            String sourceIp,
            String destIp,
            String localIp,
            String remoteIpSet,
            String remoteIpGroup,
            String action,
            int priority,
            String createdTime,
            String updatedTime) {
        static Rule of(String id, Members rule, String groupCreated) {
            RuleTimes times = RuleTimes.of(rule);
            return new Rule(
                    id,
                    rule.text("remark"),
                    rule.text("direction"),
                    rule.text("ethertype"),
                    rule.text("portRange"),
                    rule.optionalText("sourcePortRange").orElse("1-65535"),
                    rule.text("protocol"),
                    rule.optionalText("sourceIp").orElse(""),
                    rule.optionalText("destIp").orElse(""),
                    rule.optionalText("localIp").orElse("all"),
                    rule.optionalText("remoteIpSet").orElse(""),
                    rule.optionalText("remoteIpGroup").orElse(""),
                    rule.text("action"),
                    rule.integer("priority"),
                    times.createdIn(groupCreated),
                    times.updatedIn(groupCreated));
        }
    }

    /** A group, by the wire's names. */
    record Group(
            String id,
            String name,
            String desc,
            String createdTime,
            String updatedTime,
            List<Rule> rules,
            List<Tag> tags) {}

    /** A page of groups. */
    record GroupList(
            List<Group> enterpriseSecurityGroups,
            String marker,
            @Nullable String nextMarker,
            boolean isTruncated,
            int maxKeys) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        Schema none = Schema.of();
        routes.on(CREATE_ENTERPRISE_SECURITY_GROUP, none, CREATE, Created.class, this::create)
                .on(
                        LIST_ENTERPRISE_SECURITY_GROUPS,
                        Paging.PARAMETERS.and(text("instanceId")),
                        GroupList.class,
                        this::list)
                .on(
                        AUTHORIZE_ENTERPRISE_SECURITY_GROUP_RULES,
                        none,
                        Schema.of(RULE_LIST.must(), InstanceRules.repeatedId("enterpriseSecurityGroupId")),
                        Void.class,
                        (call, tx) -> change(
                                call,
                                tx,
                                call.id(),
                                rules -> add(
                                        rules, call.body().objects("rules"), RuleTimes.at(Things.time(call.now())))))
                .on(UPDATE_ENTERPRISE_SECURITY_GROUP_RULE, none, EnterpriseRule.CHANGES, Void.class, this::update)
                .on(
                        DELETE_ENTERPRISE_SECURITY_GROUP_RULE,
                        none,
                        Void.class,
                        (call, tx) -> change(call, tx, groupOf(call), rules -> rules.remove(call.id())))
                .on(DELETE_ENTERPRISE_SECURITY_GROUP, none, Void.class, this::delete);
    }

    private Reply create(Call call, Tx tx) {
        Map<String, Members> present = groups.all(call.account());
        if (present.size() >= MAX_GROUPS) {
            throw ESG_EXCEED_QUOTA.with("The account has %d, which is the quota; delete one.", MAX_GROUPS);
        }
        Members body = call.body();
        present.forEach((id, group) -> {
            if (group.text("enterpriseSecurityGroupName").equals(body.text("name"))) {
                throw ESG_NAME_DUPLICATE.at(
                        "name", "is \"%s\", as of group %s; allowed is another name", body.text("name"), id);
            }
        });
        ObjectNode group = JsonNodeFactory.instance
                .objectNode()
                .put("enterpriseSecurityGroupName", body.text("name"))
                .put("enterpriseSecurityGroupDesc", body.optionalText("desc").orElse(""))
                .put("createdTime", Things.time(call.now()));
        if (body.has("tags")) {
            group.set("tags", body.json().get("tags"));
        }
        Map<String, ObjectNode> rules = new LinkedHashMap<>();
        add(rules, body.objects("rules"), RuleTimes.OF_GROUP);
        group.set(RULES, written(rules));
        String id = groups.freeId(call, () -> "esg-" + ids.hex(12));
        groups.put(call, tx, id, group);
        return Reply.of(new Created(id));
    }

    private void add(Map<String, ObjectNode> rules, List<Members> added, RuleTimes times) {
        EnterpriseRule.checkAddresses(added, "rules");
        if (rules.size() + added.size() > MAX_RULES) {
            throw QUOTA_EXCEEDED.with("The group would have more than %d rules, which is the quota.", MAX_RULES);
        }
        for (Members rule : added) {
            String id = "esgr-" + ids.hex(12);
            while (rules.containsKey(id)) {
                id = "esgr-" + ids.hex(12);
            }
            ObjectNode kept = rule.json().deepCopy();
            times.write(kept);
            rules.put(id, kept);
        }
    }

    private static Map<String, ObjectNode> rules(String groupId, Members group) {
        List<Members> rules = group.objects(RULES);
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            found.put(
                    EnterpriseSecurityGroups.ruleId(rules.get(i), groupId, i),
                    rules.get(i).json().deepCopy());
        }
        return found;
    }

    private static ArrayNode written(Map<String, ObjectNode> rules) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        rules.forEach((id, rule) -> array.add(rule.put(RULE_ID, id)));
        return array;
    }

    private Reply change(Call call, Tx tx, String groupId, Consumer<Map<String, ObjectNode>> change) {
        Map<String, ObjectNode> rules = rules(groupId, groups.require(call.account(), groupId));
        change.accept(rules);
        groups.change(
                call,
                tx,
                groupId,
                group -> group.put(RuleTimes.UPDATED, Things.time(call.now())).set(RULES, written(rules)));
        return Reply.empty();
    }

    /** The group that has the rule in the path. */
    private String groupOf(Call call) {
        return groups.all(call.account()).entrySet().stream()
                .filter(group -> rules(group.getKey(), group.getValue()).containsKey(call.id()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> ESG_RULE_NOT_EXIST.at(RULE_ID, "is \"%s\".", call.id()));
    }

    private Reply update(Call call, Tx tx) {
        ObjectNode changes = call.body().json().deepCopy();
        if (changes.path("priority").intValue() == 0) {
            changes.remove("priority");
        }
        return change(
                call,
                tx,
                groupOf(call),
                rules -> rules.computeIfPresent(call.id(), (id, rule) -> {
                    EnterpriseRule.checkChanges(call.body(), new Members(rule).text("direction"));
                    RuleTimes.of(new Members(rule))
                            .changed(Things.time(call.now()))
                            .write(rule);
                    return rule.setAll(changes);
                }));
    }

    private Map<String, List<String>> bound(Call call, Tx tx) {
        Map<String, List<String>> bound =
                new LinkedHashMap<>(new SecurityGroupStore(tx).allOf(call.account(), GroupKind.ENTERPRISE));
        world.of(call.account())
                .declared(Machines.KIND)
                .forEach((id, machine) -> bound.put(id, machine.texts("enterpriseSecurityGroupIds")));
        return bound;
    }

    private Reply list(Call call, Tx tx) {
        Map<String, List<String>> bound = bound(call, tx);
        List<Group> found = groups.all(call.account()).entrySet().stream()
                .map(group -> line(group.getKey(), group.getValue()))
                .filter(group -> call.query()
                        .filledText("instanceId")
                        .map(id -> bound.getOrDefault(id, List.of()).contains(group.id()))
                        .orElse(true))
                .toList();
        Paging.Page<Group> page = Things.page(call, found, Group::id);
        return Reply.of(
                new GroupList(page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    private static Group line(String id, Members group) {
        String created = group.optionalText("createdTime").orElse(Things.UNSTATED_TIME);
        return new Group(
                id,
                group.optionalText("enterpriseSecurityGroupName").orElse(""),
                group.optionalText("enterpriseSecurityGroupDesc").orElse(""),
                created,
                group.optionalText(RuleTimes.UPDATED).orElse(created),
                rules(id, group).entrySet().stream()
                        .map(rule -> Rule.of(rule.getKey(), new Members(rule.getValue()), created))
                        .toList(),
                Tag.of(group));
    }

    private Reply delete(Call call, Tx tx) {
        groups.require(call.account(), call.id());
        Set<String> users = new InUse(world.of(call.account()), tx).users(EnterpriseSecurityGroups.KIND, call.id());
        if (!users.isEmpty()) {
            throw ESG_IN_USE.with("Group %s is bound to %s; unbind it first.", call.id(), Names.of(users));
        }
        groups.remove(call, tx, call.id());
        return Reply.empty();
    }
}
