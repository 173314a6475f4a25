package dev.blb.emulator.backend;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.Operation.ADD_SERVERS;
import static dev.blb.emulator.api.Operation.DELETE_SERVERS;
import static dev.blb.emulator.api.Operation.DESCRIBE_SERVERS;
import static dev.blb.emulator.api.Operation.DESCRIBE_SERVER_HEALTH;
import static dev.blb.emulator.api.Operation.UPDATE_SERVERS;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_BACKENDS;
import static dev.blb.emulator.settings.SettingsTable.REFERENCES;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceRules;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.Listener;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Paging.Page;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.World;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Real servers: add, update, remove, list, health. Each batch is carried out whole or not at all (assumption [m37]). */
public final class BackendHandlers {
    static final String LIST = "backendServerList";

    private static final Field PRIVATE_IP =
            text("privateIp").withoutEffect("the address is the machine's; the Go model sends it along");

    /** A server of an add call. */
    static final Schema SERVER = Schema.of(
            Machines.KIND.id("instanceId").must(),
            integer("weight", 0, 100).alsoAsNumericText().or(100),
            text("desc").or(""),
            PRIVATE_IP);

    private static final Schema ADD =
            Schema.of(servers(SERVER.fields().toArray(Field[]::new)), InstanceRules.repeatedBlbId());

    private static final Schema UPDATE = Schema.of(
            servers(
                    Machines.KIND.id("instanceId").must(),
                    integer("weight", 0, 100).alsoAsNumericText(),
                    text("desc"),
                    PRIVATE_IP),
            InstanceRules.repeatedBlbId());

    private static final Schema REMOVE = Schema.of(
            listOf(LIST, Machines.KIND.id("instanceId"))
                    .sized(1, Field.UNSTATED_MAX_ITEMS)
                    .must(),
            InstanceRules.repeatedBlbId());

    private static final Schema HEALTH =
            Schema.of(integer("listenerPort", 1, 65535).must()).and(Paging.PARAMETERS);

    private final World world;
    private final ProbeEngine engine;

    /** Handlers in this world, with what this engine finds out. */
    public BackendHandlers(World world, ProbeEngine engine) {
        this.world = world;
        this.engine = engine;
    }

    private static Field servers(Field... members) {
        return listOfObjects(LIST, members).sized(1, Field.UNSTATED_MAX_ITEMS).must();
    }

    /** A server in the list. */
    record ServerView(String instanceId, int weight, String privateIp, String desc) {}

    /** A page of the server list. */
    record ServerList(
            List<ServerView> backendServerList,
            String marker,
            @JsonInclude(ALWAYS) @Nullable String nextMarker,
            boolean isTruncated,
            int maxKeys) {}

    /** A server's health. */
    record HealthView(String instanceId, int weight, String status, String privateIp) {}

