package dev.blb.emulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arguments and environment variables as the system passed them. With {@code LC_ALL=C} Java reads each byte that is not ASCII as U+FFFD;
 * Linux tells the bytes, which are UTF-8 if they are a text in it.
 */
final class SystemTexts {
    private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");
    private static final Path ENVIRONMENT = Path.of("/proc/self/environ");
    private static final String UNREAD = "\ufffd";

    private SystemTexts() {}

    /** The arguments of the process, of which Java has read these. */
    static String[] arguments(String[] read) {
        String[] arguments = read.clone();
        if (List.of(read).stream().anyMatch(SystemTexts::isUnread)) {
            List<byte[]> passed = passed(ARGUMENTS);
            // Before them stand Java and its options.
            int first = passed.size() - read.length;
            for (int i = 0; i < read.length && first >= 0; i++) {
                arguments[i] = text(read[i], passed.get(first + i));
            }
        }
        return arguments;
    }

    /** The environment of the process, of which Java has read this. */
    static Map<String, String> environment(Map<String, String> read) {
        Map<String, String> environment = new HashMap<>(read);
        if (read.values().stream().anyMatch(SystemTexts::isUnread)) {
            for (byte[] variable : passed(ENVIRONMENT)) {
                String name = ascii(variable).split("=", 2)[0];
                environment.computeIfPresent(name, (same, value) -> {
                    String prefix = name + "=";
                    String text = text(prefix + value, variable);
                    return text.substring(prefix.length());
                });
            }
        }
        return environment;
    }

    private static boolean isUnread(String text) {
        return text.contains(UNREAD);
    }

    /** The text of these bytes if they are what Java has read, and UTF-8; else what it has read. */
    private static String text(String read, byte[] passed) {
        if (!isUnread(read) || !read.equals(ascii(passed))) {
            return read;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(passed))
                    .toString();
        } catch (CharacterCodingException other) {
            return read;
        }
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** The texts in a file, each of which ends with a zero; none where there is no such file. */
    private static List<byte[]> passed(Path file) {
        List<byte[]> texts = new ArrayList<>();
        try {
            // Each byte is one character.
            String all = Files.readString(file, StandardCharsets.ISO_8859_1);
            for (int begin = 0, end = all.indexOf('\0'); end >= 0; begin = end + 1, end = all.indexOf('\0', begin)) {
                texts.add(all.substring(begin, end).getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException notTold) {
            return List.of();
        }
        return texts;
    }
}
