package dev.blb.emulator.asynchrony;

import dev.blb.emulator.api.Operation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the writes of an account take effect: a profile, and operations that differ from it.
 *
 * @param profile what holds for every operation that is not named
 * @param operations what the operations that are named change of it
 */
public record Asynchrony(Profile profile, Map<Operation, RuleOverride> operations) {
    /** An asynchrony; its rules are copied. */
    public Asynchrony {
        operations = operations.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(operations));
    }

    /** The profile alone. */
    public static Asynchrony of(Profile profile) {
        return new Asynchrony(profile, Map.of());
    }

    /** What holds for a write operation. */
    public Rule rule(Operation operation, Duration settleDelay) {
        Rule rule = profile.rule(operation, settleDelay);
        RuleOverride override = operations.get(operation);
        return override == null ? rule : override.applied(rule);
    }
}
