package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.ACCESS_DENIED;
import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.INVALID_URI;
import static dev.blb.emulator.api.ApiError.MALFORMED_JSON;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.AccountSettings;
import dev.blb.emulator.api.AccountSettings.References;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Route;
import dev.blb.emulator.backend.HealthStore;
import dev.blb.emulator.health.HealthScript;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.instance.LoadBalancer.Lifecycle;
import dev.blb.emulator.schema.Endpoints;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.state.Accounts;
import dev.blb.emulator.state.ClientTokenStore;
import dev.blb.emulator.state.Database;
import dev.blb.emulator.state.Ids;
import dev.blb.emulator.time.EmulatorClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The emulator's own routes, all under {@code /_blb/}: they need no signature, refuse what they do not know, and refuse
 * what a foreign web page could send.
 */
final class ControlApi {
    /** The first segment of every path here. */
    static final String PREFIX = "_blb";

    private static final int SHOWN_PROBES = 20;
    private static final Duration MAX_ADVANCE = Duration.ofDays(3650);
    private static final int MAX_QUOTA = 1_000_000;

    private final Endpoints endpoints;
    private final Database database;
    private final Accounts accounts;
    private final Ids ids;
    private final EmulatorClock clock;
    private final boolean openToAnyHost;
    private final List<ControlRoute> routes;

    /**
     * The control routes.
     *
     * @param openToAnyHost whether the address to listen on was set on purpose; otherwise only requests to a loopback
     *     name are served
     */
    ControlApi(
            Endpoints endpoints,
            Database database,
            Accounts accounts,
            Ids ids,
            EmulatorClock clock,
            boolean openToAnyHost) {
        this.endpoints = endpoints;
        this.database = database;
        this.accounts = accounts;
        this.ids = ids;
        this.clock = clock;
        this.openToAnyHost = openToAnyHost;
        Schema account = Schema.of(text("account"));
        this.routes = List.of(
                new ControlRoute("GET", "health", "ready to serve", Schema.of(), Schema.of(), call -> health()),
                new ControlRoute(
                        "GET",
                        "operations",
                        "every operation: name, method, path, built or absent, source",
                        Schema.of(),
                        Schema.of(),
                        call -> operations()),
                new ControlRoute(
                        "POST",
                        "reset",
                        "drop all state, or one account's with ?account=",
                        account,
                        Schema.of(),
                        this::reset),
                new ControlRoute(
                        "PUT",
                        "loadbalancers/{blbId}/status",
                        "switch an instance to paused, unavailable or available",
                        Schema.of(),
                        Schema.of(oneOf("status", "available", "paused", "unavailable")
                                .must()),
                        this::setStatus),
                new ControlRoute(
                        "PUT",
                        "backends/{instanceId}/health",
                        "set a machine's health (Alive, Dead, Unknown) or a script of its probes (up 10s, down 5s, repeat),"
                                + " everywhere or for one blbId, listenerPort",
                        account,
                        Schema.of(
                                oneOf("status", "Alive", "Dead", "Unknown"),
                                text("script"),
                                text("blbId"),
                                integer("listenerPort", 1, 65535)),
                        this::setHealth),
                new ControlRoute(
                        "DELETE",
                        "backends/{instanceId}/health",
                        "take back what was set: the machine is Alive again",
                        Schema.of(text("account"), text("blbId"), integer("listenerPort", 1, 65535)),
                        Schema.of(),
                        this::takeBackHealth),
                new ControlRoute(
                        "GET",
                        "loadbalancers/{blbId}/health",
                        "each listener's servers: state, what decides it, the newest probes",
                        Schema.of(),
                        Schema.of(),
                        this::showHealth),
                new ControlRoute(
                        "GET",
                        "clock",
                        "what time it is, and how it runs",
                        Schema.of(),
                        Schema.of(),
                        call -> showClock()),
                new ControlRoute(
                        "POST",
                        "clock",
                        "freeze or resume it, set it, advance it (PT30S), scale it (60): one of them; it never goes back",
                        Schema.of(),
                        Schema.of(
                                flag("freeze"),
                                flag("resume"),
                                text("set"),
                                text("advance"),
                                integer("scale", 1, EmulatorClock.MAX_SCALE)),
                        this::moveClock),
                new ControlRoute(
                        "PUT",
                        "accounts/{account}/settings",
                        "give one account its own references, settleDelay and quotas",
                        Schema.of(),
                        Schema.of(
                                oneOf("references", "lenient", "strict"),
                                text("settleDelay"),
                                integer("quotaLoadBalancers", 0, MAX_QUOTA),
                                integer("quotaListeners", 0, MAX_QUOTA),
                                integer("quotaBackends", 0, MAX_QUOTA)),
                        this::setSettings));
    }

