package dev.blb.emulator.junit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The calls of an account, and the check of what they should have been. */
record BlbVerification(List<BlbCall> calls, long dropped) {
    private static final int MAX_SHOWN = 5;

    /** Asks control routes. */
    interface ControlGet {
        /** The answer to a GET of this path, which follows {@code /_blb/}. */
        String get(String path);
    }

    /**
     * The calls of the journal, for the check of an operation.
     *
     * @param routes asks control routes
     * @throws IllegalArgumentException if no operation has this name: {@code never()} would otherwise hold for a misspelled one
     */
    static BlbVerification of(ControlGet routes, String operation) {
        if (operation.isBlank()) {
            throw new IllegalArgumentException(
                    "operation is \"" + operation + "\"; allowed is the name of one, such as CreateBlb");
        }
        BlbVerification found = of(routes);
        if (found.calls.stream().noneMatch(call -> call.operation().equals(operation))) {
            routes.get("requests?limit=1&operation=" + URLEncoder.encode(operation, StandardCharsets.UTF_8));
        }
        return found;
    }

    /** The same for no operation. */
    static BlbVerification of(ControlGet routes) {
        return read(routes.get("requests?kind=api&limit=10000"));
    }

    private static BlbVerification read(String json) {
        BlbBody found = BlbBody.of(json);
        List<BlbCall> calls = new ArrayList<>();
        for (int i = 0; found.has("requests." + i); i++) {
            String at = "requests." + i + ".";
            calls.add(new BlbCall(
                    found.text(at + "id"),
                    Instant.parse(found.text(at + "time")),
                    found.text(at + "operation"),
                    found.text(at + "method"),
                    found.text(at + "path"),
                    found.text(at + "query"),
                    BlbBody.of(found.text(at + "body"), found.has(at + "bodyCut")),
                    Integer.parseInt(found.text(at + "status")),
                    found.text(at + "code"),
                    BlbBody.of(found.text(at + "answer"), found.has(at + "answerCut"))));
        }
        return new BlbVerification(calls, Long.parseLong(found.text("dropped")));
    }

    /** Whether a call fits; it is open if the condition read a body whose end is missing. */
    private enum Verdict {
        FITS,
        DIFFERS,
        OPEN
    }

    /** A call, whether it fits, and what of it was read or said. */
    private record Checked(BlbCall call, Verdict verdict, String read) {}

    void verify(String operation, BlbTimes times, Predicate<BlbBody> body) {
        List<Checked> checked = calls.stream()
                .filter(call -> call.operation().equals(operation))
                .map(call -> checked(call, body))
                .toList();
        int fitting = count(checked, Verdict.FITS);
        int open = count(checked, Verdict.OPEN);
        if (!times.allowOneOf(fitting, fitting + open)) {
            throw new AssertionError(message(operation, times, checked));
        }
        if (!times.allow(fitting) || !times.allow(fitting + open)) {
            throw new AssertionError("The journal keeps the first 8192 characters of a body, and " + open + " calls of "
                    + operation + " have a longer one, so that it cannot tell whether " + operation + " was called "
                    + times + " times with a body that fits; verify(\"" + operation
                    + "\", times) without a condition, or shorter bodies, help");
        }
        if (dropped > 0 && times.isOpen(fitting)) {
            throw new AssertionError(
                    "The journal has dropped " + dropped + " calls of this account, so that it cannot tell"
                            + " whether " + operation + " was called " + times
                            + " times; a larger --journal, or forgetRequests()"
                            + " earlier in the test, helps");
        }
    }

    private static Checked checked(BlbCall call, Predicate<BlbBody> condition) {
        Map<String, String> read = new LinkedHashMap<>();
        try {
            Optional<String> difference = difference(call.body(), condition, read);
            if (!isOpen(call, read)) {
                return new Checked(call, difference.isEmpty() ? Verdict.FITS : Verdict.DIFFERS, difference.orElse(""));
            }
        } catch (RuntimeException failure) {
            // Such as that of a member which stands behind the cut.
            if (!isOpen(call, read)) {
                throw failure;
            }
        }
        return new Checked(call, Verdict.OPEN, "");
    }

    private static boolean isOpen(BlbCall call, Map<String, String> read) {
        return call.body().isCut() && !read.isEmpty();
    }

    /** Empty if the body fits, else what the condition read or said. */
    private static Optional<String> difference(BlbBody body, Predicate<BlbBody> condition, Map<String, String> read) {
        try {
            boolean fits = condition.test(body.observed(
                    (path, value) -> read.put(path, value.map(String::valueOf).orElse("absent"))));
            return fits
                    ? Optional.empty()
                    : Optional.of(read.entrySet().stream()
                            // The whole is shown with the call.
                            .filter(each -> !each.getKey().isEmpty())
                            .map(each -> each.getKey() + " is " + each.getValue())
                            .collect(Collectors.joining(", ")));
        } catch (AssertionError said) {
            return Optional.of(String.valueOf(said.getMessage()).strip());
        }
    }

    private static int count(List<Checked> checked, Verdict verdict) {
        return (int) checked.stream().filter(each -> each.verdict() == verdict).count();
    }

    private static List<String> lines(List<Checked> checked, Verdict verdict) {
        return checked.stream()
                .filter(each -> each.verdict() == verdict)
                .map(each ->
                        verdict == Verdict.DIFFERS ? each.call() + "\n    " + each.read() : String.valueOf(each.call()))
                .toList();
    }

    private String message(String operation, BlbTimes times, List<Checked> checked) {
        StringBuilder message = new StringBuilder()
                .append("Expected ")
                .append(times)
                .append(" calls of ")
                .append(operation)
                .append(", found ")
                .append(count(checked, Verdict.FITS))
                .append(dropped > 0 ? "; the journal has dropped " + dropped + " older calls" : "");
        append(message, "\nThese fit:", lines(checked, Verdict.FITS));
        append(message, "\nThese may fit, but the journal cut their body:", lines(checked, Verdict.OPEN));
        append(message, "\nThese are of the operation, but differ:", lines(checked, Verdict.DIFFERS));
        if (checked.isEmpty()) {
            append(
                    message,
                    "\nNearest calls of other operations:",
                    calls.stream()
                            .sorted(Comparator.comparingInt((BlbCall call) -> -similarity(operation, call.operation())))
                            .map(BlbCall::toString)
                            .toList());
        }
        return message.toString();
    }

    private static void append(StringBuilder message, String head, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        message.append(head);
        lines.stream().limit(MAX_SHOWN).forEach(line -> message.append("\n  ").append(line));
        if (lines.size() > MAX_SHOWN) {
            message.append("\n  ... and ").append(lines.size() - MAX_SHOWN).append(" more");
        }
    }

    /** How many characters two names have in common at their begin and their end: verb and noun of an operation. */
    private static int similarity(String left, String right) {
        int length = Math.min(left.length(), right.length());
        int begin = 0;
        while (begin < length && left.charAt(begin) == right.charAt(begin)) {
            begin++;
        }
        int end = 0;
        while (end < length && left.charAt(left.length() - 1 - end) == right.charAt(right.length() - 1 - end)) {
            end++;
        }
        return begin + end;
    }
}
