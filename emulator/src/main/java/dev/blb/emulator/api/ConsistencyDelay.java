package dev.blb.emulator.api;

import java.time.Instant;

/**
 * When the effects of a write become visible. Each of the four moments is independent: the real service carries every write
 * out later [doc:interface-spec], and its answers need not agree meanwhile.
 *
 * @param settle when the instance leaves {@code creating} or {@code updating}
 * @param writable when the next write is accepted
 * @param detail when calls that name the instance show the change
 * @param list when the instance list shows the change
 */
public record ConsistencyDelay(Moment settle, Moment writable, Moment detail, Moment list) {
    /** Everything at once. */
    public static final ConsistencyDelay NONE = new ConsistencyDelay(Moment.NOW, Moment.NOW, Moment.NOW, Moment.NOW);

    /**
     * A moment that is reached by time, after a number of reads, or when it is ended by hand.
     *
     * @param atMillis not before this time, in milliseconds since 1970-01-01T00:00:00Z; {@link Long#MAX_VALUE} if only a
     *     control call ends the wait
     * @param reads and not before so many more reads have shown the state before
     */
    public record Moment(long atMillis, int reads) {
        /** Reached already. */
        public static final Moment NOW = new Moment(0, 0);

        /** Reached only when it is ended by hand. */
        public static final Moment HELD = new Moment(Long.MAX_VALUE, 0);

        /** Whether it is reached. */
        public boolean reached(Instant now) {
            return reads == 0 && now.toEpochMilli() >= atMillis;
        }

        /** The same after one more read. */
        public Moment afterRead() {
            return reads == 0 ? this : new Moment(atMillis, reads - 1);
        }
    }

    /** Whether every moment is reached. */
    public boolean isOver(Instant now) {
        return settle.reached(now) && writable.reached(now) && detail.reached(now) && list.reached(now);
    }
}
