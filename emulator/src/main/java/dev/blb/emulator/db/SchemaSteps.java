package dev.blb.emulator.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The schema as one SQL script for a new database, and as numbered ones for an older one: step N makes version N out of version
 * N - 1. Both lead to the same tables.
 *
 * @param whole makes the newest version
 * @param scripts the steps from the first one on
 */
public record SchemaSteps(String whole, List<String> scripts) {
    /** These steps; a new database takes them one after the other. */
    public SchemaSteps(List<String> scripts) {
        this(String.join(";\n", scripts), scripts);
    }

    /**
     * Those of this emulator: the files of {@code db}, where a step is found by its number. Once released a step stays as it is; a
     * change is a further one, and is made in the whole script, too.
     */
    public static SchemaSteps all() {
        List<String> steps = Stream.iterate(1, number -> number + 1)
                .map(number -> script("/db/schema-" + number + ".sql"))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
        if (script("/db/schema-" + (steps.size() + 2) + ".sql").isPresent()) {
            throw new IllegalStateException("/db/schema-" + (steps.size() + 1) + ".sql is missing from the jar");
        }
        String whole = script("/db/schema.sql")
                .orElseThrow(() -> new IllegalStateException("/db/schema.sql is missing from the jar"));
        return new SchemaSteps(whole, steps);
    }

    /** The version that they lead to. */
    public int version() {
        return scripts.size();
    }

    /** The steps up to a version. */
    public SchemaSteps upTo(int version) {
        return version == version() ? this : new SchemaSteps(scripts.subList(0, version));
    }

    /** The scripts that lead from a version to the newest one; from 0, which has no tables. */
    public List<String> after(int version) {
        return version == 0 ? List.of(whole) : scripts.subList(version, scripts.size());
    }

    /** A script, or empty if there is none of this name. */
    private static Optional<String> script(String resource) {
        try (InputStream in = SchemaSteps.class.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }
}
