package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.ControlClient.given;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one operation takes effect: how long the instance is creating or updating, from when on it accepts writes, and from
 * when on detail and list show that it is there, gone or updating. Each is a length of time ({@code 5s}), a range out of which
 * one is drawn ({@code 3s..8s}), a number of reads that still show the old state ({@code 3 reads}), or {@code held}: until
 * {@link BlbWorld#settle}. What is not named is as the account's profile says. Immutable.
 *
 * <p>The members, listeners, servers and bindings that an operation changes are in every answer at once, whatever its rule says.
 * UpdateBlbModifyProtection and StartLoadBalancerAutoRenew have no state in between: of their rules only lost answers are allowed.
 */
public final class BlbRule {
    /** Everything is as the profile says. */
    public static final BlbRule DEFAULT = new BlbRule(Map.of());

    /** The instance stays creating or updating until {@link BlbWorld#settle}. */
    public static final BlbRule HELD = DEFAULT.settle("held");

    private final Map<String, Object> members;

    private BlbRule(Map<String, Object> members) {
        this.members = members;
    }

    private BlbRule with(String member, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(members);
        changed.put(member, value);
        return new BlbRule(Collections.unmodifiableMap(changed));
    }

    /** The same with a time for which the instance is creating or updating, or still there after its release. */
    public BlbRule settle(String length) {
        return with("settle", given("length", length));
    }

    /** The same with a time for which further writes are refused with LastOperationNotFinished. */
    public BlbRule writable(String length) {
        return with("writable", given("length", length));
    }

    /**
     * The same with a time for which calls that name the instance do not find a new one, still find a released one, and do not show
     * that it is updating. Of an operation that updates it is refused where {@link #settle} is 0.
     */
    public BlbRule detail(String length) {
        return with("detail", given("length", length));
    }

    /** The same as {@link #detail}, in the instance list. */
    public BlbRule list(String length) {
        return with("list", given("length", length));
    }

    /** The same, and the answers of so many next calls are lost after they took effect; 0 to 1,000,000. */
    public BlbRule loseAnswers(int count) {
        return with("loseAnswers", count);
    }

    /** The same, and so many of a hundred answers are lost, 0 to 100. */
    public BlbRule losePercent(int percent) {
        return with("losePercent", percent);
    }

    Map<String, Object> members() {
        return members;
    }
}
