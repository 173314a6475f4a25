package dev.blb.emulator.consistency;

import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The profile of each account: the one of the start, or the one that was set for one account or for all since the last reset.
 * It belongs to the process, not to the state: no snapshot and no data directory keeps it. Processes on a shared database have
 * one for all. Thread-safe.
 */
public final class ConsistencyProfiles {
    private final AccountProfile initial;
    private final DoubleSupplier random;
    private final Map<String, Current> own = new ConcurrentHashMap<>();
    private volatile Current common;
    private volatile @Nullable Database shared;

    /**
     * All accounts begin with this profile.
     *
     * @param random draws numbers from 0 (inclusive) to 1 (exclusive), on any thread
     */
    public ConsistencyProfiles(AccountProfile initial, DoubleSupplier random) {
        this.initial = initial;
        this.random = random;
        this.common = new Current("", initial);
    }

    /** Lets all processes on a shared database have these profiles. */
    public void share(Database database) {
        shared = database;
        database.addReadModel(this::reload);
    }

    private void reload(Tx tx, String account) {
        Map<String, AccountProfile> all = new SharedProfiles(tx).all();
        common = new Current("", all.getOrDefault("", initial));
        all.remove("");
        all.forEach((owner, profile) -> own.put(owner, new Current(owner, profile)));
        own.keySet().retainAll(all.keySet());
    }

    /** A profile with the number of answers that are still to be lost. */
    private static final class Current {
        private final String account;
        private final AccountProfile profile;
        private final Map<Operation, AtomicInteger> answersToLose = new EnumMap<>(Operation.class);

        Current(String account, AccountProfile profile) {
            this.account = account;
            this.profile = profile;
            for (Operation operation : profile.overrides().keySet()) {
                answersToLose.put(operation, new AtomicInteger(profile.answersToLose(operation)));
            }
        }

        /** The same with changes; an operation that none is of has as many answers to lose as before. */
        Current with(Optional<Profile> other, Map<Operation, RuleOverride> changed) {
            Current after = new Current(account, profile.with(other, changed));
            after.answersToLose.replaceAll((operation, left) ->
                    changed.containsKey(operation) ? left : answersToLose.getOrDefault(operation, left));
            return after;
        }

        boolean takesOneToLose(Operation operation) {
            AtomicInteger left = answersToLose.get(operation);
            return left != null && left.getAndUpdate(number -> Math.max(0, number - 1)) > 0;
        }
    }

    private Current current(String account) {
        if (own.isEmpty()) {
            return common;
        }
        Current found = own.get(account);
        // What an account has in another region follows the account's profile, unless it has one of its own.
        return found != null ? found : own.getOrDefault(Region.accountOf(account), common);
    }

    /** The profile of an account; with the empty text the one of all accounts without one of their own. */
    public AccountProfile of(String account) {
        return current(account).profile;
    }

    /** Sets the profile of one account; with the empty text that of all, also of those that have one of their own. */
    public void set(String account, AccountProfile profile) {
        Database database = shared;
        if (database != null) {
            database.exclusively("", tx -> {
                new SharedProfiles(tx).set(account, profile);
                return profile;
            });
        } else if (account.isEmpty()) {
            own.clear();
            common = new Current("", profile);
        } else {
            own.put(account, new Current(account, profile));
        }
    }

    /**
     * Changes the profile of one account, or with the empty text those of all: the profile if one is given, and the rules of these
     * operations. The rules of other operations stay.
     */
    public void change(String account, Optional<Profile> profile, Map<Operation, RuleOverride> overrides) {
        Database database = shared;
        if (database != null) {
            database.exclusively("", tx -> {
                new SharedProfiles(tx).change(account, initial, profile, overrides);
                return account;
            });
        } else {
            changeHere(account, profile, overrides);
        }
    }

    private synchronized void changeHere(
            String account, Optional<Profile> profile, Map<Operation, RuleOverride> overrides) {
        if (account.isEmpty()) {
            common = common.with(profile, overrides);
            own.replaceAll((owner, before) -> before.with(profile, overrides));
            return;
        }
        own.compute(
                account,
                (owner, before) -> before == null
                        ? new Current(account, of(account).with(profile, overrides))
                        : before.with(profile, overrides));
    }

    /** Gives one account, or with the empty text every account, the profile of the start. */
    public void reset(String account) {
        Database database = shared;
        if (database != null) {
            database.exclusively("", tx -> {
                new SharedProfiles(tx).reset(account);
                return account;
            });
        } else if (account.isEmpty()) {
            set("", initial);
        } else {
            own.remove(account);
        }
    }

    /**
     * When the effects of a call at this time become visible.
     *
     * @param override what is changed of the account's rule for this call alone
     */
    public ConsistencyDelay delay(
            String account, Operation operation, Duration settleDelay, Instant now, Optional<RuleOverride> override) {
        if (operation.effect() == Effect.READ) {
            return ConsistencyDelay.NONE;
        }
        Rule rule = of(account).rule(operation, settleDelay);
        return override.map(changes -> changes.applied(rule)).orElse(rule).delay(now, random);
    }

    private boolean takesOneToLose(Current current, Operation operation) {
        Database database = shared;
        // The number that is left is counted in the database; what this process knows says whether there was any.
        return database == null
                ? current.takesOneToLose(operation)
                : current.answersToLose.containsKey(operation)
                        && database.inTransaction(
                                tx -> new SharedProfiles(tx).takesOneToLose(current.account, operation));
    }

    /** Whether the answer to a write that was carried out is lost. Each call counts: to be asked once for a request. */
    public boolean losesAnswer(String account, Operation operation) {
        if (operation.effect() == Effect.READ) {
            return false;
        }
        Current current = current(account);
        int percent = current.profile.rule(operation, Duration.ZERO).losePercent();
        return takesOneToLose(current, operation) || (percent > 0 && random.getAsDouble() * 100 < percent);
    }
}
