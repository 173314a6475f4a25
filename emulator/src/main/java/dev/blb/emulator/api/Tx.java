package dev.blb.emulator.api;

import java.time.Instant;

/** The transaction of one request, opaque to handlers: only stores can look inside. */
public interface Tx {
    /** When it began, by the emulator's clock: the one time of all that is done in it. */
    Instant now();
}
