package dev.blb.emulator.backend;

import dev.blb.emulator.backend.HealthOverride.Scope;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The control routes of real addresses: where machines are reached, so that they are probed. */
public final class MachineRoutes {
    private final Database database;
    private final ProbeEngine engine;
    private final MachineRegistry machines;
    private final Clock clock;
    private final ContainerHint hint = new ContainerHint(Path.of("/"));

    /** Routes over the state of this emulator. */
    public MachineRoutes(EmulatorContext context) {
        this.database = context.database();
        this.engine = context.engine();
        this.machines = new MachineRegistry(context.world(), engine);
        this.clock = context.clock();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        Schema account = Schema.of(ControlRoute.ACCOUNT);
        return List.of(
                ControlRoute.of("GET", "machines", "the real addresses of machines, of all or of ?account=", this::list)
                        .query(account),
                ControlRoute.of(
                                "PUT",
                                "machines/{instanceId}",
                                "set a machine's real address (127.0.0.1, or app:8080 for every port; ports"
                                        + " {\"8080\":18080}): it is probed there",
                                this::put)
                        .query(account)
                        .body(MachineRegistry.WHERE),
                ControlRoute.of(
                                "DELETE",
                                "machines/{instanceId}",
                                "remove the address: the machine is Alive by default",
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

    /**
     * The answer to a registration.
     *
     * @param warning what is probably wrong with the address, if something is
     */
    record Registered(
            String instanceId,
            String address,
            int attachedServers,
            @Nullable String warning) {}

    private Object list(ControlCall call) {
        return Map.of(
                "machines",
                database.inTransaction(tx -> new MachineStore(tx)
                        .all(call.account()).stream().map(MachineLine::of).toList()));
    }

    private Object put(ControlCall call) {
        String instanceId = call.path("instanceId");
        Object answer = database.inTransaction(tx -> {
            Machine machine = machines.register(tx, instanceId, call.account(), call.body(), clock.instant());
            // Zero hints at a mistyped id; it is no error, as a machine may be registered before it is attached.
            int attached = new HealthStore(tx).attached(new Scope(instanceId, call.account(), "", 0));
            return new Registered(
                    instanceId,
                    machine.address().toString(),
                    attached,
                    hint.of(machine.address())
                            .or(() -> neverProbed(machine.address()))
                            .orElse(null));
        });
        engine.follow();
        return answer;
    }

    private Optional<String> neverProbed(Machine.Address address) {
        return engine.mayProbe(address)
                ? Optional.empty()
                : Optional.of(
                        address.host() + " is neither a loopback nor a private address; it is not probed and gets no"
                                + " traffic unless --allow-targets names it.");
    }

    private Object delete(ControlCall call) {
        String instanceId = call.path("instanceId");
        boolean deleted = database.inTransaction(tx -> new MachineStore(tx).delete(instanceId, call.account()));
        return Map.of("instanceId", instanceId, "deleted", deleted);
    }
}
