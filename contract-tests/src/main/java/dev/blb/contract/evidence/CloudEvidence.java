package dev.blb.contract.evidence;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the real service has said itself: for each case that a run against it passed, the date of the latest such run. The
 * committed file {@code cloud-evidence.json} is written by such runs only.
 */
public final class CloudEvidence {
    private static final String RESOURCE = "/cloud-evidence.json";
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final SortedMap<String, String> dates;

    private CloudEvidence(SortedMap<String, String> dates) {
        this.dates = dates;
    }

    /** What is committed. */
    public static CloudEvidence committed() {
        try (InputStream in = Objects.requireNonNull(CloudEvidence.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new CloudEvidence(JSON.readValue(in, new TypeReference<TreeMap<String, String>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a file is one of this kind, and no report: an object of dates by case. */
    public static boolean isEvidence(Path file) {
        try {
            for (JsonNode value : JSON.readTree(Files.readString(file))) {
                if (!value.isTextual() || !value.asText().matches("\\d{4}-\\d\\d-\\d\\d")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    public static CloudEvidence read(Path file) {
        try {
            return new CloudEvidence(
                    JSON.readValue(Files.readString(file), new TypeReference<TreeMap<String, String>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no evidence file: " + e.getMessage(), e);
        }
    }

    /** The date on which the service confirmed a case. */
    public Optional<String> date(String caseId) {
        return Optional.ofNullable(dates.get(caseId));
    }

    /** The same with the cases that a run against the service has passed on a date. */
    public CloudEvidence with(Map<String, String> confirmed) {
        SortedMap<String, String> more = new TreeMap<>(dates);
        more.putAll(confirmed);
        return new CloudEvidence(more);
    }

    /** Writes the file, to be committed. */
    public void write(Path file) {
        try {
            Files.writeString(file, JSON.writeValueAsString(dates) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
