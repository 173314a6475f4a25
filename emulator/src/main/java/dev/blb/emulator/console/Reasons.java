package dev.blb.emulator.console;

import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What control routes and refusals give as a reason, in Chinese. The English texts of the keys that begin with {@code reason.} are
 * those that the emulator writes, alone or as a part of a longer reason; {@code {0}} stands for what varies and stays as it is.
 * What is none of them stays in English.
 */
final class Reasons {
    private static final String GROUP = "reason.";
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    /** The longest first: a text may be a part of another one. */
    private static final List<Reason> ALL = Language.EN.keys().stream()
            .filter(key -> key.startsWith(GROUP))
            .map(Reason::of)
            .sorted(Comparator.comparing((Reason reason) -> -reason.english().length())
                    .thenComparing(Reason::key))
            .toList();

    private static final Phrases ANY = Phrases.of(ALL);

    /** A word alone may be a value that a refusal names. */
    private static final Phrases SENTENCES = Phrases.of(
            ALL.stream().filter(reason -> reason.english().contains(" ")).toList());

    private Reasons() {}

    /** A reason, or several in one text, in a language. */
    static String in(Language language, String text) {
        return ANY.in(language, text);
    }

    /** The message of a refusal in a language. */
    static String ofRefusal(Language language, String text) {
        return SENTENCES.in(language, text);
    }

    /** Several reasons, and what finds each in a text, but none in quotation marks, which hold what was given. */
    private record Phrases(List<Reason> reasons, Pattern pattern) {
        static Phrases of(List<Reason> reasons) {
            return new Phrases(
                    reasons,
                    Pattern.compile(reasons.stream()
                            .map(reason -> "(" + reason.pattern() + ")")
                            .collect(Collectors.joining("|", "(?<![\\w./\"-])(?:", ")(?![\\w/\"-])"))));
        }

        String in(Language language, String text) {
            return language == Language.EN
                    ? text
                    : pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(translated(language, found)));
        }

        private String translated(Language language, MatchResult found) {
            int group = 1;
            for (Reason reason : reasons) {
                if (found.group(group) != null) {
                    Object[] values = new Object[reason.places()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = found.group(group + 1 + i);
                    }
                    return language.text(reason.key(), values);
                }
                group += 1 + reason.places();
            }
            return found.group();
        }
    }

    /**
     * A reason.
     *
     * @param english its text with places for what varies, in the order of their numbers
     */
    private record Reason(String key, String english) {
        static Reason of(String key) {
            return new Reason(key, Language.EN.text(key));
        }

        int places() {
            return (int) PLACE.matcher(english).results().count();
        }

        /** What varies is one word at the begin and at the end of a text, and anything between. */
        String pattern() {
            String[] parts = PLACE.split(english, -1);
            StringBuilder pattern = new StringBuilder();
            for (int i = 0; i < parts.length; i++) {
                if (i == parts.length - 1 && i > 0 && parts[i].isEmpty()) {
                    pattern.append("(\\S+?)(?=[;:,)]*(?:\\s|$))");
                } else if (i > 0) {
                    pattern.append(i == 1 && parts[0].isEmpty() ? "(\\S+)" : "(.+?)");
                }
                if (!parts[i].isEmpty()) {
                    pattern.append(Pattern.quote(parts[i]));
                }
            }
            return pattern.toString();
        }
    }
}
