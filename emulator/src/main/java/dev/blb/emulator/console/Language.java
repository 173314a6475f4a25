package dev.blb.emulator.console;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/** A language of the console, with its texts. */
enum Language {
    /** English, also for browsers that ask for neither. */
    EN("en", "English"),
    /** Simplified Chinese. */
    ZH("zh-CN", "简体中文");

    /** The cookie and the parameter by which a reader chooses. */
    static final String CHOICE = "lang";

    private final String tag;
    private final String ownName;
    private final Properties texts = new Properties();

    Language(String tag, String ownName) {
        this.tag = tag;
        this.ownName = ownName;
        String file = "/console/messages_" + tag + ".properties";
        try (InputStreamReader reader = new InputStreamReader(
                Objects.requireNonNull(Language.class.getResourceAsStream(file), file), StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Its tag in HTML and in HTTP, such as {@code zh-CN}. */
    String tag() {
        return tag;
    }

    /** What it is called in itself. */
    String ownName() {
        return ownName;
    }

    /**
     * A text.
     *
     * @param values replace {@code {0}}, {@code {1}} and so on
     * @throws IllegalStateException if there is none of this key, so that no page shows a key
     */
    String text(String key, Object... values) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("no text " + key + " in " + tag);
        }
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /** The keys of its texts. */
    Set<String> keys() {
        return texts.stringPropertyNames();
    }

    /** The language with a tag, or whose tag begins with it. */
    private static Optional<Language> tagged(String wanted) {
        String primary = wanted.toLowerCase(Locale.ROOT).split("-", -1)[0];
        return Stream.of(values())
                .filter(each -> each.tag.startsWith(primary) && !primary.isEmpty())
                .findFirst();
    }

    /** What a reader chose now or before, or else what the browser asks for, or else English. */
    static Language of(ConsoleRequest request) {
        return request.parameter(CHOICE)
                .or(() -> cookie(request.header("cookie")))
                .flatMap(Language::tagged)
                .or(() -> accepted(request.header("accept-language")))
                .orElse(EN);
    }

    private static Optional<String> cookie(String header) {
        return Stream.of(header.split(";", -1))
                .map(String::trim)
                .filter(pair -> pair.startsWith(CHOICE + "="))
                .map(pair -> pair.substring(CHOICE.length() + 1))
                .findFirst();
    }

    private static Optional<Language> accepted(String header) {
        if (header.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Locale.LanguageRange.parse(header).stream()
                    .flatMap(range -> tagged(range.getRange()).stream())
                    .findFirst();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
