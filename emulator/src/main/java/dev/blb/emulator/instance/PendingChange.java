package dev.blb.emulator.instance;

import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.instance.Lifecycle.View;

/**
 * The newest change of an instance, whose effects may not all be visible yet.
 *
 * @param change what was done
 * @param delay when its effects become visible
 */
public record PendingChange(Change change, ConsistencyDelay delay) {
    /** What was done to an instance. */
    public enum Change {
        CREATED,
        UPDATED,
        RELEASED
    }

    /** The same after one more read of the instance in this view. */
    PendingChange afterRead(View view) {
        return new PendingChange(
                change,
                new ConsistencyDelay(
                        delay.settle().afterRead(),
                        delay.writable().afterRead(),
                        view == View.DETAIL ? delay.detail().afterRead() : delay.detail(),
                        view == View.LIST ? delay.list().afterRead() : delay.list()));
    }
}
