package dev.blb.emulator.fault;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The fault of one call.
 *
 * @param rule the name of its rule
 * @param after whether the call is carried out first
 * @param delay how long it is held back, in real time
 * @param retryAfterSeconds after how long a throttled call would be allowed; 0 for other effects
 */
public record Fired(
        String rule, boolean after, Duration delay, Effect effect, long retryAfterSeconds, ActivePlan plan) {
    /** Whether it holds a call back: before its answer or while that is sent. */
    public boolean takesTime() {
        return !delay.isZero() || effect instanceof Effect.Stall || effect instanceof Effect.Dribble;
    }

    /** Waits for this long, or until the plan is removed; returns whether it was removed. */
    public boolean await(Duration time) throws InterruptedException {
        return plan.await(time);
    }

    /** Runs an action once: after some real time, or when the plan is removed, before that call is answered. */
    public void after(Duration time, Runnable action) {
        plan.after(time, action);
    }

    /** The fault in a sentence, for the journal. */
    public String sentence() {
        List<String> parts = Stream.of(
                        delay.isZero() ? "" : "delayed by " + delay.toMillis() + " ms", effect.sentence())
                .filter(part -> !part.isEmpty())
                .toList();
        String note = effect instanceof Effect.Throttle
                ? " Throttling is an assumption: no page of the service documents it."
                : "";
        return "Planned fault \"" + rule + "\": " + String.join("; ", parts) + "." + note;
    }
}
