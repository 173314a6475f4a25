package dev.blb.emulator.db.h2;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import dev.blb.emulator.api.ApiException;
import java.time.Instant;

/**
 * Why nothing can be stored.
 *
 * @param lasting whether only a restart helps
 * @param nextTry when to try again, by the real clock
 */
record Outage(String reason, boolean lasting, Instant nextTry) {
    /** What to do about one that ends the start. */
    static final String START_ADVICE =
            "; no write that was answered is lost. Make that possible, such as by freeing space, and start again.";

    /**
     * What a call is answered.
     *
     * @param duringStart whether it ends the start, so that nobody tries again
     */
    ApiException refusal(boolean duringStart) {
        return SERVICE_UNAVAILABLE.with("%s%s", reason, duringStart ? START_ADVICE : advice());
    }

    private String advice() {
        return lasting
                ? ". Restart the emulator."
                : "; no write that was answered is lost. Make that possible, such as by freeing space: the emulator"
                        + " tries again every second.";
    }
}
