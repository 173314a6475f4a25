package dev.blb.emulator.db.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.db.SchemaSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A new database has the same tables as one that took all steps. */
class SchemaStepsTest {
    /** What makes the tables of a database, without the names that H2 gives and the order that it chooses. */
    private static String tables(String name, List<String> scripts) throws SQLException {
        H2Database database = new H2Database("mem:" + name, H2Database.SETTINGS, List.of());
        database.run(scripts);
        TreeSet<String> statements = new TreeSet<>();
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet script = statement.executeQuery("SCRIPT NODATA NOPASSWORDS NOSETTINGS")) {
            while (script.next()) {
                statements.add(script.getString(1).replaceAll("\"(CONSTRAINT|PRIMARY_KEY)_\\w+\"", "\"$1\""));
            }
        }
        database.shutDown();
        return String.join("\n", statements);
    }

    @Test
    void theWholeSchemaIsWhatTheStepsLeadTo() throws SQLException {
        SchemaSteps steps = SchemaSteps.all();
        String whole = tables("whole", steps.after(0));
        assertThat(whole).contains("\"LOAD_BALANCER\"", "CLIENT_TOKEN_EXPIRY", "FOREIGN KEY");
        assertThat(whole).isEqualTo(tables("stepwise", steps.scripts()));
    }

    /** A step is found by its number, so one behind a gap would never run. */
    @Test
    void everyFileOfAStepIsOne() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db"))) {
            assertThat(files.filter(file -> file.getFileName().toString().matches("schema-.*\\.sql")))
                    .hasSize(SchemaSteps.all().version());
        }
    }
}
