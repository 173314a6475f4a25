package dev.blb.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.target.Settings.Variable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What contract-tests/README.md says is true. */
class ReadmeTest {
    @Test
    void theTableOfVariablesIsTheCodes() throws Exception {
        String table = Arrays.stream(Variable.values())
                .map(variable ->
                        "| `" + variable + "` | `" + variable.emulatorDefault() + "` | " + variable.meaning() + " |\n")
                .collect(Collectors.joining(
                        "",
                        "<!-- generated: variables -->\n| variable | emulator's default | what it is |\n| --- | --- | --- |\n",
                        "<!-- end -->"));

        assertThat(Files.readString(Path.of("README.md"))).contains(table);
    }
}
