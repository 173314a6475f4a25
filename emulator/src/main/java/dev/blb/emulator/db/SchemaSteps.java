package dev.blb.emulator.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The schema as numbered SQL scripts: step N makes version N out of version N - 1.
 *
 * @param scripts the steps from the first one on
 */
public record SchemaSteps(List<String> scripts) {
    /** Once released a step stays as it is. A change is a further one, which the code generator in the pom must read, too. */
    private static final List<String> RESOURCES =
            List.of("/db/schema.sql", "/db/schema-2.sql", "/db/schema-3.sql", "/db/schema-4.sql", "/db/schema-5.sql");

    /** Those of this emulator. */
    public static SchemaSteps all() {
        return new SchemaSteps(RESOURCES.stream().map(SchemaSteps::script).toList());
    }

    /** The version that they lead to. */
    public int version() {
        return scripts.size();
    }

    /** The steps up to a version. */
    public SchemaSteps upTo(int version) {
        return new SchemaSteps(scripts.subList(0, version));
    }

    /** The scripts that lead from a version to the newest one. */
    public List<String> after(int version) {
        return scripts.subList(version, scripts.size());
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
