package dev.blb.emulator.neighbour.vpc;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.api.ApiError.NO_SUCH_OBJECT;
import static dev.blb.emulator.api.ApiError.NO_SUCH_ROUTE_TABLE;
import static dev.blb.emulator.api.ApiError.ROUTE_RULE_EXCEEDED;
import static dev.blb.emulator.api.ApiError.ROUTE_RULE_REPEATED;
import static dev.blb.emulator.api.Operation.CREATE_ROUTING_RULES;
import static dev.blb.emulator.api.Operation.DELETE_ROUTING_RULES;
import static dev.blb.emulator.api.Operation.QUERY_ROUTING_RULES;
import static dev.blb.emulator.api.Operation.QUERY_ROUTING_TABLE;
import static dev.blb.emulator.api.Operation.UPDATE_ROUTING_RULES;
import static dev.blb.emulator.network.RouteRule.EVERYWHERE;
import static dev.blb.emulator.network.RouteRule.GATEWAY;
import static dev.blb.emulator.schema.Field.anything;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.RouteRule;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The route table of each VPC and its rules, which are stored with the VPC. */
public final class RouteHandlers {
    private static final Schema TABLE = Schema.of(text("routeTableId"), text("vpcId"));

    private static final Schema CREATE = Schema.of(
            text("routeTableId").must(),
            characters("sourceAddress", 1, 64).must(),
            characters("destinationAddress", 1, 64).must(),
            characters("nexthopId", 1, 128).emptyIsAbsent(),
            RouteRule.nextHop(),
            listOfObjects(
                            "nextHopList",
                            characters("nexthopId", 1, 128).must(),
                            oneOf("nexthopType", GATEWAY).must(),
                            oneOf("pathType", "ecmp", "ha:active", "ha:standby").must())
                    .sized(2, RouteRule.QUOTA)
                    .distinctBy("nexthopId"),
            // A number [java] or a text [go].
            anything("ipVersion").emptyIsAbsent(),
            characters("description", 0, 200));

    // Clients send the empty text for what is not to change [n13].
    private static final Schema UPDATE = Schema.of(
            characters("sourceAddress", 1, 64).emptyIsAbsent(),
            characters("destinationAddress", 1, 64).emptyIsAbsent(),
            characters("nexthopId", 1, 128).emptyIsAbsent(),
            characters("description", 0, 200),
            InstanceRules.repeatedId("routeRuleId"));

    private final World world;
    private final Things vpcs;
    private final Ids ids;

    /** Handlers in this world. */
    public RouteHandlers(World world, Ids ids) {
        this.world = world;
        this.vpcs = VpcHandlers.things(world);
        this.ids = ids;
    }

    /** A rule, by the wire's names. */
    record Line(String routeTableId, @JsonUnwrapped RouteRule rule) {}

    /** The route table of a VPC. */
    record Table(String name, String routeTableId, String vpcId, List<Line> routeRules) {}

    /** A page of rules. */
    record RuleList(
            List<Line> routeRules, String marker, @Nullable String nextMarker, boolean isTruncated, int maxKeys) {}

