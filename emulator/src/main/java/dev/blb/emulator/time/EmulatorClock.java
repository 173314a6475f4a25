package dev.blb.emulator.time;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of an emulator: settling, health, client tokens, signatures, expiry and log lines all go by it. It runs with
 * the real one until it is frozen, set, advanced or scaled; it goes back only by {@link #backToReal}. Thread-safe.
 */
public final class EmulatorClock extends Clock {
    /** The fastest that time may run: a year in about nine hours. */
    public static final int MAX_SCALE = 1000;

    /** The latest time: it cannot be set or advanced to a later one, and once it has run up to it, it stands. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final Logger LOG = LoggerFactory.getLogger(EmulatorClock.class);

    private final Clock real;
    private volatile Reading reading;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private Optional<Reading> adopted = Optional.empty();
    private final AtomicInteger movesUnderWay = new AtomicInteger();

    /** A clock that runs with this one. */
    public EmulatorClock(Clock real) {
        this.real = real;
        Instant now = real.instant();
        this.reading = new Reading(now, now, 1);
    }

    /**
     * Goes on as another clock ran, as if that had never stopped. Where the real time has gone back since, it begins where the
     * other one was. Followers are not told: call it before anything depends on the time.
     */
    public synchronized void resumeFrom(Reading before) {
        Instant now = real.instant();
        this.reading = now.isBefore(before.realAt()) ? new Reading(now, before.at(), before.scale()) : before;
    }

    /**
     * Runs as the processes of a shared database agreed, or with the real time where they did not. Followers are told only that
     * time may run otherwise.
     */
    public void adopt(Optional<Reading> agreed) {
        synchronized (this) {
            if (agreed.equals(adopted)) {
                return;
            }
            adopted = agreed;
            Instant now = real.instant();
            resumeFrom(agreed.orElseGet(() -> new Reading(now, now, 1)));
        }
        tell(Follower::paceChanged);
    }

    /** How it would run after a move, which is not carried out. */
    public Reading after(Consumer<EmulatorClock> move) {
        EmulatorClock copy = new EmulatorClock(real);
        copy.reading = reading;
        move.accept(copy);
        return copy.reading();
    }

    private record Follower(Runnable paceChanged, Consumer<Instant> moved) {}

    /**
     * How a clock runs.
     *
     * @param realAt a real time
     * @param at what the clock showed then
     * @param scale how many seconds pass in a real one since
     */
    public record Reading(Instant realAt, Instant at, int scale) {
        Instant at(Instant realNow) {
            Instant now = at.plus(Duration.between(realAt, realNow).multipliedBy(scale));
            return notLater(now);
        }
    }

    /** How it runs, read now. */
    public Reading reading() {
        Reading current = reading;
        Instant realNow = real.instant();
        return new Reading(realNow, current.at(realNow), current.scale());
    }

    @Override
    public Instant instant() {
        return reading.at(real.instant());
    }

    /** Milliseconds of real time since a fixed moment of this process, for time-outs and durations: no change of a clock moves it. */
    public static long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** The clock that it runs with, for what other programs judge by the real time, such as certificates. */
    public Clock real() {
        return real;
    }

    /** How many seconds pass in a real one: 1 as usual, 0 when frozen. */
    public int scale() {
        return reading.scale();
    }

    /**
     * Adds a follower, which is called after every change, before the call that makes it returns; several are called in the order in
     * which they were added. What one throws is logged and harms nobody.
     *
     * @param paceChanged called when time runs otherwise from now on
     * @param moved called with the time it was before when it was set or advanced
     */
    public void follow(Runnable paceChanged, Consumer<Instant> moved) {
        followers.add(new Follower(paceChanged, moved));
    }

    /** How it differs from the real one, such as {@code 2h ahead of the real time}; empty if it does not. */
    public Optional<String> deviation() {
        Reading current = reading;
        Instant realNow = real.instant();
        Duration ahead = Duration.between(realNow, current.at(realNow));
        List<String> parts = new ArrayList<>();
        if (ahead.abs().compareTo(Duration.ofSeconds(1)) >= 0) {
            parts.add(ahead.abs().truncatedTo(ChronoUnit.SECONDS).toString()
                    + (ahead.isNegative() ? " behind" : " ahead of") + " the real time");
        }
        if (current.scale() != 1) {
            parts.add(current.scale() == 0 ? "frozen" : "running " + current.scale() + " times as fast");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
    }

    /** Lets it run with the real clock again. Only for a state in which nothing is later than that: time may go back here. */
    public void backToReal() {
        synchronized (this) {
            Instant now = real.instant();
            reading = new Reading(now, now, 1);
        }
        tell(Follower::paceChanged);
    }

    /** Stops time. */
    public void freeze() {
        run(0);
    }

    /** Resumes real time. */
    public void resume() {
        run(1);
    }

    /** Scales time: so many seconds pass in a real one, 1 to {@link #MAX_SCALE}. */
    public void scale(int scale) {
        if (scale < 1 || scale > MAX_SCALE) {
            throw new IllegalArgumentException("1 to " + MAX_SCALE);
        }
        run(scale);
    }

    /** Sets a time that is not before now; then it runs, or stands, as before. */
    public void set(Instant to) {
        moveAndTell(now -> to);
    }

    /** Moves time on by this, which is not negative. */
    public void advance(Duration by) {
        moveAndTell(now -> {
            try {
                return now.plus(by);
            } catch (DateTimeException | ArithmeticException tooFar) {
                return Instant.MAX;
            }
        });
    }

    /**
     * Whether a call of {@link #set} or {@link #advance} has not returned. It is true before any thread can read the new time,
     * so a follower that reads a time and then false here has been called for every move up to that time.
     */
    public boolean isBeingMoved() {
        return movesUnderWay.get() > 0;
    }

    private void moveAndTell(UnaryOperator<Instant> destination) {
        movesUnderWay.incrementAndGet();
        try {
            Instant from = move(destination);
            tell(follower -> () -> follower.moved().accept(from));
        } finally {
            movesUnderWay.decrementAndGet();
        }
    }

    /** Sets a time that follows from the one it is now, and returns that. */
    private synchronized Instant move(UnaryOperator<Instant> destination) {
        Instant realNow = real.instant();
        Instant now = reading.at(realNow);
        Instant to = destination.apply(now);
        if (to.isBefore(now) || to.isAfter(LATEST)) {
            throw new IllegalArgumentException(
                    "a time from now (" + now + ") to " + LATEST + ": time does not go back");
        }
        reading = new Reading(realNow, to, reading.scale());
        return now;
    }

    private void run(int scale) {
        synchronized (this) {
            Instant realNow = real.instant();
            reading = new Reading(realNow, reading.at(realNow), scale);
        }
        tell(Follower::paceChanged);
    }

    private void tell(Function<Follower, Runnable> call) {
        for (Follower follower : followers) {
            try {
                call.apply(follower).run();
            } catch (RuntimeException | Error failure) {
                LOG.error("a follower of the clock failed; the clock has changed all the same", failure);
            }
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    /** A time, but at most {@link #LATEST}. */
    public static Instant notLater(Instant time) {
        return time.isAfter(LATEST) ? LATEST : time;
    }
}
