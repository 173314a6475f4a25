package dev.blb.emulator.fault;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.anything;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.mapOf;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.parsed;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.schema.TimeLength.timeLength;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.consistency.DelaySpec;
import dev.blb.emulator.consistency.RuleOverride;
import dev.blb.emulator.consistency.ShownLater;
import dev.blb.emulator.fault.Effect.Refusal;
import dev.blb.emulator.fault.FaultRule.Match;
import dev.blb.emulator.fault.FaultRule.Selection;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fault plan as it was declared.
 *
 * @param seed decides what is drawn; the same calls in the same order meet the same faults
 */
public record FaultPlan(int seed, List<FaultRule> rules, List<TrafficRule> traffic) {
    /** The code of a throttled call. An assumption [m75]: no page of this service documents throttling [n21]. */
    static final String THROTTLED = "RequestLimited";

    static final int MAX_TIMES = 1_000_000;
    private static final int MAX_PATHS = 20;
    private static final int MAX_RULES = 100;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration MAX_STALL = Duration.ofMinutes(5);

    /** Short enough to be waited for: while it lasts, control routes cannot be called on new connections either. */
    private static final Duration MAX_OUTAGE = Duration.ofMinutes(1);

    private static final Field[] KINDS = {
        integer("status", 400, 599),
        object(
                "throttle",
                parsed("rate", Rate::parse, Rate.ALLOWED).must(),
                integer("burst", 1, MAX_TIMES),
                flag("retryAfter").or(true)),
        oneOf("connection", "reset", "empty"),
        timeLength("connectionRefused", FaultPlan::outage, "a length of time up to 60s such as 5s"),
        integer("cutAtByte", 0, MAX_TIMES),
        integer("cutAtPercent", 0, 99),
        integer("dribbleBytesPerSecond", 1, MAX_TIMES),
        timeLength("stall", FaultPlan::stall, "a length of time up to 5m such as 30s"),
        characters("contentType", 1, 200).matching("[ -~]+", "printable ASCII"),
        flag("gateway"),
        object(
                "stale",
                timeLength("detail", DelaySpec::parse, DelaySpec.ALLOWED),
                timeLength("list", DelaySpec::parse, DelaySpec.ALLOWED))
    };

    private static final Schema EFFECT = Schema.of(KINDS)
            .and(
                    characters("code", 1, 64).matching("[A-Za-z0-9._]+", "letters, digits, dot and _"),
                    characters("message", 1, 1000),
                    timeLength("delay", DelayTime::parse, DelayTime.ALLOWED));

    /** When a rule is applied, and how often. */
    static final Field[] SELECTION = {
        integer("first", 1, MAX_TIMES),
        integer("nth", 1, MAX_TIMES),
        integer("every", 1, MAX_TIMES),
        integer("percent", 0, 100),
        timeLength("after", DurationText::parse, DurationText.ALLOWED),
        timeLength("for", DurationText::parse, DurationText.ALLOWED)
    };

    private static final Schema MATCH = Schema.of(
                    oneOf(
                            "operation",
                            Stream.of(Operation.values())
                                    .map(Operation::wireName)
                                    .toArray(String[]::new)),
                    oneOf("group", "read", "write"),
                    text("blbId"),
                    mapOf("query", text("value"), MAX_PATHS),
                    mapOf("body", anything("value"), MAX_PATHS))
            .and(SELECTION);

    /** The members of a plan. */
    public static final Schema MEMBERS = Schema.of(
            integer("seed", 0, Integer.MAX_VALUE).or(0),
            listOfObjects(
                    "rules",
                    characters("name", 1, 64).must(),
                    object("match", MATCH.fields().toArray(Field[]::new)),
                    oneOf("phase", "before", "after").or("before"),
                    object("effect", EFFECT.fields().toArray(Field[]::new)).must(),
                    integer("times", 1, MAX_TIMES)),
            TrafficRule.MEMBER);

    private static Duration stall(String text) {
        return DurationText.parse(text, MAX_STALL);
    }

    private static Duration outage(String text) {
        return DurationText.parse(text, MAX_OUTAGE);
    }

    /**
     * The plan that checked members declare.
     *
     * @throws ApiException InvalidParameter if it has no rule, or rules contradict themselves or each other
     */
    public static FaultPlan of(Members plan) {
        if (plan.objects("rules").isEmpty() && plan.objects("traffic").isEmpty()) {
            throw INVALID_PARAMETER.at(
                    "rules",
                    "has no element, nor has traffic; allowed is a plan with one rule or more, or a preset, and DELETE /_blb/faults"
                            + " removes a plan");
        }
        Set<String> names = new HashSet<>();
        return new FaultPlan(
                plan.integer("seed"),
                rules("rules", plan, names, FaultPlan::rule),
                rules("traffic", plan, names, TrafficRule::of));
    }

