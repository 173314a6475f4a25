package dev.blb.emulator.consistency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.SharedValues;
import dev.blb.emulator.db.SharedValues.Value;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The profiles of a database that several processes share: each account's, and how many answers are still to be lost. */
final class SharedProfiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SharedValues profiles;
    private final SharedValues answers;

    SharedProfiles(Tx tx) {
        this.profiles = new SharedValues(tx, "profile");
        this.answers = new SharedValues(tx, "answers to lose");
    }

    /** Sets the profile of an account; with the empty text that of all, also of those that have one of their own. */
    void set(String account, AccountProfile profile) {
        reset(account);
        profiles.put(new Value(account, "", text(profile), 0));
        putAnswers(account, profile, profile.overrides().keySet());
    }

    private void putAnswers(String account, AccountProfile profile, Set<Operation> operations) {
        operations.forEach(
                operation -> answers.put(new Value(account, operation.name(), "", profile.answersToLose(operation))));
    }

    /**
     * Changes the profile of an account, or with the empty text those of all.
     *
     * @param initial that of accounts for which none was set
     */
    void change(
            String account, AccountProfile initial, Optional<Profile> profile, Map<Operation, RuleOverride> overrides) {
        Map<String, AccountProfile> all = all();
        AccountProfile common = all.getOrDefault("", initial);
        Set<String> changed = new HashSet<>(Set.of(account));
        changed.addAll(account.isEmpty() ? all.keySet() : Set.of());
        for (String each : changed) {
            AccountProfile before = all.getOrDefault(each, all.getOrDefault(Region.accountOf(each), common));
            AccountProfile after = before.with(profile, overrides);
            profiles.put(new Value(each, "", text(after), 0));
            // What was set before keeps count of the answers that it has still to lose.
            putAnswers(
                    each,
                    after,
                    all.containsKey(each)
                            ? overrides.keySet()
                            : after.overrides().keySet());
        }
    }

    /** Removes the profile of an account, or with the empty text all of them. */
    void reset(String account) {
        profiles.remove(account);
        answers.remove(account);
    }

    /** The profiles that were set, by account. */
    Map<String, AccountProfile> all() {
        Map<String, AccountProfile> all = new HashMap<>();
        profiles.all().forEach(value -> all.put(value.account(), profile(value.content())));
        return all;
    }

    /** Takes one of the answers that are to be lost; false if none is left. */
    boolean takesOneToLose(String account, Operation operation) {
        return answers.takeOne(account, operation.name());
    }

    private static String text(AccountProfile profile) {
        ObjectNode operations = JsonNodeFactory.instance.objectNode();
        profile.overrides().forEach((operation, override) -> {
            ObjectNode rule = operations.putObject(operation.name());
            put(rule, "settle", override.settle());
            put(rule, "writable", override.writable());
            put(rule, "detail", override.detail());
            put(rule, "list", override.list());
            if (override.loseAnswers() != null) {
                rule.put("loseAnswers", override.loseAnswers());
            }
            if (override.losePercent() != null) {
                rule.put("losePercent", override.losePercent());
            }
        });
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("profile", profile.profile().name());
        all.set("operations", operations);
        return all.toString();
    }

    private static void put(ObjectNode rule, String member, @Nullable DelaySpec delay) {
        if (delay != null) {
            rule.put(member, delay.toString());
        }
    }

    private static AccountProfile profile(String text) {
        try {
            JsonNode all = JSON.readTree(text);
            Map<Operation, RuleOverride> overrides = new EnumMap<>(Operation.class);
            all.path("operations")
                    .properties()
                    .forEach(each -> overrides.put(
                            Operation.valueOf(each.getKey()),
                            new RuleOverride(
                                    delay(each.getValue(), "settle"),
                                    delay(each.getValue(), "writable"),
                                    delay(each.getValue(), "detail"),
                                    delay(each.getValue(), "list"),
                                    number(each.getValue(), "loseAnswers"),
                                    number(each.getValue(), "losePercent"))));
            return new AccountProfile(Profile.valueOf(all.path("profile").textValue()), overrides);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a shared profile cannot be read: " + text, e);
        }
    }

    private static @Nullable DelaySpec delay(JsonNode rule, String member) {
        return rule.has(member) ? DelaySpec.kept(rule.path(member).textValue()) : null;
    }

    private static @Nullable Integer number(JsonNode rule, String member) {
        return rule.has(member) ? rule.path(member).intValue() : null;
    }
}
