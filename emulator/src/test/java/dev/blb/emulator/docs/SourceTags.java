package dev.blb.emulator.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tags by which comments, pages and evidence name their sources, and the rows that define them. */
final class SourceTags {
    private static final String TAG = "\\[([a-z][a-z0-9]*(?:-[a-z0-9]+)*(?::[a-z0-9]+(?:-[a-z0-9]+)*)?)]";
    private static final Pattern ONE = Pattern.compile(TAG);

    /** Tags that follow each other. What stands directly behind a word is an index, what a parenthesis follows a link. */
    private static final Pattern RUN = Pattern.compile("(?<![\\w)\\]>}])(?:" + TAG + ")+(?![\\w(:])");

    private static final Pattern BRACKETS = Pattern.compile("(?<![\\w)\\]>}])\\[([a-z0-9-]+)[^\\]\\n]*](?!\\()");

    /** Ways of citing that no row can resolve. */
    private static final Pattern UNRESOLVABLE = Pattern.compile("behaviou?r \\([a-z]\\)|\\bdisagreements? \\d");

    /** The first cell of a row that defines a tag or a fact. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| <a id=\"([^\"]+)\"></a>(?:`\\[([^\\]]+)]`|(\\w+)) \\|.*$");

    /** The definitions: the tag or id, and its row. */
    private final Map<String, String> rows = new LinkedHashMap<>();

    private final List<String> faults = new ArrayList<>();

    private SourceTags() {}

    /** The definitions of the page {@code compatibility.md} and the pages below it. */
    static SourceTags definedIn(Path docs) throws IOException {
        SourceTags tags = new SourceTags();
        List<Path> pages = new ArrayList<>(List.of(docs.resolve("compatibility.md")));
        try (Stream<Path> more = Files.list(docs.resolve("compatibility"))) {
            more.sorted().forEach(pages::add);
        }
        for (Path page : pages) {
            tags.define(Files.readString(page));
        }
        return tags;
    }

    /** Adds the definitions of a page. */
    void define(String page) {
        ROW.matcher(page).results().forEach(row -> {
            String name = row.group(2) != null ? row.group(2) : row.group(3);
            if (!row.group(1).equals(name.replace(':', '-'))) {
                faults.add("[" + name + "] has the anchor " + row.group(1));
            }
            if (rows.putIfAbsent(name, row.group()) != null) {
                faults.add("[" + name + "] is defined twice");
            }
        });
    }

    /** A definition without any: for tests of this class. */
    static SourceTags none() {
        return new SourceTags();
    }

    /** What is wrong with the definitions themselves. */
    List<String> faults() {
        return faults;
    }

    /** Each tag or id with its row. */
    Map<String, String> rows() {
        return rows;
    }

    /** The tags in a text, without brackets. */
    static List<String> in(String prose) {
        return RUN.matcher(prose)
                .results()
                .flatMap(run -> ONE.matcher(run.group()).results())
                .map(tag -> tag.group(1))
                .toList();
    }

    /** What does not resolve in a text: {@code place:line [tag] …}. */
    List<String> unresolved(String place, String prose) {
        List<String> found = new ArrayList<>();
        RUN.matcher(prose).results().forEach(run -> {
            for (String tag : in(run.group())) {
                if (!rows.containsKey(tag)) {
                    found.add(at(place, prose, run) + " [" + tag + "] has no row");
                }
            }
        });
        BRACKETS.matcher(prose)
                .results()
                .filter(brackets -> rows.containsKey(brackets.group(1))
                        && !ONE.matcher(brackets.group()).matches())
                .forEach(brackets -> found.add(at(place, prose, brackets) + " " + brackets.group() + " is no tag"));
        UNRESOLVABLE
                .matcher(prose)
                .results()
                .forEach(old -> found.add(at(place, prose, old) + " " + old.group() + " is no tag"));
        return found;
    }

    private static String at(String place, String prose, MatchResult found) {
        long line = 1
                + prose.substring(0, found.start())
                        .chars()
                        .filter(each -> each == '\n')
                        .count();
        return place + ":" + line;
    }
}
