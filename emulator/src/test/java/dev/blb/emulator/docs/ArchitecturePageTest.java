package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files, packages, classes and methods that the page on the architecture names exist. */
class ArchitecturePageTest {
    private static final Path SOURCES = Pages.ROOT.resolve("emulator/src/main/java/dev/blb/emulator");
    private static final List<Path> FOLDERS = List.of(
            SOURCES,
            Pages.ROOT.resolve("emulator/src/test/java/dev/blb/emulator"),
            Pages.ROOT.resolve("emulator/src/main/resources"),
            Pages.ROOT);

    private final String page = read(Pages.ROOT.resolve("emulator/docs/architecture.md"));

    @Test
    void everyFileExists() {
        List<String> files = Pages.codeSpans(page)
                .filter(span -> span.matches("[\\w/.-]+\\.(java|sql|json|md|yaml)"))
                .toList();

        assertThat(files)
                .hasSizeGreaterThan(30)
                .allSatisfy(file ->
                        assertThat(FOLDERS).as(file).anyMatch(folder -> Files.isRegularFile(folder.resolve(file))));
    }

    @Test
    void everyClassAndMemberExists() throws IOException {
        List<Path> sources = Pages.files().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
        List<String> names = Pages.codeSpans(page)
                .filter(span -> span.matches("[A-Z]\\w*[a-z]\\w*(\\.\\w+)?"))
                .filter(span -> !span.endsWith(".java"))
                .toList();

        assertThat(names).hasSizeGreaterThan(10).allSatisfy(name -> {
            String[] parts = name.split("\\.", 2);
            List<Path> files = sources.stream()
                    .filter(file -> file.getFileName().toString().equals(parts[0] + ".java"))
                    .toList();
            assertThat(files).as(name).isNotEmpty();
            if (parts.length > 1) {
                assertThat(files).as(name).anyMatch(file -> read(file).matches("(?s).*\\b" + parts[1] + "\\b.*"));
            }
        });
    }

    @Test
    void thePackagesAreThoseOfTheSources() throws IOException {
        String table = page.substring(page.indexOf("\n## Packages\n"), page.indexOf("\n## Other modules\n"));
        Set<String> named = table.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pages.codeSpans(line.split("\\|", -1)[1]))
                .collect(Collectors.toSet());
        try (Stream<Path> folders = Files.list(SOURCES)) {
            assertThat(named)
                    .containsAll(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString())
                            .toList());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
