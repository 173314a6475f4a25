package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.ACCESS_DENIED;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.route.RouteTable.Match;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.schema.UnknownMember;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Carries out requests to control routes: they need no signature, and refuse members that no field knows. */
final class ControlApi {
    private static final String JSON = "application/json";
    private static final String ACCOUNT = ControlRoute.ACCOUNT.name();

    /** Confines a call to an account: it is the default of {@code ?account=}, and nothing is changed of others. */
    private static final String ACCOUNT_HEADER = "x-blb-account";

    /** How many control calls are carried out at a time, so that long ones leave threads for other requests. */
    private static final int MAX_AT_ONCE = 50;

    private final Semaphore atOnce = new Semaphore(MAX_AT_ONCE);
    private final ConcurrencyLimit documents = ConcurrencyLimit.ofControlRoutes();
    private final Database database;
    private final Accounts accounts;

    /** The control routes of this emulator. */
    ControlApi(EmulatorContext context) {
        this.database = context.database();
        this.accounts = context.accounts();
    }

    /** The answer of a route. */
    Answer answer(Exchange exchange, ControlRoute route, Map<String, String> pathVariables) {
        refuseRepeated(exchange.signed().rawQuery());
        Map<String, String> given = named(route, confined(exchange, route, pathVariables));
        Map<String, String> variables = named(route, pathVariables);
        refuse(route, route.query().unknown(given), route.body());
        refuseEmptyAccount(given);
        Members query = new Members(route.query().checkQuery(given));
        exchange.trace().account(given.getOrDefault(ACCOUNT, variables.getOrDefault(ACCOUNT, "")));
        variables.forEach((name, value) -> ControlRoute.variable(name).read(value));
        byte[] body = exchange.body();
        String account = exchange.signed().header(ACCOUNT_HEADER);
        Consumer<String> confinement = named -> refuseOther(named, account);
        ControlCall call;
        if (route.takesText()) {
            requireType(exchange, JSON, "application/yaml", "application/x-yaml", "text/yaml");
            call = new ControlCall(variables, query, Members.none(), BodyReader.text(body), confinement);
        } else {
            if (body.length > 0 || !exchange.method().equals("GET")) {
                requireType(exchange, JSON);
            }
            ObjectNode members = BodyReader.object(body);
            refuse(route, route.body().unknown(members), route.query());
            call = new ControlCall(variables, query, new Members(route.body().check(members)), "", confinement);
        }
        return carriedOut(route, call);
    }

    /** What a GET of a control route answers, as a tree; a text that is no JSON as a text. Within {@link #document}. */
    JsonNode get(RouteTable routes, String path, Map<String, String> parameters) {
        Match match = routes.match("GET", Uri.segments(path), parameters);
        if (!(match.route() instanceof ControlRoute route)) {
            throw new IllegalArgumentException(path + " is no control route");
        }
        Map<String, String> given = named(route, parameters);
        Map<String, String> variables = named(route, match.variables());
        refuse(route, route.query().unknown(given), route.body());
        variables.forEach((name, value) -> ControlRoute.variable(name).read(value));
        Object answer = route.handler()
                .apply(new ControlCall(variables, new Members(route.query().checkQuery(given)), Members.none(), ""));
        return answer instanceof ControlText text ? TextNode.valueOf(text.text()) : Json.tree(answer);
    }

    /** The metrics are read all the time, and are short; what writes may wait for long, and answers shortly. */
    private Answer carriedOut(ControlRoute route, ControlCall call) {
        Supplier<Answer> work = () -> Answer.of(route.handler().apply(call));
        if (route.way().path().equals(ControlRoute.HEALTH_PATH)) {
            return work.get();
        }
        return route.way().method().equals("GET") && !route.way().path().equals("/" + ControlRoute.METRICS)
                ? document(work)
                : limited(work);
    }

    /** A document made of what control routes answer, once no other one is being made. */
    Answer document(Supplier<Answer> work) {
        return limited(() -> documents.within(work));
    }

    private Answer limited(Supplier<Answer> work) {
        if (!atOnce.tryAcquire()) {
            throw SERVICE_UNAVAILABLE.with(
                    "%d control calls are under way already; allowed are as many. Moving the clock waits for probes.",
                    MAX_AT_ONCE);
        }
        try {
            return work.get();
        } finally {
            atOnce.release();
        }
    }

