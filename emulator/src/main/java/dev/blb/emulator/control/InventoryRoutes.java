package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.Backend;
import dev.blb.emulator.backend.ServerHealth;
import dev.blb.emulator.backend.ServerHealth.ListenerHealth;
import dev.blb.emulator.backend.ServerHealth.ServerLine;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.control.InventoryStore.AccountLine;
import dev.blb.emulator.control.InventoryStore.Place;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.forwarding.InstanceRows;
import dev.blb.emulator.forwarding.PlanStore;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.Lifecycle;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.Listener;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.world.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What there is: accounts, load balancers page by page or those with a problem, and one load balancer with all that belongs to it. */
public final class InventoryRoutes {
    private static final int DEFAULT_PAGE = 50;
    private static final int MAX_PAGE = 1000;

    /** The health of so many load balancers is computed for one answer at most, so many at a time. */
    private static final int MAX_SUSPECTS = 1000;

    private static final int SUSPECTS_AT_A_TIME = 200;

    private static final Pattern MARKER = Pattern.compile("(\\d{1,18})\\.(.{0,512})");
    private static final Field MAX_KEYS = integer("maxKeys", 1, MAX_PAGE).or(DEFAULT_PAGE);

    private final Database database;
    private final ProbeEngine engine;
    private final Clock clock;

