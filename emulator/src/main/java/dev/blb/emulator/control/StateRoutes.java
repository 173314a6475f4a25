package dev.blb.emulator.control;

import static dev.blb.emulator.schema.Field.oneOf;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.AccountSettings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.Lifecycle;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Parts of the state that are set by hand: an instance's status, an account's settings. */
public final class StateRoutes {
    private final Database database;
    private final Accounts accounts;

    /** Routes over this state. */
    public StateRoutes(Database database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of(
                                "PUT",
                                "loadbalancers/{blbId}/status",
                                "switch an instance to paused, unavailable or available",
                                this::setStatus)
                        .body(Schema.of(oneOf("status", "available", "paused", "unavailable")
                                .must())),
                ControlRoute.of(
                                "PUT",
                                "accounts/{account}/settings",
                                "give one account its own references, settleDelay and quotas",
                                this::setSettings)
                        .body(Accounts.SETTINGS));
    }

    private Object setStatus(ControlCall call) {
        String status = call.body().text("status");
        return database.inTransaction(tx -> {
            InstanceStore instances = new InstanceStore(tx);
            LoadBalancer instance = instances.lock(call.path("blbId"));
            instances.update(instance.withLifecycle(Lifecycle.settled(status)));
            return Map.of("blbId", instance.blbId(), "status", status);
        });
    }

    private Object setSettings(ControlCall call) {
        String account = call.path("account");
        database.exclusively(account, tx -> {
            accounts.declare(tx, account, call.body());
            return account;
        });
        AccountSettings changed = accounts.settings(account);
        return Map.of(
                "account", account,
                "references", changed.references().name().toLowerCase(Locale.ROOT),
                "settleDelay", changed.settleDelay().toString(),
                "quotaLoadBalancers", changed.quotaLoadBalancers(),
                "quotaListeners", changed.quotaListeners(),
                "quotaBackends", changed.quotaBackends());
    }
}
