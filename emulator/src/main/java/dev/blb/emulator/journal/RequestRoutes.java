package dev.blb.emulator.journal;

import static dev.blb.emulator.api.ApiError.NO_SUCH_OBJECT;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.parsed;
import static dev.blb.emulator.schema.Field.text;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.journal.Journal.Found;
import dev.blb.emulator.route.ControlCall;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.ControlText;
import dev.blb.emulator.schema.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The control routes of the journal. */
public final class RequestRoutes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 10_000;

    private static final Schema FILTER = Schema.of(
            ControlRoute.ACCOUNT,
            oneOf("kind", "api", RecordedCall.CONTROL),
            oneOf(
                    "operation",
                    Stream.of(Operation.values()).map(Operation::wireName).toArray(String[]::new)),
            characters("status", 3, 3).matching("[1-5]xx|\\d{3}", "a status such as 404, or a class such as 4xx"),
            text("blbId"),
            flag("unmatched").or(false),
            parsed("since", Instant::parse, "a time such as 2026-01-31T10:00:00Z"));

    private static final Schema PAGE = FILTER.and(integer("limit", 1, MAX_LIMIT).or(DEFAULT_LIMIT));

    private final Journal journal;
    private final Function<RecordedCall, Optional<String>> signer;

    /**
     * Routes over this journal.
     *
     * @param signer makes a fresh header Authorization for a call, or empty if it was not signed
     */
    public RequestRoutes(Journal journal, Function<RecordedCall, Optional<String>> signer) {
        this.journal = journal;
        this.signer = signer;
    }

    /** The rows of the table. */
    public List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of(
                                "GET",
                                "requests",
                                "the newest calls that fit, oldest first: what was sent, what was answered and why",
                                call -> list(find(call)))
                        .query(PAGE),
                ControlRoute.of("DELETE", "requests", "forget the calls of all accounts, or of ?account=", this::clear)
                        .query(Schema.of(ControlRoute.ACCOUNT))
                        .alsoOfKeys(journal::hasCalls),
                ControlRoute.of(
                                "GET",
                                "requests.har",
                                "the same calls as an HTTP archive (HAR 1.2)",
                                call -> new ControlText(
                                        "application/json; charset=utf-8",
                                        HarFile.of(find(call).calls())))
                        .query(PAGE),
                ControlRoute.of(
                                "GET",
                                "requests/stream",
                                "calls as they come, as server-sent events",
                                call -> journal.watch(filter(call.query(), call.account())))
                        .query(FILTER),
                ControlRoute.of(
                                "GET",
                                "requests/{requestId}",
                                "one call, of any account or of ?account=, with a curl command that sends it again",
                                this::one)
                        .query(Schema.of(ControlRoute.ACCOUNT)));
    }

    private Found find(ControlCall call) {
        return journal.find(
                call.account(),
                filter(call.query(), call.account()),
                call.query().integer("limit"));
    }

    private static Filter filter(Members query, String account) {
        return new Filter(
                account,
                query.optionalText("kind"),
                query.filledText("operation"),
                query.optionalText("status"),
                query.filledText("blbId"),
                query.flag("unmatched"),
                query.optionalText("since").map(Instant::parse));
    }

    private static Object list(Found found) {
        return Map.of("requests", found.calls().stream().map(CallDocument::of).toList(), "dropped", found.dropped());
    }

    private Object clear(ControlCall call) {
        journal.clear(call.account());
        return Map.of("cleared", call.account().isEmpty() ? "all" : call.account());
    }

    /** A call with the command that repeats it, or why there is none. */
    record Repeatable(
            @JsonUnwrapped CallDocument call,
            @Nullable String curl,
            @Nullable Map<String, String> replayHeaders,
            @Nullable String noCurl) {}

    private Object one(ControlCall call) {
        String id = call.path("requestId");
        String account = call.account();
        RecordedCall found = journal.call(id)
                .filter(each -> account.isEmpty() || account.equals(each.account()))
                .orElseThrow(() -> NO_SUCH_OBJECT.with(
                        "The journal has no request %s%s; it keeps the newest of each account (setting --journal).",
                        id, account.isEmpty() ? "" : " of account " + account));
        Optional<String> authorization = signer.apply(found);
        Optional<String> curl = Curl.of(found, authorization);
        return new Repeatable(
                CallDocument.of(found),
                curl.orElse(null),
                curl.isPresent() ? Curl.headers(found, authorization) : null,
                curl.isPresent()
                        ? null
                        : "The body is longer than the " + Journal.MAX_BODY_CHARACTERS
                                + " characters that the journal keeps.");
    }
}
