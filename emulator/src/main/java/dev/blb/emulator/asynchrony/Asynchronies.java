package dev.blb.emulator.asynchrony;

import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * The asynchrony of each account: the emulator's own, or what was set for one account or for all since the last reset. It
 * belongs to the run and not to the state. Thread-safe.
 */
public final class Asynchronies {
    private final Asynchrony initial;
    private final DoubleSupplier chance;
    private final Map<String, Current> own = new ConcurrentHashMap<>();
    private volatile Current common;

    /**
     * All accounts begin with this asynchrony.
     *
     * @param chance draws numbers from 0 up to 1; must be safe for use by many threads
     */
    public Asynchronies(Asynchrony initial, DoubleSupplier chance) {
        this.initial = initial;
        this.chance = chance;
        this.common = new Current(initial);
    }

    /** An asynchrony with what is left of the answers to lose. */
    private static final class Current {
        private final Asynchrony asynchrony;
        private final Map<Operation, AtomicInteger> toLose = new EnumMap<>(Operation.class);

        Current(Asynchrony asynchrony) {
            this.asynchrony = asynchrony;
            for (Operation operation : asynchrony.operations().keySet()) {
                // How many answers are lost does not depend on the settle delay.
                int answers = asynchrony.rule(operation, Duration.ZERO).loseAnswers();
                toLose.put(operation, new AtomicInteger(answers));
            }
        }

        boolean loses(Operation operation) {
            AtomicInteger left = toLose.get(operation);
            return left != null && left.getAndUpdate(number -> Math.max(0, number - 1)) > 0;
        }
    }

    private Current current(String account) {
        return own.isEmpty() ? common : own.getOrDefault(account, common);
    }

    /** The asynchrony of an account; the empty text asks for what holds for all that have none of their own. */
    public Asynchrony of(String account) {
        return current(account).asynchrony;
    }

    /** Sets the asynchrony of one account; the empty text sets it for all, also for those that had one of their own. */
    public void set(String account, Asynchrony asynchrony) {
        if (account.isEmpty()) {
            own.clear();
            common = new Current(asynchrony);
        } else {
            own.put(account, new Current(asynchrony));
        }
    }

    /** Gives one account, or with the empty text every account, what the emulator began with. */
    public void reset(String account) {
        if (account.isEmpty()) {
            set("", initial);
        } else {
            own.remove(account);
        }
    }

    /** When the effects of a call at this time show. */
    public ConsistencyDelay lag(String account, Operation operation, Duration settleDelay, Instant now) {
        return operation.effect() == Effect.READ
                ? ConsistencyDelay.NONE
                : of(account).rule(operation, settleDelay).lag(now, chance);
    }

    /** Whether the answer to a write that took effect is lost on its way. It counts: ask once for a call. */
    public boolean losesAnswer(String account, Operation operation) {
        if (operation.effect() == Effect.READ) {
            return false;
        }
        Current current = current(account);
        int percent = current.asynchrony.rule(operation, Duration.ZERO).losePercent();
        return current.loses(operation) || (percent > 0 && chance.getAsDouble() * 100 < percent);
    }
}
