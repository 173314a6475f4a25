package dev.blb.emulator.db;

import dev.blb.emulator.api.Tx;

/**
 * Rows kept ready in memory for requests. They are only written exclusively, and the model is loaded anew before the next
 * transaction begins: whoever reads it inside a transaction sees what the transaction sees.
 */
public interface ReadModel {
    /** Loads an account's rows anew, or everybody's for the empty text. No other transaction runs. */
    void reload(Tx tx, String account);
}
