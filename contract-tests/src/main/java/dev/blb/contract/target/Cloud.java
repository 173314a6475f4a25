package dev.blb.contract.target;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.blb.client.Credentials;
import dev.blb.client.Signer;
import io.restassured.config.EncoderConfig;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The API by raw HTTP, as one account. Every exchange is remembered for the report of a failure. */
public final class Cloud {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RestAssuredConfig CONFIG = RestAssuredConfig.config()
            .httpClient(HttpClientConfig.httpClientConfig()
                    .setParam("http.connection.timeout", 10_000)
                    .setParam("http.socket.timeout", 60_000))
            .encoderConfig(EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
    private static final ThreadLocal<@Nullable Exchange> LAST = new ThreadLocal<>();

    private final URI endpoint;
    private final String accessKey;
    private final String secret;
    private final Clock clock = Clock.systemUTC();

    /** The API at an address, signing with these. */
    public Cloud(URI endpoint, String accessKey, String secret) {
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secret = secret;
    }

    /** A request and its answer, with no secret and no signature in it. */
    public record Exchange(String method, URI uri, String body, int status, String answer) {
        /** The request as a command; it needs a signature of its own. */
        public String curl() {
            return "curl -X " + method + " '" + uri + "'" + (body.isEmpty() ? "" : " -d '" + body + "'");
        }
    }

    /** What this thread asked last, and forgets now. */
    public static @Nullable Exchange takeLast() {
        Exchange last = LAST.get();
        LAST.remove();
        return last;
    }

    /** An answer; {@code json} is missing where the body is empty or no JSON. */
    public record Answer(Exchange exchange, JsonNode json, Map<String, String> headers) {
        /** The HTTP status. */
        public int status() {
            return exchange.status();
        }

        /** The text at a JSON pointer, or the empty text. */
        public String text(String pointer) {
            return json.at(pointer).asText();
        }

        /** The same answer, which must be a success. */
        public Answer ok() {
            if (status() != 200) {
                throw new AssertionError("expected 200, got " + status() + " " + exchange.answer());
            }
            return this;
        }
    }

    /** GET. */
    public Answer get(String path) {
        return send("GET", path, "");
    }

    /** POST. */
    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    /** PUT. */
    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    /** DELETE. */
    public Answer delete(String path) {
        return send("DELETE", path, "");
    }

    /** A signed request. */
    public Answer send(String method, String path, String body) {
        Instant now = clock.instant();
        URI uri = URI.create(endpoint + path);
        Map<String, String> signed = Map.of(
                "Host",
                host(),
                "x-bce-date",
                now.truncatedTo(ChronoUnit.SECONDS).toString());
        String authorization = Signer.sign(
                        method,
                        uri,
                        signed,
                        Set.copyOf(signed.keySet()),
                        new Credentials(accessKey, secret),
                        now,
                        Duration.ofMinutes(30))
                .authorization();
        return send(
                method,
                path,
                body,
                Map.of("x-bce-date", signed.getOrDefault("x-bce-date", ""), "Authorization", authorization));
    }

    /** A request with these headers, signed or not. */
    public Answer send(String method, String path, String body, Map<String, String> headers) {
        URI uri = URI.create(endpoint + path);
        RequestSpecification request =
                given().config(CONFIG).urlEncodingEnabled(false).headers(headers);
        if (!body.isEmpty()) {
            request = request.contentType("application/json;charset=utf-8")
                    .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Response response = request.request(Method.valueOf(method), uri);
        Exchange exchange = new Exchange(
                method, uri, body, response.statusCode(), response.body().asString());
        LAST.set(exchange);
        return new Answer(
                exchange,
                json(exchange.answer()),
                response.headers().asList().stream()
                        .collect(Collectors.toMap(
                                header -> header.getName().toLowerCase(java.util.Locale.ROOT),
                                header -> header.getValue(),
                                (first, second) -> first)));
    }

    /** The value of the Host header. */
    public String host() {
        return endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
    }

    /** The access key of the account. */
    public String accessKey() {
        return accessKey;
    }

    private static JsonNode json(String body) {
        try {
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
