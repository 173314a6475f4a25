package dev.blb.emulator.journal;

import dev.blb.emulator.journal.RecordedCall.Answered;
import dev.blb.emulator.journal.RecordedCall.Sent;
import dev.blb.emulator.journal.RecordedCall.Text;
import dev.blb.emulator.schema.SecretMembers;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides signatures, secrets and session tokens of a call: in headers, query and bodies. */
final class Scrubber {
    static final String HIDDEN = "(hidden)";

    private static final Set<String> SECRET_HEADERS =
            Set.of("x-bce-security-token", "x-blb-control-token", "cookie", "proxy-authorization");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)(^|&)(authorization|x-bce-security-token)=[^&]*+");

    /** The name of a member whose value is secret, in JSON, JSON that is a text in JSON, or YAML, up to the begin of the value. */
    private static final Pattern SECRET_MEMBER =
            Pattern.compile("(?i)(" + SecretMembers.NAMES + ")(\\\\*+\")?[ \\t]*+:\\s*+");

    private Scrubber() {}

    static RecordedCall scrubbed(RecordedCall call) {
        Sent sent = call.sent();
        Answered answered = call.answered();
        return new RecordedCall(
                call.requestId(),
                call.time(),
                call.account(),
                call.operation(),
                new Sent(
                        sent.method(),
                        sent.path(),
                        SECRET_PARAMETER.matcher(sent.query()).replaceAll("$1$2=" + HIDDEN),
                        headers(sent.headers()),
                        sent.body().map(Scrubber::text),
                        sent.scheme()),
                new Answered(answered.status(), answered.code(), answered.type(), text(answered.body())),
                call.durationMillis(),
                call.notes());
    }

    private static Map<String, String> headers(Map<String, String> given) {
        Map<String, String> shown = new TreeMap<>(given);
        shown.computeIfPresent("authorization", (name, value) -> withoutSignature(value));
        SECRET_HEADERS.forEach(name -> shown.computeIfPresent(name, (same, value) -> HIDDEN));
        return shown;
    }

    /** Who signed, when and which headers is shown, as it explains refusals; what it was signed with is not. */
    private static String withoutSignature(String authorization) {
        int last = authorization.lastIndexOf('/');
        return last < 0 ? HIDDEN : authorization.substring(0, last + 1) + HIDDEN;
    }

    private static Text text(Text whole) {
        String text = whole.text();
        Matcher member = SECRET_MEMBER.matcher(text);
        StringBuilder shown = new StringBuilder();
        int from = 0;
        while (member.find(from)) {
            int begin = member.end();
            String quote = quote(text, begin);
            shown.append(text, from, begin).append(quote).append(HIDDEN).append(quote);
            from = endOfValue(text, begin, quote);
        }
        if (from == 0) {
            return whole;
        }
        String scrubbed = shown.append(text, from, text.length()).toString();
        return new Text(scrubbed, whole.isCut() ? Math.max(whole.length(), scrubbed.length() + 1) : scrubbed.length());
    }

    /** What a value begins with: a quote, which has backslashes before it in JSON that is a text in JSON; empty for a bare one. */
    private static String quote(String text, int begin) {
        int at = begin;
        while (at < text.length() && text.charAt(at) == '\\') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(begin, at + 1);
        }
        return text.startsWith("'", begin) ? "'" : "";
    }

    /** The end of a text in quotes, or of a bare one, which a line or a bracket ends. */
    private static int endOfValue(String text, int begin, String quote) {
        int from = begin + quote.length();
        if (quote.endsWith("\"")) {
            return endOfJson(text, from, quote.length());
        }
        for (int i = from; i < text.length(); i++) {
            if (quote.isEmpty() ? "\r\n,}]".indexOf(text.charAt(i)) >= 0 : text.charAt(i) == '\'') {
                return i + quote.length();
            }
        }
        return text.length();
    }

    /**
     * The end of a text in JSON.
     *
     * @param level how long its quotes are: each level of JSON in JSON doubles the backslashes of the one within, and adds one to
     *     its quotes
     */
    private static int endOfJson(String text, int from, int level) {
        int backslashes = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                backslashes++;
                continue;
            }
            if (c == '"') {
                if (backslashes < level - 1) {
                    // The text around it ends first.
                    return i - backslashes;
                }
                if ((backslashes - level + 1) % (2 * level) == 0) {
                    return i + 1;
                }
            }
            backslashes = 0;
        }
        return text.length();
    }
}
