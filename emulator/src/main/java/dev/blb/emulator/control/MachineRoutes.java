package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.mapOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.AccountSettings.References;
import dev.blb.emulator.backend.HealthStore;
import dev.blb.emulator.listener.ListenerStore;
import dev.blb.emulator.probe.Echo;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.state.Database;
import dev.blb.emulator.world.World;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The registry of machines: where real servers really live, so that they are probed. */
public final class MachineRoutes {
    private static final int MAX_MAPPED_PORTS = 100;

    private final Database database;
    private final ProbeEngine engine;
    private final World world;
    private final Clock clock;

    /** Routes over this state, for this engine. */
    public MachineRoutes(Database database, ProbeEngine engine, World world, Clock clock) {
        this.database = database;
        this.engine = engine;
        this.world = world;
        this.clock = clock;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        Schema account = Schema.of(text("account"));
        return List.of(
                ControlRoute.of("GET", "machines", "where machines really live", call -> list()),
                ControlRoute.of(
                                "PUT",
                                "machines/{instanceId}",
                                "say where a machine really lives (127.0.0.1, or app:8080 for every port; ports"
                                        + " {\"8080\":18080}): from now on it is really probed",
                                this::put)
                        .query(account)
                        .body(Schema.of(
                                text("address").must(), mapOf("ports", integer("port", 1, 65535), MAX_MAPPED_PORTS))),
                ControlRoute.of(
                                "DELETE",
                                "machines/{instanceId}",
                                "take it out again: it is Alive by default",
                                this::delete)
                        .query(account));
    }

    /** A machine as it is shown; without an account it is every account's. */
    record MachineLine(
            String instanceId, @Nullable String account, String address, Map<Integer, Integer> ports, String since) {
        static MachineLine of(Machine machine) {
            return new MachineLine(
                    machine.instanceId(),
                    machine.account().isEmpty() ? null : machine.account(),
                    machine.address().toString(),
                    machine.ports(),
                    machine.since().toString());
        }
    }

    private Object list() {
        return Map.of(
                "machines",
                database.inTransaction(tx ->
                        new MachineStore(tx).all().stream().map(MachineLine::of).toList()));
    }

    private Object put(ControlCall call) {
        String instanceId = call.path("instanceId");
        world.of(call.account()).require(References.LENIENT, World.Kind.MACHINE, "instanceId", instanceId);
        Machine machine = new Machine(
                instanceId, call.account(), address(call.body().text("address")), ports(call), clock.instant());
        int attached = database.inTransaction(tx -> {
            if (!engine.echoIsPossible() && new ListenerStore(tx).anyChecksByEcho(machine.account())) {
                throw INVALID_PARAMETER.with(
                        "a UDP listener has healthCheckType ICMP, but no ICMP echo can be sent here (%s); allowed is a"
                                + " machine with an address once no listener checks by ICMP",
                        Echo.MISSING);
            }
            new MachineStore(tx).put(machine);
            return new HealthStore(tx).attached(new HealthStore.Scope(instanceId, machine.account(), "", 0));
        });
        engine.follow();
        // Zero tells a user of a mistyped id, and yet a machine may be registered before it is attached.
        return Map.of("instanceId", instanceId, "address", machine.address().toString(), "attachedServers", attached);
    }

    private static Machine.Address address(String text) {
        try {
            return Machine.Address.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw INVALID_PARAMETER.with("address is \"%s\"; allowed is %s", text, Machine.Address.ALLOWED);
        }
    }

    private static Map<Integer, Integer> ports(ControlCall call) {
        Map<Integer, Integer> ports = new TreeMap<>();
        call.body().object("ports").json().properties().forEach(member -> {
            String port = member.getKey();
            if (!port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > 65535) {
                throw INVALID_PARAMETER.with(
                        "ports names port \"%s\"; allowed is a port from 1 to 65535, such as {\"8080\":18080}", port);
            }
            ports.put(Integer.valueOf(port), member.getValue().intValue());
        });
        return ports;
    }

    private Object delete(ControlCall call) {
        String instanceId = call.path("instanceId");
        boolean deleted = database.inTransaction(tx -> new MachineStore(tx).delete(instanceId, call.account()));
        return Map.of("instanceId", instanceId, "deleted", deleted);
    }
}
