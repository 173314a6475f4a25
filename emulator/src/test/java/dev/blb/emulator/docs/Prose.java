package dev.blb.emulator.docs;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The part of a file that is written for people: comments of source files, text of pages. Everything else is blanked and
 * newlines stay, so that an offset in the prose is the same offset in the file.
 */
final class Prose {
    private static final String TEXT_BLOCK = "\"{3}.*?(?<!\\\\)\"{3}";

    private static final String QUOTED = "%1$s[^%1$s\\\\\\n]*+(?:\\\\.[^%1$s\\\\\\n]*+)*+%1$s";

    /** A literal, which is skipped, or a comment, which is group 1. */
    private static final Pattern JAVA = Pattern.compile(
            String.join("|", TEXT_BLOCK, QUOTED.formatted('"'), QUOTED.formatted('\''), "(//[^\\n]*|/\\*.*?\\*/)"),
            Pattern.DOTALL);

    private static final Pattern INLINE_CODE = Pattern.compile("\\{@\\w+ [^}]*}|`[^`]*`");

    /** Code of a page. A code span that holds nothing but tags is text. */
    private static final Pattern PAGE_CODE = Pattern.compile(
            "(?ms)^```.*?^```|^\\s*~~~.*?^\\s*~~~|`(?!(?:\\[[a-z][a-z0-9:-]*])+`)[^`\\n]*`|\\[[^\\]]*]\\([^)]*\\)");

    private static final Pattern HASH = Pattern.compile("(?m)(?:^|\\s)(#[^\\n]*)");

    private static final Map<String, Pattern> COMMENTS = Map.of(
            "java", JAVA,
            "sql", Pattern.compile("(--[^\\n]*)"),
            "xml", Pattern.compile("(?s)(<!--.*?-->)"),
            "yaml", HASH,
            "yml", HASH,
            "properties", HASH);

    private Prose() {}

    /** Whether files of this name have prose. */
    static boolean has(String fileName) {
        return fileName.endsWith(".md") || comments(fileName).isPresent();
    }

    /** The prose of a file with this name and text. */
    static String of(String fileName, String text) {
        char[] prose = text.toCharArray();
        if (fileName.endsWith(".md")) {
            PAGE_CODE.matcher(text).results().forEach(code -> blank(prose, code.start(), code.end()));
            return new String(prose);
        }
        blank(prose, 0, prose.length);
        comments(fileName).stream()
                .flatMap(pattern -> pattern.matcher(text).results())
                .filter(found -> found.group(1) != null)
                .forEach(found -> text.getChars(found.start(1), found.end(1), prose, found.start(1)));
        INLINE_CODE.matcher(new String(prose)).results().forEach(code -> blank(prose, code.start(), code.end()));
        return new String(prose);
    }

    private static void blank(char[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            text[i] = text[i] == '\n' ? '\n' : ' ';
        }
    }

    private static Optional<Pattern> comments(String fileName) {
        return Optional.ofNullable(COMMENTS.get(fileName.substring(fileName.lastIndexOf('.') + 1)));
    }
}
