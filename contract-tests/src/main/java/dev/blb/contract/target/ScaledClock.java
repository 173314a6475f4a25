package dev.blb.contract.target;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A UTC clock that runs faster than real time, as that of an emulator whose clock is scaled does. */
final class ScaledClock extends Clock {
    private final Clock real = Clock.systemUTC();
    private final Instant start = real.instant();
    private final Instant shownAtStart;
    private final int scale;

    /** A clock that shows this time now and runs {@code scale} times as fast as real time. */
    ScaledClock(Instant now, int scale) {
        this.shownAtStart = now;
        this.scale = scale;
    }

    @Override
    public Instant instant() {
        return shownAtStart.plus(Duration.between(start, real.instant()).multipliedBy(scale));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a clock in UTC only");
    }
}
