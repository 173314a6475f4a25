package dev.blb.emulator.http;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.schema.UnknownMember;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the log line of one request shows, and what its answer may be warned of. Filled step by step; used by one thread. */
final class Trace {
    /** A caller decides how many names it sends and how long they are; the line stays readable. */
    private static final int MAX_NAMES = 10;

    private static final int MAX_SHOWN = 200;

    private final String requestId;
    private final SignedRequest request;
    private String operation = "-";
    private String account = "-";
    private String refused = "";
    private @Nullable String written;
    private String hint = "";
    private List<UnknownMember> ignored = List.of();

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

    void account(String name) {
        account = name;
    }

    void refused(ApiException refusal) {
        refused = refusal.error().code();
    }

    /** Adds what explains a refusal, for the log only. */
    void hint(String name, String value) {
        hint = " " + name + "=" + shown(value);
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

    /**
     * The line: time, operation, status, milliseconds, request id, account; of a refused request also the code, the method
     * and the path; then the members that were ignored, each with the name that was most likely meant.
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
        line.append(hint);
        if (!ignored.isEmpty()) {
            String names = ignored.stream()
                    .limit(MAX_NAMES)
                    .map(member -> shown(member.path())
                            + member.nearest().map(name -> "(" + name + "?)").orElse(""))
                    .collect(Collectors.joining(","));
            line.append(" ignored-members=").append(names).append(ignored.size() > MAX_NAMES ? ",..." : "");
        }
        return line.toString();
    }

    /** A text of the caller, cut and escaped so that it cannot look like another line. */
    private static String shown(String text) {
        String cut = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
        return cut.chars()
                .mapToObj(c -> c > ' ' && c < 127 ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c))
                .collect(Collectors.joining());
    }
}
