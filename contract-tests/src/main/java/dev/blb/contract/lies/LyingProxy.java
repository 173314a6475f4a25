package dev.blb.contract.lies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.blb.client.Credentials;
import dev.blb.client.Signer;
import dev.blb.contract.lies.Lie.Answer;
import dev.blb.contract.lies.Lie.Request;
import dev.blb.contract.target.Cloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A proxy before an emulator that tells one lie. It passes requests on as they came, signature included, unless the lie
 * changed them: then it signs them anew, so that only the lie differs.
 */
final class LyingProxy implements AutoCloseable {
    /** The lie that cannot be told by changing requests or answers: whoever asks, the first account is served. */
    static final String ANY_ACCOUNT_IS_THE_FIRST = "another account's instance is answered";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PASSED_ON =
            List.of("authorization", "x-bce-date", "content-type", "x-bce-security-token");

    private final URI service;
    private final String accessKey;
    private final String secret;
    private final @Nullable Lie lie;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final HttpServer server;

    LyingProxy(URI service, String accessKey, String secret, @Nullable Lie lie) throws IOException {
        this.service = service;
        this.accessKey = accessKey;
        this.secret = secret;
        this.lie = lie;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String raw = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            Answer answer = answer(exchange, raw, headers);
            answer.headers().forEach((name, value) -> {
                if (List.of("x-bce-request-id", "content-type").contains(name)) {
                    exchange.getResponseHeaders().set(name, value);
                }
            });
            byte[] bytes = answer.body().isMissingNode()
                    ? new byte[0]
                    : answer.body().toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0) {
                exchange.getResponseHeaders().set("Content-Length", "0");
            }
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private Answer answer(HttpExchange exchange, String raw, Map<String, String> headers) {
        URI uri = exchange.getRequestURI();
        Request honest =
                new Request(exchange.getRequestMethod(), uri.getRawPath(), query(uri.getRawQuery()), json(raw));
        String before = honest.toString();
        Request asked = lie == null ? honest : lie.request().apply(honest);
        if (asked == null) {
            return new Answer(
                    200, MissingNode.getInstance(), Map.of("x-bce-request-id", "00000000-0000-4000-8000-000000000001"));
        }
        boolean changed = !asked.toString().equals(before);
        // The signature covers the query but not the body.
        boolean signedAnew = changed && isGood(exchange, headers);
        boolean anybody =
                lie != null && lie.name().equals(ANY_ACCOUNT_IS_THE_FIRST) && headers.containsKey("authorization");
        Answer answer = signedAnew || anybody
                ? signed(asked)
                : passedOn(asked, changed ? text(asked.body()) : raw, uri, changed, headers);
        return lie == null ? answer : lie.answer().apply(asked, answer);
    }

    // A request that the service would refuse for its signature stays one: the lie is about something else.
    private boolean isGood(HttpExchange exchange, Map<String, String> headers) {
        String authorization = headers.getOrDefault("authorization", "");
        String[] parts = authorization.split("/", -1);
        if (parts.length != 6 || !parts[1].equals(accessKey)) {
            return false;
        }
        return Signer.sign(
                        exchange.getRequestMethod(),
                        URI.create("http://" + headers.getOrDefault("host", "") + exchange.getRequestURI()),
                        headers,
                        Set.of(parts[4].split(";", -1)),
                        new Credentials(accessKey, secret),
                        Instant.parse(parts[2]),
                        Duration.ofSeconds(Long.parseLong(parts[3])))
                .authorization()
                .equals(authorization);
    }

    private Answer signed(Request request) {
        return ofCloud(
                new Cloud(service, accessKey, secret).send(request.method(), target(request), text(request.body())));
    }

    private Answer passedOn(Request request, String body, URI uri, boolean changed, Map<String, String> headers) {
        Map<String, String> passed = new LinkedHashMap<>();
        PASSED_ON.forEach(name -> {
            if (headers.containsKey(name)) {
                passed.put(name, headers.getOrDefault(name, ""));
            }
        });
        // The signature covers the host that the client saw.
        passed.put("Host", headers.getOrDefault("host", ""));
        String target = changed
                ? target(request)
                : uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return ofCloud(new Cloud(service, accessKey, secret).send(request.method(), target, body, passed));
    }

    private static Answer ofCloud(Cloud.Answer answer) {
        return new Answer(answer.status(), answer.json(), answer.headers());
    }

    private static String target(Request request) {
        String query = request.query().entrySet().stream()
                .map(entry -> entry.getKey() + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining("&"));
        return request.path() + (query.isEmpty() ? "" : "?" + query);
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return query;
    }

    private static String text(JsonNode body) {
        return body.isMissingNode() ? "" : body.toString();
    }

    private static JsonNode json(String raw) {
        try {
            return raw.isBlank() ? MissingNode.getInstance() : JSON.readTree(raw);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
