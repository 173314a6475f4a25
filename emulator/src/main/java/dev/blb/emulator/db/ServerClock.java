package dev.blb.emulator.db;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The clock of the database server, so that all processes that use it have one real time: the clock of this machine, corrected by
 * the difference of the two. Thread-safe.
 */
public final class ServerClock extends Clock {
    /** A smaller difference may be the time that an answer of the server takes. */
    private static final Duration TOLERANCE = Duration.ofMillis(250);

    private final Clock local;
    private volatile Duration ahead = Duration.ZERO;

    /** Shows the time of this clock until it is corrected. */
    public ServerClock(Clock local) {
        this.local = local;
    }

    /**
     * Corrects it if it cannot have shown the server's time, give or take a quarter of a second, when the server read it.
     *
     * @param asked what this clock showed before the server was asked
     * @param server the server's time, read between then and now
     */
    public void correct(Instant asked, Instant server) {
        Instant now = instant();
        if (server.isBefore(asked.minus(TOLERANCE)) || server.isAfter(now.plus(TOLERANCE))) {
            set(server);
        }
    }

    /** Sets it to the server's time, read just now. */
    public void set(Instant server) {
        ahead = Duration.between(local.instant(), server);
    }

    @Override
    public Instant instant() {
        return local.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return local.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return local.withZone(zone);
    }
}
