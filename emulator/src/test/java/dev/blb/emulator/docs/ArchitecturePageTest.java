package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?dev\\.blb\\.emulator\\.([a-z]+)\\.");

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
        Set<String> named = packageTable()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pages.codeSpans(line.split("\\|", -1)[1]))
                .collect(Collectors.toSet());
        try (Stream<Path> folders = Files.list(SOURCES)) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString())
                            .filter(folder -> !named.contains(folder)))
                    .as("packages without a row in the table \"Packages\" of architecture.md")
                    .isEmpty();
        }
    }

    /** A package imports what its row of the table says: exactly those named there, or any from rows above. */
    @Test
    void packagesUseWhatTheTableSays() throws IOException {
        Set<String> above = new HashSet<>();
        List<String> rows =
                packageTable().filter(line -> line.startsWith("| `")).toList();
        assertThat(rows).hasSizeGreaterThan(20);
        for (String row : rows) {
            String[] cells = row.split("\\|", -1);
            List<String> packages = Pages.codeSpans(cells[1]).toList();
            for (String name : packages) {
                Set<String> imported = importedBy(name);
                imported.removeAll(packages);
                switch (cells[3].trim()) {
                    case "nothing" -> named(name, "imports packages, though its row says nothing", imported, Set.of());
                    case "rows above" -> named(name, "imports packages that stand below it", imported, above);
                    default -> {
                        Set<String> said = Pages.codeSpans(cells[3]).collect(Collectors.toSet());
                        named(name, "imports packages that its row does not name", imported, said);
                        named(name, "does not import packages that its row names", said, imported);
                    }
                }
            }
            above.addAll(packages);
        }
    }

    private static void named(String name, String complaint, Set<String> found, Set<String> allowed) {
        assertThat(found.stream().filter(each -> !allowed.contains(each)))
                .as("package " + name + " " + complaint + " (architecture.md, \"Packages\")")
                .isEmpty();
    }

    private static Set<String> importedBy(String name) throws IOException {
        Set<String> imported = new HashSet<>();
        try (Stream<Path> files = Files.walk(SOURCES.resolve(name))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher matcher = IMPORT.matcher(read(file));
                while (matcher.find()) {
                    imported.add(matcher.group(1));
                }
            }
        }
        imported.remove(name);
        return imported;
    }

    private Stream<String> packageTable() {
        return page.substring(page.indexOf("\n## Packages\n"), page.indexOf("\n## Other modules\n"))
                .lines();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
