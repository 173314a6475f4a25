package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.ACCESS_DENIED;
import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.INVALID_URI;
import static dev.blb.emulator.api.ApiError.MALFORMED_JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.control.ControlCall;
import dev.blb.emulator.control.ControlRoute;
import dev.blb.emulator.control.ControlText;
import dev.blb.emulator.schema.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The way to the emulator's own routes, all under {@code /_blb/}: they need no signature, refuse what they do not know,
 * and refuse what a foreign web page could send.
 */
final class ControlApi {
    /** The first segment of every path here. */
    static final String PREFIX = "_blb";

    private final List<ControlRoute> routes;
    private final boolean openToAnyHost;

    /**
     * The way to these routes.
     *
     * @param openToAnyHost whether the address to listen on was set on purpose; otherwise only requests to a loopback
     *     name are served
     */
    ControlApi(List<ControlRoute> routes, boolean openToAnyHost) {
        this.routes = routes;
        this.openToAnyHost = openToAnyHost;
    }

    /** The answer. */
    ControlText answer(Exchange exchange, Map<String, String> headers) {
        refuseForeignPages(headers);
        List<String> path = exchange.path().subList(1, exchange.path().size());
        ControlRoute route = routes.stream()
                .filter(each -> each.method().equals(exchange.method())
                        && each.match(path).isPresent())
                .findFirst()
                .orElseThrow(() -> INVALID_URI.with(
                        "No control route %s /%s; allowed are %s.",
                        exchange.method(), String.join("/", exchange.path()), allowed(path)));
        ObjectNode query = JsonNodeFactory.instance.objectNode();
        exchange.query().forEach(query::put);
        refuseUnknown(route, "", route.query().fields(), query);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        String text = "";
        if (route.takesText()) {
            requireType(headers, "application/json", "application/yaml", "application/x-yaml", "text/yaml");
            text = text(exchange);
        } else if (!route.method().equals("GET")) {
            body = body(exchange, headers);
            refuseUnknown(route, "", route.body().fields(), body);
        }
        Object answer = route.handler()
                .apply(new ControlCall(
                        route.match(path).orElseThrow(),
                        new Members(route.query().checkQuery(exchange.query())),
                        new Members(route.body().check(body)),
                        text));
        return answer instanceof ControlText done ? done : new ControlText(ErrorBody.CONTENT_TYPE, Json.write(answer));
    }

    private String allowed(List<String> path) {
        List<ControlRoute> fitting =
                routes.stream().filter(each -> each.match(path).isPresent()).toList();
        return String.join(
                ", ",
                (fitting.isEmpty() ? routes : fitting)
                        .stream()
                                .map(each -> each.method() + " /" + PREFIX + "/" + each.path())
                                .toList());
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

    private static void requireType(Map<String, String> headers, String... allowed) {
        String type = headers.getOrDefault("content-type", "application/json");
        if (Stream.of(allowed).noneMatch(type.toLowerCase(Locale.ROOT)::startsWith)) {
            throw INVALID_HTTP_REQUEST.with("Content-Type is \"%s\"; allowed is %s.", type, String.join(", ", allowed));
        }
    }

    private static String text(Exchange exchange) {
        return new String(exchange.body(), StandardCharsets.UTF_8);
    }

    private static ObjectNode body(Exchange exchange, Map<String, String> headers) {
        requireType(headers, "application/json");
        String text = text(exchange);
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

    private static void refuseUnknown(ControlRoute route, String prefix, List<Field> fields, JsonNode given) {
        List<String> known = fields.stream().map(Field::name).toList();
        List<String> unknown = new ArrayList<>();
        given.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw INVALID_PARAMETER.with(
                    "%s%s is unknown here; allowed is %s. This route: %s.",
                    prefix,
                    String.join(", ", unknown),
                    known.isEmpty() ? "nothing" : String.join(", ", known),
                    route.meaning());
        }
        for (Field field : fields) {
            if (!field.members().isEmpty()) {
                refuseUnknown(route, prefix + field.name() + ".", field.members(), given.path(field.name()));
            }
        }
    }
}
