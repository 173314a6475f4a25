package dev.blb.emulator.state;

import static dev.blb.emulator.state.generated.Tables.ACCOUNT_SETTINGS;

import dev.blb.emulator.api.AccountSettings;
import dev.blb.emulator.api.AccountSettings.References;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.state.generated.tables.records.AccountSettingsRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The settings of each account: the emulator's own, or what was set for one account since the last reset. They are read
 * with every request, so all that is in the database is in memory, too.
 */
public final class Accounts {
    private final AccountSettings defaults;
    private final Database database;
    private final Map<String, AccountSettings> own = new ConcurrentHashMap<>();

    /** All accounts begin with these settings, but for those that have others in the database. */
    public Accounts(AccountSettings defaults, Database database) {
        this.defaults = defaults;
        this.database = database;
        database.inTransaction(
                        tx -> Database.sql(tx).selectFrom(ACCOUNT_SETTINGS).fetch())
                .forEach(row -> own.put(row.getAccount(), settings(row)));
    }

    private static AccountSettings settings(AccountSettingsRecord row) {
        return new AccountSettings(
                References.valueOf(row.getReferencesMode()),
                Duration.parse(row.getSettleDelay()),
                row.getQuotaLoadBalancers(),
                row.getQuotaListeners(),
                row.getQuotaBackends());
    }

    /** The settings of an account. */
    public AccountSettings settings(String account) {
        return own.getOrDefault(account, defaults);
    }

    /** Gives an account settings of its own. */
    public synchronized void set(String account, AccountSettings settings) {
        database.inTransaction(tx -> {
            delete(tx, account);
            AccountSettingsRecord row = new AccountSettingsRecord();
            row.setAccount(account);
            row.setReferencesMode(settings.references().name());
            row.setSettleDelay(settings.settleDelay().toString());
            row.setQuotaLoadBalancers(settings.quotaLoadBalancers());
            row.setQuotaListeners(settings.quotaListeners());
            row.setQuotaBackends(settings.quotaBackends());
            return Database.sql(tx).insertInto(ACCOUNT_SETTINGS).set(row).execute();
        });
        own.put(account, settings);
    }

    /** Gives an account the emulator's settings again. */
    public synchronized void reset(String account) {
        database.inTransaction(tx -> delete(tx, account));
        own.remove(account);
    }

    private static int delete(Tx tx, String account) {
        return Database.sql(tx)
                .deleteFrom(ACCOUNT_SETTINGS)
                .where(ACCOUNT_SETTINGS.ACCOUNT.eq(account))
                .execute();
    }

    /** Gives every account the emulator's settings again. */
    public synchronized void reset() {
        database.inTransaction(
                tx -> Database.sql(tx).deleteFrom(ACCOUNT_SETTINGS).execute());
        own.clear();
    }
}
