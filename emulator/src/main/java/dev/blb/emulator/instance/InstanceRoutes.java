package dev.blb.emulator.instance;

import static dev.blb.emulator.schema.Field.oneOf;

import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.Map;

/** The control routes of instances: their status, and the end of a wait. */
public final class InstanceRoutes {
    private final Database database;

    /** The routes of the instances in this database. */
    public InstanceRoutes(Database database) {
        this.database = database;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of(
                                "PUT",
                                "loadbalancers/{blbId}/status",
                                "set a load balancer to paused, unavailable or available",
                                this::setStatus)
                        .body(Schema.of(oneOf("status", Lifecycle.AVAILABLE, "paused", "unavailable")
                                .must())),
                ControlRoute.of(
                        "POST",
                        "loadbalancers/{blbId}/settle",
                        "let a load balancer's last write take effect now, whatever it waits for",
                        this::settle));
    }

    private Object setStatus(ControlCall call) {
        String status = call.body().text("status");
        return database.inTransaction(tx -> {
            InstanceStore instances = new InstanceStore(tx);
            LoadBalancer instance = instances.lock(call.path("blbId"));
            instances.update(instance.with(Lifecycle.of(status)));
            return Map.of("blbId", instance.blbId(), "status", status);
        });
    }

    private Object settle(ControlCall call) {
        return database.inTransaction(tx -> Map.of(
                "blbId",
                call.path("blbId"),
                "status",
                new InstanceStore(tx).settle(call.path("blbId")).orElse("released")));
    }
}