    /** The id of a new rule, or those of several for one destination. */
    record Created(@Nullable String routeRuleId, @Nullable List<String> routeRuleIds) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(QUERY_ROUTING_TABLE, TABLE, Table.class, (call, tx) -> Reply.of(table(call)))
                .on(QUERY_ROUTING_RULES, Paging.PARAMETERS.and(TABLE), RuleList.class, this::list)
                .on(CREATE_ROUTING_RULES, Schema.of(), CREATE, Created.class, this::create)
                .on(UPDATE_ROUTING_RULES, Schema.of(), UPDATE, Void.class, this::update)
                .on(DELETE_ROUTING_RULES, Schema.of(), Void.class, this::delete);
    }

    private Reply list(Call call, Tx tx) {
        Paging.Page<Line> page =
                Things.page(call, table(call).routeRules(), line -> line.rule().routeRuleId());
        return Reply.of(
                new RuleList(page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    /** The route table that a call names by its id or its VPC; local routes are not listed (assumption [m111]). */
    private Table table(Call call) {
        Optional<String> vpcId = call.query().filledText("vpcId");
        Optional<String> tableId = call.query().filledText("routeTableId");
        if (vpcId.isEmpty() && tableId.isEmpty()) {
            throw INVALID_PARAMETER.at("vpcId", "is absent; required is vpcId or routeTableId");
        }
        return vpcs.all(call.account()).keySet().stream()
                .filter(id -> vpcId.map(id::equals).orElse(true))
                .filter(id -> tableId.map(tableOf(id)::equals).orElse(true))
                .findFirst()
                .map(id -> new Table(
                        "default",
                        tableOf(id),
                        id,
                        rules(call, id).stream()
                                .sorted((one, other) -> one.routeRuleId().compareTo(other.routeRuleId()))
                                .map(rule -> new Line(tableOf(id), rule))
                                .toList()))
                .orElseThrow(() -> world.of(call.account())
                        .withPlace(
                                NO_SUCH_OBJECT.with(
                                        "No VPC of the account has vpcId \"%s\" and routeTableId \"%s\"; an absent one"
                                                + " counts as any.",
                                        vpcId.orElse(""), tableId.orElse("")),
                                Vpcs.KIND,
                                vpcId.orElse("")));
    }

    private static String tableOf(String vpcId) {
        return "rt-" + Derived.word(vpcId, 12);
    }

    private List<RouteRule> rules(Call call, String vpcId) {
        return RouteRule.of(vpcId, vpcs.require(call.account(), vpcId));
    }

    private Reply create(Call call, Tx tx) {
        String tableId = call.body().text("routeTableId");
        String vpcId = vpcs.all(call.account()).keySet().stream()
                .filter(id -> tableOf(id).equals(tableId))
                .findFirst()
                .orElseThrow(() -> NO_SUCH_ROUTE_TABLE.at("routeTableId", "is \"%s\".", tableId));
        List<RouteRule> added = requested(call);
        RouteRule first = added.get(0);
        check(call, vpcId, first);
        List<RouteRule> rules = rules(call, vpcId);
        refuseRepeated(rules, first);
        if (rules.size() + added.size() > RouteRule.QUOTA) {
            throw ROUTE_RULE_EXCEEDED.with(
                    "Route table %s has %d rules, would get %d more, and may have %d.",
                    tableId, rules.size(), added.size(), RouteRule.QUOTA);
        }
        put(call, tx, vpcId, Stream.concat(rules.stream(), added.stream()).toList());
        List<String> made = added.stream().map(RouteRule::routeRuleId).toList();
        return Reply.of(call.body().has("nextHopList") ? new Created(null, made) : new Created(made.get(0), null));
    }

    /** The rules that a call describes: one, or one for each of several next hops. */
    private List<RouteRule> requested(Call call) {
        Members body = call.body();
        JsonNode ipVersion = body.json().path("ipVersion");
        if (body.has("ipVersion") && !ipVersion.asText().equals("4")) {
            throw INVALID_PARAMETER.at("ipVersion", "is %s; allowed is 4: rules of IPv6 are not built", ipVersion);
        }
        if (body.has("nextHopList")) {
            if (body.has("nexthopId") || body.has("nexthopType")) {
                throw INVALID_PARAMETER.at(
                        "nextHopList", "is given together with nexthopId or nexthopType; allowed is one of the two");
            }
            List<String> paths = body.objects("nextHopList").stream()
                    .map(hop -> hop.text("pathType"))
                    .sorted()
                    .toList();
            if (!paths.equals(List.of("ha:active", "ha:standby"))
                    && !paths.stream().allMatch("ecmp"::equals)) {
                throw INVALID_PARAMETER.at(
                        "nextHopList[].pathType", "is %s; allowed is ecmp of each, or ha:active and ha:standby", paths);
            }
        }
        List<Members> hops = body.has("nextHopList") ? body.objects("nextHopList") : List.of(body);
        List<RouteRule> rules = new ArrayList<>();
        for (Members hop : hops) {
            for (String member : List.of("nexthopId", "nexthopType")) {
                if (!hop.has(member)) {
                    throw MISSING_PARAMETER.at(member, "is absent; a rule without nextHopList must have it");
                }
            }
            String type = hop.text("nexthopType");
            if (type.equals("custom")) {
                requireMachine(call, hop.text("nexthopId"));
            }
            rules.add(new RouteRule(
                    freeId(call, rules),
                    body.text("sourceAddress"),
                    body.text("destinationAddress"),
                    hop.text("nexthopId"),
                    type,
                    hop.optionalText("pathType").orElse("normal"),
                    body.optionalText("description").orElse("")));
        }
        return rules;
    }

    private String freeId(Call call, List<RouteRule> further) {
        List<String> taken = Stream.concat(
                        vpcs.all(call.account()).keySet().stream().flatMap(vpcId -> rules(call, vpcId).stream()),
                        further.stream())
                .map(RouteRule::routeRuleId)
                .toList();
        String id = "rr-" + ids.hex(12);
        while (taken.contains(id)) {
            id = "rr-" + ids.hex(12);
        }
        return id;
    }

    private void requireMachine(Call call, String instanceId) {
        world.of(call.account()).require(call.settings().get(REFERENCES), Machines.KIND, "nexthopId", instanceId);
    }

    /** Refuses addresses that a rule of this VPC cannot have: a source is everything, or within a subnet [m77]. */
    private void check(Call call, String vpcId, RouteRule rule) {
        rule.check(Vpcs.blocks(world.of(call.account()), vpcId), "");
        Cidr source = Cidr.parse(rule.sourceAddress());
        List<Cidr> subnets = subnets(call, vpcId);
        if (!rule.sourceAddress().equals(EVERYWHERE) && subnets.stream().noneMatch(subnet -> subnet.contains(source))) {
            throw INVALID_PARAMETER.at(
                    "sourceAddress",
                    "is \"%s\"; allowed is %s or a block within a subnet of VPC %s: %s",
                    source,
                    EVERYWHERE,
                    vpcId,
                    subnets);
        }
    }

    private List<Cidr> subnets(Call call, String vpcId) {
        return SubnetHandlers.things(world).all(call.account()).values().stream()
                .filter(subnet -> subnet.text("vpcId").equals(vpcId))
                .map(subnet -> Cidr.parse(subnet.text("cidr")))
                .toList();
    }

    private static void refuseRepeated(List<RouteRule> rules, RouteRule rule) {
        rules.stream().filter(rule::repeats).findFirst().ifPresent(other -> {
            throw ROUTE_RULE_REPEATED.with(
                    "Rule %s has sourceAddress %s and destinationAddress %s, too; allowed is another pair.",
                    other.routeRuleId(), rule.sourceAddress(), rule.destinationAddress());
        });
    }

    private void put(Call call, Tx tx, String vpcId, List<RouteRule> rules) {
        vpcs.change(call, tx, vpcId, vpc -> RouteRule.write(vpc, rules));
    }

    /** The VPC that has the rule which a call names. */
    private String vpcOf(Call call) {
        return vpcs.all(call.account()).keySet().stream()
                .filter(vpcId -> rules(call, vpcId).stream()
                        .anyMatch(rule -> rule.routeRuleId().equals(call.id())))
                .findFirst()
                .orElseThrow(() -> NO_SUCH_OBJECT.at("routeRuleId", "is \"%s\".", call.id()));
    }

    private Reply update(Call call, Tx tx) {
        String vpcId = vpcOf(call);
        List<RouteRule> rules = new ArrayList<>(rules(call, vpcId));
        int index = rules.stream().map(RouteRule::routeRuleId).toList().indexOf(call.id());
        RouteRule old = rules.get(index);
        RouteRule changed = new RouteRule(
                old.routeRuleId(),
                call.body().optionalText("sourceAddress").orElse(old.sourceAddress()),
                call.body().optionalText("destinationAddress").orElse(old.destinationAddress()),
                call.body().optionalText("nexthopId").orElse(old.nexthopId()),
                old.nexthopType(),
                old.pathType(),
                call.body().optionalText("description").orElse(old.description()));
        // What stays as it is may name a subnet or machine that is gone.
        if (!changed.repeats(old)) {
            if (!old.hasOnePath()) {
                throw INVALID_PARAMETER.at(
                        "destinationAddress",
                        "would be \"%s\" and sourceAddress \"%s\"; allowed is no change of either, since the rule is one of several"
                                + " paths: delete them all and create them anew",
                        changed.destinationAddress(),
                        changed.sourceAddress());
            }
            check(call, vpcId, changed);
            refuseRepeated(rules, changed);
        }
        if (call.body().has("nexthopId") && changed.nexthopType().equals("custom")) {
            requireMachine(call, changed.nexthopId());
        }
        rules.set(index, changed);
        put(call, tx, vpcId, rules);
        return Reply.empty();
    }

    private Reply delete(Call call, Tx tx) {
        String vpcId = vpcOf(call);
        put(
                call,
                tx,
                vpcId,
                rules(call, vpcId).stream()
                        .filter(rule -> !rule.routeRuleId().equals(call.id()))
                        .toList());
        return Reply.empty();
    }
}