    /** The same plan with other draws. */
    FaultPlan withSeed(int other) {
        return new FaultPlan(other, rules, traffic);
    }

    private static <R> List<R> rules(
            String member, Members plan, Set<String> names, BiFunction<String, Members, R> reader) {
        List<Members> given = plan.objects(member);
        if (given.size() > MAX_RULES) {
            throw INVALID_PARAMETER.at(member, "has %d elements; allowed are %d", given.size(), MAX_RULES);
        }
        List<R> rules = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String at = member + "[" + i + "].";
            String name = given.get(i).text("name");
            if (!names.add(name)) {
                throw INVALID_PARAMETER.at(
                        at + "name", "is \"%s\", as in a rule before; allowed is a name that no other rule has", name);
            }
            rules.add(reader.apply(at, given.get(i)));
        }
        return List.copyOf(rules);
    }

    private static FaultRule rule(String at, Members rule) {
        Members match = rule.object("match");
        Members effect = rule.object("effect");
        one(at + "match", match, List.of("operation", "group"));
        Selection selection = selection(at + "match", match);
        Effect what = effect(at + "effect", effect);
        if (what instanceof Effect.Stale && !hasStaleReads(match)) {
            throw INVALID_PARAMETER.at(
                    at + "effect.stale",
                    "hides that a load balancer is there or gone, and what other writes change is shown at once; allowed is it"
                            + " with the operation %s, or with group write, whose other operations it leaves alone",
                    ShownLater.OPERATIONS);
        }
        return new FaultRule(
                rule.text("name"),
                new Match(
                        match.optionalText("operation").map(FaultPlan::operation),
                        match.optionalText("group").map("read"::equals),
                        match.filledText("blbId"),
                        texts(at + "match.query.", match.object("query")),
                        texts(at + "match.body.", match.object("body")),
                        match.optionalText("after").map(DurationText::parse).orElse(Duration.ZERO),
                        match.optionalText("for").map(DurationText::parse)),
                selection,
                rule.text("phase").equals("after"),
                effect.optionalText("delay").map(DelayTime::parse).orElse(DelayTime.NONE),
                what,
                times(at, rule, selection));
    }

    /** How often a rule is applied at most; what is planned beyond the calls that it selects could never be applied. */
    static long times(String at, Members rule, Selection selection) {
        long selected = selection instanceof Selection.First first
                ? first.count()
                : selection instanceof Selection.Nth ? 1 : Long.MAX_VALUE;
        long times = rule.has("times") ? rule.integer("times") : selected;
        if (times > selected) {
            throw INVALID_PARAMETER.at(
                    at + "times", "is %d, and match selects %d at most; allowed are as many", times, selected);
        }
        return times;
    }

    private static boolean hasStaleReads(Members match) {
        return match.optionalText("group").map("write"::equals).orElse(false)
                || match.optionalText("operation")
                        .map(name -> ShownLater.of(operation(name)) == ShownLater.EXISTENCE)
                        .orElse(false);
    }

    private static Operation operation(String wireName) {
        return Stream.of(Operation.values())
                .filter(each -> each.wireName().equals(wireName))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> texts(String at, Members given) {
        Map<String, String> texts = new LinkedHashMap<>();
        given.json().properties().forEach(each -> {
            if (!each.getValue().isValueNode()) {
                throw INVALID_PARAMETER.at(
                        at + each.getKey(),
                        "is %s; allowed is a text, a number or a boolean, and for a member within it a path such as"
                                + " certIds.0",
                        each.getValue());
            }
            texts.put(each.getKey(), each.getValue().asText());
        });
        return texts;
    }

    static Selection selection(String at, Members match) {
        one(at, match, List.of("first", "nth", "every", "percent"));
        return match.has("first")
                ? new Selection.First(match.integer("first"))
                : match.has("nth")
                        ? new Selection.Nth(match.integer("nth"))
                        : match.has("percent")
                                ? new Selection.Percent(match.integer("percent"))
                                : new Selection.Every(match.has("every") ? match.integer("every") : 1);
    }

    /** Refuses more than one of these members. */
    private static void one(String at, Members given, List<String> names) {
        List<String> found = names.stream().filter(given::has).toList();
        if (found.size() > 1) {
            throw INVALID_PARAMETER.at(at, "has %s; allowed is one of them", String.join(", ", found));
        }
    }

    /** The one of these members that is given; refuses none and more than one. */
    static String onlyOne(String at, Members given, Field[] kinds) {
        List<String> names = Stream.of(kinds).map(Field::name).toList();
        one(at, given, names);
        return names.stream()
                .filter(given::has)
                .findFirst()
                .orElseThrow(() -> INVALID_PARAMETER.at(at, "has no effect; allowed is one of %s", names));
    }

    private static Effect effect(String at, Members given) {
        one(at, given, Stream.of(KINDS).map(Field::name).toList());
        Map<String, Supplier<Effect>> kinds = new LinkedHashMap<>();
        kinds.put("throttle", () -> throttle(given));
        kinds.put("status", () -> refusal(given, given.integer("status")));
        kinds.put(
                "connection",
                () -> new Effect.Disconnect(given.text("connection").equals("reset")));
        kinds.put("connectionRefused", () -> new Effect.Outage(outage(given.text("connectionRefused"))));
        kinds.put("cutAtByte", () -> new Effect.Cut(given.integer("cutAtByte"), 0));
        kinds.put("cutAtPercent", () -> new Effect.Cut(-1, given.integer("cutAtPercent")));
        kinds.put("dribbleBytesPerSecond", () -> new Effect.Dribble(given.integer("dribbleBytesPerSecond")));
        kinds.put("stall", () -> new Effect.Stall(stall(given.text("stall"))));
        kinds.put("contentType", () -> new Effect.ContentType(given.text("contentType")));
        kinds.put("gateway", () -> gateway(at, given));
        kinds.put("stale", () -> stale(at, given.object("stale")));
        kinds.put("code", () -> refusal(given, statusOf(at, given.text("code"))));
        kinds.put("delay", Effect.Pass::new);
        Effect effect = kinds.entrySet().stream()
                .filter(each -> given.has(each.getKey()))
                .findFirst()
                .orElseThrow(() -> INVALID_PARAMETER.at(at, "has no effect; allowed is one of %s", kinds.keySet()))
                .getValue()
                .get();
        boolean isRefusal = effect instanceof Refusal || effect instanceof Effect.Throttle;
        for (String member : List.of("code", "message")) {
            if (given.has(member) && !isRefusal) {
                throw INVALID_PARAMETER.at(at + "." + member, "is given; allowed is it with status or throttle");
            }
        }
        return effect;
    }

    private static Effect throttle(Members given) {
        Members throttle = given.object("throttle");
        Rate rate = Rate.parse(throttle.text("rate"));
        return new Effect.Throttle(
                rate,
                throttle.optionalInteger("burst").orElse((int) rate.calls()),
                throttle.flag("retryAfter"),
                refusal(given, TOO_MANY_REQUESTS));
    }

    /** A refusal: the status decides the code if none is given. */
    private static Refusal refusal(Members given, int status) {
        Optional<ApiError> known = Stream.of(ApiError.values())
                .filter(error -> given.optionalText("code")
                        .map(error.code()::equals)
                        .orElseGet(() -> error.status() == status && isOfServer(error)))
                .findFirst();
        String code = given.optionalText("code")
                .orElseGet(() ->
                        known.map(ApiError::code).orElse(status == TOO_MANY_REQUESTS ? THROTTLED : "PlannedFault"));
        String message = given.optionalText("message")
                .orElseGet(() -> known.map(ApiError::documented)
                        .filter(text -> !text.isEmpty())
                        .orElse("A planned fault of the emulator."));
        return new Refusal(status, code, message);
    }

    /** The status of a code. The real service may have other codes, whose status is not known here. */
    private static int statusOf(String at, String code) {
        return Stream.of(ApiError.values())
                .filter(error -> error.code().equals(code))
                .findFirst()
                .orElseThrow(() -> INVALID_PARAMETER.at(
                        at + ".code",
                        "is \"%s\", whose status is not known here; allowed is it with status, or a code of the emulator%s",
                        code,
                        Nearest.hint(
                                code,
                                Stream.of(ApiError.values()).map(ApiError::code).toList())))
                .status();
    }

    private static boolean isOfServer(ApiError error) {
        return error == ApiError.INTERNAL_ERROR || error == ApiError.SERVICE_UNAVAILABLE;
    }

    private static Effect gateway(String at, Members given) {
        if (!given.flag("gateway")) {
            throw INVALID_PARAMETER.at(at + ".gateway", "is false; allowed is true, or no such member");
        }
        return new Effect.Gateway();
    }

    private static Effect stale(String at, Members stale) {
        if (!stale.has("detail") && !stale.has("list")) {
            throw INVALID_PARAMETER.at(at + ".stale", "is empty; allowed is detail or list or both");
        }
        @Nullable DelaySpec detail = delay(stale, "detail");
        @Nullable DelaySpec list = delay(stale, "list");
        if ((detail == null || detail.isNone()) && (list == null || list.isNone())) {
            throw INVALID_PARAMETER.at(
                    at + ".stale", "is %s, which delays nothing; allowed is another value than 0", stale.json());
        }
        return new Effect.Stale(new RuleOverride(null, null, detail, list, null, null));
    }

    private static @Nullable DelaySpec delay(Members stale, String member) {
        return stale.optionalText(member).map(DelaySpec::parse).orElse(null);
    }
}
