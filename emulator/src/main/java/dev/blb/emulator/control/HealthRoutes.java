package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.backend.HealthStore;
import dev.blb.emulator.backend.ServerHealth;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.health.HealthScript;
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

/** Health of real servers: what is said about it by hand, and what decides it. */
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
        Schema account = Schema.of(text("account"));
        Schema scope = Schema.of(text("blbId"), integer("listenerPort", 1, 65535));
        return List.of(
                ControlRoute.of(
                                "PUT",
                                "backends/{instanceId}/health",
                                "set a machine's health (Alive, Dead, Unknown) or a script of its probes (up 10s, down"
                                        + " 5s, repeat), everywhere or for one blbId, listenerPort",
                                this::say)
                        .query(account)
                        .body(Schema.of(oneOf("status", "Alive", "Dead", "Unknown"), text("script"))
                                .and(scope)),
                ControlRoute.of(
                                "DELETE",
                                "backends/{instanceId}/health",
                                "take back what was set: the machine is probed again if it has an address, else Alive",
                                this::takeBack)
                        .query(account.and(scope)),
                ControlRoute.of(
                        "GET",
                        "loadbalancers/{blbId}/health",
                        "each listener's servers: state, what decides it, the newest 20 probes",
                        this::show));
    }

    private static HealthStore.Scope scope(ControlCall call, Members where) {
        return new HealthStore.Scope(
                call.path("instanceId"),
                call.account(),
                where.optionalText("blbId").orElse(""),
                where.optionalInteger("listenerPort").orElse(0));
    }

    private Object say(ControlCall call) {
        HealthStore.Scope scope = scope(call, call.body());
        Optional<String> status = call.body().optionalText("status");
        Optional<String> script = call.body().optionalText("script");
        if (status.isPresent() == script.isPresent()) {
            throw INVALID_PARAMETER.with(
                    "status and script are %s given; allowed is one of them", status.isPresent() ? "both" : "not");
        }
        HealthStore.Word word = new HealthStore.Word(
                status.orElse(null), script.map(HealthRoutes::script).orElse(null), clock.instant());
        return database.inTransaction(tx -> {
            HealthStore health = new HealthStore(tx);
            health.say(scope, word);
            // Zero tells a user of a mistyped id, and yet a machine may be declared dead before it is attached.
            return Map.of(
                    "instanceId",
                    scope.instanceId(),
                    status.isPresent() ? "status" : "script",
                    status.or(() -> script).orElseThrow(),
                    "attachedServers",
                    health.attached(scope));
        });
    }

    private static HealthScript script(String text) {
        try {
            return HealthScript.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw INVALID_PARAMETER.at("script", "is \"%s\"; allowed are %s", text, HealthScript.ALLOWED);
        }
    }

    private Object takeBack(ControlCall call) {
        HealthStore.Scope scope = scope(call, call.query());
        return database.inTransaction(
                tx -> Map.of("instanceId", scope.instanceId(), "takenBack", new HealthStore(tx).takeBack(scope)));
    }

    private Object show(ControlCall call) {
        return database.inTransaction(tx -> {
            LoadBalancer instance = new InstanceStore(tx).lock(call.path("blbId"));
            return Map.of(
                    "blbId",
                    instance.blbId(),
                    "listenerList",
                    new ServerHealth(tx, engine, clock.instant())
                            .timelines(instance.account(), instance.blbId(), ProbeEngine.REMEMBERED_PROBES));
        });
    }
}
