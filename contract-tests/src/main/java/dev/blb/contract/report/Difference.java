package dev.blb.contract.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where two texts differ, line by line. JSON is indented first, so that one member is one line.
 *
 * @param expected the lines of the one
 * @param actual the lines of the other
 */
public record Difference(List<Line> expected, List<Line> actual) {
    /** Equal lines that an excerpt shows before and after a line that differs. */
    private static final int CONTEXT_LINES = 3;

    /**
     * A line.
     *
     * @param parts its text, in parts that differ or do not
     * @param omitted how many lines stand here that an excerpt does not show; 0 for a line that is shown
     */
    public record Line(List<Part> parts, int omitted) {
        static Line of(Part... parts) {
            return new Line(List.of(parts), 0);
        }

        boolean differs() {
            return parts.stream().anyMatch(Part::differs);
        }
    }

    /** A part of a line. */
    public record Part(String text, boolean differs) {}

    /** The difference of two texts. */
    static Difference of(String expected, String actual) {
        List<String> from = Json.pretty(expected).lines().toList();
        List<String> to = Json.pretty(actual).lines().toList();
        List<Line> left = new ArrayList<>(equal(from));
        List<Line> right = new ArrayList<>(equal(to));
        for (AbstractDelta<String> delta : DiffUtils.diff(from, to).getDeltas()) {
            List<String> before = delta.getSource().getLines();
            List<String> after = delta.getTarget().getLines();
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                // Lines are compared letter by letter where each has a counterpart.
                boolean pairs = before.size() == after.size();
                if (i < before.size()) {
                    left.set(
                            delta.getSource().getPosition() + i,
                            pairs ? marked(before.get(i), after.get(i)) : marked(before.get(i), ""));
                }
                if (i < after.size()) {
                    right.set(
                            delta.getTarget().getPosition() + i,
                            pairs ? marked(after.get(i), before.get(i)) : marked(after.get(i), ""));
                }
            }
        }
        return new Difference(List.copyOf(left), List.copyOf(right));
    }

    /** The lines of a text, JSON indented, with the only place of a part marked; none if it stands there twice or not at all. */
    static Optional<List<Line>> only(String text, String part) {
        List<String> lines = Json.pretty(text).lines().toList();
        List<String> having = lines.stream().filter(line -> line.contains(part)).toList();
        if (part.isEmpty()
                || having.size() != 1
                || having.get(0).indexOf(part) != having.get(0).lastIndexOf(part)) {
            return Optional.empty();
        }
        int start = having.get(0).indexOf(part);
        Line marked = Line.of(
                new Part(having.get(0).substring(0, start), false),
                new Part(part, true),
                new Part(having.get(0).substring(start + part.length()), false));
        return Optional.of(lines.stream()
                .map(line -> line.contains(part) ? marked : Line.of(new Part(line, false)))
                .toList());
    }

    /** The lines that differ and some around them, each gap as one line. */
    Difference excerpt() {
        return new Difference(excerpt(expected), excerpt(actual));
    }

    private static List<Line> equal(List<String> lines) {
        return lines.stream().map(line -> Line.of(new Part(line, false))).toList();
    }

    /** A line whose letters are marked from the first that another line has not to the last. */
    private static Line marked(String line, String other) {
        int shorter = Math.min(line.length(), other.length());
        int start = 0;
        while (start < shorter && line.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start
                && line.charAt(line.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        // Both halves of a character beyond 16 bits stay together.
        if (start > 0 && Character.isHighSurrogate(line.charAt(start - 1))) {
            start--;
        }
        if (end > 0 && Character.isLowSurrogate(line.charAt(line.length() - end))) {
            end--;
        }
        return Line.of(
                new Part(line.substring(0, start), false),
                new Part(line.substring(start, line.length() - end), true),
                new Part(line.substring(line.length() - end), false));
    }

    static List<Line> excerpt(List<Line> lines) {
        if (lines.stream().noneMatch(Line::differs)) {
            return lines;
        }
        List<Line> shown = new ArrayList<>();
        int omitted = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (isNearADifference(lines, i)) {
                if (omitted > 0) {
                    shown.add(new Line(List.of(), omitted));
                }
                omitted = 0;
                shown.add(lines.get(i));
            } else {
                omitted++;
            }
        }
        if (omitted > 0) {
            shown.add(new Line(List.of(), omitted));
        }
        return List.copyOf(shown);
    }

    private static boolean isNearADifference(List<Line> lines, int index) {
        int from = Math.max(0, index - CONTEXT_LINES);
        int to = Math.min(lines.size(), index + CONTEXT_LINES + 1);
        return lines.subList(from, to).stream().anyMatch(Line::differs);
    }
}
