package dev.blb.contract.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What differs between two reports: two targets, or one at two dates. */
public final class Drift {
    private Drift() {}

    /** One line for each case that ended otherwise, by operation; empty if none did. */
    public static List<String> between(Report a, Report b) {
        Map<String, Outcome> before = byId(a);
        Map<String, Outcome> after = byId(b);
        Map<String, Outcome> all = new TreeMap<>(before);
        all.putAll(after);
        List<String> lines = new ArrayList<>();
        all.forEach((id, outcome) -> {
            String first = result(before.get(id));
            String second = result(after.get(id));
            if (!first.equals(second)) {
                lines.add(String.join(", ", outcome.operations()) + ": " + outcome.sentence() + ": " + first + " -> "
                        + second + member(before.get(id), after.get(id)));
            }
        });
        lines.sort(String::compareTo);
        return lines;
    }

    private static Map<String, Outcome> byId(Report report) {
        return report.outcomes().stream()
                .collect(Collectors.toMap(Outcome::id, outcome -> outcome, (one, other) -> one));
    }

    private static String result(@org.jspecify.annotations.Nullable Outcome outcome) {
        return outcome == null ? "absent" : outcome.result().word();
    }

    private static String member(
            @org.jspecify.annotations.Nullable Outcome before, @org.jspecify.annotations.Nullable Outcome after) {
        for (Outcome outcome : new Outcome[] {after, before}) {
            if (outcome != null && outcome.result() == Outcome.Result.FAILED) {
                String expected = Objects.requireNonNullElse(outcome.expected(), "");
                return expected.isEmpty()
                        ? " (" + outcome.reason().lines().findFirst().orElse("") + ")"
                        : " (expected " + expected + ", got " + outcome.actual() + ")";
            }
        }
        return "";
    }
}
