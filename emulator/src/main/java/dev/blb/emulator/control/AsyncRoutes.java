package dev.blb.emulator.control;

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
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
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
        return object(
                operation.wireName(),
                timeLength("settle", DelaySpec::parse, DelaySpec.ALLOWED),
                timeLength("writable", DelaySpec::parse, DelaySpec.ALLOWED),
                timeLength("detail", DelaySpec::parse, DelaySpec.ALLOWED),
                timeLength("list", DelaySpec::parse, DelaySpec.ALLOWED),
                integer("loseAnswers", 0, MAX_LOST),
                integer("losePercent", 0, 100));
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

    private static @Nullable DelaySpec delay(Members given, String member) {
        return given.optionalText(member).map(DelaySpec::parse).orElse(null);
    }

    /** A rule as it is shown. */
    record RuleLine(String settle, String writable, String detail, String list, int loseAnswers, int losePercent) {
        static RuleLine of(Rule rule) {
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
                operation.wireName(),
                RuleLine.of(current.rule(
                        operation, accounts.settings(call.account()).get(SETTLE_DELAY)))));
        return Map.of("profile", current.profile().wireName(), "operations", operations);
    }
}
