package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.TimeLength.timeLength;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import dev.blb.emulator.consistency.AccountProfile;
import dev.blb.emulator.consistency.ConsistencyProfiles;
import dev.blb.emulator.consistency.DelaySpec;
import dev.blb.emulator.consistency.Profile;
import dev.blb.emulator.consistency.Rule;
import dev.blb.emulator.consistency.RuleOverride;
import dev.blb.emulator.consistency.ShownLater;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The control routes of profiles: how the writes of an account take effect. */
public final class AsyncRoutes {
    private static final int MAX_LOST = 1_000_000;

    private final ConsistencyProfiles profiles;
    private final Accounts accounts;

    /** The routes of these profiles. */
    public AsyncRoutes(ConsistencyProfiles profiles, Accounts accounts) {
        this.profiles = profiles;
        this.accounts = accounts;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        Schema account = Schema.of(ControlRoute.ACCOUNT);
        return List.of(
                ControlRoute.of("GET", "async", "the profile, and how each write takes effect", this::show)
                        .query(account),
                ControlRoute.of(
                                "PUT",
                                "async",
                                "choose a profile (" + String.join(", ", Profile.names())
                                        + "), and for single operations settle,"
                                        + " writable, detail, list (5s, 3s..8s, 3 reads, held), loseAnswers, losePercent;"
                                        + " keep=true: the rules of operations that are not named stay",
                                this::choose)
                        .query(account.and(flag("keep").or(false)))
                        .body(Schema.of(
                                oneOf("profile", Profile.names().toArray(String[]::new)),
                                object(
                                        "operations",
                                        writes().map(AsyncRoutes::ruleOf).toArray(Field[]::new)))));
    }

    private static Stream<Operation> writes() {
        return Stream.of(Operation.values())
                .filter(operation -> operation.effect() == Effect.WRITE || operation.effect() == Effect.UPDATE);
    }

    private static Field ruleOf(Operation operation) {
        Field[] lost = {integer("loseAnswers", 0, MAX_LOST), integer("losePercent", 0, 100)};
        if (ShownLater.of(operation) == ShownLater.NOTHING) {
            return object(operation.wireName(), lost);
        }
        return object(
                operation.wireName(),
                timeLength("settle", DelaySpec::parse, DelaySpec.ALLOWED),
                timeLength("writable", DelaySpec::parse, DelaySpec.ALLOWED),
                timeLength("detail", DelaySpec::parse, DelaySpec.ALLOWED),
                timeLength("list", DelaySpec::parse, DelaySpec.ALLOWED),
                lost[0],
                lost[1]);
    }

    private Object choose(ControlCall call) {
        Members body = call.body();
        Optional<Profile> profile = body.optionalText("profile").map(Profile::named);
        Map<Operation, RuleOverride> overrides = new EnumMap<>(Operation.class);
        writes().filter(operation -> body.object("operations").has(operation.wireName()))
                .forEach(operation -> {
                    Members given = body.object("operations").object(operation.wireName());
                    overrides.put(
                            operation,
                            new RuleOverride(
                                    delay(given, "settle"),
                                    delay(given, "writable"),
                                    delay(given, "detail"),
                                    delay(given, "list"),
                                    given.has("loseAnswers") ? given.integer("loseAnswers") : null,
                                    given.has("losePercent") ? given.integer("losePercent") : null));
                });
        refuseIdle(call, profile.orElseGet(() -> profiles.of(call.account()).profile()), overrides);
        if (call.query().flag("keep")) {
            profiles.change(call.account(), profile, overrides);
        } else {
            profiles.set(
                    call.account(),
                    new AccountProfile(
                            profile.orElseGet(() -> profiles.of(call.account()).profile()), overrides));
        }
        return show(call);
    }

    /** Refuses what hides only that a load balancer is updating where it never is. */
    private void refuseIdle(ControlCall call, Profile profile, Map<Operation, RuleOverride> overrides) {
        AccountProfile chosen = new AccountProfile(profile, overrides);
        overrides.forEach((operation, override) -> {
            boolean isUpdating =
                    !chosen.rule(operation, settleDelay(call)).settle().isNone();
            if (ShownLater.of(operation) == ShownLater.STATUS && !isUpdating) {
                refuseIdle(operation, "detail", override.detail());
                refuseIdle(operation, "list", override.list());
            }
        });
    }

    private static void refuseIdle(Operation operation, String member, @Nullable DelaySpec given) {
        if (given != null && !given.isNone()) {
            throw INVALID_PARAMETER.at(
                    "operations." + operation.wireName() + "." + member,
                    "is \"%s\", and what an update changes is shown at once: only the status updating can be shown later, and"
                            + " settle is 0; allowed is it with a longer settle, or with %s",
                    given,
                    ShownLater.OPERATIONS);
        }
    }

    private Duration settleDelay(ControlCall call) {
        return accounts.settings(call.account()).get(SETTLE_DELAY);
    }

    private static @Nullable DelaySpec delay(Members given, String member) {
        return given.optionalText(member).map(DelaySpec::parse).orElse(null);
    }

    /** A rule as it is shown; of an operation without a state in between, only which answers are lost. */
    record RuleLine(
            @Nullable String settle,
            @Nullable String writable,
            @Nullable String detail,
            @Nullable String list,
            int loseAnswers,
            int losePercent) {
        static RuleLine of(Operation operation, Rule rule) {
            if (ShownLater.of(operation) == ShownLater.NOTHING) {
                return new RuleLine(null, null, null, null, rule.loseAnswers(), rule.losePercent());
            }
            return new RuleLine(
                    rule.settle().toString(),
                    rule.writable().toString(),
                    rule.detail().toString(),
                    rule.list().toString(),
                    rule.loseAnswers(),
                    rule.losePercent());
        }
    }

    private Object show(ControlCall call) {
        AccountProfile current = profiles.of(call.account());
        Map<String, RuleLine> operations = new LinkedHashMap<>();
        writes().forEach(operation -> operations.put(
                operation.wireName(), RuleLine.of(operation, current.rule(operation, settleDelay(call)))));
        return Map.of("profile", current.profile().wireName(), "operations", operations);
    }
}
