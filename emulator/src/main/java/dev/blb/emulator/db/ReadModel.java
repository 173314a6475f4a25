package dev.blb.emulator.db;

import dev.blb.emulator.api.Tx;

/**
 * Rows kept ready in memory for requests. They are only written exclusively, and the model is loaded anew before the next
 * transaction begins: inside a transaction it shows what the transaction sees.
 */
@FunctionalInterface
public interface ReadModel {
    /** Loads an account's rows anew, or all rows for the empty text. No other transaction runs. */
    void reload(Tx tx, String account);
}