    /** The query, with the account that a header confines the call to. */
    private Map<String, String> confined(Exchange exchange, ControlRoute route, Map<String, String> variables) {
        String account = exchange.signed().header(ACCOUNT_HEADER);
        if (account.isEmpty()) {
            return exchange.query();
        }
        if (route.serverWide()) {
            throw ACCESS_DENIED.with(
                    "%s is for all accounts, and the header %s confines this call to \"%s\".",
                    route.way(), ACCOUNT_HEADER, account);
        }
        refuseOther(exchange.query().getOrDefault(ACCOUNT, ""), account);
        refuseOther(variables.getOrDefault(ACCOUNT, ""), account);
        Optional.ofNullable(variables.get(ControlRoute.BLB_ID)).ifPresent(blbId -> refuseOtherOwner(blbId, account));
        Map<String, String> query = new HashMap<>(exchange.query());
        if (route.query().names().contains(ACCOUNT)) {
            query.putIfAbsent(ACCOUNT, accounts.stateOfKey(account));
        }
        return query;
    }

    /** Unlike the API, which takes the first value as the cloud does. */
    private static void refuseRepeated(String rawQuery) {
        Uri.repeated(rawQuery).ifPresent(key -> {
            throw INVALID_PARAMETER.at(key, "is given more than once; allowed is once");
        });
    }

    /** Refuses an account that is not the one that the call is confined to, in whatever region. */
    private void refuseOther(String named, String account) {
        if (!named.isEmpty() && !account.isEmpty() && !isSame(named, account)) {
            throw ACCESS_DENIED.at(
                    ACCOUNT,
                    "is \"%s\", and the header %s confines this call to \"%s\"",
                    named,
                    ACCOUNT_HEADER,
                    account);
        }
    }

    private void refuseOtherOwner(String blbId, String account) {
        database.reading(tx -> new InstanceStore(tx).owner(blbId))
                .filter(owner -> !isSame(owner, account))
                .ifPresent(owner -> {
                    throw ACCESS_DENIED.with(
                            "Load balancer %s belongs to account \"%s\", and the header %s confines this call to \"%s\".",
                            blbId, owner, ACCOUNT_HEADER, account);
                });
    }

    /** Whether a state is one of this account, or of the account that this access key is of. */
    private boolean isSame(String state, String account) {
        return Stream.of(account, accounts.stateOfKey(account))
                .map(Region::accountOf)
                .anyMatch(Region.accountOf(state)::equals);
    }

    /** The same with the one name of the account's state, which is looked up: what is no name is refused before. */
    private Map<String, String> named(ControlRoute route, Map<String, String> given) {
        Map<String, String> named = new HashMap<>(given);
        named.computeIfPresent(ACCOUNT, (name, value) -> {
            if (!value.isEmpty()) {
                ControlRoute.ACCOUNT.read(value);
            }
            return accounts.stateNamed(value, route.left());
        });
        return named;
    }

    /** An empty text would mean all accounts: a script whose variable is not set would reset what others made. */
    private static void refuseEmptyAccount(Map<String, String> given) {
        if ("".equals(given.get(ACCOUNT))) {
            throw INVALID_PARAMETER.at(
                    ACCOUNT, "is \"\"; allowed is an account's name; without ?account all are meant.");
        }
    }

    private static void refuse(ControlRoute route, List<UnknownMember> unknown, Schema elsewhere) {
        if (!unknown.isEmpty()) {
            throw unknown.get(0).refusal(elsewhere.names()).and("This route: " + route.meaning());
        }
    }

    /** Forms of a web page have other types, and a script of a foreign page may not choose one of these unasked. */
    private static void requireType(Exchange exchange, String... allowed) {
        String given = exchange.signed().header("content-type");
        // What stands behind the semicolon is a parameter such as charset.
        String type = given.isEmpty() ? JSON : given.split(";", -1)[0].strip();
        if (Stream.of(allowed).noneMatch(type::equalsIgnoreCase)) {
            throw INVALID_HTTP_REQUEST.with(
                    "Content-Type is \"%s\"; allowed is %s.", given, String.join(", ", allowed));
        }
    }
}
