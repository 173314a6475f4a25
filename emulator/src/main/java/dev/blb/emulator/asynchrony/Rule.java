package dev.blb.emulator.asynchrony;

import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.ConsistencyDelay.Moment;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * How one operation takes effect.
 *
 * @param settle how long the instance is creating or updating, or still there after its release
 * @param writable how long further writes are refused with LastOperationNotFinished
 * @param detail how long calls that name the instance do not see the change
 * @param list how long the instance list does not see the change
 * @param loseAnswers the answers of so many next calls are lost after they took effect
 * @param losePercent how many of a hundred answers are lost, 0 to 100
 */
public record Rule(Pace settle, Pace writable, Pace detail, Pace list, int loseAnswers, int losePercent) {
    /** Everything at once. */
    public static final Rule AT_ONCE = new Rule(Pace.AT_ONCE, Pace.AS_SETTLED, Pace.AT_ONCE, Pace.AT_ONCE, 0, 0);

    /** The change shows everywhere at once, and takes so long. */
    static Rule taking(Pace settle) {
        return new Rule(settle, Pace.AS_SETTLED, Pace.AT_ONCE, Pace.AT_ONCE, 0, 0);
    }

    /** A release after which the instance stays everywhere for so long. */
    static Rule lingering(Pace settle) {
        return new Rule(settle, Pace.AS_SETTLED, Pace.AS_SETTLED, Pace.AS_SETTLED, 0, 0);
    }

    /** When the effects of a call at this time show. */
    ConsistencyDelay lag(Instant now, DoubleSupplier chance) {
        if (equals(AT_ONCE)) {
            return ConsistencyDelay.NONE;
        }
        Moment settled = settle.end(now, chance, Moment.NOW);
        return new ConsistencyDelay(
                settled,
                writable.end(now, chance, settled),
                detail.end(now, chance, settled),
                list.end(now, chance, settled));
    }
}
