package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.parsed;
import static dev.blb.emulator.schema.TimeLength.timeLength;

import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.time.ClockStore;
import dev.blb.emulator.time.EmulatorClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The clock: what time it is, and how to move it. */
public final class ClockRoutes {
    private static final Duration MAX_ADVANCE = Duration.ofDays(3650);
    private static final String LENGTHS =
            "a length of time such as 500ms, 30s, 12h, 45d or PT30S, at most " + MAX_ADVANCE.toDays() + " days";

    private final EmulatorClock clock;
    private final Database database;

    /** Routes that move the clock of this emulator. */
    public ClockRoutes(EmulatorContext context) {
        this.clock = context.clock();
        this.database = context.database();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of("GET", "clock", "what time it is, and how it runs", call -> show())
                        .openToEveryAccount(),
                ControlRoute.of(
                                "POST",
                                "clock",
                                "freeze or resume it, set it, advance it (PT30S), scale it (60): one of them; it never"
                                        + " goes back",
                                this::move)
                        .body(Schema.of(
                                flag("freeze"),
                                flag("resume"),
                                parsed("set", Instant::parse, "a time such as 2026-01-31T10:00:00Z"),
                                timeLength("advance", ClockRoutes::length, LENGTHS),
                                integer("scale", 1, EmulatorClock.MAX_SCALE))));
    }

    private Object show() {
        int scale = clock.scale();
        return Map.of(
                "now",
                clock.instant().toString(),
                "mode",
                scale == 0 ? "frozen" : scale == 1 ? "real" : "scaled",
                "scale",
                scale);
    }

    private Object move(ControlCall call) {
        Members body = call.body();
        Map<String, Consumer<EmulatorClock>> moves = new LinkedHashMap<>();
        body.optionalFlag("freeze").filter(on -> on).ifPresent(on -> moves.put("freeze", EmulatorClock::freeze));
        body.optionalFlag("resume").filter(on -> on).ifPresent(on -> moves.put("resume", EmulatorClock::resume));
        body.optionalText("set").ifPresent(to -> moves.put("set", each -> set(each, to)));
        body.optionalText("advance").ifPresent(by -> moves.put("advance", each -> advance(each, by)));
        body.optionalInteger("scale").ifPresent(scale -> moves.put("scale", each -> each.scale(scale)));
        if (moves.size() != 1) {
            throw INVALID_PARAMETER.with(
                    "the body %s; allowed is one of freeze (true), resume (true), set, advance, scale, such as"
                            + " {\"advance\":\"30s\"}",
                    moves.isEmpty() ? "moves nothing" : "has " + String.join(", ", moves.keySet()));
        }
        moves.values().forEach(this::moveAndKeep);
        return show();
    }

    /** One at a time, so that the reading that is kept is the newest. */
    private synchronized void moveAndKeep(Consumer<EmulatorClock> move) {
        if (database.isShared()) {
            // The clock follows what is kept, on this node as on the others.
            database.exclusively("", tx -> {
                new ClockStore(tx).keep(clock.after(move));
                return clock;
            });
            return;
        }
        move.accept(clock);
        database.inTransaction(tx -> {
            new ClockStore(tx).keep(clock.reading());
            return clock;
        });
    }

    private static void set(EmulatorClock clock, String to) {
        try {
            clock.set(Instant.parse(to));
        } catch (IllegalArgumentException wrong) {
            throw INVALID_PARAMETER.at(
                    "set",
                    "is \"%s\"; allowed is a time from %s to %s: time does not go back",
                    to,
                    earliest(clock),
                    EmulatorClock.LATEST);
        }
    }

    /** The next whole millisecond, as time does not go back to the one that has begun. */
    private static Instant earliest(EmulatorClock clock) {
        Instant now = clock.instant();
        Instant millis = now.truncatedTo(ChronoUnit.MILLIS);
        return millis.equals(now) ? now : millis.plusMillis(1);
    }

    private static void advance(EmulatorClock clock, String by) {
        try {
            clock.advance(length(by));
        } catch (IllegalArgumentException tooFar) {
            throw INVALID_PARAMETER.at(
                    "advance",
                    "is \"%s\" and would end after %s, the latest time; it is %s",
                    by,
                    EmulatorClock.LATEST,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    private static Duration length(String text) {
        return DurationText.parse(text, MAX_ADVANCE);
    }
}
