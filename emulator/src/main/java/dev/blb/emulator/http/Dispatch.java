package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.settings.SettingsTable.CLIENT_TOKENS;
import static dev.blb.emulator.settings.SettingsTable.SETTLE_DELAY;
import static dev.blb.emulator.settings.SettingsTable.UNKNOWN_MEMBERS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Operation.Effect;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.consistency.RuleOverride;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.http.NearMisses.NearMiss;
import dev.blb.emulator.route.CloudService;
import dev.blb.emulator.route.Endpoint;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.schema.UnknownMember;
import dev.blb.emulator.settings.UnknownMembers;
import dev.blb.emulator.token.ClientTokenStore;
import dev.blb.emulator.token.ClientTokenStore.Claim;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Carries out operations of the API: reads the JSON, and in one transaction replays the client token or runs the handler. */
final class Dispatch {
    static final String CLIENT_TOKEN = "clientToken";

    /** A size of pages below a hundred; without one, or with one that is out of range, a page has a thousand elements. */
    private static final Pattern SHORT_PAGE = Pattern.compile("[1-9]\\d?");

    /** Query parameters that belong to the signature: they make no two requests different. */
    private static final Set<String> SIGNING = Set.of(Authentication.QUERY_PARAMETER, Authentication.SESSION_TOKEN);

    private final EmulatorContext context;
    private final NearMisses help;
    private final ConcurrencyLimit lists = ConcurrencyLimit.ofLists();

    Dispatch(EmulatorContext context) {
        this.context = context;
        this.help = new NearMisses(context);
    }

    /**
     * A request of an operation.
     *
     * @param blbId the id in the path, or the empty text if it names none
     * @param body the body as it was read, not checked yet
     * @param stale what a fault changes of when it takes effect
     */
    record Request(
            Exchange exchange,
            Endpoint endpoint,
            String account,
            String blbId,
            ObjectNode body,
            Optional<RuleOverride> stale) {
        Operation operation() {
            return endpoint.operation();
        }
    }

    /**
     * The JSON of the answer, or the empty text for an empty body.
     *
     * @param stale what a fault changes of when the call takes effect
     */
    String answer(Exchange exchange, Endpoint endpoint, String account, String blbId, Optional<RuleOverride> stale) {
        ObjectNode body = endpoint.body().isPresent()
                ? BodyReader.object(exchange.body())
                : JsonNodeFactory.instance.objectNode();
        List<UnknownMember> ignored = ignored(exchange, endpoint, body);
        exchange.trace().ignored(ignored);
        List<NearMiss> nearMisses = NearMisses.of(endpoint, exchange, ignored, body);
        warn(exchange.trace(), endpoint, account, ignored, nearMisses);
        exchange.trace().blbId(blbId);
        Request request = new Request(exchange, endpoint, account, blbId, body, stale);
        String reply;
        try {
            reply = isLong(request)
                    ? lists.within(() -> inTransaction(request, claim(request)))
                    : inTransaction(request, claim(request));
        } catch (ApiException refusal) {
            throw help.helped(refusal, request, nearMisses);
        }
        if (!exchange.trace().idleBesideStored().isEmpty()) {
            warn(exchange.trace(), endpoint, account, List.of(), NearMisses.besideStored(request));
        }
        if (context.profiles().losesAnswer(account, endpoint.operation())) {
            throw new AnswerLost();
        }
        return reply;
    }

    /** Whether the answer may have a hundred elements and more. */
    private static boolean isLong(Request request) {
        String maxKeys = request.exchange().query().getOrDefault("maxKeys", "");
        return request.endpoint().hasList() && !SHORT_PAGE.matcher(maxKeys).matches();
    }

    /** What neither the operation nor the signature reads, in body and query. */
    private static List<UnknownMember> ignored(Exchange exchange, Endpoint endpoint, ObjectNode body) {
        List<UnknownMember> ignored = new ArrayList<>(
                endpoint.body().map(schema -> schema.unknown(body)).orElseGet(List::of));
        Map<String, String> query = new HashMap<>(exchange.query());
        // The old Java SDK repeats the query's token in the bodies of routes [java].
        ignored.removeIf(member -> member.path().equals(CLIENT_TOKEN)
                && body.path(CLIENT_TOKEN).asText().equals(query.get(CLIENT_TOKEN)));
        query.remove(CLIENT_TOKEN);
        query.keySet().removeAll(SIGNING);
        endpoint.ways().forEach(way -> query.remove(way.selector().split("=", 2)[0]));
        ignored.addAll(endpoint.query().unknown(query));
        return ignored;
    }

