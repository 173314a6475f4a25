package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INAPPROPRIATE_JSON;
import static dev.blb.emulator.api.ApiError.INVALID_HTTP_REQUEST;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.MALFORMED_JSON;
import static dev.blb.emulator.api.ApiError.NOT_IMPLEMENTED;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.asynchrony.Asynchronies;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.schema.Endpoints;
import dev.blb.emulator.schema.Endpoints.Endpoint;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.token.ClientTokenStore;
import dev.blb.emulator.token.ClientTokenStore.Claim;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a request of a known account: picks the row, reads the JSON, opens the transaction, replays the client
 * token, checks the parameters, calls the handler. This order decides which of two mistakes a caller is told of
 * (assumption, behaviour (c)).
 */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final String CLIENT_TOKEN = "clientToken";
    private static final int MAX_TOKEN_LENGTH = 64;

    private final RouteTable routes = new RouteTable();
    private final Endpoints endpoints;
    private final Database database;
    private final Accounts accounts;
    private final Asynchronies asynchronies;
    private final Clock clock;

    Dispatch(Endpoints endpoints, Database database, Accounts accounts, Asynchronies asynchronies, Clock clock) {
        this.endpoints = endpoints;
        this.database = database;
        this.accounts = accounts;
        this.asynchronies = asynchronies;
        this.clock = clock;
    }

    /** The JSON of the answer, or the empty text for an empty body. */
    String answer(Exchange exchange) {
        RouteTable.Match match = routes.match(exchange.method(), exchange.path(), exchange.query());
        Operation operation = match.operation();
        exchange.trace().operation(operation.wireName());
        Endpoint endpoint = endpoints
                .of(operation)
                .orElseThrow(() -> NOT_IMPLEMENTED.with(
                        "%s is documented but not emulated yet; see /_blb/operations.", operation.wireName()));
        if (!operation.trap().isEmpty()) {
            LOG.warn("{}", operation.trap());
        }
        ObjectNode body = endpoint.body().isPresent() ? parse(exchange.body()) : JsonNodeFactory.instance.objectNode();
        endpoint.body().ifPresent(schema -> exchange.trace().unknownMembers(schema.unknown(body)));
        Instant now = clock.instant();
        Optional<Claim> claim = claim(exchange, operation, body, now);
        // What names no instance creates one, or lists; what is seen of instances by their ids stays the same.
        String subject = match.blbId().isEmpty() ? exchange.account() : match.blbId();
        Outcome outcome = database.inTransaction(subject, tx -> {
            try {
                return new Outcome(once(claim, tx, () -> carryOut(exchange, match, endpoint, body, now, tx)), null);
            } catch (ApiException refusal) {
                if (operation.effect() != Effect.READ) {
                    throw refusal;
                }
                // A read writes nothing but that it looked, which counts also when it found nothing.
                return new Outcome("", refusal);
            }
        });
        if (outcome.refusal() != null) {
            throw outcome.refusal();
        }
        if (asynchronies.losesAnswer(exchange.account(), operation)) {
            throw new AnswerLost();
        }
        return outcome.reply();
    }

    /** How a transaction that is committed ended. */
    private record Outcome(String reply, @Nullable ApiException refusal) {}

    /** The work's reply, or that of the same call before. */
    private static String once(Optional<Claim> claim, Tx tx, Supplier<String> work) {
        if (claim.isEmpty()) {
            return work.get();
        }
        ClientTokenStore tokens = new ClientTokenStore(tx);
        return tokens.claim(claim.get()).orElseGet(() -> {
            String reply = work.get();
            tokens.remember(claim.get(), reply);
            return reply;
        });
    }

    private String carryOut(
            Exchange exchange, RouteTable.Match match, Endpoint endpoint, ObjectNode body, Instant now, Tx tx) {
        Settings settings = accounts.settings(exchange.account());
        Call call = new Call(
                match.operation(),
                exchange.account(),
                match.blbId(),
                new Members(endpoint.query().checkQuery(exchange.query())),
                new Members(endpoint.body().orElseGet(Schema::of).check(body)),
                now,
                settings,
                asynchronies.lag(exchange.account(), match.operation(), settings.get(SETTLE_DELAY), now));
        Reply reply = endpoint.handler().handle(call, tx);
        return reply.body() == null ? "" : Json.write(reply.body());
    }

    /** The token of a write, if it carries one. On reads it is ignored: Python sends one there [wire:py]. */
    private static Optional<Claim> claim(Exchange exchange, Operation operation, ObjectNode body, Instant now) {
        String token = exchange.query().getOrDefault(CLIENT_TOKEN, "");
        if (operation.effect() == Effect.READ || token.isEmpty()) {
            return Optional.empty();
        }
        if (token.length() > MAX_TOKEN_LENGTH || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw INVALID_PARAMETER.at(
                    CLIENT_TOKEN, "is \"%s\"; allowed are 1 to %d printable ASCII characters", token, MAX_TOKEN_LENGTH);
        }
        return Optional.of(new Claim(exchange.account(), token, fingerprint(exchange, body), now));
    }

    /** What makes two requests the same: URL, query and parsed body, but no signature or date [bce-spec]. */
    private static String fingerprint(Exchange exchange, ObjectNode body) {
        Map<String, String> query = new TreeMap<>(exchange.query());
        query.keySet().removeAll(java.util.List.of(CLIENT_TOKEN, "authorization", "x-bce-security-token"));
        String text = exchange.method() + exchange.path() + query + Json.write(sorted(body));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The same JSON with the members of each object in one order. */
    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            return JsonNodeFactory.instance.objectNode().setAll(members);
        }
        if (node.isArray()) {
            var elements = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(element -> elements.add(sorted(element)));
            return elements;
        }
        return node;
    }

    /** The body as an object without nulls: null equals absent [wire:go]. No body equals an empty object. */
    private static ObjectNode parse(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw INVALID_HTTP_REQUEST.with("The body is not UTF-8.");
        }
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        JsonNode parsed;
        try {
            parsed = Json.read(text);
        } catch (JsonProcessingException e) {
            throw MALFORMED_JSON.with("%s", Json.complaint(e));
        }
        if (parsed instanceof ObjectNode object) {
            return withoutNulls(object);
        }
        throw INAPPROPRIATE_JSON.with("The body is no JSON object.");
    }

    private static ObjectNode withoutNulls(ObjectNode object) {
        object.removeIf(JsonNode::isNull);
        object.forEach(Dispatch::withoutNullsInside);
        return object;
    }

    private static void withoutNullsInside(JsonNode node) {
        if (node instanceof ObjectNode object) {
            withoutNulls(object);
        } else {
            node.forEach(Dispatch::withoutNullsInside);
        }
    }
}
