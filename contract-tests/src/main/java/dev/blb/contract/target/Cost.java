package dev.blb.contract.target;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run took.
 *
 * @param calls all calls, repetitions among them
 * @param instances load balancers that were made
 * @param seconds how long it ran
 * @param repetitions how often a call was repeated, by operation and reason
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Cost(long calls, int instances, long seconds, Map<String, Long> repetitions) {
    /** Nothing. */
    public static final Cost NONE = new Cost(0, 0, 0, Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "taken.json";

    /** What the run in this folder has taken so far; nothing if it has opened no target. */
    public static Cost read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            return Files.exists(file) ? JSON.readValue(Files.readString(file), Cost.class) : NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " does not tell what a run has taken: " + e.getMessage(), e);
        }
    }

    /** This and that. */
    Cost plus(Cost more) {
        Map<String, Long> all = new TreeMap<>(repetitions);
        more.repetitions.forEach((call, count) -> all.merge(call, count, Long::sum));
        return new Cost(calls + more.calls, instances + more.instances, seconds + more.seconds, all);
    }

    /** Keeps it in the folder of the run, where a run that is killed leaves this or what was kept before. */
    void write(Path folder) {
        Path file = folder.resolve(NAME);
        Path next = folder.resolve(NAME + ".next");
        try {
            Files.createDirectories(folder);
            Files.writeString(next, JSON.writeValueAsString(this));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets what an earlier run in this folder has taken. */
    public static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
