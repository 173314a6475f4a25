package dev.blb.emulator.journal;

import dev.blb.emulator.journal.RecordedCall.Sent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A call as a command of a POSIX shell that sends it again. */
final class Curl {
    private Curl() {}

    /**
     * The command, or empty if the journal does not have the whole body.
     *
     * @param authorization the value of a fresh header Authorization, or empty to send none
     */
    static Optional<String> of(RecordedCall call, Optional<String> authorization) {
        Sent sent = call.sent();
        if (sent.body().map(RecordedCall.Text::isCut).orElse(false)) {
            return Optional.empty();
        }
        StringBuilder command = new StringBuilder();
        // Only printf writes any byte in every shell.
        sent.bytes()
                .ifPresent(bytes ->
                        command.append("printf '").append(printed(bytes)).append("' | "));
        command.append("curl -sS ");
        command.append(sent.method().equals("HEAD") ? "--head" : "-X " + quoted(sent.method()));
        headers(call, authorization)
                .forEach((name, value) -> command.append(" -H ")
                        // A header without a value is one that curl shall not add.
                        .append(quoted(value.isEmpty() ? name + ":" : name + ": " + value)));
        if (sent.bytes().isPresent()) {
            command.append(" --data-binary @-");
        } else if (hasBody(sent)) {
            // Other options read a file where the text begins with @.
            command.append(" --data-raw ")
                    .append(quoted(sent.body().orElseThrow().text()));
        }
        String host = sent.headers().getOrDefault("host", "127.0.0.1:8252");
        return Optional.of(command.append(" --path-as-is ")
                .append(quoted(sent.scheme() + "://" + host + target(sent)))
                .toString());
    }

    private static boolean hasBody(Sent sent) {
        return sent.body().filter(body -> !body.text().isEmpty()).isPresent();
    }

    /**
     * The headers that a repetition needs: those that change what a call means, and a fresh signature. Curl and browsers give a body
     * without a type one of their own, which a control route refuses.
     */
    static Map<String, String> headers(RecordedCall call, Optional<String> authorization) {
        Map<String, String> headers = new LinkedHashMap<>();
        authorization.ifPresent(value -> headers.put("Authorization", value));
        for (String name : List.of("content-type", "x-blb-account")) {
            Optional.ofNullable(call.sent().headers().get(name)).ifPresent(value -> headers.put(name, value));
        }
        if (hasBody(call.sent()) && !headers.containsKey("content-type")) {
            headers.put("Content-Type", call.isControl() ? "application/json" : "");
        }
        return headers;
    }

    private static String target(Sent sent) {
        String query = sent.openQuery();
        return query.isEmpty() ? sent.path() : sent.path() + "?" + query;
    }

    /** The format with which printf writes these bytes. */
    private static String printed(String bytes) {
        StringBuilder format = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            // A format that begins with - would be an option.
            boolean isPlain = c >= ' ' && c <= '~' && "%\\'".indexOf(c) < 0 && !(i == 0 && c == '-');
            format.append(isPlain ? String.valueOf(c) : String.format(Locale.ROOT, "\\%03o", (int) c));
        }
        return format.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
