package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.settings.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages on the page of symptoms are those that the emulator sends, but for their varying parts. */
class TroubleshootingPageTest {
    private static final Path PAGE = Pages.ROOT.resolve("emulator/docs/troubleshooting.md");
    private static final Path SOURCES = Pages.ROOT.resolve("emulator/src/main/java");

    /** Messages of other programs. */
    private static final Set<String> FOREIGN = Set.of(
            "Connection refused",
            "wrong version number",
            "Unsupported or unrecognized SSL message",
            "PKIX path building failed",
            "certificate signed by unknown authority",
            "self-signed certificate in certificate chain",
            "Empty reply from server",
            "UnsupportedClassVersionError");

    /** Variables of Kubernetes, in whose messages the name varies. */
    private static final String KUBERNETES = "BLB_SERVICE_HOST is unknown…";

    @Test
    void everyMessageIsInTheCode() throws IOException {
        StringBuilder code = new StringBuilder();
        for (Path file : Pages.files()) {
            if (file.startsWith(SOURCES)) {
                code.append(Files.readString(file));
            }
        }
        // Literals that are joined over two lines are one text; what formatting and variables fill in splits a message.
        String literals = code.toString().replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\"");

        List<String> messages = Files.readString(PAGE)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Stream.concat(
                        Pages.codeSpans(line.split("\\|", -1)[1]).filter(span -> span.matches(".*[A-Z ].*")),
                        // In the other columns a quoted message is a sentence.
                        Pages.codeSpans(line).filter(span -> span.matches("[A-Z][a-z].* .*"))))
                .filter(message -> !message.matches("(PUT|GET|POST|DELETE) .*|BLB_.*") && !FOREIGN.contains(message))
                .toList();
        assertThat(messages).hasSizeGreaterThan(20);
        assertThat(messages.stream()
                        .flatMap(message -> Stream.of(message.split("…", -1)))
                        .map(String::strip)
                        .filter(part -> part.length() > 3))
                .allSatisfy(part -> assertThat(literals.contains(part)).as(part).isTrue());
    }

    @Test
    void aServiceOfKubernetesStopsTheStartAsThePageSays() throws IOException {
        assertThat(Files.readString(PAGE)).contains("`" + KUBERNETES + "`", "`BLB_PORT_8252_TCP`");
        for (String unknown : List.of("BLB_SERVICE_HOST", "BLB_PORT_8252_TCP")) {
            Map<String, String> variables = Map.of(unknown, "10.0.0.1", "BLB_PORT", "tcp://10.0.0.1:8252");
            assertThatThrownBy(() -> SettingsTable.read(Map.of(), variables))
                    .hasMessageStartingWith(
                            KUBERNETES.replace("BLB_SERVICE_HOST", unknown).replace("…", ""));
        }
    }
}
