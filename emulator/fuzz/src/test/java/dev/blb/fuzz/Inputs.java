package dev.blb.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.client.Credentials;
import dev.blb.client.Signer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** Draws inputs from what the emulator's own OpenAPI document and seed schema say that it takes. */
final class Inputs {
    private static final Credentials CREDENTIALS = new Credentials(Emulator.ACCESS_KEY, Emulator.SECRET_KEY);
    /** The server refuses a longer head without reading it, so that its answer may be lost with the connection. */
    private static final int LONGEST_HEAD = 8000;

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final Draw draw;
    private final Values values;
    private final JsonNode seedSchema;
    private final String host;
    private final List<Route> api;
    private final List<Route> control;

    /** What an input tries. */
    enum Kind {
        OPERATION,
        SIGNATURE,
        CONTROL,
        SEED,
        RAW
    }

    /**
     * An input.
     *
     * @param route method and path template; for raw bytes what is wrong with them
     * @param sent what is sent, a character for each byte
     */
    record Input(Kind kind, String route, String sent) {
        Input(Kind kind, String route, byte[] bytes) {
            this(kind, route, new String(bytes, StandardCharsets.ISO_8859_1));
        }

        byte[] bytes() {
            return sent.getBytes(StandardCharsets.ISO_8859_1);
        }

        boolean head() {
            return sent.startsWith("HEAD ");
        }

        /** Whether the server may close the connection without an answer that arrives. */
        boolean mayCloseConnection() {
            return kind == Kind.RAW || sent.indexOf("\r\n\r\n") > LONGEST_HEAD;
        }

        boolean reads() {
            return head() || route.startsWith("GET ");
        }
    }

    private record Route(String method, String path, JsonNode operation) {
        List<JsonNode> parameters(String in) {
            return Values.list(operation.path("parameters")).stream()
                    .filter(parameter -> parameter.path("in").asText().equals(in))
                    .toList();
        }

        String name() {
            return method + " " + path;
        }
    }

