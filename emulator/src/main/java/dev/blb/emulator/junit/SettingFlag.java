package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.ControlClient.encoded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting of an account as the command line has it.
 *
 * @param flag such as {@code --quota-listeners}
 * @param written both as they stand in the annotation
 */
record SettingFlag(String flag, String value, String written) {
    private static final Pattern HYPHEN = Pattern.compile("-(\\w)");
    private static final String OF_SERVERS = " Settings of the server need @BlbTest(ownServer = true).";
    private static final Pattern WORDS = Pattern.compile("[A-Za-z-]+");
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
    private static final Pattern WORD = Pattern.compile("(?<![\\w\"-])\\w+(?![\\w\"-])");

    /** The settings that flags such as {@code --settle-delay 2s} or {@code --settle-delay=2s} stand for. */
    static List<SettingFlag> of(String... flags) {
        List<SettingFlag> settings = new ArrayList<>();
        for (int i = 0; i < flags.length; i++) {
            String[] parts = flags[i].split("=", 2);
            if (!parts[0].startsWith("--") || (parts.length == 1 && i + 1 == flags.length)) {
                throw BlbEmulatorExtension.refused(
                        "settings",
                        "settings are " + Arrays.toString(flags)
                                + "; allowed are flags with their values, such as {\"--quota-listeners\", \"3\"}");
            }
            String written = "\"" + flags[i] + "\"";
            if (parts.length == 2) {
                settings.add(new SettingFlag(parts[0], parts[1], written));
            } else {
                i++;
                settings.add(new SettingFlag(parts[0], flags[i], written + ", \"" + flags[i] + "\""));
            }
        }
        return settings;
    }

    /** The value of the last of these flags that is this one; the empty text if none is. */
    static String value(String[] flags, String flag) {
        return of(flags).stream()
                .filter(each -> each.flag.equals(flag))
                .map(SettingFlag::value)
                .reduce("", (first, last) -> last);
    }

    /** The name of the setting, such as {@code quotaListeners}. */
    String name() {
        return HYPHEN.matcher(flag.substring(2))
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    private static String flag(String name) {
        return "--" + CAPITAL.matcher(name).replaceAll("-$0").toLowerCase(Locale.ROOT);
    }

    /** Gives the account of a world this setting. */
    void apply(BlbWorld world) {
        refuseOtherSpellings(world);
        try {
            set(world);
        } catch (ControlRefusal refused) {
            Set<String> known = names(world);
            String detail = WORD.matcher(refused.detail()).replaceAll(match -> inFlags(match, known));
            throw BlbEmulatorExtension.refused(
                    "settings = {" + written + "}", known.contains(name()) ? detail : detail + OF_SERVERS, refused);
        }
    }

    /** A route knows names, and would take for one what the command line does not take for its flag. */
    private void refuseOtherSpellings(BlbWorld world) {
        if (!flag.equals(flag(name()))) {
            String hint = names(world).stream()
                    .map(SettingFlag::flag)
                    .filter(known -> known.equalsIgnoreCase(flag) || known.equals(flag(name())))
                    .findFirst()
                    .map(known -> "; did you mean " + known + "?")
                    .orElse("." + OF_SERVERS);
            throw BlbEmulatorExtension.refused("settings = {" + written + "}", flag + " is unknown" + hint);
        }
    }

    /** The command line takes words in any case, and the route in lower case. */
    private void set(BlbWorld world) {
        String lower = value.toLowerCase(Locale.ROOT);
        try {
            world.settings(Map.of(name(), value));
        } catch (ControlRefusal refused) {
            if (lower.equals(value) || !WORDS.matcher(value).matches()) {
                throw refused;
            }
            try {
                world.settings(Map.of(name(), lower));
            } catch (ControlRefusal notThatEither) {
                refused.addSuppressed(notThatEither);
                throw refused;
            }
        }
    }

    /** The names of the settings that the account may have. */
    private static Set<String> names(BlbWorld world) {
        String account = world.credentials().accessKey();
        String shown = world.control("GET", "accounts/" + encoded("account", account) + "/settings", "");
        return JsonText.read(shown).filter(Map.class::isInstance).stream()
                .flatMap(settings -> ((Map<?, ?>) settings).keySet().stream())
                .map(String::valueOf)
                .filter(name -> !name.equals("account"))
                .collect(Collectors.toSet());
    }

    /** A word of a message, with the flag in place of the name of a setting. */
    private String inFlags(MatchResult word, Set<String> known) {
        boolean names = known.contains(word.group())
                || (word.start() == 0 && word.group().equals(name()));
        return names ? flag(word.group()) : word.group();
    }
}
