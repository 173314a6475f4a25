package dev.blb.emulator.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's Markdown pages and what they are made of: links, anchors, code. */
final class Pages {
    /** The root of the project; tests run in the folder of their module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]*)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");

    private Pages() {}

    /** All files of the project that are not built, hidden or fetched. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean hidden = name.startsWith(".") && !folder.equals(ROOT);
                return hidden || name.equals("target") || name.equals("node_modules")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** The pages, by absolute paths. */
    static List<Path> all() throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(".md")).toList();
    }

    /** The page without its code blocks. */
    static String prose(String page) {
        return FENCED.matcher(page).replaceAll("");
    }

    /** The texts of its code spans, such as {@code a} in {@code `a`}. */
    static Stream<String> codeSpans(String page) {
        return SPAN.matcher(prose(page)).results().map(span -> span.group(1));
    }

    /** The targets of its links that are no addresses of the web, such as {@code ../a.md#b}. */
    static List<String> links(String page) {
        String text = SPAN.matcher(prose(page)).replaceAll("");
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("(?i)[a-z][a-z0-9+.-]*:.*"))
                .toList();
    }

    /** What a link may name behind {@code #}: its headings, as GitHub names them, and its own anchors. */
    static Set<String> anchors(String page) {
        String text = prose(page);
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(text).results().map(MatchResult::group).forEach(heading -> {
            String name = slug(heading.replaceFirst("^#+ +", ""));
            String unique = name;
            for (int i = 1; !anchors.add(unique); i++) {
                unique = name + "-" + i;
            }
        });
        ANCHOR.matcher(text).results().forEach(anchor -> anchors.add(anchor.group(1)));
        return anchors;
    }

    private static String slug(String heading) {
        return LINK.matcher(heading)
                .replaceAll(link -> link.group().replaceAll("^\\[|]\\(.*", ""))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .strip()
                .replace(' ', '-');
    }

    /** The code block behind a marker such as {@code <!-- example: seed -->}. */
    static String block(Path page, String marker) throws IOException {
        String text = Files.readString(page);
        int at = text.indexOf("<!-- " + marker + " -->\n```");
        if (at < 0) {
            throw new IllegalArgumentException(page + " has no block behind <!-- " + marker + " -->");
        }
        int start = text.indexOf('\n', text.indexOf("```", at)) + 1;
        return text.substring(start, text.indexOf("\n```", start) + 1);
    }
}
