package dev.blb.emulator.consistency;

import dev.blb.emulator.api.Operation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

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

    /** The rule of a write operation. */
    public Rule rule(Operation operation, Duration settleDelay) {
        Rule rule = profile.rule(operation, settleDelay);
        RuleOverride override = overrides.get(operation);
        return override == null ? rule : override.applied(rule);
    }
}
