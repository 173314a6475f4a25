package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.AccountSettings;
import dev.blb.emulator.api.AccountSettings.References;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.asynchrony.Asynchronies;
import dev.blb.emulator.backend.HealthStore;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.Lifecycle;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.state.Accounts;
import dev.blb.emulator.state.ClientTokenStore;
import dev.blb.emulator.state.Database;
import dev.blb.emulator.state.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The state: reset, an instance's status, an account's settings. */
public final class StateRoutes {
    private static final int MAX_QUOTA = 1_000_000;

    private final Database database;
    private final Accounts accounts;
    private final Asynchronies asynchronies;
    private final Ids ids;

    /** Routes over this state. */
    public StateRoutes(Database database, Accounts accounts, Asynchronies asynchronies, Ids ids) {
        this.database = database;
        this.accounts = accounts;
        this.asynchronies = asynchronies;
        this.ids = ids;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of("POST", "reset", "drop all state, or one account's with ?account=", this::reset)
                        .query(Schema.of(text("account"))),
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
                        .body(Schema.of(
                                oneOf("references", "lenient", "strict"),
                                text("settleDelay"),
                                integer("quotaLoadBalancers", 0, MAX_QUOTA),
                                integer("quotaListeners", 0, MAX_QUOTA),
                                integer("quotaBackends", 0, MAX_QUOTA))));
    }

    private Object reset(ControlCall call) {
        String account = call.account();
        asynchronies.reset(account);
        if (account.isEmpty()) {
            accounts.reset();
            database.clear();
            // What is drawn next is as on a fresh start, so that runs between resets can be compared.
            ids.restart();
            return Map.of("reset", "all");
        }
        accounts.reset(account);
        database.exclusively(tx -> {
            new InstanceStore(tx).deleteAccount(account);
            new ClientTokenStore(tx).forget(account);
            new HealthStore(tx).forget(account);
            new MachineStore(tx).forget(account);
            return account;
        });
        return Map.of("reset", account);
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
        AccountSettings current = accounts.settings(account);
        Members body = call.body();
        AccountSettings changed = new AccountSettings(
                body.optionalText("references")
                        .map(text -> References.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(current.references()),
                body.optionalText("settleDelay").map(StateRoutes::delay).orElse(current.settleDelay()),
                body.optionalInteger("quotaLoadBalancers").orElse(current.quotaLoadBalancers()),
                body.optionalInteger("quotaListeners").orElse(current.quotaListeners()),
                body.optionalInteger("quotaBackends").orElse(current.quotaBackends()));
        accounts.set(account, changed);
        return Map.of(
                "account", account,
                "references", changed.references().name().toLowerCase(Locale.ROOT),
                "settleDelay", changed.settleDelay().toString(),
                "quotaLoadBalancers", changed.quotaLoadBalancers(),
                "quotaListeners", changed.quotaListeners(),
                "quotaBackends", changed.quotaBackends());
    }

    private static Duration delay(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw INVALID_PARAMETER.with("settleDelay is \"%s\"; allowed is %s", text, DurationText.ALLOWED);
        }
    }
}
