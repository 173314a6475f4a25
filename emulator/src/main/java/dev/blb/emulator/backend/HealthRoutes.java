package dev.blb.emulator.backend;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.backend.HealthOverride.Scope;
import dev.blb.emulator.backend.ServerHealth.ScopeLine;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The control routes of health: what was set, and what decides it. */
public final class HealthRoutes {
    private final Database database;
    private final ProbeEngine engine;
    private final Clock clock;

    /** Routes over the state of this emulator. */
    public HealthRoutes(EmulatorContext context) {
        this.database = context.database();
        this.engine = context.engine();
        this.clock = context.clock();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        Schema account = Schema.of(ControlRoute.ACCOUNT);
        Schema scope = Schema.of(characters("blbId", 0, 64), integer("listenerPort", 1, 65535));
        return List.of(
                ControlRoute.of(
                                "GET",
                                "backends",
                                "the health that was set: machine, status or script, and where",
                                this::list)
                        .query(account),
                ControlRoute.of(
                                "PUT",
                                "backends/{instanceId}/health",
                                "set a machine's health (Alive, Dead, Unknown) or a script of its probes (up 10s, down"
                                        + " 5s, repeat), everywhere or for one blbId, listenerPort",
                                this::set)
                        .query(account)
                        .body(Schema.of(oneOf("status", "Alive", "Dead", "Unknown"), text("script"))
                                .and(scope)),
                ControlRoute.of(
                                "DELETE",
                                "backends/{instanceId}/health",
                                "clear what was set: the machine is probed again if it has an address, else Alive",
                                this::clear)
                        .query(account.and(scope)),
                ControlRoute.of(
                        "GET",
                        "loadbalancers/{blbId}/health",
                        "each listener's servers: state, what decides it, the newest " + ProbeEngine.REMEMBERED_PROBES
                                + " probes",
                        this::show));
    }

    private static Scope scope(ControlCall call, Members where) {
        return new Scope(
                call.path("instanceId"),
                call.account(),
                where.optionalText("blbId").orElse(""),
                where.optionalInteger("listenerPort").orElse(0));
    }

    private Object set(ControlCall call) {
        Scope scope = scope(call, call.body());
        Optional<String> status = call.body().optionalText("status");
        Optional<String> script = call.body().optionalText("script");
        if (status.isPresent() == script.isPresent()) {
            throw INVALID_PARAMETER.with(
                    "status and script are %s given; allowed is one of them", status.isPresent() ? "both" : "not");
        }
        HealthOverride override = status.map(text -> HealthOverride.status(scope, text, clock.instant()))
                .orElseGet(() -> HealthOverride.script(scope, "script", script.orElseThrow(), clock.instant()));
        return database.inTransaction(tx -> {
            HealthStore health = new HealthStore(tx);
            health.set(override);
            // Zero hints at a mistyped id; it is no error, as a machine may be declared dead before it is attached.
            return Map.of(
                    "instanceId",
                    scope.instanceId(),
                    status.isPresent() ? "status" : "script",
                    status.or(() -> script).orElseThrow(),
                    "attachedServers",
                    health.attached(scope));
        });
    }

    private Object clear(ControlCall call) {
        Scope scope = scope(call, call.query());
        return database.inTransaction(
                tx -> Map.of("instanceId", scope.instanceId(), "cleared", new HealthStore(tx).clear(scope)));
    }

    /** Health that was set, as it is shown; null where it holds for all. */
    record OverrideLine(
            String instanceId,
            @JsonUnwrapped ScopeLine scope,
            @Nullable String status,
            @Nullable String script,
            String since) {
        static OverrideLine of(HealthOverride override) {
            return new OverrideLine(
                    override.scope().instanceId(),
                    ScopeLine.of(override.scope()),
                    override.status(),
                    override.script() == null ? null : override.script().toString(),
                    override.since().toString());
        }
    }

    private Object list(ControlCall call) {
        return Map.of(
                "backends",
                database.inTransaction(tx -> new HealthStore(tx)
                        .all(call.account()).stream().map(OverrideLine::of).toList()));
    }

    private Object show(ControlCall call) {
        return database.inTransaction(tx -> {
            LoadBalancer instance = new InstanceStore(tx).require(call.path("blbId"));
            return Map.of(
                    "blbId",
                    instance.blbId(),
                    "listenerList",
                    new ServerHealth(tx, engine, clock.instant())
                            .timelines(instance.account(), instance.blbId(), ProbeEngine.REMEMBERED_PROBES));
        });
    }
}
