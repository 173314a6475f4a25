package dev.blb.emulator.control;

import static dev.blb.emulator.schema.Field.oneOf;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.Lifecycle;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.settings.SettingRow;
import dev.blb.emulator.settings.SettingsTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts of the state that are set by hand: an instance's status, an account's settings. */
public final class StateRoutes {
    private final Database database;
    private final Accounts accounts;

    /** Routes over the state of this emulator. */
    public StateRoutes(EmulatorContext context) {
        this.database = context.database();
        this.accounts = context.accounts();
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
                                "give one account its own settings; members that are not named stay as they are",
                                this::setSettings)
                        .body(SettingsTable.OF_ACCOUNTS));
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
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("account", account);
        SettingsTable.perAccount()
                .forEach(row -> answer.put(
                        row.name(), SettingRow.shown(accounts.settings(account).get(row))));
        return answer;
    }
}
