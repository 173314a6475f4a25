package dev.blb.emulator.time;

import static dev.blb.emulator.db.generated.Tables.CLOCK_READING;

import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Sql;
import dev.blb.emulator.time.EmulatorClock.Reading;
import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;

/** How the clock runs: one reading, exact to the nanosecond. */
public final class ClockStore {
    private final DSLContext sql;

    /** The reading as this transaction sees it. */
    public ClockStore(Tx tx) {
        this.sql = Sql.of(tx).dsl();
    }

    /** The newest reading that was kept, or empty if the clock was never moved or closed. */
    public Optional<Reading> kept() {
        return sql.selectFrom(CLOCK_READING)
                .fetchOptional()
                .map(row -> new Reading(
                        Instant.parse(row.getRealTime()), Instant.parse(row.getShownTime()), row.getScale()));
    }

    /** Keeps no reading: the clock runs with the real one. */
    public void forget() {
        sql.deleteFrom(CLOCK_READING).execute();
    }

    /** Keeps a reading in place of the one before. */
    public void keep(Reading reading) {
        sql.deleteFrom(CLOCK_READING).execute();
        sql.insertInto(CLOCK_READING)
                .set(CLOCK_READING.ID, 1)
                .set(CLOCK_READING.REAL_TIME, reading.realAt().toString())
                .set(CLOCK_READING.SHOWN_TIME, reading.at().toString())
                .set(CLOCK_READING.SCALE, reading.scale())
                .execute();
    }
}