    /** A request to a control route: the path's variable, the checked query and body. */
    private record ControlCall(String variable, Members query, Members body) {}

    /** A row of the table of control routes. */
    record ControlRoute(
            String method,
            String path,
            String meaning,
            Schema query,
            Schema body,
            Function<ControlCall, Object> handler) {
        boolean fits(List<String> segments) {
            List<String> template = List.of(path.split("/", -1));
            if (segments.size() != template.size() + 1) {
                return false;
            }
            for (int i = 0; i < template.size(); i++) {
                if (!template.get(i).startsWith("{") && !template.get(i).equals(segments.get(i + 1))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The control routes in order, for documents. */
    List<ControlRoute> routes() {
        return routes;
    }

    /** The JSON of the answer. */
    String answer(Exchange exchange, Map<String, String> headers) {
        refuseForeignPages(headers);
        List<ControlRoute> fitting =
                routes.stream().filter(route -> route.fits(exchange.path())).toList();
        ControlRoute route = fitting.stream()
                .filter(each -> each.method().equals(exchange.method()))
                .findFirst()
                .orElseThrow(() -> INVALID_URI.with(
                        "No control route %s /%s; allowed are %s.",
                        exchange.method(),
                        String.join("/", exchange.path()),
                        String.join(
                                ", ",
                                (fitting.isEmpty() ? routes : fitting)
                                        .stream()
                                                .map(each -> each.method() + " /" + PREFIX + "/" + each.path())
                                                .toList())));
        ObjectNode query = JsonNodeFactory.instance.objectNode();
        exchange.query().forEach(query::put);
        refuseUnknown(route.query(), query);
        ObjectNode body =
                route.method().equals("GET") ? JsonNodeFactory.instance.objectNode() : body(exchange, headers);
        refuseUnknown(route.body(), body);
        String variable = exchange.path().size() > 2 ? exchange.path().get(2) : "";
        return Json.write(route.handler()
                .apply(new ControlCall(
                        variable,
                        new Members(route.query().checkQuery(exchange.query())),
                        new Members(route.body().check(body)))));
    }

    /** A page of another site, open in a developer's browser, may not reach in. */
    private void refuseForeignPages(Map<String, String> headers) {
        String host = headers.getOrDefault("host", "");
        String origin = headers.getOrDefault("origin", "");
        if (!origin.isEmpty() && !origin.equals("http://" + host)) {
            throw ACCESS_DENIED.with("Origin is \"%s\"; control routes serve no page of another site.", origin);
        }
        if (!openToAnyHost && !isLoopback(host)) {
            throw ACCESS_DENIED.with(
                    "Host is \"%s\"; control routes serve localhost and loopback addresses only, unless --host is set.",
                    host);
        }
    }

    private static boolean isLoopback(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT).equals("localhost")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}");
    }

    private static ObjectNode body(Exchange exchange, Map<String, String> headers) {
        String type = headers.getOrDefault("content-type", "application/json");
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw INVALID_HTTP_REQUEST.with("Content-Type is \"%s\"; allowed is application/json.", type);
        }
        String text = new String(exchange.body(), StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode parsed = Json.read(text);
            if (parsed instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw MALFORMED_JSON.with("%s", Json.complaint(e));
        }
        throw INAPPROPRIATE_JSON.with("The body is no JSON object.");
    }

    private static void refuseUnknown(Schema schema, ObjectNode given) {
        List<String> known = schema.fields().stream().map(Field::name).toList();
        List<String> unknown = new ArrayList<>();
        given.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw INVALID_PARAMETER.with(
                    "%s is unknown here; allowed is %s",
                    String.join(", ", unknown), known.isEmpty() ? "nothing" : String.join(", ", known));
        }
    }

    private static Object health() {
        return Map.of("status", "ready");
    }

    /** A row of the list of operations. */
    record OperationLine(String name, String method, String path, String state, String source) {}

    private Object operations() {
        List<OperationLine> lines = Stream.of(Operation.values())
                .map(operation -> {
                    Route route = operation.routes().get(0);
                    return new OperationLine(
                            operation.wireName(),
                            route.method(),
                            route.path() + (route.selector().isEmpty() ? "" : "?" + route.selector()),
                            endpoints.of(operation).isPresent() ? "built" : "absent",
                            operation.source());
                })
                .toList();
        return Map.of("operations", lines);
    }

    private Object reset(ControlCall call) {
        String account = call.query().optionalText("account").orElse("");
        if (account.isEmpty()) {
            accounts.reset();
            database.clear();
            // What is drawn next is as on a fresh start, so that runs between resets can be compared.
            ids.restart();
            return Map.of("reset", "all");
        }
        accounts.reset(account);
        database.exclusively(tx -> {
            new InstanceStore(tx).deleteAccount(account);
            new ClientTokenStore(tx).forget(account);
            new HealthStore(tx).forget(account);
            return account;
        });
        return Map.of("reset", account);
    }

    private Object setStatus(ControlCall call) {
        String status = call.body().text("status");
        return database.inTransaction(tx -> {
            InstanceStore instances = new InstanceStore(tx);
            LoadBalancer instance = instances.lock(call.variable());
            instances.update(instance.withLifecycle(new Lifecycle(status, null, Instant.EPOCH)));
            return Map.of("blbId", instance.blbId(), "status", status);
        });
    }

    private Object setHealth(ControlCall call) {
        HealthStore.Scope scope = new HealthStore.Scope(
                call.variable(),
                call.query().optionalText("account").orElse(""),
                call.body().optionalText("blbId").orElse(""),
                call.body().optionalInteger("listenerPort").orElse(0));
        Optional<String> status = call.body().optionalText("status");
        Optional<String> script = call.body().optionalText("script");
        if (status.isPresent() == script.isPresent()) {
            throw INVALID_PARAMETER.with(
                    "status and script are %s given; allowed is one of them", status.isPresent() ? "both" : "not");
        }
        HealthStore.Word word = new HealthStore.Word(
                status.orElse(null), script.map(ControlApi::script).orElse(null), clock.instant());
        return database.inTransaction(tx -> {
            HealthStore health = new HealthStore(tx);
            health.say(scope, word);
            // Zero tells a user of a mistyped id, and yet a machine may be declared dead before it is attached.
            return Map.of(
                    "instanceId",
                    scope.instanceId(),
                    status.isPresent() ? "status" : "script",
                    status.or(() -> script).orElseThrow(),
                    "attachedServers",
                    health.attached(scope));
        });
    }

    private static HealthScript script(String text) {
        try {
            return HealthScript.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw INVALID_PARAMETER.with("script is \"%s\"; allowed are %s", text, HealthScript.ALLOWED);
        }
    }

    private Object takeBackHealth(ControlCall call) {
        HealthStore.Scope scope = new HealthStore.Scope(
                call.variable(),
                call.query().optionalText("account").orElse(""),
                call.query().optionalText("blbId").orElse(""),
                call.query().optionalInteger("listenerPort").orElse(0));
        return database.inTransaction(
                tx -> Map.of("instanceId", scope.instanceId(), "takenBack", new HealthStore(tx).takeBack(scope)));
    }

    private Object showHealth(ControlCall call) {
        return database.inTransaction(tx -> {
            LoadBalancer instance = new InstanceStore(tx).lock(call.variable());
            return Map.of(
                    "blbId",
                    instance.blbId(),
                    "listenerList",
                    new HealthStore(tx)
                            .timelines(instance.account(), instance.blbId(), tx, clock.instant(), SHOWN_PROBES));
        });
    }

    private Object showClock() {
        int scale = clock.scale();
        return Map.of(
                "now",
                clock.instant().toString(),
                "mode",
                scale == 0 ? "frozen" : scale == 1 ? "real" : "scaled",
                "scale",
                scale);
    }

    private Object moveClock(ControlCall call) {
        Members body = call.body();
        List<Runnable> moves = new ArrayList<>();
        body.optionalFlag("freeze").filter(on -> on).ifPresent(on -> moves.add(clock::freeze));
        body.optionalFlag("resume").filter(on -> on).ifPresent(on -> moves.add(clock::resume));
        body.optionalText("set").ifPresent(to -> moves.add(() -> set(to)));
        body.optionalText("advance").ifPresent(by -> moves.add(() -> advance(by)));
        body.optionalInteger("scale").ifPresent(scale -> moves.add(() -> clock.scale(scale)));
        if (moves.size() != 1) {
            throw INVALID_PARAMETER.with(
                    "%d members are set; allowed is one of freeze, resume (true), set, advance, scale", moves.size());
        }
        moves.get(0).run();
        return showClock();
    }

    private void set(String to) {
        try {
            clock.set(Instant.parse(to));
        } catch (DateTimeParseException wrong) {
            throw INVALID_PARAMETER.with("set is \"%s\"; allowed is a time such as 2026-01-31T10:00:00Z", to);
        } catch (IllegalArgumentException wrong) {
            throw INVALID_PARAMETER.with(
                    "set is \"%s\"; allowed is a time that is not before %s: time does not go back",
                    to, clock.instant());
        }
    }

    private void advance(String by) {
        try {
            clock.advance(DurationText.parse(by, MAX_ADVANCE));
        } catch (IllegalArgumentException wrong) {
            throw INVALID_PARAMETER.with(
                    "advance is \"%s\"; allowed is a length of time such as 500ms, 30s or PT30S, at most %d days",
                    by, MAX_ADVANCE.toDays());
        }
    }

    private Object setSettings(ControlCall call) {
        AccountSettings current = accounts.settings(call.variable());
        Members body = call.body();
        AccountSettings changed = new AccountSettings(
                body.optionalText("references")
                        .map(text -> References.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(current.references()),
                body.optionalText("settleDelay").map(ControlApi::delay).orElse(current.settleDelay()),
                body.optionalInteger("quotaLoadBalancers").orElse(current.quotaLoadBalancers()),
                body.optionalInteger("quotaListeners").orElse(current.quotaListeners()),
                body.optionalInteger("quotaBackends").orElse(current.quotaBackends()));
        accounts.set(call.variable(), changed);
        return Map.of(
                "account", call.variable(),
                "references", changed.references().name().toLowerCase(Locale.ROOT),
                "settleDelay", changed.settleDelay().toString(),
                "quotaLoadBalancers", changed.quotaLoadBalancers(),
                "quotaListeners", changed.quotaListeners(),
                "quotaBackends", changed.quotaBackends());
    }

    private static Duration delay(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw INVALID_PARAMETER.with("settleDelay is \"%s\"; allowed is %s", text, DurationText.ALLOWED);
        }
    }
}
