package dev.blb.emulator.state;

import dev.blb.emulator.api.AccountSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The settings of each account: the emulator's own, or what was set for one account since the last reset. */
public final class Accounts {
    private final AccountSettings defaults;
    private final Map<String, AccountSettings> own = new ConcurrentHashMap<>();

    /** All accounts begin with these settings. */
    public Accounts(AccountSettings defaults) {
        this.defaults = defaults;
    }

    /** The settings of an account. */
    public AccountSettings settings(String account) {
        return own.getOrDefault(account, defaults);
    }

    /** Gives an account settings of its own. */
    public void set(String account, AccountSettings settings) {
        own.put(account, settings);
    }

    /** Gives an account the emulator's settings again. */
    public void reset(String account) {
        own.remove(account);
    }

    /** Gives every account the emulator's settings again. */
    public void reset() {
        own.clear();
    }
}
