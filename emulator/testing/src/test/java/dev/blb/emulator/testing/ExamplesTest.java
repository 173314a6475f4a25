package dev.blb.emulator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The code blocks of the pages are the files of the examples, and all name the versions of this build. A page marks a block
 * with {@code <!-- file: PATH -->}, or {@code <!-- file: PATH part: NAME -->} for the lines of that file between
 * {@code part: NAME} and {@code end: NAME}; the path is relative to the root of the project. With -Dblb.readme=write the
 * blocks are rewritten.
 */
class ExamplesTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern BLOCK = Pattern.compile(
            "^(<!-- file: (\\S+)(?: part: (\\S+))? -->\\n```\\w+\\n)(.*?)```\\n", Pattern.DOTALL | Pattern.MULTILINE);

    /** The files of the project whose name ends so, without what is built. */
    private static List<Path> files(Path folder, String... endings) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                return name.equals("target") || (name.startsWith(".") && !directory.equals(folder))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (List.of(endings).stream().anyMatch(ending -> file.toString().endsWith(ending))) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    @Test
    void everyMarkedBlockIsItsFile() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path page : files(ROOT, ".md")) {
            String text = Files.readString(page);
            StringBuilder written = new StringBuilder();
            Matcher block = BLOCK.matcher(text);
            while (block.find()) {
                String content = content(block.group(2), block.group(3));
                shown.add(block.group(2));
                if (!"write".equals(System.getProperty("blb.readme"))) {
                    assertThat(block.group(4)).as(page + ": " + block.group(2)).isEqualTo(content);
                }
                block.appendReplacement(written, Matcher.quoteReplacement(block.group(1) + content + "```\n"));
            }
            if (!written.isEmpty() && "write".equals(System.getProperty("blb.readme"))) {
                Files.writeString(page, block.appendTail(written).toString());
            }
            assertThat(("\n" + text).split("\n<!-- file: ", -1))
                    .as(page + " has a marker that is not followed by a block")
                    .hasSize((int) BLOCK.matcher(text).results().count() + 1);
        }
        assertThat(shown)
                .contains(
                        "client/examples/junit/pom.xml",
                        "client/examples/junit/src/test/java/LoadBalancerTest.java",
                        "emulator/testing/examples/gradle/build.gradle.kts");
    }

    private static String content(String path, String part) throws IOException {
        String text = Files.readString(ROOT.resolve(path));
        if (part == null) {
            return text;
        }
        Matcher lines = Pattern.compile(
                        "[^\\n]*part: " + part + "\\b[^\\n]*\\n(.*?)[^\\n]*end: " + part + "\\b", Pattern.DOTALL)
                .matcher(text);
        assertThat(lines.find()).as(path + " has the part " + part).isTrue();
        return lines.group(1).stripTrailing().stripIndent() + "\n";
    }

    @Test
    void everyPlaceNamesTheVersionsOfThisBuild() throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        Pattern ours = Pattern.compile("<artifactId>blb-[a-z-]+</artifactId>\\s*<version>([^<$]+)</version>"
                + "|dev\\.blb:blb-[a-z-]+:([0-9][^\"`\\s]*)");
        List<Path> places = files(ROOT, ".md", "pom.xml", ".gradle.kts");
        assertThat(places).anyMatch(place -> place.endsWith("client/bom/pom.xml"));
        for (Path place : places) {
            String text = Files.readString(place);
            assertThat(ours.matcher(text).results().map(found -> found.group(found.group(1) == null ? 2 : 1)))
                    .as(place.toString())
                    .allMatch(version(pom, "version")::equals);
            for (String[] library : new String[][] {
                {"bce-java-sdk", "bce-sdk.version"},
                {"junit-jupiter", "junit.version"},
                {"testcontainers", "testcontainers.version"}
            }) {
                Pattern version = Pattern.compile("<groupId>[a-z]+\\.[a-z.]+</groupId>\\s*<artifactId>" + library[0]
                        + "</artifactId>\\s*<version>([^<$]+)</version>");
                assertThat(version.matcher(text).results().map(found -> found.group(1)))
                        .as(place + ": " + library[0])
                        .allMatch(version(pom, library[1])::equals);
            }
        }
    }

    private static String version(String pom, String element) {
        Matcher found =
                Pattern.compile("<" + element + ">([^<]+)</" + element + ">").matcher(pom);
        assertThat(found.find()).as(element).isTrue();
        return found.group(1);
    }

    @Test
    void theBomHasEveryLibrary() throws IOException {
        Set<String> libraries = files(ROOT, "pom.xml").stream()
                .filter(pom -> !pom.toString().contains("examples"))
                .map(ExamplesTest::read)
                .filter(pom -> pom.contains("<parent>") && !pom.contains("<maven.deploy.skip>true"))
                .map(pom -> artifacts(pom.substring(pom.indexOf("</parent>"))).get(0))
                .collect(Collectors.toSet());

        String bom = read(ROOT.resolve("client/bom/pom.xml"));
        assertThat(artifacts(bom.substring(bom.indexOf("<dependencyManagement>"))))
                .containsExactlyInAnyOrderElementsOf(libraries)
                .hasSize(3);
    }

    @Test
    void gradleHasWhatMavenHas() {
        String maven = read(ROOT.resolve("client/examples/junit/pom.xml"));
        String gradle = read(ROOT.resolve("emulator/testing/examples/gradle/build.gradle.kts"));

        assertThat(Pattern.compile("\"(?:dev\\.blb|org\\.junit\\.jupiter):([a-z-]+)")
                        .matcher(gradle)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyElementsOf(artifacts(maven.substring(
                        maven.indexOf("<dependencyManagement>"), maven.lastIndexOf("</dependencies>"))));
        assertThat(gradle)
                .contains("org.junit.jupiter:junit-jupiter:" + version(read(ROOT.resolve("pom.xml")), "junit.version"));
        assertThat(read(ROOT.resolve("emulator/testing/examples/gradle/src/test/java/LoadBalancerTest.java")))
                .isEqualTo(read(ROOT.resolve("client/examples/junit/src/test/java/LoadBalancerTest.java")));
    }

    private static List<String> artifacts(String pom) {
        return Pattern.compile("<artifactId>([^<]+)</artifactId>")
                .matcher(pom)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
