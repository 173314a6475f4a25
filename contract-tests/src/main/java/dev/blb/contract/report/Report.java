package dev.blb.contract.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blb.contract.report.Outcome.Result;
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
 * @param outcomes one for each case, ordered by id
 */
public record Report(String target, String region, String startedAt, List<Outcome> outcomes) {
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

    /** The report as JSON. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #json} wrote. */
    public static Report read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), Report.class);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no report: " + e.getMessage(), e);
        }
    }
}
