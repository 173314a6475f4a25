package dev.blb.emulator.api;

/** What an operation does: a function from a call and a transaction to a reply. */
@FunctionalInterface
public interface Handler {
    /** The reply, or an {@link ApiException}, upon which the transaction is rolled back. */
    Reply handle(Call call, Tx tx);
}