    /** A page of the servers' health behind one listener. */
    record HealthList(
            List<HealthView> backendServerList,
            String type,
            int listenerPort,
            int backendPort,
            String marker,
            @JsonInclude(ALWAYS) @Nullable String nextMarker,
            boolean isTruncated,
            int maxKeys) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(ADD_SERVERS, Schema.of(), ADD, Void.class, this::add)
                .on(UPDATE_SERVERS, Schema.of(), UPDATE, Void.class, this::update)
                .on(DELETE_SERVERS, Schema.of(), REMOVE, Void.class, this::remove)
                .on(DESCRIBE_SERVERS, Paging.PARAMETERS, ServerList.class, this::list)
                .on(DESCRIBE_SERVER_HEALTH, HEALTH, HealthList.class, this::health);
    }

    Reply add(Call call, Tx tx) {
        List<Members> servers = call.body().objects(LIST);
        List<String> machines =
                servers.stream().map(server -> server.text("instanceId")).toList();
        checkDistinct(machines);
        AccountWorld here = world.of(call.account());
        for (int i = 0; i < machines.size(); i++) {
            here.require(
                    call.settings().get(REFERENCES), Machines.KIND, LIST + "[" + i + "].instanceId", machines.get(i));
        }
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        String vpcId = instance.place().network().vpcId();
        for (int i = 0; i < machines.size(); i++) {
            String machine = machines.get(i);
            Vpcs.requireSame(
                    here,
                    LIST + "[" + i + "].instanceId",
                    machine,
                    Machines.vpcOf(here, machine),
                    "load balancer",
                    vpcId);
        }
        BackendStore backends = new BackendStore(tx);
        for (Members server : servers) {
            backends.insert(
                    instance.blbId(),
                    server.text("instanceId"),
                    server.integer("weight"),
                    server.text("desc"),
                    call.now());
        }
        backends.checkQuota(instance.blbId(), call.settings().get(QUOTA_BACKENDS));
        return Reply.empty();
    }

    private Reply update(Call call, Tx tx) {
        List<Members> servers = call.body().objects(LIST);
        checkDistinct(servers.stream().map(server -> server.text("instanceId")).toList());
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        BackendStore backends = new BackendStore(tx);
        for (Members server : servers) {
            Backend current = backends.require(instance.blbId(), server.text("instanceId"));
            backends.update(current.with(
                    server.optionalInteger("weight").orElse(current.weight()),
                    server.optionalText("desc").orElse(current.desc())));
        }
        return Reply.empty();
    }

    private Reply remove(Call call, Tx tx) {
        List<String> machines = call.body().texts(LIST);
        checkDistinct(machines);
        LoadBalancer instance = InstanceRules.lockForWrite(call, tx);
        BackendStore backends = new BackendStore(tx);
        machines.forEach(machine -> backends.delete(instance.blbId(), machine));
        return Reply.empty();
    }

    /** The same machine twice in one call is InvalidParameter (assumption [m37]). */
    private static void checkDistinct(List<String> machines) {
        Set<String> seen = new HashSet<>();
        for (String machine : machines) {
            if (!seen.add(machine)) {
                throw INVALID_PARAMETER.at(
                        LIST, "names instanceId \"%s\" twice; allowed is each machine once", machine);
            }
        }
    }

    private Reply list(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.visible(call, tx);
        Page<Backend> page = page(call, tx, instance);
        List<ServerView> views = page.items().stream()
                .map(backend -> new ServerView(
                        backend.instanceId(),
                        backend.weight(),
                        Machines.privateIp(world.of(call.account()), backend.instanceId()),
                        backend.desc()))
                .toList();
        return Reply.of(new ServerList(views, page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    private Reply health(Call call, Tx tx) {
        LoadBalancer instance = InstanceRules.visible(call, tx);
        int port = call.query().integer("listenerPort");
        ListenerStore listeners = new ListenerStore(tx);
        Listener listener = listeners
                .find(instance.blbId(), port)
                .orElseThrow(() -> listeners.notFound(instance.blbId(), "listener with listenerPort " + port));
        Page<Backend> page = page(call, tx, instance);
        Map<String, String> statuses =
                new ServerHealth(tx, engine, call.now()).statuses(call.account(), listener, page.items());
        List<HealthView> views = page.items().stream()
                .map(backend -> new HealthView(
                        backend.instanceId(),
                        backend.weight(),
                        statuses.getOrDefault(backend.instanceId(), "Unknown"),
                        Machines.privateIp(world.of(call.account()), backend.instanceId())))
                .toList();
        return Reply.of(new HealthList(
                views,
                listener.protocol().name(),
                listener.port(),
                listener.settings().backendPort(),
                page.marker(),
                page.nextMarker(),
                page.isTruncated(),
                page.maxKeys()));
    }

    private static Page<Backend> page(Call call, Tx tx, LoadBalancer instance) {
        Paging paging = Paging.of(call.query());
        List<Backend> rows = new BackendStore(tx).page(instance.blbId(), paging);
        return paging.cut(rows, backend -> Paging.marker("rs", backend.ordinal()));
    }
}
