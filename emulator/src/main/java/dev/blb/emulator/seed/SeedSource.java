package dev.blb.emulator.seed;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The characters of a seed, and where in them something stands.
 *
 * @param name the file, for messages
 * @param text as it was written
 */
record SeedSource(String name, String text) {
    private static final Pattern END_OF_LINE = Pattern.compile("\\r\\n|\\r|\\n");

    /** What YAML's parser reads: of JSON the same with what JSON allows and YAML does not written otherwise, in as many lines. */
    String scanned() {
        if (!looksLikeJson()) {
            return text;
        }
        StringBuilder scanned = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\t') {
                // In JSON a tab is never more than white space, where YAML refuses it.
                scanned.append(' ');
            } else if (isEscaped(c)) {
                scanned.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                scanned.appendCodePoint(c);
            }
        });
        return scanned.toString();
    }

    private boolean looksLikeJson() {
        return text.stripLeading().startsWith("{");
    }

    /** Whether JSON allows a character in texts and YAML does not: it becomes an escape, which both read alike. */
    private static boolean isEscaped(int c) {
        return c != '\n' && c != '\r' && c != '\t' && (c == '\ufeff' || c == 0x85 || !StreamReader.isPrintable(c));
    }

    /** The place of a node: {@code name:line:column}, as editors and compilers count, from 1 and in whole characters. */
    String place(Node node) {
        return place(node.getStartMark());
    }

    /** The place of a mark in what was scanned; without one the beginning. */
    String place(Optional<Mark> mark) {
        int line = mark.map(Mark::getLine).orElse(0);
        int column = mark.map(Mark::getColumn).orElse(0);
        return place(line, looksLikeJson() ? written(line, column) : column);
    }

    /** The place of the character at this index of the text. */
    String place(int index) {
        int line = 0;
        int start = 0;
        Matcher end = END_OF_LINE.matcher(text);
        while (end.find() && end.end() <= index) {
            line++;
            start = end.end();
        }
        return place(line, text.codePointCount(start, index));
    }

    private String place(int line, int column) {
        return name + ":" + (line + 1) + ":" + (column + 1);
    }

    /** The column in the text of what stands in this column of what was scanned, where an escape has six. */
    private int written(int line, int column) {
        Matcher end = END_OF_LINE.matcher(text);
        int start = 0;
        for (int i = 0; i < line && end.find(); i++) {
            start = end.end();
        }
        int written = 0;
        int at = start;
        for (int scanned = 0; scanned < column && at < text.length(); written++) {
            int c = text.codePointAt(at);
            scanned += isEscaped(c) ? 6 : 1;
            at += Character.charCount(c);
        }
        return written;
    }
}
