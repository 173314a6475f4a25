package dev.blb.emulator.settings;

import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.FileNames;
import dev.blb.emulator.api.NumberText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the texts of settings; each refuses a text of another form by {@link IllegalArgumentException}. */
final class SettingTexts {
    private static final Pattern HOST_NAME = Pattern.compile("\\*|[a-z0-9._-]{1,253}");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{16,128}");
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9._:\\[\\]-]{1,260}");

    /** One to 200 characters behind a slash; a first part that is a version or _blb could hide what the server has there. */
    private static final Pattern PREFIX =
            Pattern.compile("(?=.{2,201}$)(?!/(v[0-9]+|_blb)(/|$))(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+");

    private static final Duration MAX_REQUEST_TIME = Duration.ofHours(1);

    private SettingTexts() {}

    static String password(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty; allowed is a text that is not blank");
        }
        return text;
    }

    static String filled(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        return text;
    }

    /** A path; InvalidPathException is an IllegalArgumentException. */
    static Path path(String text) {
        return FileNames.path(filled(text));
    }

    /** The path of a directory that H2 opens, which asks Java for it by a text. */
    static Path pathOfH2(String text) {
        return Path.of(filled(text));
    }

    static int port(String text) {
        long port = NumberText.parse(text);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("it is out of range");
        }
        return (int) port;
    }

    static String matched(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("it has another form");
        }
        return text;
    }

    static String hostName(String text) {
        return matched(HOST_NAME, text.strip().toLowerCase(Locale.ROOT));
    }

    static String token(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "it has " + text.length() + " characters (it is not shown, as it is a secret); allowed is a text of"
                            + " 16 to 128 printable ASCII characters without blanks");
        }
        return text;
    }

    /** An origin as browsers send it: in lower case. */
    static String origin(String text) {
        return matched(ORIGIN, text.strip().toLowerCase(Locale.ROOT));
    }

    static String prefix(String text) {
        return matched(PREFIX, text);
    }

    static Duration time(String text) {
        Duration time = DurationText.parse(text, MAX_REQUEST_TIME);
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("it is too short");
        }
        return time;
    }
}
