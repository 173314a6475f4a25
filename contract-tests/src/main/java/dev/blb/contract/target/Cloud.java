package dev.blb.contract.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.blb.client.Credentials;
import dev.blb.client.CredentialsProvider;
import dev.blb.client.Signer;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.catalogue.Catalogue.Op;
import dev.blb.contract.target.Transport.Call;
import dev.blb.contract.target.Wire.Received;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The API by raw HTTP, as one account. Every write carries a client token unless it names one itself, so that it can be
 * repeated safely. The last exchanges of each thread are remembered for the report of a failure.
 */
public final class Cloud {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ThreadLocal<ArrayDeque<Exchange>> LATEST = ThreadLocal.withInitial(ArrayDeque::new);
    private static final int KEPT_EXCHANGES = 6;
    private static final String CONTROL = "/_blb/";
    private static final String TOKEN_HEADER = "x-blb-control-token";

    private final URI endpoint;
    private final String accessKey;
    private final String secret;
    private final Transport transport;
    private final boolean tokens;
    private final Clock clock;
    private final String controlToken;

    /** The API at an address, signing with these. */
    public Cloud(URI endpoint, String accessKey, String secret, Transport transport) {
        this(endpoint, accessKey, secret, transport, true, Clock.systemUTC(), "");
    }

    private Cloud(
            URI endpoint,
            String accessKey,
            String secret,
            Transport transport,
            boolean tokens,
            Clock clock,
            String controlToken) {
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secret = secret;
        this.transport = transport;
        this.tokens = tokens;
        this.clock = clock;
        this.controlToken = controlToken;
    }

    /** The same API as another account. */
    public Cloud as(String otherAccessKey, String otherSecret) {
        return new Cloud(endpoint, otherAccessKey, otherSecret, transport, tokens, clock, controlToken);
    }

    /** The same API with writes that carry no client token; those that fail in passing leave the case undecided. */
    public Cloud withoutToken() {
        return new Cloud(endpoint, accessKey, secret, transport, false, clock, controlToken);
    }

    /** The same API, whose time another clock shows. */
    Cloud at(Clock ofService) {
        return new Cloud(endpoint, accessKey, secret, transport, tokens, ofService, controlToken);
    }

    /** The same API, whose control routes are called with this token; with the empty text without one. */
    Cloud unlockedBy(String token) {
        return new Cloud(endpoint, accessKey, secret, transport, tokens, clock, token);
    }

    /** A target that has gone away is asked again with the whole patience of the run. */
    void forgetOutage() {
        transport.forgetOutage();
    }

    /** The time of the service. */
    public Clock clock() {
        return clock;
    }

    /** A request and its answer, with no secret and no signature in it. */
    public record Exchange(String method, URI uri, String body, int status, String answer) {
        private boolean asksTheSameAs(Exchange other) {
            return method.equals(other.method) && uri.equals(other.uri) && body.equals(other.body);
        }
    }

    /** The last exchanges of this thread, the latest at the end, which are forgotten now; of equal requests the last. */
    public static List<Exchange> takeLatest() {
        List<Exchange> latest = List.copyOf(LATEST.get());
        LATEST.remove();
        return latest;
    }

    private static void remember(Exchange exchange) {
        ArrayDeque<Exchange> latest = LATEST.get();
        latest.removeIf(exchange::asksTheSameAs);
        if (latest.size() == KEPT_EXCHANGES) {
            latest.removeFirst();
        }
        latest.addLast(exchange);
    }

    /** An answer; {@code json} is missing where the body is empty or no JSON. */
    public record Answer(Exchange exchange, JsonNode json, Map<String, String> headers) {
        static final Answer NONE =
                new Answer(new Exchange("", URI.create(""), "", 0, ""), MissingNode.getInstance(), Map.of());

        /** The HTTP status. */
        public int status() {
            return exchange.status();
        }

        /** The body as it came. */
        public String body() {
            return exchange.answer();
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

    /** Refuses what would be sent while the run is ended from outside by another thread. */
    void refuseWhileEnding() {
        transport.refuseWhileEnding();
    }

    /** A signed request, repeated while it fails in passing. */
    public Answer send(String method, String path, String body) {
        String target = withToken(method, path);
        return transport.send(
                new Call(operation(method, target), isRepeatable(method, target), () -> signed(method, target, body)));
    }

    /** A request with exactly these headers, signed or not, repeated while it fails in passing. */
    public Answer send(String method, String path, String body, Map<String, String> headers) {
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A request with exactly this body and these headers. */
    public Answer send(String method, String path, byte[] body, Map<String, String> headers) {
        String target = withToken(method, path);
        return transport.send(new Call(
                operation(method, target), isRepeatable(method, target), () -> once(method, target, body, headers)));
    }

    private String withToken(String method, String path) {
        boolean wants = tokens && path.startsWith("/v1/") && writes(method, path) && !path.contains("clientToken=");
        return wants ? path + (path.contains("?") ? "&" : "?") + "clientToken=" + RunId.uniqueToken() : path;
    }

    private static boolean isRepeatable(String method, String target) {
        return !writes(method, target) || target.contains("clientToken=") || !target.startsWith("/v1/");
    }

    private static boolean writes(String method, String target) {
        return !method.equals("GET")
                && Catalogue.find(method, target).map(Op::writes).orElse(true);
    }

    private static String operation(String method, String target) {
        return Catalogue.find(method, target).map(Op::id).orElse(method + " " + target.replaceFirst("\\?.*", ""));
    }

    /** The headers of a signed request; the Host header is sent by the HTTP client. */
    public Map<String, String> signature(String method, String target) {
        Instant now = clock.instant();
        String date = now.truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, String> signed = Map.of("Host", host(), "x-bce-date", date);
        String authorization = Signer.sign(
                        method,
                        URI.create(endpoint + target),
                        signed,
                        Set.copyOf(signed.keySet()),
                        new Credentials(accessKey, secret),
                        now,
                        Duration.ofMinutes(30))
                .authorization();
        return Map.of("x-bce-date", date, "Authorization", authorization);
    }

    private Answer signed(String method, String target, String body) throws Exception {
        return once(method, target, body.getBytes(StandardCharsets.UTF_8), signature(method, target));
    }

    private Answer once(String method, String target, byte[] body, Map<String, String> headers) throws Exception {
        URI uri = URI.create(endpoint + target);
        Map<String, String> sent = new HashMap<>(headers);
        if (!controlToken.isEmpty() && target.startsWith(CONTROL)) {
            sent.put(TOKEN_HEADER, controlToken);
        }
        Received received = transport.wire().send(method, uri, sent, body);
        Exchange exchange =
                new Exchange(method, uri, new String(body, StandardCharsets.UTF_8), received.status(), received.body());
        remember(exchange);
        return new Answer(exchange, json(received.body()), received.headers());
    }

    /** The value of the Host header. */
    public String host() {
        return endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
    }

    /** The access key of the account. */
    public String accessKey() {
        return accessKey;
    }

    /** The account's credentials for another client, which takes a slot of the run's rate for each of its calls. */
    public CredentialsProvider credentialsAtPace() {
        return () -> {
            transport.takeSlot();
            return new Credentials(accessKey, secret);
        };
    }

    private static JsonNode json(String body) {
        try {
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
