package dev.blb.emulator.account;

import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.settings.SettingRow;
import dev.blb.emulator.settings.SettingsTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The control routes of accounts: their settings. */
public final class AccountRoutes {
    private final Database database;
    private final Accounts accounts;

    /** The routes of these accounts. */
    public AccountRoutes(Database database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of(
                        "GET",
                        "accounts/{account}/settings",
                        "the settings that hold for one account",
                        call -> shown(call.path("account"))),
                ControlRoute.of(
                                "PUT",
                                "accounts/{account}/settings",
                                "give one account its own settings; members that are not named stay as they are",
                                this::set)
                        .body(SettingsTable.OF_ACCOUNTS));
    }

    private Object set(ControlCall call) {
        String account = call.path("account");
        database.exclusively(account, tx -> {
            accounts.declare(tx, account, call.body());
            return account;
        });
        return shown(account);
    }

    private Object shown(String account) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("account", account);
        SettingsTable.perAccount()
                .forEach(row -> answer.put(
                        row.name(), SettingRow.shown(accounts.settings(account).get(row))));
        return answer;
    }
}
