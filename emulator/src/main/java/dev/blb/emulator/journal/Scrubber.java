package dev.blb.emulator.journal;

import dev.blb.emulator.journal.RecordedCall.Answered;
import dev.blb.emulator.journal.RecordedCall.Sent;
import dev.blb.emulator.journal.RecordedCall.Text;
import dev.blb.emulator.schema.SecretMembers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hides signatures, secrets and session tokens of a call: in headers, query and bodies. */
final class Scrubber {
    static final String HIDDEN = "(hidden)";

    private static final Set<String> SECRET_HEADERS =
            Set.of("x-bce-security-token", "x-blb-control-token", "cookie", "proxy-authorization");
    private static final Set<String> SECRET_PARAMETERS = Set.of("authorization", "x-bce-security-token");

    /** White space, also as JSON has it in a text. */
    private static final String SPACE = "(?:\\s|\\\\++[nrt])*+";

    /** The name of a member whose value is secret, in JSON, JSON that is a text in JSON, or YAML, up to the begin of the value. */
    private static final Pattern SECRET_MEMBER =
            Pattern.compile("(?i)(?:" + SecretMembers.NAMES + ")(?<quote>\\\\*+(?:\"|u0022)|'|)" + SPACE + ":" + SPACE);

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
                        query(sent.query()),
                        headers(sent.headers()),
                        sent.body().map(Scrubber::text),
                        sent.bytes().map(Scrubber::withoutSecrets),
                        sent.scheme()),
                new Answered(answered.status(), answered.code(), answered.type(), text(answered.body())),
                call.durationMillis(),
                call.notes());
    }

    private static String query(String raw) {
        return Stream.of(raw.split("&", -1)).map(Scrubber::parameter).collect(Collectors.joining("&"));
    }

    private static String parameter(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : decoded(pair.substring(0, equals));
        return SECRET_PARAMETERS.contains(name.toLowerCase(Locale.ROOT)) ? name + "=" + HIDDEN : pair;
    }

    /** A name may be percent-encoded, too. */
    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            // The name of nothing that is read: the request is refused.
            return name;
        }
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
        String scrubbed = withoutSecrets(whole.text());
        return scrubbed.equals(whole.text())
                ? whole
                : new Text(
                        scrubbed, whole.isCut() ? Math.max(whole.length(), scrubbed.length() + 1) : scrubbed.length());
    }

    /** JSON or YAML without the values of secret members. What is unclear is hidden, too. */
    static String withoutSecrets(String text) {
        String stripped = text.stripLeading();
        boolean isFlow = stripped.startsWith("{") || stripped.startsWith("[");
        Matcher member = SECRET_MEMBER.matcher(text);
        StringBuilder shown = new StringBuilder();
        int from = 0;
        while (member.find(from)) {
            int begin = member.end();
            String quote = quote(text, begin);
            shown.append(text, from, begin).append(quote).append(HIDDEN).append(quote);
            from = endOfValue(text, member, quote, isFlow);
        }
        return from == 0 ? text : shown.append(text, from, text.length()).toString();
    }

    /** What a value begins with: a quote, which has backslashes before it in JSON that is a text in JSON; empty for any other one. */
    private static String quote(String text, int begin) {
        int at = begin + backslashes(text, begin);
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(begin, at + 1);
        }
        return text.startsWith("'", begin) ? "'" : "";
    }

    private static int backslashes(String text, int begin) {
        int at = begin;
        while (at < text.length() && text.charAt(at) == '\\') {
            at++;
        }
        return at - begin;
    }

    private static int endOfValue(String text, Matcher member, String quote, boolean isFlow) {
        int begin = member.end();
        int from = begin + quote.length();
        String nameQuote = member.group("quote");
        if (nameQuote.endsWith("u0022")) {
            // Up to the end of the text around it.
            int end = endOfJson(text, begin, 1);
            return end > begin && text.charAt(end - 1) == '"' ? end - 1 : end;
        }
        if (quote.endsWith("\"")) {
            return endOfJson(text, from, quote.length());
        }
        if (quote.equals("'")) {
            return endOfSingleQuotes(text, from);
        }
        boolean isInBrackets = isFlow || nameQuote.endsWith("\"");
        return isInBrackets ? endOfFlow(text, begin) : endOfBlock(text, member.start(), begin);
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

    private static int endOfSingleQuotes(String text, int from) {
        int end = text.indexOf('\'', from);
        while (end >= 0 && text.startsWith("''", end)) {
            end = text.indexOf('\'', end + 2);
        }
        return end < 0 ? text.length() : end + 1;
    }

    /** The end of a number, a word, a list or an object between brackets. */
    private static int endOfFlow(String text, int begin) {
        int depth = 0;
        int at = begin;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (depth == 0 && at > begin && ",}]".indexOf(c) >= 0) {
                return at;
            }
            depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
            if (depth < 0) {
                return at;
            }
            String quote = c == '\\' || c == '"' ? quote(text, at) : "";
            at = quote.endsWith("\"")
                    ? endOfJson(text, at + quote.length(), quote.length())
                    : at + Math.max(1, backslashes(text, at));
        }
        return text.length();
    }

    /** The end of the line in YAML, and of the lines behind it that stand further to the right than the name. */
    private static int endOfBlock(String text, int name, int begin) {
        int line = text.lastIndexOf('\n', name) + 1;
        int column = 0;
        while (line + column < name && " -?".indexOf(text.charAt(line + column)) >= 0) {
            column++;
        }
        int end = endOfLine(text, begin);
        for (int next = end; next < text.length(); next = endOfLine(text, next + 1)) {
            int at = next + 1;
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            boolean isBlank = at == text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\r';
            if (!isBlank && at - next - 1 <= column) {
                return end;
            }
            end = isBlank ? end : endOfLine(text, at);
        }
        return end;
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }
}
