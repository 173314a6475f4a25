package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.emulator.api.Operation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every source that a comment, a page or a case of the contract suite names has a row in the compatibility pages. */
class SourceTagsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SUITE = ROOT.resolve("contract-tests/src/main/java/dev/blb/contract/suite");

    private static final Path CATALOGUE =
            ROOT.resolve("contract-tests/src/main/resources/catalogue/blb-operations.json");

    /** The place that a case of the contract suite names: the kind of its source, and the text. */
    private static final Pattern EVIDENCE =
            Pattern.compile("@Evidence\\(\\s*(?:value = )?Source\\.(\\w+),\\s*at = \"((?:\\\\.|[^\"\\\\])*+)\"");

    private static final Pattern CITED_PAGE = Pattern.compile("\\b(?:doc|wire):[a-z]+(?:-[a-z]+)*");

    private final SourceTags tags = SourceTags.definedIn(Path.of("docs"));

    SourceTagsTest() throws IOException {}

    @Test
    void everyTagHasARow() throws IOException {
        List<String> unresolved = new ArrayList<>();
        int cited = 0;
        for (Map.Entry<String, String> file : files(ROOT).entrySet()) {
            String prose = Prose.of(file.getKey(), file.getValue());
            cited += SourceTags.in(prose).size();
            unresolved.addAll(tags.unresolved(file.getKey(), prose));
        }
        assertThat(unresolved).isEmpty();
        assertThat(cited).as("tags found at all").isGreaterThan(500);
    }

    @Test
    void everyIdIsDefinedOnceAndUnderItsAnchor() {
        assertThat(tags.faults()).isEmpty();
        assertThat(tags.rows()).containsKeys("meta", "doc:orders", "wire:py", "a1", "l41", "m20", "n21");
    }

    @Test
    void everyFactNamesItsSource() {
        assertThat(tags.rows().entrySet())
                .filteredOn(row -> row.getKey().matches("[a-ln]\\d+"))
                .allSatisfy(row -> assertThat(SourceTags.in(row.getValue()))
                        .as(row.getValue())
                        .anyMatch(tag -> tags.rows().containsKey(tag)));
    }

    @Test
    void whatAContractNamesHasARow() throws IOException {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        for (Map.Entry<String, String> file : files(SUITE).entrySet()) {
            for (var evidence : EVIDENCE.matcher(file.getValue()).results().toList()) {
                cases++;
                String at = evidence.group(2);
                wrong.addAll(tags.unresolved(file.getKey(), at));
                if (evidence.group(1).equals("ASSUMED")
                        && SourceTags.in(at).stream().noneMatch(tag -> tag.matches("m\\d+"))) {
                    wrong.add(file.getKey() + ": \"" + at + "\" is assumed, but names no assumption");
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cases).as("evidence found at all").isGreaterThan(80);
    }

    @Test
    void theSourcesOfOperationsHaveRows() {
        for (Operation operation : Operation.values()) {
            assertThat(operation.source().split(", ", -1))
                    .as(operation.wireName())
                    .allSatisfy(source -> assertThat(tags.rows()).containsKey(source));
        }
    }

    @Test
    void theSourcesOfTheCatalogueHaveRows() throws IOException {
        String text = Files.readString(CATALOGUE);
        Set<String> named = new TreeSet<>();
        for (JsonNode sources : new ObjectMapper().readTree(text).findValues("sources")) {
            sources.forEach(source -> named.add(source.asText()));
        }
        CITED_PAGE.matcher(text).results().forEach(page -> named.add(page.group()));
        assertThat(tags.rows().keySet()).containsAll(named);
        assertThat(tags.unresolved("catalogue", text)).isEmpty();
    }

    @Test
    void onlyTagsOfProseAreRead() {
        String java = """
                /** An index such as x[go], a span `[code]`, {@code [a-z]}, List<int[]>; a source [here] and [doc:x-y][z9]. */
                String text = "// [literal]" + '[' + array[i] + pattern("[a-z]") + "\\\\" /* [block] */; // [line]
                String block = \"""
                    // [text-block] \""";
                char quote = '"'; // [quote]
                """;
        assertThat(SourceTags.in(Prose.of("A.java", java)))
                .containsExactly("here", "doc:x-y", "z9", "block", "line", "quote");

        String page = """
                [link](target.md) and [here], `[span]`, `x[span]`, [Text], [two words], [ ].
                ```sh
                [ -f x ] && grep '[a-z]' [fence]
                ```
                [last]
                """;
        assertThat(SourceTags.in(Prose.of("a.md", page))).containsExactly("here", "span", "last");
        assertThat(SourceTags.in(Prose.of("a.sql", "SELECT a[b] -- [sql]"))).containsExactly("sql");
        assertThat(SourceTags.in(Prose.of("a.yaml", "a: [b] # [yaml]"))).containsExactly("yaml");
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() {
        SourceTags some = SourceTags.none();
        some.define("| <a id=\"go\"></a>`[go]` | x |\n| <a id=\"m1\"></a>m1 | x |\n| <a id=\"m1\"></a>m1 | x |\n");
        some.define("| <a id=\"doc:a\"></a>`[doc:a]` | x |\n");
        assertThat(some.faults()).containsExactly("[m1] is defined twice", "[doc:a] has the anchor doc:a");
        assertThat(some.unresolved("A.java", "[go]\n [go][m2]\n\n[go, m1] behaviour (m) 1, disagreement 3"))
                .containsExactly(
                        "A.java:2 [m2] has no row",
                        "A.java:4 [go, m1] is no tag",
                        "A.java:4 behaviour (m) is no tag",
                        "A.java:4 disagreement 3 is no tag");
    }

    /** The files below a folder that have prose, by their paths, without what the build makes. */
    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean hidden = name.startsWith(".") && !name.equals("..");
                return hidden || name.equals("target") || name.equals("node_modules")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (Prose.has(file.getFileName().toString())) {
                    files.put(ROOT.relativize(file).toString(), Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
