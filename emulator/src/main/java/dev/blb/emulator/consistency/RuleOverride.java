package dev.blb.emulator.consistency;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an account's rule of one operation changes of its profile's rule. What is null here stays as the profile has it, and
 * follows the account's settle delay.
 *
 * @param settle replaces {@link Rule#settle()}
 * @param writable replaces {@link Rule#writable()}
 * @param detail replaces {@link Rule#detail()}
 * @param list replaces {@link Rule#list()}
 * @param loseAnswers replaces {@link Rule#loseAnswers()}
 * @param losePercent replaces {@link Rule#losePercent()}
 */
public record RuleOverride(
        @Nullable DelaySpec settle,
        @Nullable DelaySpec writable,
        @Nullable DelaySpec detail,
        @Nullable DelaySpec list,
        @Nullable Integer loseAnswers,
        @Nullable Integer losePercent) {
    /** The rule with these changes. */
    Rule applied(Rule rule) {
        return new Rule(
                Optional.ofNullable(settle).orElse(rule.settle()),
                Optional.ofNullable(writable).orElse(rule.writable()),
                Optional.ofNullable(detail).orElse(rule.detail()),
                Optional.ofNullable(list).orElse(rule.list()),
                Optional.ofNullable(loseAnswers).orElse(rule.loseAnswers()),
                Optional.ofNullable(losePercent).orElse(rule.losePercent()));
    }
}
