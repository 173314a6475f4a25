package dev.blb.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;

/** A file that is generated from the code, as a whole or in parts. */
final class GeneratedFile {
    private static final String COMMAND = "mvn -pl emulator test -Dtest=ReadmeTest -Dblb.readme=write";
    private static final int SHOWN = 120;
    private static final int BEFORE = 30;

    private GeneratedFile() {}

    /** Fails unless the file holds this text, in one line that says where it differs; with -Dblb.readme=write it is written. */
    static void holds(Path file, String expected) throws IOException {
        if ("write".equals(System.getProperty("blb.readme"))) {
            Files.writeString(file, expected);
            return;
        }
        String text = Files.readString(file);
        if (!text.equals(expected)) {
            Assertions.fail(difference(file, text, expected));
        }
    }

    /** What is said of a file that holds another text. */
    static String difference(Path file, String text, String expected) {
        List<String> old = text.lines().toList();
        List<String> made = expected.lines().toList();
        int line = begin(old, made);
        String before = line < old.size() ? old.get(line) : "";
        String now = line < made.size() ? made.get(line) : "";
        int from = Math.max(
                0, begin(before.chars().boxed().toList(), now.chars().boxed().toList()) - BEFORE);
        return "%s is stale in line %d: it has \"%s\", the code now makes \"%s\"; write it anew with %s"
                .formatted(file, line + 1, part(before, from), part(now, from), COMMAND);
    }

    /** How many elements two lists have in common at their begin. */
    private static int begin(List<?> one, List<?> other) {
        int same = 0;
        while (same < Math.min(one.size(), other.size()) && one.get(same).equals(other.get(same))) {
            same++;
        }
        return same;
    }

    private static String part(String line, int from) {
        String part = line.substring(Math.min(from, line.length()));
        return part.length() <= SHOWN ? part : part.substring(0, SHOWN) + "…";
    }
}
