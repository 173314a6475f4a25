package dev.blb.contract.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blb.contract.report.Outcome.Result;
import dev.blb.contract.target.Cost;
import dev.blb.contract.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * What one run has shown.
 *
 * @param target what was asked: a name or URL
 * @param region its region
 * @param startedAt when, ISO 8601 in UTC
 * @param cost what it took
 * @param outcomes one for each case, ordered by id
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Report(String target, String region, String startedAt, Cost cost, List<Outcome> outcomes) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** A report; its outcomes are ordered. */
    public Report {
        outcomes = outcomes.stream().sorted(Comparator.comparing(Outcome::id)).toList();
    }

    /** How many cases ended so. */
    public long count(Result result) {
        return outcomes.stream().filter(outcome -> outcome.result() == result).count();
    }

    /** Whether the real service was asked. */
    public boolean isOfCloud() {
        return Target.isCloud(target);
    }

    /** The exit code of a program that made this run: 1 for a failure, 3 if something is undecided or nothing passed, else 0. */
    public int exitCode() {
        if (count(Result.FAILED) > 0) {
            return 1;
        }
        return count(Result.UNDECIDED) > 0 || count(Result.PASSED) == 0 ? 3 : 0;
    }

    /** The report as JSON. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws UncheckedIOException if the file cannot be read or is no report
     */
    public static Report read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), Report.class);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no report: " + e.getMessage(), e);
        }
    }
}
