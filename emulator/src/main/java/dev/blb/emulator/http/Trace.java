package dev.blb.emulator.http;

import static dev.blb.emulator.journal.Journal.MAX_BODY_CHARACTERS;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.StatusChange;
import dev.blb.emulator.journal.RecordedCall;
import dev.blb.emulator.journal.RecordedCall.Answered;
import dev.blb.emulator.journal.RecordedCall.Ignored;
import dev.blb.emulator.journal.RecordedCall.Notes;
import dev.blb.emulator.journal.RecordedCall.Sent;
import dev.blb.emulator.journal.RecordedCall.Text;
import dev.blb.emulator.schema.UnknownMember;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the log line and the journal show of one request, and what its answer warns of. Filled step by step; used by one thread. */
final class Trace {
    /** A caller decides how many names it sends and how long they are; the line stays readable. */
    private static final int MAX_NAMES = 10;

    private static final int MAX_SHOWN = 200;

    private static final int MAX_SENTENCE = 1000;

    private final String requestId;
    private final SignedRequest request;
    private String operation = "-";
    private String account = "-";
    private String refused = "";
    private @Nullable String written;
    private List<UnknownMember> ignored = List.of();
    private List<String> idle = List.of();
    private Map<String, String> idleBesideStored = Map.of();
    private final List<String> hints = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private String fault = "";
    private String blbId = "";
    private @Nullable StatusChange change;
    private byte @Nullable [] body;

    Trace(String requestId, SignedRequest request) {
        this.requestId = requestId;
        this.request = request;
    }

    String requestId() {
        return requestId;
    }

    String operation() {
        return operation;
    }

    void operation(String name) {
        operation = name;
    }

    /** Notes whose the request is; the empty text changes nothing. */
    void account(String name) {
        account = name.isEmpty() ? account : name;
    }

    void refused(ApiException refusal) {
        refused = refusal.error().code();
        // What was done is rolled back.
        change = null;
    }

    /** Notes that a fault refuses it with a code; what was carried out stays. */
    void refusedBy(String code) {
        refused = code;
    }

    /** Notes the rule of a fault that is applied to it. */
    void fault(String rule, String sentence) {
        fault = rule;
        explain(sentence);
    }

    /** The rule of the fault that is applied to it, as a header's value. */
    Optional<String> fault() {
        return fault.isEmpty() ? Optional.empty() : Optional.of(escaped(fault, ' '));
    }

    void blbId(String id) {
        blbId = id;
    }

    /** Notes what the request did to a status; what it did before does not count, as it may be carried out again. */
    void changed(StatusChange newest) {
        change = newest;
    }

    void body(byte[] bytes) {
        body = bytes;
    }

    /** Adds a sentence for the journal and for a header of the answer, once however often the request is begun anew. */
    void warn(String sentence) {
        explain(sentence);
        if (!warnings.contains(sentence)) {
            warnings.add(sentence);
        }
    }

    /** The value of the header that warns the caller: printable ASCII. */
    Optional<String> warning() {
        return warnings.isEmpty()
                ? Optional.empty()
                : Optional.of(warnings.stream()
                        .limit(MAX_NAMES)
                        .map(text ->
                                Stream.of(text.split(" ", -1)).map(Trace::shown).collect(Collectors.joining(" ")))
                        .collect(Collectors.joining(" ")));
    }

    /** Adds a sentence for the journal, once. */
    void explain(String sentence) {
        String shown = sentence.length() <= MAX_SENTENCE ? sentence : sentence.substring(0, MAX_SENTENCE) + "...";
        if (!hints.contains(shown)) {
            hints.add(shown);
        }
    }

    /** Notes that it writes to a load balancer, or with the empty text to any. */
    void writes(String blbId) {
        written = blbId;
    }

    /** The load balancer that the data plane may have a warning about, if the request was a write that was not refused. */
    Optional<String> warnable() {
        return refused.isEmpty() ? Optional.ofNullable(written) : Optional.empty();
    }

    /** The code of the refusal; empty if it was not refused. */
    String code() {
        return refused;
    }

    void ignored(List<UnknownMember> members) {
        ignored = members;
    }

