package dev.blb.emulator.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The schema as one SQL script for a new database, and as numbered ones for an older one: step N makes version N out of version
 * N - 1. Both lead to the same tables.
 *
 * @param whole makes the newest version
 * @param scripts the steps from the first one on
 */
public record SchemaSteps(String whole, List<String> scripts) {
    /** Once released a step stays as it is. A change is a further one, and is made in the whole script, too. */
    private static final List<String> RESOURCES =
            List.of("/db/schema-1.sql", "/db/schema-2.sql", "/db/schema-3.sql", "/db/schema-4.sql", "/db/schema-5.sql");

    /** These steps; a new database takes them one after the other. */
    public SchemaSteps(List<String> scripts) {
        this(String.join(";\n", scripts), scripts);
    }

    /** Those of this emulator. */
    public static SchemaSteps all() {
        return new SchemaSteps(
                script("/db/schema.sql"),
                RESOURCES.stream().map(SchemaSteps::script).toList());
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

    private static String script(String resource) {
        try (InputStream in = SchemaSteps.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }
}
