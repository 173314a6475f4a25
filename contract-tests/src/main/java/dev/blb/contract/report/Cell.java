package dev.blb.contract.report;

import dev.blb.contract.evidence.Axis;
import dev.blb.contract.report.Outcome.Result;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The cases about one side of one operation: a cell of the table.
 *
 * @param operation the official name
 * @param axis the side
 * @param cases what became of the cases; none if there is no such case
 */
public record Cell(String operation, Axis axis, List<Outcome> cases) {
    /** How many of them ended so. */
    public long count(Result result) {
        return cases.stream().filter(outcome -> outcome.result() == result).count();
    }

    /** Whether some passed, and no source says of those that they are true. */
    public boolean isAssumed() {
        return count(Result.PASSED) > 0
                && cases.stream()
                        .filter(outcome -> outcome.result() == Result.PASSED)
                        .allMatch(outcome -> outcome.evidence().isAssumed());
    }

    /** The last day on which the real service confirmed one of them, {@code yyyy-MM-dd}. */
    public Optional<String> confirmedOn() {
        return cases.stream()
                .map(outcome -> outcome.evidence().on())
                .filter(Objects::nonNull)
                .max(String::compareTo);
    }

    /** The name of the list of the cases on the page. */
    public String anchor() {
        return operation + "-" + axis.name();
    }
}