    /** Notes further members that have no effect. */
    void idle(List<String> paths) {
        if (!paths.isEmpty()) {
            idle = Stream.concat(idle.stream(), paths.stream()).distinct().toList();
        }
    }

    /** Notes what was taken without effect beside what is stored; what was before does not count, as for {@link #changed}. */
    void idleBesideStored(Map<String, String> newest) {
        idleBesideStored = newest;
    }

    /** Those members of the body by name, each with the end of a sentence that begins with it. */
    Map<String, String> idleBesideStored() {
        return idleBesideStored;
    }

    /**
     * The line: time, operation, status, milliseconds, request id, account; of a refused request also the code, the method
     * and the path; then the members that were ignored, each with the name that was most likely meant, and those without effect.
     */
    String line(String time, int status, long millis) {
        StringBuilder line = new StringBuilder(time)
                .append(' ')
                .append(operation)
                .append(' ')
                .append(status)
                .append(' ')
                .append(millis)
                .append("ms ")
                .append(requestId)
                .append(' ')
                .append(account);
        if (!refused.isEmpty()) {
            line.append(' ')
                    .append(refused)
                    .append(' ')
                    .append(shown(request.method()))
                    .append(' ')
                    .append(shown(request.rawPath()));
        }
        if (!ignored.isEmpty()) {
            String names = ignored.stream()
                    .limit(MAX_NAMES)
                    .map(member -> shown(member.path())
                            + member.nearest().map(name -> "(" + name + "?)").orElse(""))
                    .collect(Collectors.joining(","));
            line.append(" ignored-members=").append(names).append(ignored.size() > MAX_NAMES ? ",..." : "");
        }
        if (!idle.isEmpty()) {
            line.append(" without-effect=")
                    .append(idle.stream().map(Trace::shown).collect(Collectors.joining(",")));
        }
        return line.toString();
    }

    /** The call for the journal. */
    RecordedCall call(Instant now, Answer answer, long durationMillis) {
        Optional<StatusChange> changed = Optional.ofNullable(change);
        return new RecordedCall(
                requestId,
                now,
                known(account),
                known(operation),
                new Sent(
                        request.method(),
                        request.rawPath(),
                        request.rawQuery(),
                        request.headers(),
                        text(body),
                        bytes(body),
                        request.scheme()),
                new Answered(answer.status(), refused, answer.type(), Text.of(answer.text(), MAX_BODY_CHARACTERS)),
                durationMillis,
                new Notes(
                        changed.map(StatusChange::blbId).orElse(blbId),
                        changed,
                        ignored.stream()
                                .limit(MAX_NAMES)
                                .map(member -> new Ignored(
                                        shown(member.path()), member.nearest().orElse("")))
                                .toList(),
                        List.copyOf(hints),
                        fault.isEmpty() ? List.of() : List.of(fault)));
    }

    private static String known(String text) {
        return text.equals("-") ? "" : text;
    }

    private static Optional<Text> text(byte @Nullable [] body) {
        if (body == null) {
            return Optional.empty();
        }
        // Never decoded whole: one character has at most four bytes.
        int length = Math.min(body.length, 4 * MAX_BODY_CHARACTERS);
        String begin = new String(body, 0, length, StandardCharsets.UTF_8);
        Text cut = Text.of(begin, MAX_BODY_CHARACTERS);
        return Optional.of(length < body.length ? new Text(cut.text(), body.length) : cut);
    }

    /** The bytes of a body that is kept whole and is no text: not in UTF-8, or with a character that no command can have. */
    private static Optional<String> bytes(byte @Nullable [] body) {
        if (body == null || text(body).filter(Text::isCut).isPresent()) {
            return Optional.empty();
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return text.indexOf(0) < 0 && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), body)
                ? Optional.empty()
                : Optional.of(new String(body, StandardCharsets.ISO_8859_1));
    }

    /** A text of the caller, cut and escaped so that it cannot look like another line. */
    private static String shown(String text) {
        String cut = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
        return escaped(cut, '!');
    }

    /** The text with escapes for all but the printable ASCII characters that begin with this one. */
    private static String escaped(String text, char first) {
        return text.chars()
                .mapToObj(c -> c >= first && c < 127 ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c))
                .collect(Collectors.joining());
    }
}
