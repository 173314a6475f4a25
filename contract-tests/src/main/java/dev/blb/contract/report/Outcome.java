package dev.blb.contract.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.blb.contract.evidence.Axis;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one case.
 *
 * @param id the same in every run: class, method and, of several cases, its words
 * @param sentence what the case says about the service
 * @param operations the operations that it is about
 * @param axis the side of them
 * @param result passed, failed or skipped
 * @param evidence who says that it is true
 * @param reason why it was skipped, or the message of the failure; empty otherwise
 * @param expected what a failed comparison wanted, if it was a comparison
 * @param actual what it got
 * @param curl the last request of a failed case
 * @param answer its answer
 * @param millis how long it took
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Outcome(
        String id,
        String sentence,
        List<String> operations,
        Axis axis,
        Result result,
        Evidenced evidence,
        String reason,
        @Nullable String expected,
        @Nullable String actual,
        @Nullable String curl,
        @Nullable String answer,
        long millis) {
    /** How a case ended. */
    public enum Result {
        PASSED,
        FAILED,
        SKIPPED;

        /** The word in tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who says that a case is true.
     *
     * @param source a name of {@code Evidence.Source}, or {@code CLOUD} when a run against the real service passed it
     * @param at the place in the source
     * @param on the date of that run, {@code yyyy-MM-dd}; absent for other sources
     */
    public record Evidenced(
            String source, String at, @Nullable String on) {
        /** Whether nobody but us says so. */
        @JsonIgnore
        public boolean isAssumed() {
            return source.equals("ASSUMED");
        }
    }
}
