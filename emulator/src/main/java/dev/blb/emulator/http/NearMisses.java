package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.INSTANCE_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Nearest;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Way;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.http.Dispatch.Request;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.route.Endpoint;
import dev.blb.emulator.schema.IdleMember;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.schema.UnknownMember;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a caller most likely meant where a request is nearly right: sentences for refusals, warnings and the journal. */
final class NearMisses {
    /** Names what an answer ignored. */
    static final String WARNING_HEADER = "x-blb-emulator-warning";

    /** A caller decides how many unknown members it sends. */
    private static final int MAX_MEMBERS = 10;

    private static final Pattern ID = Pattern.compile("lb-[0-9a-f]{8}");

    private final EmulatorContext context;

    NearMisses(EmulatorContext context) {
        this.context = context;
    }

    /**
     * A sentence about a request.
     *
     * @param isMeant whether it says what was meant, which may also explain a refusal
     * @param idle the member without effect that it is about; the empty text for none
     */
    record NearMiss(String sentence, boolean isMeant, String idle) {}

    /** What is said of the members that no rule knows or that count for nothing, and of a selector that is missing. */
    static List<NearMiss> of(Endpoint endpoint, Exchange exchange, List<UnknownMember> ignored, ObjectNode body) {
        Map<String, String> query = exchange.query();
        if (body.isEmpty() && query.isEmpty()) {
            return List.of();
        }
        return Stream.of(
                        ignored.stream().limit(MAX_MEMBERS).map(member -> sentence(endpoint, member)),
                        missingSelector(endpoint.operation(), body).map(text -> new NearMiss(text, true, "")).stream(),
                        endpoint.query().idle(query).stream().map(member -> sentence("The query has ", member)),
                        endpoint.body().map(schema -> schema.idle(body)).orElseGet(List::of).stream()
                                .filter(member -> !isRepeated(member, exchange))
                                .limit(MAX_MEMBERS)
                                .map(member -> sentence("The body has ", member)))
                .flatMap(Function.identity())
                .toList();
    }

    /** What is said of the members that a request set for nothing, as the handler found beside what is stored. */
    static List<NearMiss> besideStored(Request request) {
        ObjectNode body = request.body();
        return request.exchange().trace().idleBesideStored().entrySet().stream()
                .map(each -> {
                    String name = request.endpoint()
                            .body()
                            .map(schema -> schema.nameIn(body, each.getKey()))
                            .orElse(each.getKey());
                    return sentence("The body has ", new IdleMember(name, body.path(name), each.getValue()));
                })
                .toList();
    }

    /** Whether path or query say the same: the old Java SDK repeats id, protocol and port in the body. */
    private static boolean isRepeated(IdleMember member, Exchange exchange) {
        return member.repeats(Stream.concat(
                exchange.query().values().stream(),
                exchange.path().stream().map(said -> said.replaceFirst("listener$", ""))));
    }

    private static NearMiss sentence(String place, IdleMember member) {
        return new NearMiss(place + member.path() + ", which " + member.why() + ".", false, member.path());
    }

    private static NearMiss sentence(Endpoint endpoint, UnknownMember member) {
        Optional<String> meant = selector(endpoint, member)
                .map(hint -> "; " + hint)
                .or(() -> member.misplaced(elsewhere(endpoint, member)).map(place -> ", which " + place + "."))
                .or(() -> member.nearest().map(near -> ", which is unknown; did you mean " + near + "?"));
        String sentence = (member.inQuery() ? "The query has " : "The body has ") + member.path();
        return new NearMiss(sentence + meant.orElse(", which is unknown."), meant.isPresent(), "");
    }

    /** The refusal of a request that may not have a member, with what was most likely meant. */
    static ApiException refusal(Endpoint endpoint, UnknownMember member) {
        return selector(endpoint, member)
                .map(hint -> member.refusalWith("; " + hint))
                .orElseGet(() -> member.refusal(elsewhere(endpoint, member)));
    }

    /** The selector that a query parameter is nearly. */
    private static Optional<String> selector(Endpoint endpoint, UnknownMember member) {
        Map<String, String> selectors = siblings(endpoint.operation());
        return Optional.of(member)
                .filter(UnknownMember::inQuery)
                .flatMap(parameter -> Nearest.to(parameter.name(), selectors.keySet()))
                .map(key -> "did you mean ?" + key + " (" + selectors.get(key) + ")?");
    }

