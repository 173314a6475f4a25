package dev.blb.contract.lies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.blb.client.Credentials;
import dev.blb.client.Signer;
import dev.blb.contract.lies.Lie.Answer;
import dev.blb.contract.lies.Lie.Request;
import dev.blb.contract.lies.Lie.Teller;
import dev.blb.contract.proxy.Message;
import dev.blb.contract.proxy.ProxyServer;
import dev.blb.contract.proxy.Upstream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A proxy before an emulator that tells one lie at a time. It passes requests on as they came, signature included, unless
 * the lie changed them: then it signs them anew, so that only the lie differs. Thread-safe.
 */
final class LyingProxy implements AutoCloseable {
    /** The lie that cannot be told by changing requests or answers: whoever asks, the first account is served. */
    static final String ANY_ACCOUNT_IS_THE_FIRST = "another account's instance is answered";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Teller TRUTH = new Teller() {};

    private final URI service;
    private final Credentials credentials;
    private final Upstream upstream;
    private final ProxyServer server;
    private final AtomicInteger told = new AtomicInteger();
    private volatile Teller teller = TRUTH;
    private volatile boolean anyAccountIsTheFirst;

    LyingProxy(URI service, Credentials credentials) throws IOException {
        this.service = service;
        this.credentials = credentials;
        this.upstream = new Upstream(service);
        this.server = new ProxyServer(this::reply, Optional.empty());
    }

    URI endpoint() {
        return server.endpoint();
    }

    /** Tells this lie from now on; null for the truth. */
    void tell(@Nullable Lie lie) {
        teller = lie == null ? TRUTH : lie.tellers().get();
        anyAccountIsTheFirst = lie != null && lie.name().equals(ANY_ACCOUNT_IS_THE_FIRST);
        told.set(0);
    }

    /** How many requests or answers the present lie has changed. */
    int told() {
        return told.get();
    }

    @Override
    public void close() {
        server.close();
        upstream.close();
    }

    private Message.Reply reply(Message.Request raw) throws IOException {
        Teller current = teller;
        if (current == TRUTH) {
            return upstream.send(raw);
        }
        Request original = request(raw);
        Request asked;
        synchronized (current) {
            asked = current.ask(original.copy());
        }
        if (asked == null) {
            told.incrementAndGet();
            return new Message.Answer(200, Map.of("x-bce-request-id", "00000000-0000-4000-8000-000000000001"), "");
        }
        boolean changed = !asked.equals(original);
        Message.Answer passed = upstream.send(changed || anyAccountIsTheFirst ? changed(raw, asked, changed) : raw);
        Answer truth = answer(passed);
        Answer lied;
        synchronized (current) {
            lied = current.answer(asked, truth.copy());
        }
        if (lied.equals(truth)) {
            told.addAndGet(changed ? 1 : 0);
            return passed;
        }
        told.incrementAndGet();
        return new Message.Answer(lied.status(), lied.headers(), Message.bodyOf(text(lied.body())));
    }

    /** The request to send instead: signed anew if the original was signed well, since the signature covers the query. */
    private Message.Request changed(Message.Request raw, Request asked, boolean bodyToo) {
        String target = target(asked);
        String body = bodyToo ? Message.bodyOf(text(asked.body())) : raw.body();
        boolean anybody = anyAccountIsTheFirst && raw.headers().containsKey("authorization");
        Map<String, String> headers = new LinkedHashMap<>(raw.headers());
        if (anybody || isGood(raw)) {
            Instant now = Clock.systemUTC().instant();
            String host = service.getHost() + ":" + service.getPort();
            Map<String, String> signed = Map.of(
                    "host",
                    host,
                    "x-bce-date",
                    now.truncatedTo(ChronoUnit.SECONDS).toString());
            headers.putAll(signed);
            headers.put(
                    "authorization",
                    Signer.sign(
                                    asked.method(),
                                    URI.create(service + target),
                                    signed,
                                    Set.copyOf(signed.keySet()),
                                    credentials,
                                    now,
                                    Duration.ofMinutes(30))
                            .authorization());
        }
        return new Message.Request(asked.method(), target, headers, body);
    }

    // A request that the service would refuse for its signature stays one: the lie is about something else.
    private boolean isGood(Message.Request raw) {
        String authorization = raw.headers().getOrDefault("authorization", "");
        String[] parts = authorization.split("/", -1);
        if (parts.length != 6
                || !parts[1].equals(credentials.accessKeyId())
                || !parts[2].matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")
                || !parts[3].matches("\\d{1,9}")) {
            return false;
        }
        return Signer.sign(
                        raw.method(),
                        URI.create("http://" + raw.headers().getOrDefault("host", "") + raw.target()),
                        raw.headers(),
                        Set.of(parts[4].split(";", -1)),
                        credentials,
                        Instant.parse(parts[2]),
                        Duration.ofSeconds(Long.parseLong(parts[3])))
                .authorization()
                .equals(authorization);
    }

    private static Request request(Message.Request raw) {
        String[] parts = raw.target().split("\\?", 2);
        return new Request(raw.method(), parts[0], query(parts.length == 2 ? parts[1] : ""), json(raw.body()));
    }

    private static Answer answer(Message.Answer passed) {
        return new Answer(passed.status(), json(passed.body()), passed.headers());
    }

    private static String target(Request request) {
        String query = request.query().entrySet().stream()
                .map(entry -> entry.getKey() + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining("&"));
        return request.path() + (query.isEmpty() ? "" : "?" + query);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
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
            JsonNode json = raw.isEmpty() ? MissingNode.getInstance() : JSON.readTree(Message.textOf(raw));
            return json == null ? MissingNode.getInstance() : json;
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }
}