    /** Routes over the state of this emulator. */
    public InventoryRoutes(EmulatorContext context) {
        this.database = context.database();
        this.engine = context.engine();
        this.clock = context.clock();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of(
                                "GET",
                                "accounts",
                                "the accounts that have had a load balancer, or ?account=, with the number of theirs, by name",
                                this::accounts)
                        .query(Schema.of(ControlRoute.ACCOUNT, text("marker"), MAX_KEYS)),
                ControlRoute.of(
                                "GET",
                                "loadbalancers",
                                "the load balancers of all accounts or of ?account= with status and health; unhealthy=true:"
                                        + " only those that are not available or have a server that is not Alive, of which total"
                                        + " counts those found so far: while there is a nextMarker there may be more",
                                this::loadBalancers)
                        .query(Schema.of(
                                ControlRoute.ACCOUNT,
                                text("marker"),
                                MAX_KEYS,
                                text("search"),
                                flag("unhealthy").or(false))),
                ControlRoute.of(
                        "GET",
                        "loadbalancers/{blbId}",
                        "one load balancer with its listeners, servers and groups",
                        call -> database.inTransaction(tx -> detail(tx, call.path("blbId")))));
    }

    /** A page of accounts. */
    record AccountPage(
            List<AccountLine> accounts, @Nullable String nextMarker, long totalAccounts, long totalLoadBalancers) {}

    private Object accounts(ControlCall call) {
        int size = call.query().integer("maxKeys");
        return database.inTransaction(tx -> {
            InventoryStore store = new InventoryStore(tx);
            List<AccountLine> found = store.accounts(
                    call.account(), call.query().optionalText("marker").orElse(""), size + 1);
            boolean more = found.size() > size;
            return new AccountPage(
                    more ? found.subList(0, size) : found,
                    more ? found.get(size).account() : null,
                    store.countAccounts(call.account()),
                    store.countLoadBalancers(call.account(), ""));
        });
    }

    /** How many servers behind listeners are in each state: one that is behind two listeners counts twice. */
    record HealthCount(long alive, long dead, long unknown) {
        static HealthCount of(List<ListenerHealth> health) {
            return new HealthCount(count(health, "Alive"), count(health, "Dead"), count(health, "Unknown"));
        }

        private static long count(List<ListenerHealth> health, String status) {
            return health.stream()
                    .flatMap(listener -> listener.backendServerList().stream())
                    .map(ServerLine::status)
                    .filter(status::equals)
                    .count();
        }

        boolean isHealthy() {
            return dead == 0 && unknown == 0;
        }
    }

    /** A load balancer in a list. */
    record LoadBalancerLine(
            String blbId,
            String account,
            String name,
            String address,
            @Nullable String publicIp,
            String status,
            int listeners,
            HealthCount health) {
        boolean isHealthy() {
            return status.equals(Lifecycle.AVAILABLE) && health.isHealthy();
        }
    }

    /** A page of load balancers. */
    record LoadBalancerPage(
            List<LoadBalancerLine> loadBalancers, @Nullable String nextMarker, long total) {}

    private Object loadBalancers(ControlCall call) {
        int size = call.query().integer("maxKeys");
        Place from = place(call.query().optionalText("marker").orElse(""));
        String search = call.query().optionalText("search").orElse("");
        return database.inTransaction(tx -> {
            InventoryStore store = new InventoryStore(tx);
            if (call.query().flag("unhealthy")) {
                return unhealthy(
                        tx, place -> store.suspects(call.account(), place, search, SUSPECTS_AT_A_TIME + 1), from, size);
            }
            List<Place> found = store.loadBalancers(call.account(), from, search, size + 1);
            boolean more = found.size() > size;
            List<String> ids = found.stream().limit(size).map(Place::blbId).toList();
            return new LoadBalancerPage(
                    lines(tx, ids),
                    more ? found.get(size).marker() : null,
                    store.countLoadBalancers(call.account(), search));
        });
    }

    /** Looks at suspects until it has found more than a page, or has looked at as many as one answer may. */
    private LoadBalancerPage unhealthy(Tx tx, Function<Place, List<Place>> suspectsFrom, Place from, int size) {
        Map<String, Place> places = new HashMap<>();
        List<LoadBalancerLine> found = new ArrayList<>();
        Optional<Place> next = Optional.of(from);
        while (next.isPresent() && found.size() <= size && places.size() < MAX_SUSPECTS) {
            List<Place> suspects = suspectsFrom.apply(next.get());
            List<Place> some = suspects.stream().limit(SUSPECTS_AT_A_TIME).toList();
            next = suspects.stream().skip(SUSPECTS_AT_A_TIME).findFirst();
            some.forEach(place -> places.put(place.blbId(), place));
            lines(tx, some.stream().map(Place::blbId).toList()).stream()
                    .filter(line -> !line.isHealthy())
                    .forEach(found::add);
        }
        if (found.size() > size) {
            next = Optional.ofNullable(places.get(found.get(size).blbId()));
        }
        return new LoadBalancerPage(
                found.stream().limit(size).toList(), next.map(Place::marker).orElse(null), found.size());
    }

    private List<LoadBalancerLine> lines(Tx tx, List<String> ids) {
        Map<String, LoadBalancer> byId = new HashMap<>();
        new InstanceStore(tx).all(ids).forEach(instance -> byId.put(instance.blbId(), instance));
        Instant now = clock.instant();
        return ids.stream()
                .flatMap(id -> Optional.ofNullable(byId.get(id)).stream())
                .map(instance -> line(
                        instance,
                        new ServerHealth(tx, engine, now).timelines(instance.account(), instance.blbId(), 1),
                        now))
                .toList();
    }

    private static LoadBalancerLine line(LoadBalancer instance, List<ListenerHealth> health, Instant now) {
        return new LoadBalancerLine(
                instance.blbId(),
                instance.account(),
                instance.labels().name(),
                instance.place().address(),
                instance.place().eip(),
                instance.lifecycle().statusForControl(now),
                health.size(),
                HealthCount.of(health));
    }

    private static Place place(String marker) {
        if (marker.isEmpty()) {
            return new Place("", 0, "");
        }
        Matcher matcher = MARKER.matcher(marker);
        if (!matcher.matches()) {
            throw INVALID_PARAMETER.at("marker", "is \"%s\"; allowed is the nextMarker of an earlier page", marker);
        }
        return new Place(matcher.group(2), Long.parseLong(matcher.group(1)), "");
    }

    /** A listener with its settings under the names of the API. */
    record ListenerDetail(int listenerPort, String listenerType, String description, ObjectNode settings) {
        static ListenerDetail of(Listener listener) {
            return new ListenerDetail(
                    listener.port(),
                    listener.protocol().name(),
                    listener.description(),
                    listener.settings().complete());
        }
    }

    /** A server with the address at which it is probed, if one is registered. */
    record ServerDetail(
            String instanceId,
            int weight,
            String desc,
            @Nullable String address) {
        static ServerDetail of(Backend server, @Nullable Machine machine) {
            return new ServerDetail(
                    server.instanceId(),
                    server.weight(),
                    server.desc(),
                    machine == null ? null : machine.address().toString());
        }
    }

    /** A load balancer with what belongs to it. */
    record Detail(
            @JsonUnwrapped LoadBalancerLine line,
            String desc,
            String vpcId,
            String subnetId,
            String ipType,
            String ipv6,
            String createTime,
            List<Tag> tags,
            List<ListenerDetail> listenerList,
            List<ServerDetail> backendServerList,
            Map<String, List<String>> securityGroups) {}

    private Detail detail(Tx tx, String blbId) {
        LoadBalancer instance = new InstanceStore(tx).require(blbId);
        Instant now = clock.instant();
        InstanceRows rows = new PlanStore(tx, engine).read(blbId, now).orElseThrow();
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (GroupKind kind : GroupKind.values()) {
            groups.put(kind.parameter(), rows.groups().getOrDefault(kind, List.of()));
        }
        return new Detail(
                line(instance, rows.health(), now),
                instance.labels().desc(),
                instance.place().network().vpcId(),
                instance.place().network().subnetId(),
                instance.place().ipType(),
                instance.place().ipv6(),
                instance.identity().createdAt().toString(),
                instance.labels().tags(),
                rows.listeners().stream().map(ListenerDetail::of).toList(),
                rows.servers().stream()
                        .map(server -> ServerDetail.of(server, rows.machines().get(server.instanceId())))
                        .toList(),
                groups);
    }
}
