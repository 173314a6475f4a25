package dev.blb.contract.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.contract.evidence.CloudEvidence;
import dev.blb.contract.report.Outcome.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What differs between two reports: two targets, or one at two dates; and between a report and what the service has said. */
public final class Drift {
    private Drift() {}

    /**
     * A comparison.
     *
     * @param lines one for each difference, by operation
     * @param incomparable how many cases only one of the reports has
     */
    public record Comparison(List<String> lines, int incomparable) {}

    /** The cases that ended otherwise in another report. */
    public static Comparison between(Report a, Report b) {
        Map<String, Outcome> before = byId(a);
        Map<String, Outcome> after = byId(b);
        List<String> lines = new ArrayList<>();
        int incomparable = 0;
        for (String id : union(before.keySet(), after.keySet())) {
            Outcome first = before.get(id);
            Outcome second = after.get(id);
            if (first == null || second == null) {
                incomparable++;
            } else if (first.result() != second.result()) {
                lines.add(
                        a.isOfCloud() != b.isOfCloud()
                                        && first.result() != Result.SKIPPED
                                        && second.result() != Result.SKIPPED
                                ? sides(a.isOfCloud() ? second : first, a.isOfCloud() ? first : second)
                                : about(second) + ": " + first.result().word() + " -> "
                                        + second.result().word() + detail(first, second));
            }
        }
        lines.sort(String::compareTo);
        return new Comparison(lines, incomparable);
    }

    /** The cases that a report contradicts although the real service has confirmed them. */
    public static Comparison between(Report report, CloudEvidence evidence) {
        Map<String, Outcome> outcomes = byId(report);
        List<String> lines = outcomes.values().stream()
                .filter(outcome -> outcome.result() == Result.FAILED)
                .flatMap(outcome -> evidence.date(outcome.id()).stream()
                        .map(date -> about(outcome) + ": confirmed by the cloud on " + date + ", failed now"
                                + detail(outcome, outcome)))
                .sorted()
                .toList();
        long unconfirmed = outcomes.keySet().stream()
                .filter(id -> evidence.date(id).isEmpty())
                .count();
        return new Comparison(lines, (int) unconfirmed);
    }

    /** One line for each case that a run against the real service contradicts; empty for other targets. */
    static List<String> contradictions(Report report) {
        return report.isOfCloud()
                ? report.outcomes().stream()
                        .filter(outcome -> outcome.result() == Result.FAILED)
                        .map(outcome -> about(outcome) + ": emulator says " + expected(outcome) + ", cloud says "
                                + actual(outcome))
                        .toList()
                : List.of();
    }

    private static String sides(Outcome emulator, Outcome cloud) {
        if (cloud.result() == Result.FAILED) {
            return about(cloud) + ": emulator says " + expected(cloud) + ", cloud says " + actual(cloud);
        }
        if (emulator.result() == Result.FAILED) {
            return about(cloud) + ": emulator says " + actual(emulator) + ", cloud says " + expected(emulator);
        }
        return about(cloud) + ": emulator " + emulator.result().word() + ", cloud "
                + cloud.result().word() + detail(emulator, cloud);
    }

    private static String about(Outcome outcome) {
        return String.join(", ", outcome.operations()) + ": " + outcome.sentence();
    }

    // The suite passes against the emulator, so what a case expects is what the emulator says.
    private static String expected(Outcome outcome) {
        return Objects.requireNonNullElse(outcome.expected(), "what the contract says");
    }

    private static String actual(Outcome outcome) {
        return Objects.requireNonNullElseGet(
                outcome.actual(), () -> outcome.reason().lines().findFirst().orElse("something else"));
    }

    private static String detail(Outcome first, Outcome second) {
        for (Outcome outcome : List.of(second, first)) {
            if (outcome.result() == Result.FAILED && outcome.expected() != null) {
                return " (expected " + outcome.expected() + ", got " + outcome.actual() + ")";
            }
            if (outcome.result() == Result.FAILED || outcome.result() == Result.UNDECIDED) {
                return " (" + outcome.reason().lines().findFirst().orElse("") + ")";
            }
        }
        return "";
    }

    private static Map<String, Outcome> byId(Report report) {
        return report.outcomes().stream()
                .collect(Collectors.toMap(Outcome::id, outcome -> outcome, (one, other) -> one, TreeMap::new));
    }

    private static NavigableSet<String> union(Iterable<String> one, Iterable<String> other) {
        NavigableSet<String> all = new TreeSet<>();
        one.forEach(all::add);
        other.forEach(all::add);
        return all;
    }

    /** The members that recorded answers in one folder have and those in another have not, by operation. */
    public static List<String> betweenAnswers(Path before, Path after) {
        List<String> lines = new ArrayList<>();
        if (Files.isDirectory(before) && Files.isDirectory(after)) {
            for (String file : union(names(before), names(after))) {
                NavigableMap<String, String> old = members(before.resolve(file));
                NavigableMap<String, String> fresh = members(after.resolve(file));
                String operation = file.replace(".json", "");
                for (String member : union(old.keySet(), fresh.keySet())) {
                    String was = old.get(member);
                    String is = fresh.get(member);
                    if (was == null && !old.isEmpty()) {
                        lines.add(operation + ": member " + member + " came, " + is);
                    } else if (is == null && !fresh.isEmpty()) {
                        lines.add(operation + ": member " + member + " went, it was " + was);
                    }
                }
            }
        }
        return lines;
    }

    private static List<String> names(Path folder) {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NavigableMap<String, String> members(Path file) {
        NavigableMap<String, String> members = new TreeMap<>();
        if (Files.isRegularFile(file)) {
            try {
                collect("", new ObjectMapper().readTree(Files.readString(file)), members);
            } catch (IOException e) {
                throw new UncheckedIOException(file + " is no recorded answer: " + e.getMessage(), e);
            }
        }
        return members;
    }

    private static void collect(String path, JsonNode node, Map<String, String> members) {
        if (node.isValueNode()) {
            members.put(path, node.asText());
        } else if (node.isArray()) {
            members.put(path, "a list");
            node.forEach(item -> collect(path + "[]", item, members));
        }
        node.properties()
                .forEach(member -> collect(
                        path.isEmpty() ? member.getKey() : path + "." + member.getKey(), member.getValue(), members));
    }
}
