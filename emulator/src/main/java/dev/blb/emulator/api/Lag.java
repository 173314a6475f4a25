package dev.blb.emulator.api;

import java.time.Instant;

/**
 * When the effects of a write show, each moment for itself, since the real service carries every write out later
 * [doc:interface-spec] and its answers need not agree meanwhile.
 *
 * @param settled when the instance leaves creating or updating
 * @param writable when the next write is accepted
 * @param detail when calls that name the instance see the change
 * @param list when the instance list sees the change
 */
public record Lag(Moment settled, Moment writable, Moment detail, Moment list) {
    /** All at once. */
    public static final Lag NONE = new Lag(Moment.NOW, Moment.NOW, Moment.NOW, Moment.NOW);

    /**
     * A moment that comes by time, after a number of reads, or when somebody says so.
     *
     * @param atMillis not before this time, since 1970-01-01T00:00:00Z; {@link Long#MAX_VALUE} waits for a word
     * @param reads and not before so many more reads have seen the state before
     */
    public record Moment(long atMillis, int reads) {
        /** It has come. */
        public static final Moment NOW = new Moment(0, 0);

        /** It comes when somebody says so. */
        public static final Moment HELD = new Moment(Long.MAX_VALUE, 0);

        /** Whether it has come. */
        public boolean reached(Instant now) {
            return reads == 0 && now.toEpochMilli() >= atMillis;
        }

        /** The same after one more read. */
        public Moment afterRead() {
            return reads == 0 ? this : new Moment(atMillis, reads - 1);
        }
    }

    /** Whether nothing is left to wait for. */
    public boolean over(Instant now) {
        return settled.reached(now) && writable.reached(now) && detail.reached(now) && list.reached(now);
    }
}
