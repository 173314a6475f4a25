package dev.blb.emulator.consistency;

import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.ConsistencyDelay.Moment;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * How one write operation takes effect.
 *
 * @param settle how long the instance is creating or updating, or still shown after its release
 * @param writable how long further writes are refused with LastOperationNotFinished
 * @param detail how long calls that name the instance do not show the change
 * @param list how long the instance list does not show the change
 * @param loseAnswers how many answers are lost from now on after their calls were carried out
 * @param losePercent which share of answers is lost, 0 to 100
 */
public record Rule(
        DelaySpec settle, DelaySpec writable, DelaySpec detail, DelaySpec list, int loseAnswers, int losePercent) {
    /** Everything at once. */
    public static final Rule IMMEDIATE =
            new Rule(DelaySpec.NONE, DelaySpec.SETTLED, DelaySpec.NONE, DelaySpec.NONE, 0, 0);

    /** The change is visible everywhere at once, and the instance is creating or updating for this long. */
    static Rule settling(DelaySpec settle) {
        return new Rule(settle, DelaySpec.SETTLED, DelaySpec.NONE, DelaySpec.NONE, 0, 0);
    }

    /** The release of an instance that is still shown everywhere for this long. */
    static Rule releasing(DelaySpec settle) {
        return new Rule(settle, DelaySpec.SETTLED, DelaySpec.SETTLED, DelaySpec.SETTLED, 0, 0);
    }

    /** When the effects of a call at this time become visible. */
    ConsistencyDelay delay(Instant now, DoubleSupplier random) {
        if (equals(IMMEDIATE)) {
            return ConsistencyDelay.NONE;
        }
        Moment settled = settle.end(now, random, Moment.NOW);
        return new ConsistencyDelay(
                settled,
                writable.end(now, random, settled),
                detail.end(now, random, settled),
                list.end(now, random, settled));
    }
}
