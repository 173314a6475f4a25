package dev.blb.contract.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.contract.report.Outcome.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The outcomes of a run as they come, one JSON object a line, so that an interrupted run can be gone on with. */
public final class Journal implements Consumer<Outcome> {
    private static final String NAME = "outcomes.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    private Journal(Path file) {
        this.file = file;
    }

    /**
     * A new, empty one in the folder of a report.
     *
     * @throws IllegalArgumentException if the folder cannot be made or written
     */
    public static Journal start(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            Files.createDirectories(folder);
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--report is \"" + folder
                            + "\", where no folder can be made or nothing can be written; allowed is a"
                            + " folder that exists or can be made",
                    e);
        }
        return new Journal(file);
    }

    /**
     * Goes on with the one in a folder.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Journal resume(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "--resume is \"" + folder + "\", where no run has been; allowed is the --report folder of one");
        }
        endLastLine(file);
        return new Journal(file);
    }

    // The run may have been killed in the middle of a line.
    private static void endLastLine(Path file) {
        try {
            String text = Files.readString(file);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                Files.writeString(file, "\n", StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was judged already: all but the undecided, the last word on each case. A line that was cut off is left out. */
    public List<Outcome> judged() {
        Map<String, Outcome> last = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                read(line).forEach(outcome -> last.put(outcome.id(), outcome));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return last.values().stream()
                .filter(outcome -> outcome.result() != Result.UNDECIDED)
                .toList();
    }

    private static List<Outcome> read(String line) {
        try {
            return List.of(JSON.readValue(line, Outcome.class));
        } catch (JsonProcessingException cutOff) {
            return new ArrayList<>();
        }
    }

    @Override
    public synchronized void accept(Outcome outcome) {
        try {
            Files.writeString(file, JSON.writeValueAsString(outcome) + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
