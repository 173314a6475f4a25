package dev.blb.emulator.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.api.NumberText;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.TimeLength;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a setting accepts.
 *
 * @param field the rule of its values
 * @param label what stands for a value in {@code --help}
 * @param normal what is done to a text before it is checked
 * @param reading from a checked JSON value to the setting's value; it may throw {@link IllegalArgumentException}
 * @param shownDefault the default as users would write it; the empty text where nothing is set
 * @param example another value, as users would write it
 */
record SettingRule<T>(
        Field field,
        String label,
        UnaryOperator<String> normal,
        Function<JsonNode, T> reading,
        String shownDefault,
        T fallback,
        String example) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final Pattern DIGITS = Pattern.compile(NumberText.COUNT);

    private static <T> SettingRule<T> of(
            Field field, String label, Function<JsonNode, T> reading, String fallback, String example) {
        T value = reading.apply(field.read(fallback));
        return new SettingRule<>(field, label, UnaryOperator.identity(), reading, fallback, value, example);
    }

    private static <T> SettingRule<T> unset(
            Field field, String label, Function<JsonNode, T> reading, T fallback, String example) {
        return new SettingRule<>(field, label, UnaryOperator.identity(), reading, "", fallback, example);
    }

    /** A whole number. */
    static SettingRule<Integer> number(String name, int min, int max, int fallback, int example) {
        return of(
                Field.integer(name, min, max).alsoAsNumericText(),
                "NUMBER",
                JsonNode::intValue,
                String.valueOf(fallback),
                String.valueOf(example));
    }

    /** One of an enum's constants, in lower case; flags and variables may have it in any case. */
    static <E extends Enum<E>> SettingRule<E> choice(String name, String label, E fallback, E example) {
        Class<E> type = fallback.getDeclaringClass();
        List<String> words =
                Stream.of(type.getEnumConstants()).map(SettingRule::lower).toList();
        return new SettingRule<>(
                Field.oneOf(name, words.toArray(String[]::new)),
                label,
                // A wrong text is shown as it was given.
                text -> words.stream()
                        .filter(text::equalsIgnoreCase)
                        .findFirst()
                        .orElse(text),
                value -> Enum.valueOf(type, value.textValue().toUpperCase(Locale.ROOT)),
                lower(fallback),
                fallback,
                lower(example));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A text that a parser accepts. */
    static <T> SettingRule<T> parsed(
            String name, String label, Function<String, T> parser, String allowed, String fallback, String example) {
        Field field = Field.parsed(name, parser, allowed);
        return of(field, label, value -> parser.apply(value.textValue()), fallback, example);
    }

    /** A length of time. */
    static SettingRule<Duration> length(
            String name, Function<String, Duration> parser, String allowed, String fallback, String example) {
        Field field = TimeLength.timeLength(name, parser, allowed);
        return of(field, "DURATION", value -> parser.apply(value.textValue()), fallback, example);
    }

    /** The same, read by another parser: an older version stored values that are refused now. */
    SettingRule<T> keptAs(Function<String, T> parser) {
        return new SettingRule<>(
                field, label, normal, value -> parser.apply(value.textValue()), shownDefault, fallback, example);
    }

    /** A number of bytes, with or without a unit. */
    static SettingRule<Integer> size(String name, int min, int max, String fallback, String example) {
        return parsed(
                name,
                "SIZE",
                text -> bytes(text, min, max),
                "a size from " + shown(min) + " to " + shown(max) + ", such as 65536, 64KiB or 1MiB",
                fallback,
                example);
    }

    private static String shown(int bytes) {
        return bytes % MIB == 0 ? bytes / MIB + "MiB" : bytes / KIB + "KiB";
    }

    private static int bytes(String text, int min, int max) {
        String lower = text.toLowerCase(Locale.ROOT);
        int unit = lower.endsWith("mib") ? MIB : lower.endsWith("kib") ? KIB : 1;
        String digits = unit == 1 ? lower : lower.substring(0, lower.length() - 3);
        long bytes = DIGITS.matcher(digits).matches() ? Long.parseLong(digits) * unit : 0;
        if (bytes < min || bytes > max) {
            throw new IllegalArgumentException("it is out of range");
        }
        return (int) bytes;
    }

    /** A text that a parser accepts, and no value where none is set. */
    static <T> SettingRule<Optional<T>> optional(
            String name, String label, Function<String, T> parser, String allowed, String example) {
        Field field = Field.parsed(name, parser, allowed);
        return unset(field, label, value -> Optional.of(parser.apply(value.textValue())), Optional.empty(), example);
    }

    /** Texts divided by commas that a parser accepts; none where nothing is set. */
    static <T> SettingRule<List<T>> list(
            String name, String label, Function<String, T> parser, String allowed, String example) {
        Function<String, List<T>> all =
                text -> Stream.of(text.split(",", -1)).map(parser).toList();
        Field field = Field.parsed(name, all, allowed);
        return unset(field, label, value -> all.apply(value.textValue()), List.of(), example);
    }

    /** A text that is not shown when it is wrong: the parser's message names the mistake without it. */
    static <T> SettingRule<T> secret(
            String name, String label, Function<String, T> parser, String fallback, String example) {
        return of(Field.text(name), label, value -> parser.apply(value.textValue()), fallback, example);
    }

    /** The same, and no value where none is set. */
    static <T> SettingRule<Optional<T>> optionalSecret(
            String name, String label, Function<String, T> parser, String example) {
        return unset(
                Field.text(name),
                label,
                value -> Optional.of(parser.apply(value.textValue())),
                Optional.empty(),
                example);
    }
}
