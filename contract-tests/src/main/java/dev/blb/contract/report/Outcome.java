package dev.blb.contract.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
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
 * @param result the verdict
 * @param evidence who says that it is true
 * @param reason why it was skipped or could not be judged, or the message of the failure; empty otherwise
 * @param expected what a failed comparison wanted, if it was a comparison
 * @param actual what it got
 * @param curl the last request of a failed case
 * @param answer its answer
 * @param calls how many calls it made, its preparation among them
 * @param instances how many load balancers it made for itself
 * @param millis how long it took
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
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
        int calls,
        int instances,
        long millis) {
    /** The only outcome of a run that was not let in, or did not reach the target. */
    public static Outcome ofAccess(String reason) {
        return new Outcome(
                "access",
                "the account of the run may use the service",
                List.of("DescribeBlbs"),
                Axis.DRIVEN,
                Result.UNDECIDED,
                new Evidenced("ASSUMED", "what every case needs", null),
                reason,
                null,
                null,
                null,
                null,
                1,
                0,
                0);
    }

    /** How a case ended. */
    public enum Result {
        /** The service did what the contract says. */
        PASSED,
        /** The service did something else, after it had settled. */
        FAILED,
        /** It could not be judged: throttled, network, or what it needs could not be made. */
        UNDECIDED,
        /** The run was not given what it needs. */
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