    /** What is known in the part of the request in which a member does not stand. */
    private static Set<String> elsewhere(Endpoint endpoint, UnknownMember member) {
        if (member.inQuery()) {
            return endpoint.body().map(Schema::names).orElse(Set.of());
        }
        return Stream.of(
                        endpoint.query().names(),
                        siblings(endpoint.operation()).keySet(),
                        endpoint.tokenService()
                                .map(service -> Set.of(Dispatch.CLIENT_TOKEN))
                                .orElseGet(Set::of))
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    /** The selectors of the operations that have the method and path of this one. */
    private static Map<String, String> siblings(Operation operation) {
        Way way = operation.ways().get(0);
        return Stream.of(Operation.values())
                .filter(each -> each.ways().get(0).method().equals(way.method())
                        && each.ways().get(0).path().equals(way.path())
                        && !each.ways().get(0).selector().isEmpty())
                .collect(Collectors.toMap(
                        each -> each.ways().get(0).selector().split("=", 2)[0],
                        Operation::wireName,
                        (a, b) -> a + ", " + b));
    }

    /** A removal of servers that looks like an update of their weights. */
    static Optional<String> missingSelector(Operation operation, ObjectNode body) {
        boolean looksLikeUpdate = body.findValue("weight") != null || body.findValue("instanceId") != null;
        return operation == Operation.DELETE_SERVERS && looksLikeUpdate
                ? Optional.of("PUT /v1/blb/{blbId}/backendserver without ?update removes servers; to change their"
                        + " weights, add ?update.")
                : Optional.empty();
    }

    /** A refusal with what helps behind it. */
    ApiException helped(ApiException refusal, Request request, List<NearMiss> nearMisses) {
        ApiException helped = misplaced(refusal, request).map(refusal::and).orElse(refusal);
        for (NearMiss each : nearMisses) {
            helped = each.isMeant() ? helped.and(each.sentence()) : helped;
        }
        return refusal.error() == INSTANCE_NOT_FOUND
                ? whereItIs(request.account(), named(refusal, request))
                        .map(helped::and)
                        .orElse(helped)
                : helped;
    }

    /** The load balancer that a request names: in its path, or in a member of its body. */
    private static String named(ApiException refusal, Request request) {
        return request.body().path(refusal.member()).asText(request.blbId());
    }

    /** Whether a parameter that is missing stands in the other part of the request. */
    private static Optional<String> misplaced(ApiException refusal, Request request) {
        String name = refusal.member();
        if (refusal.error() != MISSING_PARAMETER) {
            return Optional.empty();
        }
        return request.body().has(name) && request.endpoint().query().names().contains(name)
                ? Optional.of("The body has " + name + ", which belongs into the query.")
                : Optional.empty();
    }

    /** Where an instance is that an account does not have. */
    private Optional<String> whereItIs(String account, String blbId) {
        Optional<String> owner = context.database().inTransaction(tx -> new InstanceStore(tx).owner(blbId));
        if (owner.isPresent()) {
            return owner.filter(each -> !each.equals(account))
                    .map(each -> "It belongs to account " + each + ", and the request was signed by " + account + ".");
        }
        return context.journal()
                .newest(call -> call.account().equals(account)
                        && call.operation().equals(Operation.RELEASE_BLB.wireName())
                        && call.answered().code().isEmpty()
                        && call.notes().blbId().equals(blbId))
                .map(call -> call.time().truncatedTo(ChronoUnit.MILLIS))
                .map(time -> "It was released at " + time + ".")
                .or(() -> byName(account, blbId))
                .or(() -> ID.matcher(blbId).matches()
                        ? Optional.empty()
                        : Optional.of("Ids of load balancers are lb- and 8 lower-case hex digits."));
    }

    private Optional<String> byName(String account, String name) {
        return context.database()
                .inTransaction(tx -> new InstanceStore(tx).named(account, name))
                .map(found -> "That is the name of " + found + "; the path takes the id.");
    }
}