    private void warn(
            Trace trace, Endpoint endpoint, String account, List<UnknownMember> ignored, List<NearMiss> nearMisses) {
        trace.idle(nearMisses.stream()
                .map(NearMiss::idle)
                .filter(member -> !member.isEmpty())
                .toList());
        UnknownMembers mode = nearMisses.isEmpty()
                ? UnknownMembers.IGNORE
                : context.accounts().settings(account).get(UNKNOWN_MEMBERS);
        if (mode == UnknownMembers.REFUSE && !ignored.isEmpty()) {
            throw NearMisses.refusal(endpoint, ignored.get(0));
        }
        nearMisses.stream()
                .map(NearMiss::sentence)
                .forEach(mode == UnknownMembers.IGNORE ? trace::explain : trace::warn);
    }

    /** How a transaction that is committed ended. */
    private record Committed(String reply, @Nullable ApiException refusal) {}

    private String inTransaction(Request request, Optional<Claim> claim) {
        Function<Tx, Committed> work = tx -> {
            try {
                return new Committed(once(claim, tx, () -> carryOut(request, tx)), null);
            } catch (ApiException refusal) {
                if (request.operation().effect() != Effect.READ) {
                    throw refusal;
                }
                // A read writes nothing but that it was made, which counts also when it found nothing.
                return new Committed("", refusal);
            }
        };
        Committed ended = switch (request.operation().effect()) {
            case READ -> context.database().reading(work);
            case DECLARE -> context.database().exclusively(request.account(), work);
            default -> context.database().mayDeclare(request.account(), work);
        };
        if (ended.refusal() != null) {
            throw ended.refusal();
        }
        return ended.reply();
    }

    /** The work's reply, or that of the same call before. */
    private String once(Optional<Claim> claim, Tx tx, Supplier<String> work) {
        if (claim.isEmpty()) {
            return work.get();
        }
        ClientTokenStore tokens = new ClientTokenStore(tx, context.settings().get(CLIENT_TOKENS));
        return tokens.claim(claim.get()).orElseGet(() -> {
            String reply = work.get();
            tokens.remember(claim.get(), reply);
            return reply;
        });
    }

    /** Checks the parameters, runs the handler and renders its reply. */
    private String carryOut(Request request, Tx tx) {
        Endpoint endpoint = request.endpoint();
        Settings settings = context.accounts().settings(request.account());
        Call call = new Call(
                request.operation(),
                request.account(),
                request.blbId(),
                new Members(endpoint.query().checkQuery(request.exchange().query())),
                new Members(endpoint.body().orElseGet(Schema::of).check(request.body())),
                tx.now(),
                settings,
                context.profiles()
                        .delay(
                                request.account(),
                                request.operation(),
                                settings.get(SETTLE_DELAY),
                                tx.now(),
                                request.stale()),
                request.exchange().trace()::changed,
                request.exchange().trace()::idleBesideStored,
                selector(request));
        Reply reply = endpoint.handler().handle(call, tx);
        if (reply.body() == null) {
            return "";
        }
        return DocumentedAnswers.written(settings, request.operation().wireName(), reply.body());
    }

    /** The selector by which the request found its operation; the empty text if by none. */
    private static String selector(Request request) {
        return request.endpoint().ways().stream()
                .map(Way::selector)
                .filter(selector -> request.exchange().query().containsKey(selector.split("=", 2)[0]))
                .findFirst()
                .orElse("");
    }

    /**
     * The token of a write, if it carries one. On reads it is ignored, as Python sends one there [wire:py], and by services that
     * have none.
     */
    private static Optional<Claim> claim(Request request) {
        String token = request.exchange().query().getOrDefault(CLIENT_TOKEN, "");
        Optional<CloudService> service =
                token.isEmpty() ? Optional.empty() : request.endpoint().tokenService();
        if (service.isEmpty()) {
            return Optional.empty();
        }
        if (token.length() > ClientTokenStore.MAX_LENGTH || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw INVALID_PARAMETER.at(
                    CLIENT_TOKEN,
                    "is \"%s\"; allowed are 1 to %d printable ASCII characters without spaces",
                    token,
                    ClientTokenStore.MAX_LENGTH);
        }
        return Optional.of(new Claim(request.account(), service.get().toString(), token, fingerprint(request)));
    }

    /** What makes two requests the same: URL, query and parsed body, but no signature or date [bce-spec]. */
    private static String fingerprint(Request request) {
        Exchange exchange = request.exchange();
        Map<String, String> query = new TreeMap<>(exchange.query());
        query.remove(CLIENT_TOKEN);
        query.keySet().removeAll(SIGNING);
        String text = exchange.method() + exchange.path() + query + Json.write(sorted(request.body()));
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
}
