package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.emulator.http.RawHttp.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Signed requests, byte by byte, with any Host header: what a client sends whose host name is made to lead to the emulator.
 *
 * @param host the Host header, which is signed
 * @param sessionToken of a temporary key; the empty text for another one
 * @param now the client's clock
 */
public record SignedHttp(
        URI server, String host, String accessKey, String secret, String sessionToken, Supplier<Instant> now) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "emulator-secret-key-0001";

    /** A client of this access key that sends requests to 127.0.0.1. */
    public static SignedHttp of(URI server, String accessKey) {
        return new SignedHttp(server, server.getAuthority(), accessKey, SECRET, "", Instant::now);
    }

    /** The same client with another host name. */
    public SignedHttp at(String otherHost) {
        return new SignedHttp(server, otherHost, accessKey, secret, sessionToken, now);
    }

    /** The same client with a clock. */
    public SignedHttp by(Supplier<Instant> clock) {
        return new SignedHttp(server, host, accessKey, secret, sessionToken, clock);
    }

    /** The same client with another key; with an empty token it is none of a session. */
    public SignedHttp as(String otherKey, String otherSecret, String token) {
        return new SignedHttp(server, host, otherKey, otherSecret, token, now);
    }

    private Map<String, String> signedHeaders() {
        Map<String, String> headers = new TreeMap<>(Map.of("host", host, "content-type", "application/json"));
        if (!sessionToken.isEmpty()) {
            headers.put("x-bce-security-token", sessionToken);
        }
        return headers;
    }

    /** The Authorization header of a request whose Content-Type is JSON. */
    public String authorization(String method, String target) {
        URI uri = URI.create(target);
        String prefix = "bce-auth-v1/" + accessKey + "/" + now.get().truncatedTo(ChronoUnit.SECONDS) + "/1800";
        Map<String, String> headers = signedHeaders();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        List<String> names = List.copyOf(headers.keySet());
        String canonical = BceV1Signature.canonicalRequest(
                new SignedRequest(method, uri.getRawPath(), query, headers),
                BceV1Signature.headerLines(headers, names));
        String signature = BceV1Signature.sign(BceV1Signature.signingKey(secret, prefix), canonical);
        return prefix + "/" + String.join(";", names) + "/" + signature;
    }

    /** The answer to a request. */
    public Answer send(String method, String target, String body) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        signedHeaders().forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        text.append("Authorization: " + authorization(method, target) + "\r\n")
                .append("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n")
                .append(body);
        try (RawHttp connection = new RawHttp(server)) {
            return connection.send(text.toString()).answer();
        }
    }

    /** The JSON of the answer to a request that is carried out. */
    public JsonNode ok(String method, String target, String body) {
        Answer answer = send(method, target, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** The error message of a request that is refused with this code. */
    public String refused(String code, String method, String target, String body) {
        Answer answer = send(method, target, body);
        assertThat(json(answer).path("code").asText()).as(answer.body()).isEqualTo(code);
        return json(answer).path("message").asText();
    }

    private static JsonNode json(Answer answer) {
        try {
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + answer.body(), e);
        }
    }
}
