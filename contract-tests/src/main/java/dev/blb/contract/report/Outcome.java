package dev.blb.contract.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.blb.contract.evidence.Axis;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * @param exchanges the last calls of a case that did not pass, the latest at the end; of polls the last one
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
        List<Call> exchanges,
        int calls,
        int instances,
        long millis) {
    /** An outcome; a report of an earlier version has no exchanges. */
    @SuppressWarnings("NullAway") // Jackson passes null for a member that is absent.
    public Outcome {
        exchanges = exchanges == null ? List.of() : List.copyOf(exchanges);
    }

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
                List.of(),
                1,
                0,
                0);
    }

    /**
     * A call and its answer.
     *
     * @param method the HTTP method
     * @param uri the address
     * @param body the body as it was sent; empty if there was none
     * @param status the HTTP status of the answer
     * @param answer the body of the answer as it came
     */
    public record Call(String method, String uri, String body, int status, String answer) {
        /** The call as a curl command without a signature; a body that is JSON is indented. */
        public String curl() {
            return "curl -X " + method + " " + quoted(uri) + (body.isEmpty() ? "" : " -d " + quoted(Json.pretty(body)));
        }

        private static String quoted(String text) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
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

        /** How it is coloured: good, bad, warn, or the empty text. */
        public String tone() {
            return switch (this) {
                case PASSED -> "good";
                case FAILED -> "bad";
                case UNDECIDED -> "warn";
                case SKIPPED -> "";
            };
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
        /** The sources by name and in plain words, the most reliable first. */
        public static final Map<String, String> WORDS = inWords();

        private static Map<String, String> inWords() {
            Map<String, String> words = new LinkedHashMap<>();
            words.put("CLOUD", "the real service");
            words.put("META", "official catalogue");
            words.put("SDK", "official SDKs");
            words.put("DOCS", "official pages");
            words.put("SEED", "Python SDK's page");
            words.put("ASSUMED", "assumption");
            return Collections.unmodifiableMap(words);
        }

        /** The source in plain words. */
        public String words() {
            return WORDS.getOrDefault(source, source);
        }

        /** Whether nobody but us says so. */
        @JsonIgnore
        public boolean isAssumed() {
            return source.equals("ASSUMED");
        }
    }
}
