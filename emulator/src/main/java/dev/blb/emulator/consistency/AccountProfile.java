package dev.blb.emulator.consistency;

import dev.blb.emulator.api.Operation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the writes of an account take effect: a profile, and what single operations change of it.
 *
 * @param profile the rules of operations without an override
 * @param overrides what the rules of single operations change
 */
public record AccountProfile(Profile profile, Map<Operation, RuleOverride> overrides) {
    /** A profile with overrides, which are copied. */
    public AccountProfile {
        overrides = overrides.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(overrides));
    }

    /** A profile without overrides. */
    public static AccountProfile of(Profile profile) {
        return new AccountProfile(profile, Map.of());
    }

    /** The same with another profile, if there is one, and with other overrides of some operations. */
    AccountProfile with(Optional<Profile> other, Map<Operation, RuleOverride> changed) {
        Map<Operation, RuleOverride> merged = new HashMap<>(overrides);
        merged.putAll(changed);
        return new AccountProfile(other.orElse(profile), merged);
    }

    /** How many answers of an operation are lost at first; the number does not depend on the settle delay. */
    int answersToLose(Operation operation) {
        return rule(operation, Duration.ZERO).loseAnswers();
    }

    /** The rule of a write operation. */
    public Rule rule(Operation operation, Duration settleDelay) {
        Rule rule = profile.rule(operation, settleDelay);
        RuleOverride override = overrides.get(operation);
        return override == null ? rule : override.applied(rule);
    }
}
