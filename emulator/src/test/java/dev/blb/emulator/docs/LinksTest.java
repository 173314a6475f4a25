package dev.blb.emulator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each relative link of each page has its file and its anchor, and each page can be reached from the README. */
class LinksTest {
    private static final Path README = Pages.ROOT.resolve("README.md");
    private static final int LONGEST_README = 200;

    @Test
    void everyLinkHasItsTarget() throws IOException {
        List<String> wrong = new ArrayList<>();
        int links = 0;
        for (Path page : Pages.all()) {
            for (String link : Pages.links(Files.readString(page))) {
                links++;
                fault(page, link).forEach(fault -> wrong.add(Pages.ROOT.relativize(page) + ": " + link + ": " + fault));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(links).as("links found at all").isGreaterThan(60);
    }

    private static List<String> fault(Path page, String link) throws IOException {
        Path target = target(page, link);
        if (!target.startsWith(Pages.ROOT) || !Files.exists(target)) {
            return List.of("there is no such file");
        }
        String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
        boolean found =
                anchor.isEmpty() || Pages.anchors(Files.readString(target)).contains(anchor);
        return found ? List.of() : List.of("there is no such anchor");
    }

    private static Path target(Path page, String link) {
        String file = link.split("#", 2)[0];
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    @Test
    void everyPageIsReachedFromTheReadme() throws IOException {
        Set<Path> reached = new HashSet<>(Set.of(README));
        Deque<Path> unread = new ArrayDeque<>(reached);
        while (!unread.isEmpty()) {
            Path page = unread.remove();
            for (String link : Pages.links(Files.readString(page))) {
                Path target = target(page, link);
                if (target.toString().endsWith(".md") && Files.exists(target) && reached.add(target)) {
                    unread.add(target);
                }
            }
        }
        assertThat(reached).containsAll(Pages.all());
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(LONGEST_README);
    }

    @Test
    void everyPageOfTheDocsBeginsWithItsPurpose() throws IOException {
        for (Path page : Pages.all()) {
            if (page.startsWith(Pages.ROOT.resolve("emulator/docs"))
                    && !page.toString().contains("zh-CN")) {
                assertThat(Files.readString(page))
                        .as(page.toString())
                        .matches("(?s)# [^\n]+\n\nAfter this page you .*");
            }
        }
    }

    @Test
    void linksAndAnchorsAreFound() {
        String page = """
                # A `b` c, [d](x.md) & e_f
                See [one](a.md), [`two`](../b.md#c-d), [web](https://example.com), `[no](code.md)`.
                ```md
                # no heading
                [no](block.md)
                ```
                ## Twice
                ## Twice
                | <a id="m1"></a>m1 |
                """;

        assertThat(Pages.links(page)).containsExactly("x.md", "a.md", "../b.md#c-d");
        assertThat(Pages.anchors(page)).containsExactlyInAnyOrder("a-b-c-d--e_f", "twice", "twice-1", "m1");
    }
}
