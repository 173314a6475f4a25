package dev.blb.contract.report;

import dev.blb.contract.report.Difference.Line;
import dev.blb.contract.report.Outcome.Call;
import java.util.List;
import java.util.Optional;

/**
 * A case that failed, as a page shows it.
 *
 * @param number its number on the page, from 1
 * @param outcome what became of the case
 */
public record Finding(int number, Outcome outcome) {
    /** Longer texts are folded. */
    private static final int LONG_CHARACTERS = 300;

    private static final int LONG_LINES = 12;

    /** The whole of what was expected and what came, if the case compared two values. */
    public Optional<Difference> difference() {
        return outcome.expected() == null || outcome.actual() == null
                ? Optional.empty()
                : Optional.of(Difference.of(outcome.expected(), outcome.actual()));
    }

    /** The lines of {@link #difference} that differ and those around them. */
    public Optional<Difference> excerpt() {
        return difference().map(Difference::excerpt);
    }

    /** Whether the excerpt lacks lines. */
    public boolean isShortened() {
        return !difference().equals(excerpt());
    }

    /** The calls that the case made last, the latest at the end. */
    public List<Call> calls() {
        return outcome.exchanges();
    }

    /** Whether it is the latest call, whose answer has most likely decided. */
    public boolean isLatest(Call call) {
        return call.equals(calls().get(calls().size() - 1));
    }

    /** The lines of an answer around the value that was not expected, which is marked; none if it is not the latest or has no such value. */
    public Optional<List<Line>> place(Call call) {
        return isLatest(call) && outcome.actual() != null
                ? Difference.only(call.answer(), unquoted(outcome.actual())).map(Difference::excerpt)
                : Optional.empty();
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** Whether a text is so long that it is folded. */
    public static boolean isLong(String text) {
        return text.length() > LONG_CHARACTERS || text.lines().count() > LONG_LINES;
    }

    /** A text, indented if it is JSON. */
    public static String pretty(String text) {
        return Json.pretty(text);
    }
}
