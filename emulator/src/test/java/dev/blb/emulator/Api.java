package dev.blb.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** Raw HTTP to an emulator that checks only the shape of signatures, as one account. Knows nothing of its classes. */
public final class Api {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(1))
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final String account;

    private Api(URI base, String account) {
        this.base = base;
        this.account = account;
    }

    /** The API as a new account. */
    public static Api of(BlbEmulator emulator) {
        return of(emulator.baseUri());
    }

    /** The API at an address as a new account. */
    public static Api of(URI base) {
        return new Api(base, "emulator-" + UUID.randomUUID());
    }

    /** The same server as another account. */
    public Api as(String otherAccount) {
        return new Api(base, otherAccount);
    }

    public String account() {
        return account;
    }

    /** An answer; {@code json} is missing where the body is empty. */
    public record Answer(int status, String body, JsonNode json, HttpHeaders headers) {
        public Answer ok() {
            assertThat(status).as(body).isEqualTo(200);
            return this;
        }

        public Answer refused(int expectedStatus, String code) {
            assertThat(json.path("code").asText()).as(body).isEqualTo(code);
            assertThat(status).as(body).isEqualTo(expectedStatus);
            assertThat(json.path("message").asText()).isNotEmpty();
            assertThat(headers.firstValue("x-bce-request-id"))
                    .contains(json.path("requestId").asText());
            return this;
        }

        public String message() {
            return json.path("message").asText();
        }

        public String code() {
            return json.path("code").asText();
        }

        public String text(String pointer) {
            return json.at(pointer).asText();
        }
    }

    /** Gives the account a setting of its own, by the name and value that its control route knows. */
    public Api with(String setting, String value) {
        put("/_blb/accounts/" + account + "/settings", "{\"" + setting + "\":\"" + value + "\"}")
                .ok();
        return this;
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, "");
    }

    public Answer send(String method, String path, String body) {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "bce-auth-v1/" + account + "/2026-01-01T00:00:00Z/1800/host/" + "0".repeat(64)));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.timeout(Duration.ofMinutes(2)).build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), json(response.body()), response.headers());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The body of an answer that is no JSON. */
    public String text(String path) {
        try {
            var response = HTTP.send(
                    HttpRequest.newBuilder(base.resolve(path))
                            .timeout(Duration.ofMinutes(2))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public URI uri(String path) {
        return base.resolve(path);
    }

    private static JsonNode json(String body) {
        try {
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }

    /** Creates an instance with these further members, such as {@code "name":"web"}, and returns its id. */
    public String create(String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members);
        return post("/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"" + more + "}")
                .ok()
                .text("/blbId");
    }

    /**
     * Creates an instance in vpc-1 and sbn-1 that has this EIP, a listener with cert-1, the server i-1 and the groups g-1 and esg-1, and
     * returns its id.
     */
    public String createWhole(String eip) {
        String id = post("/v1/blb", "{\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\",\"eip\":\"" + eip + "\"}")
                .ok()
                .text("/blbId");
        String path = "/v1/blb/" + id;
        post(
                        path + "/HTTPSlistener",
                        "{\"listenerPort\":443,\"backendPort\":1,\"scheduler\":\"RoundRobin\",\"certIds\":[\"cert-1\"]}")
                .ok();
        post(path + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}")
                .ok();
        put(path + "/securitygroup?bind", "{\"securityGroupIds\":[\"g-1\"]}").ok();
        put(path + "/enterprise/securitygroup?bind", "{\"enterpriseSecurityGroupIds\":[\"esg-1\"]}")
                .ok();
        return id;
    }

    /** Creates a TCP listener. */
    public void createTcp(String blbId, int port) {
        post("/v1/blb/" + blbId + "/TCPlistener", tcp(port)).ok();
    }

    public static String tcp(int port) {
        return "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}";
    }
}