    Inputs(Draw draw, Values values, JsonNode document, JsonNode seedSchema, int port) {
        this.draw = draw;
        this.values = values;
        this.seedSchema = seedSchema;
        host = "127.0.0.1:" + port;
        List<Route> routes = document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .map(method ->
                                new Route(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue())))
                .toList();
        api = routes.stream().filter(route -> !route.path().startsWith("/_blb")).toList();
        control = routes.stream()
                .filter(route -> route.path().startsWith("/_blb")
                        && !route.path().startsWith("/_blb/seed")
                        && !route.path().equals("/_blb/reset"))
                .toList();
    }

    Input next() {
        int which = draw.below(100);
        if (which < 55) {
            return operation();
        }
        if (which < 65) {
            return signature();
        }
        if (which < 80) {
            return controlCall();
        }
        return which < 87 ? seed() : raw();
    }

    private Input operation() {
        Route route = draw.of(api);
        String target = target(route);
        byte[] body = body(route);
        Map<String, String> headers = headers(body);
        String method = draw.chance(2) ? draw.of(List.of("HEAD", "PATCH", "OPTIONS", "PUT", "POST")) : route.method();
        headers.put("Authorization", sign(method, target, headers));
        return new Input(Kind.OPERATION, method + " " + route.path(), request(method, target, headers, body));
    }

    private Input signature() {
        Route route = draw.of(api);
        String target = target(route);
        byte[] body = body(route);
        Map<String, String> headers = headers(body);
        String right = sign(route.method(), target, headers);
        String wrong = switch (draw.below(8)) {
            case 0 -> "";
            case 1 -> draw.oddText();
            case 2 -> right.replace("/1800/", "/" + draw.oddText() + "/");
            case 3 -> right.replaceFirst("/host/", "/" + "host;".repeat(draw.below(2000)) + "/");
            case 4 -> right.toUpperCase(Locale.ROOT);
            case 5 -> right.replaceFirst("/[^/]*Z/", Matcher.quoteReplacement("/" + draw.oddText() + "/"));
            case 6 -> right.replaceFirst(Emulator.ACCESS_KEY, draw.word(5));
            default -> new String(draw.damaged(right.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
        };
        if (draw.chance(30)) {
            headers.put("x-bce-date", draw.oddText());
        }
        headers.put("Authorization", wrong);
        return new Input(Kind.SIGNATURE, route.name(), request(route.method(), target, headers, body));
    }

    private Input controlCall() {
        Route route = draw.of(control);
        byte[] body = body(route);
        Map<String, String> headers = headers(body);
        if (draw.chance(3)) {
            headers.put(
                    draw.of(List.of("Origin", "x-blb-account", "Sec-Fetch-Site", "x-blb-control-token")),
                    draw.oddText());
        }
        return new Input(Kind.CONTROL, route.name(), request(route.method(), target(route), headers, body));
    }

    private Input seed() {
        String seed = switch (draw.below(6)) {
            case 0 ->
                "a0: &a0 x\n"
                        + Stream.iterate(1, level -> level + 1)
                                .limit(draw.below(25))
                                .map(level -> "a%d: &a%d [*a%d,*a%d]\n".formatted(level, level, level - 1, level - 1))
                                .reduce("", String::concat);
            case 1 -> draw.oddText() + ": " + draw.oddText();
            case 2 -> "accounts: !!java.io.File [x]\n? [a]\n: b\n<<: *nothing\n";
            default -> values.json(seedSchema, "seed");
        };
        byte[] body = seed.getBytes(StandardCharsets.UTF_8);
        if (draw.chance(20)) {
            body = draw.damaged(body);
        }
        Map<String, String> headers = headers(body);
        headers.put("Content-Type", draw.of(List.of("application/yaml", "application/json")));
        return new Input(Kind.SEED, "POST /_blb/seed", request("POST", "/_blb/seed", headers, body));
    }

    private Input raw() {
        Input whole = operation();
        String host = "Host: " + this.host + "\r\n";
        return switch (draw.below(14)) {
            case 0 -> new Input(Kind.RAW, "damaged request", draw.damaged(whole.bytes()));
            case 1 -> new Input(Kind.RAW, "random bytes", draw.bytes(1 + draw.below(400)));
            case 2 ->
                raw(
                        "length and chunks",
                        "POST /v1/blb HTTP/1.1\r\n" + host
                                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            case 3 ->
                raw(
                        "two lengths",
                        "POST /v1/blb HTTP/1.1\r\n" + host + "Content-Length: 2\r\nContent-Length: " + draw.oddText()
                                + "\r\n\r\n{}");
            case 4 ->
                raw(
                        "chunk size",
                        "POST /v1/blb HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n"
                                + draw.of(List.of("ffffffffffffffff", "-1", "5;" + "x".repeat(9000), "zz", ""))
                                + "\r\n{}\r\n0\r\n\r\n");
            case 5 ->
                raw(
                        "request line",
                        draw.oddText() + " " + draw.oddText() + " HTTP/" + draw.oddText() + "\r\n" + host + "\r\n");
            case 6 ->
                raw("long target", "GET /v1/blb?" + "a=b&".repeat(draw.below(5000)) + " HTTP/1.1\r\n" + host + "\r\n");
            case 7 ->
                raw("many headers", "GET /v1/blb HTTP/1.1\r\n" + host + "x: y\r\n".repeat(draw.below(3000)) + "\r\n");
            case 8 -> raw("folded header", "GET /v1/blb HTTP/1.1\r\n" + host + "a: b\r\n c\r\n : d\r\n\r\n");
            case 9 -> raw("host", "GET /_blb/health HTTP/1.1\r\nHost: " + draw.oddText() + "\r\n\r\n");
            case 10 ->
                raw(
                        "escapes",
                        "GET /v1/" + draw.of(List.of("%2e%2e/", "%00", "%ff", ";a=b/", "//blb", "blb/%2F", "\\blb"))
                                + " HTTP/1.1\r\n" + host + "\r\n");
            case 11 ->
                new Input(
                        Kind.RAW,
                        "TLS",
                        Draw.joined(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}, draw.bytes(200)));
            case 12 -> raw("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            default ->
                raw(
                        "expectation",
                        "POST /v1/blb HTTP/1.1\r\n" + host + "Expect: " + draw.oddText()
                                + "\r\nUpgrade: h2c\r\nConnection: upgrade\r\nContent-Length: 2\r\n\r\n{}");
        };
    }

    private static Input raw(String what, String text) {
        return new Input(Kind.RAW, what, text.getBytes(StandardCharsets.UTF_8));
    }

    private String target(Route route) {
        String path = route.path();
        for (JsonNode parameter : route.parameters("path")) {
            String name = parameter.path("name").asText();
            path = path.replace("{" + name + "}", escaped(values.text(parameter.path("schema"), name)));
        }
        List<JsonNode> parameters = route.parameters("query");
        List<JsonNode> selectors = parameters.stream().filter(Inputs::selects).toList();
        List<String> query = new ArrayList<>();
        draw.any(selectors).filter(selector -> draw.chance(95)).ifPresent(selector -> query.add(name(selector)));
        parameters.stream()
                .filter(parameter -> !selects(parameter)
                        && draw.chance(parameter.path("required").asBoolean() ? 95 : 25))
                .forEach(parameter -> query.add(
                        name(parameter) + "=" + escaped(values.text(parameter.path("schema"), name(parameter)))));
        if (draw.chance(2)) {
            query.add(escaped(draw.oddText()) + draw.of(List.of("", "=", "==", "=a&&", "=%41")));
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private static boolean selects(JsonNode parameter) {
        return parameter.path("allowEmptyValue").asBoolean();
    }

    private static String name(JsonNode parameter) {
        return parameter.path("name").asText();
    }

    private byte[] body(Route route) {
        JsonNode schema = route.operation().at("/requestBody/content/application~1json/schema");
        if (schema.isMissingNode()) {
            return draw.chance(97) ? new byte[0] : draw.oddJson().getBytes(StandardCharsets.UTF_8);
        }
        byte[] body = values.json(schema, "").getBytes(StandardCharsets.UTF_8);
        if (draw.chance(4)) {
            return draw.damaged(body);
        }
        return draw.chance(1) ? draw.bytes(draw.below(100)) : body;
    }

    private Map<String, String> headers(byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", host);
        if (body.length > 0 || draw.chance(5)) {
            headers.put(
                    "Content-Type",
                    draw.chance(95)
                            ? draw.of(List.of("application/json", "application/json; charset=utf-8"))
                            : draw.of(List.of(
                                    "text/plain", "application/json;charset=\"x", "a", "application/yaml", "*/*")));
        }
        headers.put("Content-Length", Integer.toString(body.length));
        return headers;
    }

    private static String sign(String method, String target, Map<String, String> headers) {
        return Signer.sign(
                        method,
                        URI.create("http://" + headers.get("Host") + target),
                        headers,
                        Set.of("host"),
                        CREDENTIALS,
                        Instant.now(),
                        Duration.ofMinutes(30))
                .authorization();
    }

    private static byte[] request(String method, String target, Map<String, String> headers, byte[] body) {
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name)
                .append(": ")
                .append(value.replaceAll("[\\x00\\r\\n]", "?"))
                .append("\r\n"));
        return Draw.joined(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8), body);
    }

    /** Percent-encoded as a path's segment or a query's value. */
    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
