package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.ControlClient.given;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The clock of a private server. It never goes back. Each move returns the time after it. */
public final class BlbClock {
    private static final Pattern NOW = Pattern.compile("\"now\":\"([^\"]+)\"");

    private final BlbWorld world;

    BlbClock(BlbWorld world) {
        this.world = world;
    }

    /** What time it is there. */
    public Instant now() {
        return time(world.controlAll("GET", "clock", ""));
    }

    /** Lets it stand still. */
    public Instant freeze() {
        return move("{\"freeze\":true}");
    }

    /** Lets it run as the real one does. */
    public Instant resume() {
        return move("{\"resume\":true}");
    }

    /** Sets it to a time that is not before now. */
    public Instant set(Instant to) {
        return move("{\"set\":\"" + given("to", to) + "\"}");
    }

    /** Moves it forward, at most by ten years; all that is due by then has happened when this returns. */
    public Instant advance(Duration by) {
        return move("{\"advance\":\"" + given("by", by) + "\"}");
    }

    /** Lets it run this many times as fast as the real one. */
    public Instant scale(int times) {
        return move("{\"scale\":" + times + "}");
    }

    private Instant move(String json) {
        return time(world.controlAll("POST", "clock", json));
    }

    private static Instant time(String answer) {
        Matcher now = NOW.matcher(answer);
        if (!now.find()) {
            throw new IllegalStateException("an answer of the clock without its time: " + answer);
        }
        return Instant.parse(now.group(1));
    }
}
