package dev.blb.emulator.control;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import dev.blb.emulator.asynchrony.Asynchronies;
import dev.blb.emulator.asynchrony.Asynchrony;
import dev.blb.emulator.asynchrony.Pace;
import dev.blb.emulator.asynchrony.Profile;
import dev.blb.emulator.asynchrony.Rule;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How writes take effect: profiles, rules of operations, and the word that ends a wait. */
public final class AsyncRoutes {
    private static final int MAX_LOST = 1_000_000;

    private final Asynchronies asynchronies;
    private final Accounts accounts;
    private final Database database;

    /** Routes over the state of this emulator. */
    public AsyncRoutes(EmulatorContext context) {
        this.asynchronies = context.asynchronies();
        this.accounts = context.accounts();
        this.database = context.database();
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        Schema account = Schema.of(text("account"));
        return List.of(
                ControlRoute.of("GET", "async", "the profile, and how each write takes effect", this::show)
                        .query(account),
                ControlRoute.of(
                                "PUT",
                                "async",
                                "choose a profile (instant, realistic, hostile), and for single operations settle,"
                                        + " writable, detail, list (5s, 3s..8s, 3 reads, held), loseAnswers, losePercent",
                                this::choose)
                        .query(account)
                        .body(Schema.of(
                                oneOf("profile", "instant", "realistic", "hostile"),
                                object(
                                        "operations",
                                        writes().map(AsyncRoutes::ruleOf).toArray(Field[]::new)))),
                ControlRoute.of(
                        "POST",
                        "loadbalancers/{blbId}/settle",
                        "let an instance's last write take effect now, whatever it waits for",
                        this::settle));
    }

    private static Stream<Operation> writes() {
        return Stream.of(Operation.values()).filter(operation -> operation.effect() != Effect.READ);
    }

    private static Field ruleOf(Operation operation) {
        return object(
                operation.wireName(),
                text("settle"),
                text("writable"),
                text("detail"),
                text("list"),
                integer("loseAnswers", 0, MAX_LOST),
                integer("losePercent", 0, 100));
    }

    private Object choose(ControlCall call) {
        Members body = call.body();
        Profile profile = body.optionalText("profile")
                .map(name -> Profile.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(asynchronies.of(call.account()).profile());
        Asynchrony plain = Asynchrony.of(profile);
        Map<Operation, Rule> rules = new EnumMap<>(Operation.class);
        writes().filter(operation -> body.object("operations").has(operation.wireName()))
                .forEach(operation -> {
                    Members given = body.object("operations").object(operation.wireName());
                    Rule usual = plain.rule(
                            operation, accounts.settings(call.account()).get(SETTLE_DELAY));
                    rules.put(
                            operation,
                            new Rule(
                                    pace(operation, given, "settle", usual.settle()),
                                    pace(operation, given, "writable", usual.writable()),
                                    pace(operation, given, "detail", usual.detail()),
                                    pace(operation, given, "list", usual.list()),
                                    given.optionalInteger("loseAnswers").orElse(usual.loseAnswers()),
                                    given.optionalInteger("losePercent").orElse(usual.losePercent())));
                });
        asynchronies.set(call.account(), new Asynchrony(profile, rules));
        return show(call);
    }

    private static Pace pace(Operation operation, Members given, String member, Pace usual) {
        String text = given.optionalText(member).orElse("");
        if (text.isEmpty()) {
            return usual;
        }
        try {
            return Pace.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw INVALID_PARAMETER.with(
                    "operations.%s.%s is \"%s\"; allowed is %s", operation.wireName(), member, text, Pace.ALLOWED);
        }
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
        Asynchrony asynchrony = asynchronies.of(call.account());
        Map<String, RuleLine> operations = new LinkedHashMap<>();
        writes().forEach(operation -> operations.put(
                operation.wireName(),
                RuleLine.of(asynchrony.rule(
                        operation, accounts.settings(call.account()).get(SETTLE_DELAY)))));
        return Map.of("profile", asynchrony.profile().name().toLowerCase(Locale.ROOT), "operations", operations);
    }

    private Object settle(ControlCall call) {
        return database.inTransaction(tx -> Map.of(
                "blbId",
                call.path("blbId"),
                "status",
                new InstanceStore(tx).settle(call.path("blbId")).orElse("released")));
    }
}
